"""A crisis bed (crisisbed): where a young person sleeps from the first night of a crisis on (IJS-37)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)


class BedStatus(StrEnum):
    IN_USE = "in-use"
    ENDED = "ended"


NEXT: Mapping[BedStatus, frozenset[BedStatus]] = {
    BedStatus.IN_USE: frozenset({BedStatus.ENDED}),
    BedStatus.ENDED: frozenset(),
}


class Hold(StrEnum):
    """What the register knows of the place. BY_TELEPHONE: it could not be asked; EXERCISE: it was not."""

    LEASED = "leased"
    TAKEN = "taken"
    LAPSED = "lapsed"
    BY_TELEPHONE = "by-telephone"
    EXERCISE = "exercise"


@dataclass(frozen=True)
class CrisisBed:
    """In use from `since` to `until` (UTC), whenever that was told (`taken_at`, `ended_at`).

    `lease`: under which reference the register holds the place; `enrolment`: which place, where it is known.
    `hold_version`: of the lease, as it was heard of last.
    """

    id: UUID
    version: int
    alarm: UUID
    region: str
    is_drill: bool
    lease: UUID
    hold: Hold
    enrolment: UUID | None
    provider: UUID
    name: str | None
    since: datetime
    taken_by: UUID
    taken_at: datetime
    until: datetime | None = None
    ended_at: datetime | None = None
    hold_version: int = 0

    @property
    def status(self) -> BedStatus:
        return BedStatus.IN_USE if self.until is None else BedStatus.ENDED

    @property
    def first_night(self) -> date:
        return self.since.astimezone(AMSTERDAM).date()

    def nights(self, at: datetime) -> int:
        """So many until this moment (UTC), or until its end."""
        return len(nights_of([self], at))

    def was_in_use(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)


def nights_of(beds: Collection[CrisisBed], at: datetime) -> list[date]:
    """The nights in these beds until `at` (UTC), each once, by the day on which it begins.

    As a stay is counted everywhere: the local day of arrival counts, that of departure does not, and there is
    at least one (IJS-27). Who moves from one bed to the next within a day goes on with the same stay.
    """
    stays: list[tuple[date, date]] = []
    for bed in sorted(beds, key=lambda bed: bed.since):
        left = min(bed.until or at, max(at, bed.since))
        first, last = bed.first_night, left.astimezone(AMSTERDAM).date()
        if stays and first <= stays[-1][1]:
            first, last = stays[-1][0], max(last, stays.pop()[1])
        stays.append((first, last))
    return [first + n * DAY for first, last in stays for n in range(max(1, (last - first).days))]


class BedRefusal(StrEnum):
    BEFORE_THE_ALARM = "before-the-alarm"
    IN_THE_FUTURE = "in-the-future"
    IN_ANOTHER_BED = "in-another-bed"
    ENDS_BEFORE_ITS_START = "ends-before-its-start"


def why_not_taken(
    since: datetime, *, raised_at: datetime, beds: Sequence[CrisisBed], now: datetime
) -> tuple[BedRefusal, ...]:
    """Every reason why nobody can have come into a bed then. Minutes count, seconds do not."""
    broken = {
        BedRefusal.BEFORE_THE_ALARM: since < raised_at.replace(second=0, microsecond=0),
        BedRefusal.IN_THE_FUTURE: since > now,
        BedRefusal.IN_ANOTHER_BED: any(bed.until is None or bed.until > since for bed in beds),
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)


def why_not_ended(bed: CrisisBed, until: datetime, *, now: datetime) -> tuple[BedRefusal, ...]:
    broken = {
        BedRefusal.ENDS_BEFORE_ITS_START: until < bed.since,
        BedRefusal.IN_THE_FUTURE: until > now,
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)
