"""What a planner agrees on: rotations in layers, and overrides on top of them.

Workers are named by a string that means something to the caller only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from region_policy.terms import is_general_holiday
from roster.intervals import Interval, union
from roster.wall_clock import first_instant, last_instant, on_the_wall

DAY = timedelta(days=1)


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


MOST: dict[Unit, int] = {Unit.HOURS: 744, Unit.DAYS: 31, Unit.WEEKS: 4, Unit.MONTHS: 1}
"""A turn lasts a month at most, so that whoever looks around an instant need look no further."""
_FIXED = {Unit.HOURS: timedelta(hours=1), Unit.DAYS: DAY, Unit.WEEKS: 7 * DAY}


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


@dataclass(frozen=True)
class Window:
    """The hours at which a layer counts, by the day on which they begin.

    It ends on the next day where `ends` is not later than `begins`; both at 0:00 is a whole day. A general
    holiday counts as its weekday, unless `except_holidays`; with `holidays` it counts whatever weekday it is.
    """

    days: frozenset[Weekday]
    begins: time
    ends: time
    holidays: bool = False
    except_holidays: bool = False

    def counts_on(self, day: date) -> bool:
        if is_general_holiday(day):
            if self.holidays:
                return True
            if self.except_holidays:
                return False
        return WEEK[day.weekday()] in self.days

    def period(self, day: date) -> Interval:
        """From the first instant at which the wall shows `begins` to the last at which it shows `ends`."""
        until = day if self.ends > self.begins else day + DAY
        return (
            first_instant(datetime.combine(day, self.begins)),
            last_instant(datetime.combine(until, self.ends)),
        )


@dataclass(frozen=True)
class Turn:
    """One turn of a rotation, in UTC; `number` counts from its first hand-off."""

    number: int
    member: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Layer:
    """A rotation: `members` in order, each for so many units, from hand-off to hand-off by the wall clock.

    `starts` (naive, local) is the first hand-off: before it nobody is on call by this layer, nor after
    `ends`. Without `windows` it counts always. A later layer of a plan lies on top of an earlier one.
    """

    name: str
    rank: int
    members: tuple[str, ...]
    starts: datetime
    every: int
    unit: Unit
    seat: int = 1
    windows: tuple[Window, ...] = ()
    ends: datetime | None = None

    def hand_off(self, number: int) -> datetime:
        """The wall-clock time of a hand-off; a day of the month that a month has not is its last."""
        if self.unit is not Unit.MONTHS:
            return self.starts + number * self.every * _FIXED[self.unit]
        months = self.starts.year * 12 + self.starts.month - 1 + number * self.every
        year, month = divmod(months, 12)
        first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
        last_day = (first_of_next - DAY).day
        return self.starts.replace(year=year, month=month + 1, day=min(self.starts.day, last_day))

    def turns(self, start: datetime, end: datetime) -> Iterator[Turn]:
        """The turns that share an instant with this period (UTC), whole."""
        number = self._turn_at(start)
        begins = first_instant(self.hand_off(number))
        while begins < end:
            following = first_instant(self.hand_off(number + 1))
            if following > begins:  # in the night of a jump a turn can vanish
                yield Turn(number, self.members[number % len(self.members)], begins, following)
            number, begins = number + 1, following

    def periods(self, start: datetime, end: datetime) -> list[Interval]:
        """When the layer counts in this period, in order and without touching."""
        last = first_instant(self.ends) if self.ends else end
        begins, ends = max(start, first_instant(self.starts)), min(end, last)
        if begins >= ends:
            return []
        if not self.windows:
            return [(begins, ends)]
        first, until = on_the_wall(begins).date() - DAY, on_the_wall(ends).date()
        days = [first + n * DAY for n in range((until - first).days + 1)]
        found = [each.period(day) for day in days for each in self.windows if each.counts_on(day)]
        cut = [(max(a, begins), min(b, ends)) for a, b in found]
        return union([(a, b) for a, b in cut if a < b])

    def _turn_at(self, instant: datetime) -> int:
        """The last hand-off not after this instant, or the first of all."""
        since = on_the_wall(instant) - self.starts
        per_turn = self.every * _FIXED.get(self.unit, 31 * DAY)
        # An estimate that is never too late: an hour for the clock, a month for the lengths of months.
        number = max((since - DAY) // per_turn, 0)
        while first_instant(self.hand_off(number + 1)) <= instant:
            number += 1
        return number


class OverrideKind(StrEnum):
    REPLACE = "replace"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True)
class Override:
    """A layer on the plan, from `start` to `end` (UTC, whole minutes). Overrides count in the order given.

    Replace: where `replaces` is on call, `worker` comes instead; where not, nothing happens. Add: `worker`
    comes beside who is there, at `rank`. Remove: where `replaces` is on call, nobody is. `rank`: at that one
    only; for all of them where it is left out.
    """

    id: str
    kind: OverrideKind
    start: datetime
    end: datetime
    worker: str | None = None
    replaces: str | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Plan:
    """`needed`: how many different workers each rank must have at every minute, the first rank first.

    `since` (UTC): from when this plan counts; where another comes after it, until that one's `since`.
    """

    needed: tuple[int, ...]
    layers: tuple[Layer, ...] = ()
    since: datetime | None = None
