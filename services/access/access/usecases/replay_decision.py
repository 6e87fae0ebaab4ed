"""Take a decision again, by the policy, facts and record kept with it: it must come out the same."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.decision import Decision
from access.domain.entitlement import rejoined
from access.resources import policies
from access.store import decisions, requests
from region_policy.answers import Verdict
from region_policy.codes import Component, Route, SettledBy
from region_policy.decisions import check, check_award, check_desk_decision
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class Replayed:
    decision: Decision
    verdict: Verdict

    @property
    def is_same(self) -> bool:
        """Allowed as it was, on the same grounds, with the same rules set aside."""
        decided, again = self.decision, self.verdict
        return (
            again.is_allowed
            and again.policy == decided.policy
            and again.grounds == decided.grounds
            and again.overridden == decided.overrides
        )


async def replay_decision(tx: Transaction, request_id: UUID, decision_id: UUID) -> Replayed:
    """The kept text is read anew, not the file of today. Raises NotFound."""
    stored = await decisions.of_request(tx, request_id)
    if stored is None or stored.decision.id != decision_id:
        raise NotFound
    decision = stored.decision
    policy = policies(tx).replay(await decisions.policy_text(tx, decision.policy.sha256))
    return Replayed(decision, await _again(tx, policy, decision))


async def _again(tx: Transaction, policy: RegionPolicy, decision: Decision) -> Verdict:
    choice = decision.choices[0]
    if decision.decided_by is SettledBy.REFERRER:
        return check(policy, decision.facts, choice)
    record = decision.record or OnRecord()
    if decision.awarded_provider is None:
        return check_desk_decision(policy, decision.facts, decision.choices, on_record=record)
    granted = rejoined(await decisions.grants_of(tx, decision.request))
    request = await requests.request(tx, decision.request)
    assert request is not None, "a decision has its request by a foreign key"
    return check_award(
        policy,
        decision.facts,
        referrer_asked_quote=request.choice.route is Route.QUOTE,
        etmalen=[each.etmalen for each in granted if each.component is Component.STAY and each.etmalen],
        first_day=decision.start_on or decision.decided_on,
        on_record=record,
        ground=choice.ground,
    )
