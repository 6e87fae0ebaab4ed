"""No hidden number can be worked out from what is shown, along however many sums."""

from collections.abc import Mapping, Sequence, Set
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirekit.small_cells import SMALLEST_CELL, TOTAL, CountTable, column, count_tables, hidden

Key = tuple[str, str]
COUNTS = st.one_of(st.just(0), st.integers(1, 12), st.integers(10, 400))


@st.composite
def tables(draw: st.DrawFn) -> Mapping[Key, int]:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return {(f"r{row}", f"c{name}"): draw(COUNTS) for row in range(rows) for name in range(columns)}


def with_totals(inner: Mapping[Key, int]) -> tuple[dict[Key, int], list[list[Key]]]:
    """All cells with their margins, and every sum that holds between them, its total last."""
    rows, columns = (sorted({key[at] for key in inner}) for at in (0, 1))
    cells = dict(inner)
    for row in rows:
        cells[row, TOTAL] = sum(inner[row, name] for name in columns)
    for name in (*columns, TOTAL):
        cells[TOTAL, name] = sum(cells[row, name] for row in rows)
    across = [[(row, name) for name in (*columns, TOTAL)] for row in (*rows, TOTAL)]
    down = [[(row, name) for row in (*rows, TOTAL)] for name in (*columns, TOTAL)]
    return cells, across + down


def other_table(away: Set[Key], lines: Sequence[Sequence[Key]], key: Key) -> bool:
    """Whether the sums also hold when this hidden cell is another number and what is shown stays as it is.

    The cell is fixed at 1 and all shown differences at 0: does the system of sums still have a solution?
    """
    unknown = sorted(away - {key})
    system = []
    for *parts, total in lines:
        signs = dict.fromkeys(parts, 1) | {total: -1}
        system.append([Fraction(signs.get(each, 0)) for each in unknown] + [Fraction(-signs.get(key, 0))])
    for at in range(len(unknown)):
        pivot = next((row for row in system if row[at] and not any(row[:at])), None)
        if pivot is None:
            continue
        for row in system:
            if row is not pivot and row[at]:
                times = row[at] / pivot[at]
                row[:] = [one - times * two for one, two in zip(row, pivot, strict=True)]
    return not any(row[-1] and not any(row[:-1]) for row in system)


@pytest.mark.requirement("IJS-42")
@settings(deadline=None)
@given(tables())
def test_no_hidden_cell_follows_from_the_rows_columns_and_totals_that_are_shown(
    inner: Mapping[Key, int],
) -> None:
    cells, lines = with_totals(inner)
    away = hidden(cells, lines)
    assert {key for key, count in cells.items() if 0 < count < SMALLEST_CELL} <= away
    assert all(cells[key] > 0 for key in away), "nobody is nobody"
    assert all(other_table(away, lines, key) for key in away)
    for line in lines:
        gone = [key for key in line if key in away]
        if gone and line[-1] not in away:
            assert sum(cells[key] for key in gone) >= SMALLEST_CELL, "together they are a small cell"


@given(tables())
def test_a_table_shows_rounded_counts_or_nothing(inner: Mapping[Key, int]) -> None:
    rows, columns = (sorted({key[at] for key in inner}) for at in (0, 1))
    table = CountTable.of(inner, rows, columns)
    cells, _ = with_totals(inner)
    for row in (*table.rows, table.totals):
        for name, count in zip((*columns, TOTAL), (*row.cells, row.total), strict=True):
            true = cells[row.key, name]
            assert count is None if 0 < true < SMALLEST_CELL else count is None or abs(count - true) <= 2
            assert not count or count % 5 == 0


def test_two_tables_of_the_same_people_do_not_give_away_what_one_of_them_hides() -> None:
    """Nine of one town are hidden with all of another one: in either table."""
    by_month = {("a", "m1"): 9, ("b", "m1"): 30, ("b", "m2"): 30, ("c", "m1"): 50}
    by_form = {("a", "f1"): 9, ("b", "f1"): 20, ("b", "f2"): 40, ("c", "f1"): 50}
    found = count_tables("abc", {"month": (("m1", "m2"), by_month), "form": (("f1", "f2"), by_form)})
    totals = [[row.total for row in (*table.rows, table.totals)] for table in found.values()]
    assert totals[0] == totals[1] == [None, 60, None, 120]
    assert found["form"].rows[2].cells == (None, 0)


def test_people_in_two_parts_of_a_sum_are_not_counted_twice() -> None:
    """Six who have both kinds of help are six: the third part goes as well, or the total tells of them."""
    people = {"day": set(range(6)), "stay": set(range(6)), "crisis": set(range(20, 40)), "total": set()}
    people["total"] = set().union(*people.values())
    cells = {name: len(them) for name, them in people.items()}
    line = ["day", "stay", "crisis", "total"]
    assert hidden(cells, [line]) == {"day", "stay"}

    def together(parts: object) -> int:
        return len(set().union(*(people[part] for part in parts)))  # type: ignore[attr-defined]

    assert hidden(cells, [line], together) == {"day", "stay", "crisis"}


@given(cells=st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1))
def test_a_small_number_is_never_to_be_worked_out_from_the_total_and_the_others(
    cells: Mapping[str, int],
) -> None:
    shown = column(cells)
    away = [name for name, count in shown.items() if count is None]
    assert all(shown[name] is None for name, count in cells.items() if 0 < count < SMALLEST_CELL)
    assert all(cells[name] > 0 for name in away)
    if away and sum(cells[name] for name in away) < SMALLEST_CELL:
        assert sum(cells.values()) < SMALLEST_CELL, "then the total is hidden as well"
    assert len(away) != 1 or sum(cells.values()) < SMALLEST_CELL
    assert all(
        count is None or (count % 5 == 0 and abs(count - cells[name]) <= 2) for name, count in shown.items()
    )
