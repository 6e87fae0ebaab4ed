"""What becomes of a question to pass somebody on when the help that it is about ends (HLM-06)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from referral.domain.onward import WAITING_ONWARD, OnwardStatus
from referral.domain.status import LIVE, PlacementStatus
from referral.domain.transfer import TransferCause
from referral.store import onward, placements, referrals
from referral.store.components import GrantedComponent
from referral.store.rows import ReferralRow
from referral.store.rows_duty import OnwardRow
from referral.usecases.put_on_transfer_list import put_on_transfer_list
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

ONWARD_AWAITED = "onward-awaited"
AGAIN_AFTER = timedelta(days=1)
HAS_SOMEBODY = frozenset({PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE})


async def settle_onward(tx: Transaction, referral: ReferralRow, parts: Sequence[GrantedComponent]) -> None:
    """Let lapse what a locked referral has overtaken; who was to go on elsewhere is not lost by it.

    Help may end before `access` has told where the rest of the grant goes: then the municipality finds this
    case on its transfer list.
    """
    for row in await onward.waiting_of_referral(tx, referral.id):
        part = next((each for each in parts if each.grant.id == row.grant_id), None)
        placed = part.placement if part else None
        if placed is not None and placed.id == row.placement and placed.state in HAS_SOMEBODY:
            continue
        if row.state is OnwardStatus.AGREED:
            if referral.state in LIVE:
                continue
            if part is not None:
                await put_on_transfer_list(
                    tx,
                    referral,
                    await placements.placement(tx, row.placement),
                    part.grant,
                    cause=TransferCause.NEXT_NOT_PLACED,
                    last_day=local_day(tx.now),
                )
        await end_onward(tx, row, OnwardStatus.LAPSED)


async def lapse_onward(tx: Transaction, referral: ReferralRow) -> None:
    """A locked referral is taken back or closed: nobody is passed on."""
    for row in await onward.waiting_of_referral(tx, referral.id):
        await end_onward(tx, row, OnwardStatus.LAPSED)


async def end_onward(
    tx: Transaction, row: OnwardRow, to: OnwardStatus, *, to_provider: UUID | None = None
) -> OnwardRow:
    """The referral must be locked."""
    await tx.cancel_deadline(ONWARD_AWAITED, row.id)
    return await onward.change(tx, row, status=to.value, to_provider=to_provider or row.to_provider)


async def remind_owner_of_onward(tx: Transaction, missed: Deadline) -> None:
    """Nobody has said yet whether, or where, somebody goes on: the municipality stays answerable."""
    await referrals.lock_referral(tx, await onward.referral_of(tx, missed.ref), wait=False)
    row = await onward.onward_referral(tx, missed.ref)
    if row.state in WAITING_ONWARD:
        due_at = tx.now + AGAIN_AFTER
        tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)
