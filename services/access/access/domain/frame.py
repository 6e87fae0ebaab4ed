"""A municipality's budget for youth care in one calendar year, and how much of it was granted (HLM-03).

A grant counts in the year of its first day, with all of its money (our reading: by then it is bound). What
returned, or was taken back, counts no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from region_policy.codes import BuyingForm
from region_policy.model import RegionPolicy
from region_policy.parts_frames import FrameLine


@dataclass(frozen=True)
class Sums:
    """Cents of grants together. committed = due + left + returned."""

    committed: int = 0
    delivered: int = 0
    due: int = 0
    held: int = 0
    expected_back: int = 0
    returned: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def bound(self) -> int:
        """What is spent or may still be."""
        return self.committed - self.returned

    @property
    def left(self) -> int:
        return self.bound - self.due


def add_sums(sums: Iterable[Sums]) -> Sums:
    return sum(sums, Sums())


@dataclass(frozen=True)
class LineOfFrame:
    """`set_apart_cents` for the year; below zero where it is a saving that must still be found."""

    line: FrameLine
    set_apart_cents: int
    sums: Sums

    @property
    def share_percent(self) -> int | None:
        """Whole per cents, rounded down, so that a threshold shows when it is reached."""
        return self.sums.bound * 100 // self.set_apart_cents if self.set_apart_cents > 0 else None

    def reached(self, thresholds: Iterable[int]) -> tuple[int, ...]:
        share = self.share_percent
        return tuple(each for each in thresholds if share is not None and share >= each)


@dataclass(frozen=True)
class YearFrame:
    """`elsewhere`: what was granted in forms of care that no line counts."""

    municipality: str
    year: int
    lines: tuple[LineOfFrame, ...]
    elsewhere: Sums

    @property
    def set_apart_cents(self) -> int:
        """With the saving that must still be found."""
        return sum(line.set_apart_cents for line in self.lines)

    @property
    def sums(self) -> Sums:
        return add_sums((*(line.sums for line in self.lines), self.elsewhere))


def frame_of(
    policy: RegionPolicy, municipality: str, year: int, granted: Mapping[BuyingForm, Sums]
) -> YearFrame | None:
    """The lines that the policy has for this municipality in this year; None where it has none."""
    listed = policy.frames.items if policy.frames else ()
    lines = tuple(
        LineOfFrame(line, amount.cents, add_sums(granted.get(form, Sums()) for form in line.counts))
        for frame in listed
        if frame.municipality == municipality
        for line in frame.lines
        for amount in line.years
        if amount.year == year
    )
    if not lines:
        return None
    counted = {form for each in lines for form in each.line.counts}
    elsewhere = add_sums(sums for form, sums in granted.items() if form not in counted)
    return YearFrame(municipality, year, lines, elsewhere)
