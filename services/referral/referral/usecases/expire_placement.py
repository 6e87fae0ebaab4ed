"""A provider that says nothing within its term is passed over."""

from referral.domain.milestones import NO_ANSWER_IN_TIME
from referral.domain.status import PlacementStatus
from referral.events import PlacementExpired
from referral.store import placements
from referral.usecases.ask_provider import back_to_the_desk
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction


async def expire_placement(tx: Transaction, missed: Deadline) -> None:
    """The provider's term ended without an answer."""
    referral, placement = await placements.lock_placement(tx, missed.ref, wait=False)
    if placement.state is not PlacementStatus.REQUESTED:
        return
    expired = await placements.move_placement(tx, placement, PlacementStatus.EXPIRED)
    await back_to_the_desk(tx, referral, expired, NO_ANSWER_IN_TIME)
    tx.publish(PlacementExpired.of(expired))
