"""Local days and terms: days are those of Europe/Amsterdam, moments are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from region_policy.codes import TermUnit
from region_policy.parts import Term

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
SATURDAY = 5


def local_day(moment: datetime) -> date:
    """The day in Europe/Amsterdam on which this moment falls."""
    return moment.astimezone(AMSTERDAM).date()


def end_of(day: date) -> datetime:
    """The moment (UTC) at which this day is over in the Netherlands."""
    return datetime.combine(day + DAY, time.min, AMSTERDAM).astimezone(UTC)


def end_of_term(term: Term, *, since: date) -> datetime:
    """The end (UTC) of the last day of a term. The day on which it begins does not count."""
    return end_of(last_day_of_term(term, since=since))


def last_day_of_term(term: Term, *, since: date) -> date:
    """The last day of a term, in Europe/Amsterdam. The day on which it begins does not count."""
    if term.unit is TermUnit.DAYS:
        return since + timedelta(days=term.length)
    day, left = since, term.length
    while left:
        day += DAY
        left -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Neither a weekend nor a general holiday (Algemene termijnenwet, article 3)."""
    return day.weekday() < SATURDAY and not is_general_holiday(day)


def is_general_holiday(day: date) -> bool:
    """Of the Algemene termijnenwet, article 3; whatever day of the week it is."""
    return day in _general_holidays()


@cache
def _general_holidays() -> holidays.HolidayBase:
    # Good Friday, and 5 May of every year, are "optional" to the library and general to the Act.
    return holidays.country_holidays("NL", categories=("public", "optional"))
