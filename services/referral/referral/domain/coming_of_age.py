"""Ages at which the other rooms must know that a client has reached them: as codes, never as a birth date."""

from collections.abc import Iterable
from datetime import date, timedelta

MONTHS = 12
EIGHTEEN = 18 * MONTHS
MILESTONES = frozenset(
    {12 * MONTHS, 16 * MONTHS, 17 * MONTHS, 17 * MONTHS + 6, 18 * MONTHS, 21 * MONTHS, 23 * MONTHS}
)
"""In months: 12, from when a child has a say; 16; the year before 18 and its half; 18; 21; and 23."""


def day_of_age(birth_date: date, months: int) -> date:
    """The day on which somebody is so many months old; the day after a month that has no such day."""
    years, month = divmod(birth_date.month - 1 + months, MONTHS)
    year, month = birth_date.year + years, month + 1
    try:
        return date(year, month, birth_date.day)
    except ValueError:
        return date(year + month // MONTHS, month % MONTHS + 1, 1)


def milestones(months_before_18: Iterable[int]) -> frozenset[int]:
    """In months; `months_before_18`: the moments that the region's policy names."""
    return MILESTONES | {EIGHTEEN - months for months in months_before_18 if 0 < months < EIGHTEEN}


def reached_on(birth_date: date, day: date, listed: Iterable[int]) -> int | None:
    """Which of these ages is reached on just this day."""
    return next((months for months in listed if day_of_age(birth_date, months) == day), None)


def next_day(birth_date: date, after: date, listed: Iterable[int]) -> date | None:
    """The first day after this one on which one of these ages is reached; None past the last."""
    days = [day for months in listed if (day := day_of_age(birth_date, months)) > after]
    return min(days, default=None)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
