"""What this room reads of the events of others: only what it uses."""

from uuid import UUID

from pydantic import AwareDatetime

from wirekit.events import Reading


class PlacementAccepted(Reading):
    """`enrolment`: at which place, where the room that tells it knows."""

    provider: UUID
    accepted_at: AwareDatetime | None
    enrolment: UUID | None = None


class PlacementEnded(Reading):
    """Refused, withdrawn or expired."""

    provider: UUID
    enrolment: UUID | None = None
