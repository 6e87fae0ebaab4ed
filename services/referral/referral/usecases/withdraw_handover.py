"""The sender takes a handover back: nobody is asked to go on any more."""

from uuid import UUID

from referral.domain.handover import NEXT_OF_HANDOVER, HandoverStatus
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.refusals import require_step
from referral.store import handovers, referrals
from referral.store.messages import tell
from referral.store.rows_handover import HandoverRow
from referral.usecases.propose_handover import HANDOVER_CONFIRMATION, HANDOVER_RETURNED
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def withdraw_handover(tx: Transaction, handover_id: UUID, *, if_match: str | None) -> HandoverRow:
    """Raises ImpossibleStep, VersionMissing, VersionStale."""
    referral, row = await handovers.lock_handover(tx, handover_id)
    require_step(NEXT_OF_HANDOVER, row.state, HandoverStatus.WITHDRAWN)
    require_match(row, if_match)
    was_asked = row.state is HandoverStatus.PROPOSED
    row = await handovers.move_handover(tx, row, HandoverStatus.WITHDRAWN, settled_at=tx.now)
    await tx.cancel_deadline(HANDOVER_CONFIRMATION, row.id)
    await tx.cancel_deadline(HANDOVER_RETURNED, row.id)
    if was_asked and row.receiver is not None:
        await tell(tx, [row.receiver], MessageKind.HANDOVER_WITHDRAWN, about=row.id)
    await referrals.add_milestone(tx, referral, Milestone.HANDOVER_WITHDRAWN, provider=row.receiver)
    return row
