"""Days on which the local team looks again at help that it granted (ZHZ-06). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class ReviewOutcome(StrEnum):
    """GOES_ON: as granted. CHANGE: it is to be changed, which is a step of its own. ENDS: it can stop."""

    GOES_ON = "goes-on"
    CHANGE = "change"
    ENDS = "ends"


@dataclass(frozen=True)
class Review:
    """`due_on`: the day by which it is to be done, `after_days` after the first day of help."""

    id: UUID
    version: int
    entitlement: UUID
    request: UUID
    client: UUID
    region: str
    municipality: str
    after_days: int
    due_on: date
    outcome: ReviewOutcome | None = None
    done_at: datetime | None = None


def days_of_review(after_days: Iterable[int], *, first_day: date, last_day: date) -> dict[int, date]:
    """The days of the policy's reviews that lie within the help, by how long after its first day they are."""
    days = {after: first_day + timedelta(days=after) for after in after_days}
    return {after: day for after, day in days.items() if day <= last_day}
