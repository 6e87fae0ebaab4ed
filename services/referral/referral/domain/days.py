"""Local days and terms. Days are those of Europe/Amsterdam, instants are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from region_policy.codes import TermUnit
from region_policy.parts import Term

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)


def local_day(at: datetime) -> date:
    """The day that it is in the Netherlands at this instant."""
    return at.astimezone(AMSTERDAM).date()


def end_of(day: date) -> datetime:
    """The instant (UTC) at which this day is over in the Netherlands."""
    return datetime.combine(day + DAY, time(), AMSTERDAM).astimezone(UTC)


def term_ends(term: Term, *, begins: date) -> datetime:
    """The end (UTC) of the last day of a term. The day on which it begins does not count."""
    if term.unit is TermUnit.DAYS:
        return end_of(begins + timedelta(days=term.length))
    day, left = begins, term.length
    while left:
        day += DAY
        left -= is_working_day(day)
    return end_of(day)


def is_working_day(day: date) -> bool:
    """Neither weekend nor a general holiday of the General Extension of Time Limits Act, section 3."""
    return day.weekday() < 5 and day not in holidays(day.year)


def holidays(year: int) -> frozenset[date]:
    """The general holidays (algemeen erkende feestdagen), and Good Friday, which counts as one."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:
        kings_day -= DAY
    movable = (easter + timedelta(days=days) for days in (-2, 1, 39, 50))
    fixed = (date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26))
    return frozenset((*movable, *fixed, kings_day))


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    golden, century, of_century = year % 19, year // 100, year % 100
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def age_on(day: date, birth_date: date) -> int:
    """Age in whole years; who is born on 29 February comes of age on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
