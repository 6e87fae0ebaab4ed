"""Until when a provider's contracts let help run (HLM-22). Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Contract:
    """As `provider-registry` tells of it; `valid_until` is the last day, None without an end."""

    valid_from: date
    valid_until: date | None


def last_day_under(contracts: Iterable[Contract], first: date, *, after_days: int) -> date | None:
    """The last day of help that begins on `first`: contracts that follow on each other count as one.

    None where nothing ends it: no contract is known for these days, or one without an end. `after_days`: how
    long help may run on past the end of a contract.
    """
    known: Sequence[Contract] = sorted(contracts, key=lambda each: each.valid_from)
    reach: date | None = None
    for contract in known:
        if contract.valid_from > max(first, reach + DAY if reach else first):
            break
        if contract.valid_until is None:
            return None
        reach = max(reach, contract.valid_until) if reach else contract.valid_until
    return reach + timedelta(days=after_days) if reach else None
