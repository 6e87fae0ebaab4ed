"""What the room `referral` answers about placement requests, as far as pages show it."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read
from gateway.pages.shown import AMSTERDAM, last_day


class CareRead(Read):
    started_on: date
    stopped_on: date | None
    stop_reason: str | None


class PlacementRead(Read):
    """`withdrawn_at`: since when nobody waits for this provider any more; not in a list."""

    id: UUID
    version: int
    status: str
    referral: UUID
    component: str
    etmalen: int | None
    intensity: str | None
    provider: UUID
    requested_at: datetime
    answer_due_at: datetime
    start_planned_on: date | None
    mode: str
    urgent: bool
    safety: bool
    refusal_reason: str | None
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    partnership: UUID | None
    professional: str | None
    care: CareRead | None

    @property
    def last_day(self) -> date:
        """On which an answer is in time, in Europe/Amsterdam."""
        return last_day(self.answer_due_at) or self.answer_due_at.astimezone(AMSTERDAM).date()

    @property
    def is_out(self) -> bool:
        """Whether this provider may not see any more whom it was asked for."""
        return self.status in ("refused", "withdrawn", "expired", "ended")


class InterruptionRead(Read):
    from_on: date
    until_on: date | None
    reason: str


class ChangeRead(Read):
    from_on: date
    step: str
    intensity: str | None
    reason: str


class CareRecordRead(Read):
    first_contact_on: date | None
    started_on: date | None
    interruptions: tuple[InterruptionRead, ...]
    changes: tuple[ChangeRead, ...]
    stopped_on: date | None
    stop_reason: str | None


class HandoverListed(Read):
    id: UUID
    version: int
    status: str
    destination: str
    sender: UUID
    receiver: UUID | None
    proposed_at: datetime
    confirm_by: datetime
    contact_on: date | None
