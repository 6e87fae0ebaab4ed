"""Somebody leaves the transfer list: another provider has accepted, or nothing is left to place (ZHZ-15)."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from referral.domain.status import LIVE
from referral.domain.transfer import NEXT_OF_TRANSFER, ClosingReason, TransferStatus, settled
from referral.refusals import require_step
from referral.refusals_of_duty import CASE_STILL_RUNS
from referral.store import referrals, transfers
from referral.store.components import GrantedComponent
from referral.store.rows import ReferralRow
from referral.store.rows_duty import TransferRow
from referral.usecases.put_on_transfer_list import TRANSFER_AWAITED
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken

AGAIN_AFTER = timedelta(days=1)


async def settle_transfers(
    tx: Transaction, referral: ReferralRow, parts: Sequence[GrantedComponent], today: date
) -> None:
    """Take off the list what is settled by how far the components of a locked referral have come."""
    for row in await transfers.open_of_referral(tx, referral.id):
        part = next(each for each in parts if each.grant.id == row.grant_id)
        placed = part.placement
        to = settled(
            left=row.placement,
            placed=placed.id if placed else None,
            latest=placed.state if placed else None,
            progress=part.progress(today),
        )
        if to is not None:
            is_new = placed is not None and to is TransferStatus.TRANSFERRED
            await leave_the_list(tx, row, to, next_provider=placed.provider if placed and is_new else None)


async def close_transfers(tx: Transaction, referral: ReferralRow) -> None:
    """A locked referral ends: nobody needs another provider any more."""
    for row in await transfers.open_of_referral(tx, referral.id):
        await leave_the_list(tx, row, TransferStatus.CLOSED)


async def leave_the_list(
    tx: Transaction,
    row: TransferRow,
    to: TransferStatus,
    *,
    next_provider: UUID | None = None,
    reason: ClosingReason | None = None,
) -> TransferRow:
    """The referral must be locked."""
    await tx.cancel_deadline(TRANSFER_AWAITED, row.id)
    return await transfers.change(
        tx,
        row,
        status=to.value,
        closed_at=tx.now,
        next_provider=next_provider,
        closing_reason=reason.value if reason else None,
    )


async def close_transfer(
    tx: Transaction, transfer_id: UUID, reason: ClosingReason, *, if_match: str | None
) -> TransferRow:
    """On the word of the municipality, of a referral that is over; one that runs cannot be closed away.

    Raises ImpossibleStep, VersionMissing, VersionStale, RuleBroken.
    """
    referral = await referrals.lock_referral(tx, await transfers.referral_of(tx, transfer_id))
    row = await transfers.transfer(tx, transfer_id)
    require_step(NEXT_OF_TRANSFER, row.state, TransferStatus.CLOSED)
    require_match(row, if_match)
    if referral.state in LIVE:
        raise RuleBroken(reasons=[CASE_STILL_RUNS])
    return await leave_the_list(tx, row, TransferStatus.CLOSED, reason=reason)


async def remind_owner_of_transfer(tx: Transaction, missed: Deadline) -> None:
    """The term is over and no other provider is found yet: the municipality stays answerable."""
    await referrals.lock_referral(tx, await transfers.referral_of(tx, missed.ref), wait=False)
    row = await transfers.transfer(tx, missed.ref)
    if row.state is TransferStatus.OPEN:
        due_at = tx.now + AGAIN_AFTER
        tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)
