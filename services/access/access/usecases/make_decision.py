"""Store a decision that the rules allow, with the grant that it makes and the money for it."""

from collections.abc import Sequence
from uuid import UUID

from access.domain.account import commit
from access.domain.decision import AMBULATORY, Decision, what_is_granted
from access.domain.entitlement import Grant
from access.domain.request import Request
from access.events import DecisionMade
from access.store import decisions
from region_policy.cases import Choice, Facts
from region_policy.codes import SettledBy
from region_policy.model import RegionPolicy
from region_policy.reasons import ReasonGiven
from servicekit.encryption import Sealed
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7


async def make_decision(
    tx: Transaction,
    request: Request,
    policy: RegionPolicy,
    facts: Facts,
    choice: Choice,
    *,
    decided_by: SettledBy,
    grounds: Sequence[ReasonGiven],
    decision_id: UUID | None = None,
    intended_result: Sealed | None = None,
) -> Decision:
    """The last step of two use cases: the referrer's own choice, and the desk's decision."""
    decision = Decision(
        id=decision_id or uuid7(),
        version=1,
        request=request.id,
        client=request.client,
        region=request.region,
        municipality=request.municipality,
        policy=policy.identity,
        decided_by=decided_by,
        facts=facts,
        choice=choice,
        grounds=tuple(grounds),
        preferred_provider=request.preferred_provider,
        decided_at=tx.now,
    )
    granted = what_is_granted(policy, facts, choice)
    booking = commit(granted.ceiling_cents)
    grant = Grant(
        id=uuid7(),
        decision=decision.id,
        request=request.id,
        component=AMBULATORY,
        budget=granted.budget,
        illustrative=granted.illustrative,
        valid_from=granted.valid_from,
        valid_until=granted.valid_until,
        account=booking.account,
    )
    await decisions.keep_text(tx, policy)
    await decisions.add(tx, decision, intended_result)
    await decisions.add_grant(tx, grant, booking)
    tx.publish(DecisionMade.of(decision, [grant]))
    return decision
