"""Local days and terms. Moments are UTC; a day is a day in Europe/Amsterdam."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from region_policy.codes import TermUnit
from region_policy.parts import Term

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


def local_day(moment: datetime) -> date:
    """The day in Europe/Amsterdam on which this moment falls."""
    return moment.astimezone(AMSTERDAM).date()


def end_of_term(term: Term, *, since: date) -> datetime:
    """The moment (UTC) at which a term that began on this local day has run out; its last day counts whole.

    Public holidays count as working days: who is told a day too early is not harmed.
    """
    last = since
    for _ in range(term.length):
        last += timedelta(days=1)
        while term.unit is TermUnit.WORKING_DAYS and last.weekday() >= SATURDAY:
            last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time.min, AMSTERDAM).astimezone(UTC)
