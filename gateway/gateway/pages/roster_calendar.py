"""Who is on call on each day, rank by rank: turns and gaps cut at midnight, in whole weeks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from gateway.pages.roster_answers import GapRead, Stretch, Turn
from gateway.pages.shown import AMSTERDAM

DAYS_OF_WEEK = 7
DAYS_SHOWN = 5 * DAYS_OF_WEEK
MONTH, WEEK = "month", "week"
WHOLE_DAY = ("00:00", "24:00")


@dataclass(frozen=True)
class Piece:
    """What of a turn or a gap lies on one day, by the clock in the Netherlands; a gap has no worker."""

    begins: str
    ends: str
    worker: UUID | None
    gap: GapRead | None

    @property
    def is_whole_day(self) -> bool:
        return (self.begins, self.ends) == WHOLE_DAY


Day = tuple[date, tuple[tuple[Piece, ...], ...]]


@dataclass(frozen=True)
class Calendar:
    """`days`, whole weeks: each with, for each of the `ranks`, its pieces in order."""

    ranks: tuple[int, ...]
    days: tuple[Day, ...]

    @property
    def weeks(self) -> list[tuple[int, tuple[Day, ...]]]:
        """Each with its number, as people here name weeks (ISO 8601)."""
        starts = range(0, len(self.days), DAYS_OF_WEEK)
        return [(self.days[at][0].isocalendar().week, self.days[at : at + DAYS_OF_WEEK]) for at in starts]


@dataclass(frozen=True)
class Period:
    """So many `days` from `first` on, which is a Monday; `step` weeks further on is the next one."""

    view: str
    first: date
    days: int
    step: timedelta

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def sunday(self) -> date:
        """Of its first week; the month of this day is that of most days ahead."""
        return self.first + timedelta(days=DAYS_OF_WEEK - 1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def period_around(day: date, view: str) -> Period:
    """The week of this day, or the weeks of a month from that one on."""
    if view == WEEK:
        return Period(WEEK, monday_of(day), DAYS_OF_WEEK, timedelta(weeks=1))
    return Period(MONTH, monday_of(day), DAYS_SHOWN, timedelta(weeks=4))


def midnight(day: date) -> datetime:
    """With which a day begins in the Netherlands."""
    return datetime.combine(day, time(), AMSTERDAM)


def calendar_of(
    turns: Sequence[Turn], gaps: Sequence[GapRead], first: date, days: int = DAYS_SHOWN
) -> Calendar:
    """Of so many days from the Monday of the first one on."""
    first = monday_of(first)
    stretches: list[Stretch] = [*turns, *gaps]
    ranks = sorted({each.rank for each in stretches})
    shown = []
    for day in (first + timedelta(days=number) for number in range(days)):
        cells = tuple(_cell(stretches, rank, day) for rank in ranks)
        shown.append((day, cells))
    return Calendar(tuple(ranks), tuple(shown))


def _cell(stretches: Sequence[Stretch], rank: int, day: date) -> tuple[Piece, ...]:
    """Two turns of one worker, one after the other, are one piece: nobody hands over to themselves."""
    begins, ends = midnight(day), midnight(day + timedelta(days=1))
    here = [each for each in stretches if each.rank == rank and each.start < ends and each.end > begins]
    # A gap before the people who are not enough.
    here.sort(key=lambda each: (isinstance(each, Turn), each.start))
    pieces: list[Piece] = []
    for each in here:
        piece = Piece(
            begins="00:00" if each.start <= begins else f"{each.start.astimezone(AMSTERDAM):%H:%M}",
            ends="24:00" if each.end >= ends else f"{each.end.astimezone(AMSTERDAM):%H:%M}",
            worker=each.worker if isinstance(each, Turn) else None,
            gap=each if isinstance(each, GapRead) else None,
        )
        last = pieces[-1] if pieces else None
        if last and last.worker and (last.worker, last.ends) == (piece.worker, piece.begins):
            pieces[-1] = replace(last, ends=piece.ends)
        else:
            pieces.append(piece)
    return tuple(pieces)
