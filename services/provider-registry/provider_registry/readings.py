"""What this room reads of the events of others: only what it uses."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

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


class CrisisBed(Reading):
    """A crisis bed that is in use, or was. `lease`: under which reference a place is held here."""

    lease: UUID
    provider: UUID
    since: AwareDatetime
    is_drill: bool
    enrolment: UUID | None = None


class ChangeTold(BaseModel):
    """Which change the municipality made, by its code."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    kind: str


class HelpChanged(Reading):
    """`change` is null where the municipality changed nothing."""

    placement: UUID
    change: ChangeTold | None = None
