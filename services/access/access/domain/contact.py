"""Help that nobody decides on for one young person: who, what, from, to, and how much from when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from region_policy.codes import Route
from region_policy.model import RegionPolicy
from region_policy.parts_routes import FreeProvision

DAYS_OF_A_WEEK = 7
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Contact:
    """The minimal record of help without an indication (GRO-03); there is no number of a decision in it.

    `keeper`: the organisation that gave the help and keeps the record. `client` is a reference, or None.
    `provision`: which free help; None of help within a sum for all young people (taakgericht). `started_on`
    is None until the help begins, `stopped_on` its last day.
    """

    id: UUID
    version: int
    keeper: UUID
    region: str
    municipality: str
    route: Route
    provision: str | None
    client: UUID | None
    started_on: date | None
    stopped_on: date | None
    recorded_at: datetime
    request: UUID | None = None
    placement: UUID | None = None


@dataclass(frozen=True)
class EarlyStart:
    """Help that began at `started_at` (UTC) without a word on paper (GRO-02).

    `register_by` (UTC): by when `contact` must be on record. What began is never undone.
    """

    id: UUID
    version: int
    provider: UUID
    region: str
    municipality: str
    route: Route
    client: UUID | None
    started_at: datetime
    register_by: datetime
    recorded_at: datetime
    reminded_at: datetime | None = None
    contact: UUID | None = None
    registered_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """So many minutes a week from this day on, until the next change (GRO-04)."""

    first_day: date
    minutes_per_week: int


@dataclass(frozen=True)
class Stretch:
    """Days on end with one intensity, both included; `minutes` of all of them, half up."""

    first_day: date
    last_day: date
    minutes_per_week: int

    @property
    def minutes(self) -> int:
        days = (self.last_day - self.first_day).days + 1
        return (2 * self.minutes_per_week * days + DAYS_OF_A_WEEK) // (2 * DAYS_OF_A_WEEK)


def stretches(changes: Sequence[Change], *, until: date) -> tuple[Stretch, ...]:
    """What the changes make together, up to and including a day."""
    if not changes:
        return ()
    ordered = sorted(changes, key=lambda change: change.first_day)
    ends = [after.first_day - DAY for _, after in pairwise(ordered)] + [until]
    return tuple(
        Stretch(change.first_day, min(end, until), change.minutes_per_week)
        for change, end in zip(ordered, ends, strict=True)
        if change.first_day <= until
    )


def provisions_of(policy: RegionPolicy, municipality: str) -> dict[str, FreeProvision]:
    """The free help that a municipality has (ZHZ-03), by its id."""
    listed = policy.desk.free_provisions.items if policy.desk.free_provisions else ()
    return {
        each.id: each for each in listed if not each.municipalities or municipality in each.municipalities
    }
