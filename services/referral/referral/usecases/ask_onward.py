"""A provider asks to pass somebody on; the young person stays until who decides agrees (HLM-06)."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.onward import BACK_TO_EARLIER, OnwardReason, OnwardStatus, is_back, place_in_chain
from referral.domain.status import NEXT_OF_PLACEMENT
from referral.policies import policies
from referral.refusals import provider_not_in_region
from referral.refusals_of_duty import ONWARD_WAITS, PROVIDER_GOES_ON, TO_ITSELF
from referral.store import onward, placements, referrals, transfers
from referral.store.components import grant as stored_grant
from referral.store.households import director_for
from referral.store.messages import tell
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_duty import OnwardRow
from referral.usecases.ask_provider import can_be_asked
from referral.usecases.put_on_transfer_list import tell_municipality
from referral.usecases.settle_onward import HAS_SOMEBODY, ONWARD_AWAITED
from region_policy.terms import end_of_term, local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, ReasonGiven, RuleBroken


@dataclass(frozen=True)
class Onward:
    """`provider`: where to, if the asking provider has one in mind."""

    reason: OnwardReason
    provider: UUID | None


async def ask_onward(
    tx: Transaction, placement_id: UUID, wanted: Onward, *, key: str, body: BaseModel
) -> OnwardRow:
    """Ask the referrer and the municipality; from the policy's number on the director hears of it too.

    The provider asks. Of one that stops the municipality may as well, which has the case on its list.

    A way back to a provider of the same chain is no error: it is warned of, in the answer and the timeline.
    The same key again answers with what was asked before. Raises KeyReused, ImpossibleStep (nobody is in
    its hands), RuleBroken with every reason.
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    claimed = await claim(tx, key, body, about=placement_id)
    if claimed.made_before:
        return await onward.onward_referral(tx, claimed.resource_id)
    if placement.state not in HAS_SOMEBODY:
        after = NEXT_OF_PLACEMENT[placement.state]
        raise ImpossibleStep(possible_steps=[step.value for step in after])
    grant = await stored_grant(tx, placement.grant_id)
    reasons = await broken_by(tx, referral, grant, placement, wanted.provider)
    if tx.caller.organisation != placement.provider and not await _is_listed(tx, placement):
        reasons.append(PROVIDER_GOES_ON)
    if reasons:
        raise RuleBroken(reasons=reasons)
    today = local_day(tx.now)
    policy = policies(tx).in_force(referral.region, on=today)
    due_at = end_of_term(policy.terms.placement_answer, since=today)
    row = await onward.add(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": OnwardStatus.ASKED.value,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "municipality": referral.municipality,
            "grant_id": grant.id,
            "placement": placement.id,
            "from_provider": placement.provider,
            "to_provider": wanted.provider,
            "reason": wanted.reason.value,
            "number": place_in_chain(await onward.counted_of_client(tx, referral.client)),
            "is_back": is_back(await chain_before(tx, placement), wanted.provider),
            "asked_at": tx.now,
            "due_at": due_at,
        },
    )
    if row is None:
        raise RuleBroken(reasons=[ONWARD_WAITS])
    owner = await referrals.municipality_owner(tx, referral.municipality)
    tx.set_deadline(ONWARD_AWAITED, row.id, region=row.region, owner=owner, due_at=due_at)
    await _tell(tx, referral, grant, placement, row, signal=row.number >= policy.following.onward.signal_from)
    return row


async def _is_listed(tx: Transaction, placement: PlacementRow) -> bool:
    """Its provider stops, and may be gone: then the municipality need not wait for its word (ZHZ-15)."""
    listed = await transfers.open_of_referral(tx, placement.referral)
    return placement.id in {row.placement for row in listed}


async def chain_before(tx: Transaction, placement: PlacementRow) -> list[UUID | None]:
    """The providers that had this young person in this referral, the present one last."""
    chain = onward.chain_of(await onward.of_referral(tx, placement.referral))
    return chain if placement.provider in chain else [*chain, placement.provider]


async def broken_by(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, placement: PlacementRow, to: UUID | None
) -> list[ReasonGiven]:
    """Why nobody can be passed on to this provider; nothing where none is named."""
    if to is None:
        return []
    if to == placement.provider:
        return [TO_ITSELF]
    return [] if await can_be_asked(tx, referral, grant, to) else [provider_not_in_region(to)]


async def _tell(
    tx: Transaction,
    referral: ReferralRow,
    grant: GrantRow,
    placement: PlacementRow,
    row: OnwardRow,
    *,
    signal: bool,
) -> None:
    reasons = [row.reason, *([BACK_TO_EARLIER] if row.is_back else [])]
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.ONWARD_ASKED,
        component=grant.component,
        provider=row.to_provider,
        reasons=reasons,
    )
    await tell_municipality(
        tx, referral, MessageKind.ONWARD_ASKED, about=row.id, row=placement, reason=row.reason
    )
    director = await director_for(tx, referral.client) if signal else None
    if director is not None:
        told = {"referral": referral.id, "about": row.id, "provider": row.to_provider, "reasons": reasons}
        await tell(tx, [director], MessageKind.ONWARD_SIGNAL, **told)
