"""Figures are asked by whole months: what lies between two periods is never one day of somebody."""

from datetime import date, timedelta

from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

DAY = timedelta(days=1)
LONGEST = timedelta(days=366)
NOT_BEFORE_START = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")
TOO_LONG = Text(nl="ligt meer dan een jaar na het begin", en="lies more than a year after the start")
NO_WHOLE_MONTH = Text(nl="moet de eerste dag van een maand zijn", en="must be the first day of a month")
NO_LAST_DAY = Text(nl="moet de laatste dag van een maand zijn", en="must be the last day of a month")


def require_whole_months(first: date, last: date) -> None:
    """A year of them at most. Raises InvalidInput on `from` or `until`."""
    if first.day != 1:
        raise InvalidInput(errors=[FieldError("from", NO_WHOLE_MONTH)])
    if last == date.max or (last + DAY).day != 1:
        raise InvalidInput(errors=[FieldError("until", NO_LAST_DAY)])
    if last < first:
        raise InvalidInput(errors=[FieldError("until", NOT_BEFORE_START)])
    if last - first > LONGEST:
        raise InvalidInput(errors=[FieldError("until", TOO_LONG)])


def first_of_month(last: date, months: int = 1) -> date:
    """The first day of so many months up to and including that of `last`."""
    years, month = divmod(last.month - months, 12)
    return date(last.year + years, month + 1, 1)


def last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


def months_between(first: date, last: date) -> tuple[str, ...]:
    """Each month from that of `first` up to and including that of `last`: `2026-03`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(f"{first_of_month(last, count - at):%Y-%m}" for at in range(count))
