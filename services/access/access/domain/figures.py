"""Sums of money that tell of nobody: those of fewer than ten people are hidden, and what gives them away.

A group is some forms of care in one municipality, or in all of them together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from access.domain.frame import Sums, add_sums
from region_policy.codes import BuyingForm
from wirekit.small_cells import TOTAL, cell, hidden

Group = tuple[str, str]
"""A municipality or TOTAL, and what is added up there."""
Place = tuple[str, BuyingForm]


@dataclass(frozen=True)
class Granted:
    """What was granted in one form of care in one municipality, and to whom."""

    people: frozenset[UUID]
    sums: Sums


@dataclass(frozen=True)
class Told:
    """`people`: rounded to a multiple of five. Both None where they are hidden."""

    people: int | None
    sums: Sums | None


@dataclass
class Groups:
    """Groups with the sums that hold between them: no total must give away what is hidden of its parts."""

    granted: Mapping[Place, Granted]
    _places: dict[Group, frozenset[Place]] = field(default_factory=dict)
    _lines: list[tuple[Group, ...]] = field(default_factory=list)

    def add_up(self, total: Group, parts: Mapping[Group, Collection[Place]]) -> None:
        """A total may be divided in several ways."""
        self._places |= {part: frozenset(places) for part, places in parts.items()}
        self._places[total] = frozenset(place for places in parts.values() for place in places)
        self._lines.append((*parts, total))

    def places(self, group: Group) -> frozenset[Place]:
        return self._places[group]

    def told(self) -> dict[Group, Told]:
        """Who has two forms of help counts once in what they make together."""
        counts = {group: self._people([group]) for group in self._places}
        away = hidden(counts, self._lines, self._people)
        return {
            group: Told(None, None)
            if group in away
            else Told(
                cell(counts[group]),
                add_sums(self.granted[place].sums for place in places & self.granted.keys()),
            )
            for group, places in self._places.items()
        }

    def _people(self, groups: Collection[Group]) -> int:
        places = {place for group in groups for place in self._places[group]}
        return len(frozenset().union(*(self.granted[place].people for place in places & self.granted.keys())))


def form_in(municipality: str, form: BuyingForm) -> Group:
    return municipality, f"form {form}"


def all_in(municipality: str) -> Group:
    return municipality, TOTAL
