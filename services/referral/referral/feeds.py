"""The current state of what this room owns, as the events that would tell it."""

from uuid import UUID

from referral.domain.status import PlacementStatus
from referral.events import (
    CareStarted,
    CareStopped,
    PlacementAccepted,
    PlacementEvent,
    PlacementExpired,
    PlacementOffered,
    PlacementRefused,
    PlacementRequested,
    PlacementWithdrawn,
)
from referral.store import placements
from servicekit.transaction import Transaction
from wirekit.events import Event

# What follows on acceptance changes no event of its own: the care period tells it.
TOLD_BY: dict[PlacementStatus, type[PlacementEvent]] = {
    PlacementStatus.REQUESTED: PlacementRequested,
    PlacementStatus.OFFERED: PlacementOffered,
    PlacementStatus.ACCEPTED: PlacementAccepted,
    PlacementStatus.IN_CARE: PlacementAccepted,
    PlacementStatus.ENDED: PlacementAccepted,
    PlacementStatus.REFUSED: PlacementRefused,
    PlacementStatus.WITHDRAWN: PlacementWithdrawn,
    PlacementStatus.EXPIRED: PlacementExpired,
}


async def placements_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every placement request."""
    page = await placements.placements_of(tx, None, after=after, limit=limit)
    return [TOLD_BY[row.state].of(row) for row, _, _ in page]


async def care_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every care period."""
    page = await placements.care_periods(tx, after=after, limit=limit)
    return [(CareStopped if row.stopped_on else CareStarted).of(row) for row in page]
