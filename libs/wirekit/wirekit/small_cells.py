"""Small numbers in figures are hidden: no cell points to a person, and no sum of others gives it away.

A null is a number that is not shown; nought is shown as nought.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from fractions import Fraction
from typing import TypeVar

from wirekit.models import Answer

SMALLEST_CELL = 10
"""A count below it could point to somebody. Our choice; national statistics do the same."""
ROUNDED_TO = 5
"""So that what lies between two periods, one within the other, does not follow from their difference."""
TOTAL = "total"
K = TypeVar("K")
Row = dict[K, Fraction]


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_CELL


def cell(count: int) -> int | None:
    """A count that no other one adds up with."""
    return None if is_small(count) else ROUNDED_TO * round(count / ROUNDED_TO)


def column(cells: Mapping[str, int]) -> dict[str, int | None]:
    """Counts that together make a total which is known as well; what is shown is rounded."""
    away = hidden({**cells, TOTAL: sum(cells.values())}, [(*cells, TOTAL)])
    return {name: None if name in away else cell(count) for name, count in cells.items()}


def hidden(
    cells: Mapping[K, int],
    lines: Iterable[Sequence[K]],
    together: Callable[[Collection[K]], int] | None = None,
) -> Set[K]:
    """Which cells to hide: the small ones, and as many more as keep them from being worked out.

    `lines`: of each the parts and last their total, all of them keys of `cells`. `together`: how many people
    there are in several parts of one line, where somebody can be in two of them.
    """
    lines = [tuple(line) for line in lines]
    count_of = together or (lambda parts: sum(cells[part] for part in parts))
    away = {key for key, count in cells.items() if is_small(count)}

    def is_weak(line: Sequence[K]) -> bool:
        """One alone follows from the rest; and parts that hold a few people together are a small cell."""
        gone = [key for key in line if key in away]
        few = line[-1] not in away and bool(gone) and count_of(gone) < SMALLEST_CELL
        return len(gone) == 1 or few

    def shown_on(line: Sequence[K]) -> list[K]:
        """The least to lose first: the smallest part, and the total last."""
        parts = sorted((key for key in line[:-1]), key=lambda key: cells[key])
        return [key for key in (*parts, line[-1]) if key not in away and cells[key] > 0]

    while True:
        while weak := next((line for line in lines if is_weak(line)), None):
            away.add(shown_on(weak)[0])
        known = _worked_out(away, lines)
        if not known:
            return away
        # Not all that is above nought can be hidden here: then twice of everything would fit as well.
        beside = [line for line in lines if known & set(line) and shown_on(line)]
        away.add(shown_on(next(iter(beside or filter(shown_on, lines))))[0])


def _worked_out(away: Collection[K], lines: Iterable[Sequence[K]]) -> Set[K]:
    """What follows from the sums, along however many lines: Gaussian elimination of what is hidden."""
    reduced: dict[K, Row[K]] = {}
    for *parts, total in lines:
        row: Row[K] = {part: Fraction(1) for part in parts if part in away}
        row = row | {total: Fraction(-1)} if total in away else row
        for pivot, known in reduced.items():
            row = _less(row, known, row.get(pivot))
        if row:
            pivot, factor = next(iter(row.items()))
            row = {key: value / factor for key, value in row.items()}
            reduced = {each: _less(known, row, known.get(pivot)) for each, known in reduced.items()}
            reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _less(row: Row[K], other: Row[K], times: Fraction | None) -> Row[K]:
    if not times:
        return row
    found = {key: row.get(key, Fraction()) - times * other.get(key, Fraction()) for key in {**row, **other}}
    return {key: value for key, value in found.items() if value}


class CountSeries(Answer):
    """One row of a table: a count for each column, and all of them together. Null: hidden."""

    key: str
    cells: tuple[int | None, ...]
    total: int | None


class CountTable(Answer):
    """Counts by two codes. Cells of 1 to 9 are null, and so are those by which they could be worked out; what
    is shown is rounded to a multiple of five, each number apart. `totals`: of all rows together."""

    columns: tuple[str, ...]
    rows: tuple[CountSeries, ...]
    totals: CountSeries

    @classmethod
    def of(
        cls, counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
    ) -> "CountTable":
        """`counts`: by the code of a row and of a column; what is not there was counted as nought."""
        return count_tables(rows, {"": (columns, counts)})[""]


def count_tables(
    rows: Sequence[str], tables: Mapping[str, tuple[Sequence[str], Mapping[tuple[str, str], int]]]
) -> dict[str, CountTable]:
    """Tables that divide the same counts each in its own way, so that they have their totals in common.

    Of each its columns, and its counts by the code of a row and of a column.
    """
    every = (*rows, TOTAL)
    cells: dict[tuple[str, str, str], int] = {}
    lines = [[("", row, TOTAL) for row in every]]
    for table, (columns, counts) in tables.items():
        cells |= {(table, row, name): counts.get((row, name), 0) for row in rows for name in columns}
        cells |= {(table, TOTAL, name): sum(cells[table, row, name] for row in rows) for name in columns}
        cells |= {("", row, TOTAL): sum(cells[table, row, name] for name in columns) for row in every}
        lines += [[*((table, row, name) for name in columns), ("", row, TOTAL)] for row in every]
        lines += [[(table, row, name) for row in every] for name in columns]
    away = hidden(cells, lines)
    seen = {key: None if key in away else cell(count) for key, count in cells.items()}
    found = {}
    for table, (columns, _) in tables.items():
        made = [
            CountSeries(
                key=row,
                cells=tuple(seen[table, row, name] for name in columns),
                total=seen["", row, TOTAL],
            )
            for row in every
        ]
        found[table] = CountTable(columns=tuple(columns), rows=tuple(made[:-1]), totals=made[-1])
    return found
