"""When a contract is looked at again, when its end is in sight, and which steps are left (HLM-22)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from provider_registry.domain.contract import FOREVER, NEXT, Contract, ContractStatus


def steps_of(contract: Contract, today: date) -> Mapping[str, ContractStatus]:
    """The steps that can be taken: none once its last day is past."""
    return NEXT[contract.status] if today <= (contract.valid_until or FOREVER) else {}


def evaluations(contract: Contract, after_years: Iterable[int]) -> tuple[date, ...]:
    """The days on which it is looked at again, in their order; none lies after its last day."""
    days = sorted(_years_later(contract.valid_from, years) for years in after_years)
    return tuple(day for day in days if day <= (contract.valid_until or FOREVER))


def next_evaluation(days: Iterable[date], *, from_day: date) -> date | None:
    """The first of these days that is not before `from_day`."""
    return min((day for day in days if from_day <= day), default=None)


def notice_of(day: date, notice_days: int) -> date:
    """The day on which one hears of this day."""
    return day - timedelta(days=min(notice_days, (day - date.min).days))


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; 28 February where that year has no 29th."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
