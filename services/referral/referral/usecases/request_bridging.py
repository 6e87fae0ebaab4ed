"""Ask a provider to help while a component waits for its own (NV-18)."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.bridging import BridgingStatus
from referral.domain.components import Progress
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.status import LIVE, NEXT
from referral.policies import policies
from referral.refusals import HIDDEN_BY_SECRECY, PROVIDER_NOT_IN_REGION
from referral.store import bridging, referrals, secrecy
from referral.store.components import components
from referral.store.messages import tell
from referral.store.rows import GrantRow, ReferralRow
from referral.store.rows_care import BridgingRow
from referral.usecases.ask_provider import BRIDGING_KINDS, takes_placements
from referral.usecases.end_bridging import BRIDGING_ANSWER
from referral.usecases.request_placement import NOT_OF_THIS, SAY_WHICH
from region_policy.codes import Urgency
from region_policy.terms import end_of_term, local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken

WAITS = frozenset({Progress.TO_PLACE, Progress.ASKED, Progress.ACCEPTED})


async def request_bridging(
    tx: Transaction,
    referral_id: UUID,
    provider: UUID,
    *,
    grant_id: UUID | None,
    by: UUID,
    key: str,
    body: BaseModel,
) -> BridgingRow:
    """Ask this provider; it has the term of a placement request to answer, where it is urgent the fast one.

    Raises KeyReused, ImpossibleStep (nothing that was granted waits, or bridging of it is open), InvalidInput
    (which grant), RuleBroken.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await bridging.bridging(tx, claimed.resource_id)
    grant = await _grant_to_bridge(tx, referral, grant_id)
    known = await known_organisation(tx, provider)
    if not takes_placements(known, referral.region, tx.now, kinds=BRIDGING_KINDS):
        raise RuleBroken(reasons=[PROVIDER_NOT_IN_REGION])
    if not await secrecy.may_know_whereabouts(tx, referral):
        raise RuleBroken(reasons=[HIDDEN_BY_SECRECY])
    today = local_day(tx.now)
    policy = policies(tx).in_force(referral.region, on=today)
    is_urgent = referral.asked.urgency is not Urgency.REGULAR
    term = policy.following.fast_answer if is_urgent else policy.terms.placement_answer
    row = await bridging.add_bridging(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": BridgingStatus.REQUESTED.value,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "grant_id": grant.id,
            "provider": provider,
            "requested_by": by,
            "requested_at": tx.now,
            "answer_due_at": end_of_term(term, since=today),
        },
    )
    if row is None:
        raise _impossible(referral)
    tx.set_deadline(BRIDGING_ANSWER, row.id, region=row.region, owner=str(provider), due_at=row.answer_due_at)
    await referrals.add_milestone(
        tx, referral, Milestone.BRIDGING_REQUESTED, component=grant.component, provider=provider
    )
    what = {"referral": referral.id, "about": row.id, "component": grant.component}
    await tell(tx, [provider], MessageKind.BRIDGING_REQUESTED, **what)
    return row


async def _grant_to_bridge(tx: Transaction, referral: ReferralRow, grant_id: UUID | None) -> GrantRow:
    """The grant that was meant, if its component waits."""
    found = await components(tx, referral.id)
    if grant_id is not None and grant_id not in {each.grant.id for each in found}:
        raise InvalidInput(errors=[FieldError("grant", NOT_OF_THIS)])
    today = local_day(tx.now)
    waiting = [each.grant for each in found if each.progress(today) in WAITS]
    meant = [grant for grant in waiting if grant_id in (None, grant.id)]
    if referral.state not in LIVE or not meant:
        raise _impossible(referral)
    if len(meant) > 1:
        raise InvalidInput(errors=[FieldError("grant", SAY_WHICH)])
    return meant[0]


def _impossible(referral: ReferralRow) -> ImpossibleStep:
    return ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
