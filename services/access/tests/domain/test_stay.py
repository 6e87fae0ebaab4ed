"""A stay is weighed night by night."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.delivery import Care, Hold, LineStatus, Room
from access.domain.stay import etmalen_of, stretches

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
