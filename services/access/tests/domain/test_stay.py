"""A stay is weighed night by night."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.delivery import Care, Hold, LineStatus, Room
from access.domain.stay import etmalen_of, nights_kept, stretches

FIRST = date(2026, 1, 1)
CHANGE = date(2026, 2, 1)
LAST = date(2026, 12, 31)


@pytest.mark.requirement("IJS-27")
@pytest.mark.parametrize(("days", "etmalen"), [(0, 1), (1, 1), (2, 2), (7, 7)])
def test_the_day_of_arrival_counts_and_that_of_departure_does_not(days: int, etmalen: int) -> None:
    assert etmalen_of(FIRST, FIRST + timedelta(days=days)) == etmalen


@pytest.mark.requirement("IJS-30")
@given(
    arrives=st.integers(-5, 60),
    etmalen=st.integers(1, 120),
    granted=st.integers(1, 90),
    cents=st.integers(0, 2_000_000),
    tariffs=st.tuples(st.integers(0, 30_000), st.integers(0, 30_000)),
    starts=st.none() | st.integers(-10, 30),
    closed=st.booleans(),
)
def test_every_night_is_told_once_and_never_more_is_due_than_was_granted(
    arrives: int,
    etmalen: int,
    granted: int,
    cents: int,
    tariffs: tuple[int, int],
    starts: int | None,
    closed: bool,
) -> None:
    first = FIRST + timedelta(days=arrives)
    care = Care() if starts is None else Care(FIRST + timedelta(days=starts))
    found = stretches(
        first,
        etmalen,
        tariff_on=lambda day: tariffs[day >= CHANGE],
        room=Room(cents, granted, FIRST, LAST),
        care=care,
        is_closed=closed,
    )
    nights = [each.first_day + timedelta(days=n) for each in found for n in range(each.etmalen)]
    assert nights == [first + timedelta(days=n) for n in range(etmalen)]
    due = [each for each in found if each.weighed.status is LineStatus.DUE]
    assert sum(each.etmalen for each in due) <= granted
    assert sum(each.amount_cents for each in due) <= cents
    for each in found:
        last = each.first_day + timedelta(days=each.etmalen - 1)
        assert tariffs[each.first_day >= CHANGE] == tariffs[last >= CHANGE] or tariffs[0] == tariffs[1]
        assert bool(each.weighed.held_because) is (each.weighed.status is LineStatus.HELD)


def test_an_indexed_tariff_never_raises_the_ceiling() -> None:
    found = stretches(
        date(2026, 1, 30),
        4,
        tariff_on=lambda day: 110 if day >= CHANGE else 100,
        room=Room(400, 4, FIRST, LAST),
        care=Care(FIRST),
        is_closed=False,
    )
    assert [(each.etmalen, each.tariff_cents, each.weighed.held_because) for each in found] == [
        (2, 100, ()),
        (1, 110, ()),
        (1, 110, (Hold.BEYOND_CEILING,)),
    ]


@given(
    parts=st.sampled_from([[(0, 9), (9, 4), (13, 5), (20, 3)], [(20, 3), (9, 4), (13, 5), (0, 9)]]),
    at_most=st.integers(0, 20),
)
def test_an_absence_is_kept_for_so_many_nights_in_a_row_in_however_many_parts_it_is_told(
    parts: list[tuple[int, int]], at_most: int
) -> None:
    """Eighteen nights in a row, told in three parts, and three others after two nights at home."""
    told: set[date] = set()
    kept = {"row": 0, "other": 0}
    for start, nights in parts:
        first = FIRST + timedelta(days=start)
        kept["other" if start == 20 else "row"] += nights_kept(first, nights, told, at_most)
        told |= {first + timedelta(days=night) for night in range(nights)}
    assert kept == {"row": min(at_most, 18), "other": min(at_most, 3)}


def test_nights_away_beyond_those_that_are_kept_are_held_with_their_own_reason() -> None:
    def found(care: Care, kept: int) -> list[tuple[int, LineStatus, tuple[Hold, ...]]]:
        stay = stretches(
            FIRST,
            5,
            tariff_on=lambda day: 100,
            room=Room(10_000, 90, FIRST, LAST),
            care=care,
            is_closed=False,
            kept=kept,
        )
        return [(each.etmalen, each.weighed.status, each.weighed.held_because) for each in stay]

    assert found(Care(FIRST), 2) == [
        (2, LineStatus.DUE, ()),
        (3, LineStatus.HELD, (Hold.ABSENT_TOO_LONG,)),
    ]
    # A start that is heard of later pays no night that is not kept.
    assert found(Care(), 4)[-1] == (1, LineStatus.HELD, (Hold.ABSENT_TOO_LONG,))
