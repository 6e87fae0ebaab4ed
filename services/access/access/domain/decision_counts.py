"""What a desk decided, in numbers of which the small ones are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass

from region_policy.codes import DecisionKind
from wirekit.small_cells import cell, column


@dataclass(frozen=True)
class DecisionFigures:
    """Decisions of the desk. `tried`: what was tried, or why not, is on record; `set_aside`: that gave way to
    a reason. `out_of_home`: a stay was granted; `both_weighed`: help by day and a family were weighed."""

    decided: int
    by_kind: Mapping[DecisionKind, int]
    tried: int
    set_aside: int
    out_of_home: int
    both_weighed: int


@dataclass(frozen=True)
class ShownFigures:
    """The same; None: hidden."""

    decided: int | None
    by_kind: Mapping[str, int | None]
    tried: int | None
    set_aside: int | None
    out_of_home: int | None
    both_weighed: int | None


def shown(counted: DecisionFigures) -> ShownFigures:
    """What is on record of some tells of the others, who have nothing on record: they are cells as well."""
    rest = counted.decided - counted.tried - counted.set_aside
    tried = column({"tried": counted.tried, "set-aside": counted.set_aside, "neither": max(0, rest)})
    weighed, away = counted.both_weighed, counted.out_of_home
    places = column({"weighed": weighed, "not": away - weighed, "at-home": counted.decided - away})
    stays = column({"away": away, "at-home": counted.decided - away})
    return ShownFigures(
        decided=cell(counted.decided),
        by_kind=column({kind.value: times for kind, times in counted.by_kind.items()}),
        tried=tried["tried"],
        set_aside=tried["set-aside"],
        out_of_home=stays["away"],
        both_weighed=places["weighed"],
    )
