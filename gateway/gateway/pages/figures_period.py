"""Of when figures are: the year or quarter that somebody chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

YEARS = 4
"""This year and three before it can be chosen."""
QUARTERS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Period:
    """A calendar year, or a quarter of it."""

    year: int
    quarter: str
    today: date

    @classmethod
    def of(cls, query: Mapping[str, str], today: date) -> "Period":
        """This year where nothing readable is asked."""
        asked, quarter = query.get("year", ""), query.get("quarter", "")
        year = int(asked) if asked in {str(each) for each in cls.years_to(today)} else today.year
        return cls(year, quarter if quarter in QUARTERS else "", today)

    @staticmethod
    def years_to(today: date) -> list[int]:
        return [today.year - back for back in range(YEARS)]

    @property
    def first(self) -> date:
        return date(self.year, 3 * int(self.quarter) - 2 if self.quarter else 1, 1)

    @property
    def last(self) -> date:
        """Not after this month, unless all of it lies ahead."""
        month = 3 * int(self.quarter) if self.quarter else 12
        whole = _last_of(self.year, month)
        return whole if self.first > self.today else min(whole, _last_of(self.today.year, self.today.month))

    @property
    def last_over(self) -> date:
        """The last day of a month of it that is over; before `first` where there is none yet."""
        return min(self.last, self.today.replace(day=1) - timedelta(days=1))

    @property
    def months(self) -> dict[str, object]:
        return {"from": self.first, "until": self.last}


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
