"""What is counted of the way from a referral to help: numbers, and nobody in them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from referral.domain.waiting import Stretch
from region_policy.waiting import WaitingNorms
from wirekit.small_cells import CountTable, cell

WEEK = 7
CLASSES = {"up-to-4-weeks": 4 * WEEK, "up-to-10-weeks": 10 * WEEK, "up-to-26-weeks": 26 * WEEK}
LONGER = "longer"
IN_TIME, LATE = "in-time", "late"


class Step(StrEnum):
    """What can happen in a month. `ended`: a period of care."""

    SUBMITTED = "submitted"
    DECIDED = "decided"
    STARTED = "started"
    ENDED = "ended"


@dataclass(frozen=True)
class Waited:
    """One referral of a municipality: so many whole days."""

    municipality: str
    days: int


@dataclass(frozen=True)
class Waits:
    """Of one stretch that is over: how many were within the norm; half took at most `median` days, nine in
    ten at most `p90`, both None where there are too few to tell."""

    within_norm: CountTable
    median: int | None
    p90: int | None


def class_of(days: int) -> str:
    """In which class of weeks somebody waits who has waited so many days."""
    return next((name for name, most in CLASSES.items() if days <= most), LONGER)


def waiting_now(codes: Sequence[str], waiting: Iterable[Waited]) -> CountTable:
    counts = Counter((each.municipality, class_of(each.days)) for each in waiting)
    return CountTable.of(counts, codes, (*CLASSES, LONGER))


def waits(norms: Mapping[str, WaitingNorms], stretch: Stretch, waited: Sequence[Waited]) -> Waits:
    """From the referral, by the norm of each municipality: to the first contact, or on to the start."""

    def most(municipality: str) -> int:
        norm = norms[municipality]
        contact, start = norm.to_first_contact.strictest, norm.to_start.strictest
        return contact if stretch is Stretch.TO_FIRST_CONTACT else contact + start

    counts = Counter(
        (each.municipality, IN_TIME if each.days <= most(each.municipality) else LATE) for each in waited
    )
    days = sorted(each.days for each in waited)
    tells = bool(cell(len(days)))
    return Waits(
        CountTable.of(counts, tuple(norms), (IN_TIME, LATE)),
        _within(days, 50) if tells else None,
        _within(days, 90) if tells else None,
    )


def _within(days: Sequence[int], percent: int) -> int:
    """The smallest number of days within which at least so many percent lie (nearest rank)."""
    return days[-(-len(days) * percent // 100) - 1]
