"""Say no to a placement request, with a reason."""

from uuid import UUID

from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus, RefusalReason
from referral.events import PlacementRefused
from referral.refusals import require_step
from referral.store import placements
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import PLACEMENT_ANSWER, back_to_the_desk
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction


async def refuse_placement(
    tx: Transaction, placement_id: UUID, reason: RefusalReason, *, if_match: str | None
) -> PlacementRow:
    """Refuse. Raises ImpossibleStep, VersionMissing, VersionStale."""
    referral, placement = await placements.lock_placement(tx, placement_id)
    require_step(NEXT_OF_PLACEMENT, placement.state, PlacementStatus.REFUSED)
    require_match(placement, if_match)
    refused = await placements.move_placement(
        tx, placement, PlacementStatus.REFUSED, refusal_reason=reason.value
    )
    await tx.cancel_deadline(PLACEMENT_ANSWER, placement.id)
    await back_to_the_desk(tx, referral, refused, reason.value)
    tx.publish(PlacementRefused.of(refused))
    return refused
