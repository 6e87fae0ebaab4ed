"""The receiver does not go on, or says nothing in time: the sender has the next move again."""

from uuid import UUID

from referral.domain.handover import NEXT_OF_HANDOVER, HandoverReturn, HandoverStatus
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.policies import policies
from referral.refusals import require_step
from referral.store import handovers, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_handover import HandoverRow
from referral.usecases.propose_handover import HANDOVER_CONFIRMATION, HANDOVER_RETURNED
from referral.usecases.remind_owner import AGAIN_AFTER
from referral.usecases.what_waits import organisation_of
from region_policy.terms import end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def return_handover(
    tx: Transaction, handover_id: UUID, reason: HandoverReturn, *, if_match: str | None
) -> HandoverRow:
    """Give it back, with the reason. Raises ImpossibleStep, VersionMissing, VersionStale."""
    referral, row = await handovers.lock_handover(tx, handover_id)
    require_step(NEXT_OF_HANDOVER, row.state, HandoverStatus.RETURNED)
    require_match(row, if_match)
    await tx.cancel_deadline(HANDOVER_CONFIRMATION, row.id)
    return await _return(tx, referral, row, reason)


async def return_unconfirmed(tx: Transaction, missed: Deadline) -> None:
    """Nobody confirmed contact within the policy's term: the task returns to the sender, once (HLM-17)."""
    referral, row = await handovers.lock_handover(tx, missed.ref, wait=False)
    if row.state is HandoverStatus.PROPOSED:
        await _return(tx, referral, row, HandoverReturn.HANDOVER_NOT_CONFIRMED)


async def remind_sender(tx: Transaction, missed: Deadline) -> None:
    """It came back and nothing was done with it: the municipality hears it, the sender stays answerable."""
    referral, row = await handovers.lock_handover(tx, missed.ref, wait=False)
    if row.state is HandoverStatus.RETURNED:
        told = organisation_of(await referrals.municipality_owner(tx, referral.municipality))
        what = {
            "about": row.id,
            "provider": row.receiver,
            "reasons": [row.return_reason] if row.return_reason else [],
        }
        await tell(tx, told, MessageKind.HANDOVER_RETURNED, referral=referral.id, **what)
        due_at = tx.now + AGAIN_AFTER
        tx.set_deadline(missed.kind, row.id, region=row.region, owner=missed.owner, due_at=due_at)


async def _return(
    tx: Transaction, referral: ReferralRow, row: HandoverRow, reason: HandoverReturn
) -> HandoverRow:
    row = await handovers.move_handover(
        tx, row, HandoverStatus.RETURNED, return_reason=reason.value, settled_at=tx.now
    )
    today = local_day(tx.now)
    term = policies(tx).in_force(row.region, on=today).following.handover
    due_at = end_of_term(term, since=today)
    tx.set_deadline(HANDOVER_RETURNED, row.id, region=row.region, owner=str(row.sender), due_at=due_at)
    what = {"about": row.id, "provider": row.receiver, "reasons": [reason.value]}
    await tell(tx, [row.sender, row.provider], MessageKind.HANDOVER_RETURNED, referral=referral.id, **what)
    await referrals.add_milestone(
        tx, referral, Milestone.HANDOVER_RETURNED, provider=row.receiver, reasons=[reason.value]
    )
    return row
