"""How moments, days and money are written."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pages import shown


@pytest.mark.parametrize(
    ("cents", "nl", "en"),
    [
        (0, "€\N{NO-BREAK SPACE}0,00", "€0.00"),
        (7, "€\N{NO-BREAK SPACE}0,07", "€0.07"),
        (123_450, "€\N{NO-BREAK SPACE}1.234,50", "€1,234.50"),
        (-100, "-€\N{NO-BREAK SPACE}1,00", "-€1.00"),
        (100_000_000, "€\N{NO-BREAK SPACE}1.000.000,00", "€1,000,000.00"),
    ],
)
def test_money_is_written_as_each_language_does(cents, nl, en):
    assert (shown.euros(cents, "nl"), shown.euros(cents, "en")) == (nl, en)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_no_cent_is_lost_in_writing(cents):
    digits = "".join(c for c in shown.euros(cents, "nl") if c.isdigit())
    assert int(digits) == abs(cents)


def test_a_moment_is_written_by_the_clock_of_the_netherlands_summer_and_winter():
    assert shown.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "nl") == "2 juli 2026, 00:30"
    assert shown.moment(datetime(2026, 12, 31, 23, 5, tzinfo=UTC), "en") == "1 January 2027, 00:05"


def test_a_dutch_number_is_written_as_people_here_read_it_out_and_another_one_stays_as_it_is():
    written = {number: shown.telephone(number) for number in ("+31612345678", "+31880000001")}
    assert list(written.values()) == ["06 12 34 56 78", "088 000 00 01"]
    assert [shown.telephone(number) for number in ("112", "+32470123456")] == ["112", "+32470123456"]


def test_a_day_and_a_number_of_minutes_are_written_out():
    assert shown.day(date(2026, 3, 9), "nl") == "9 maart 2026"
    assert shown.hours(630, "nl") == "10 uur 30"


def test_a_code_that_we_do_not_know_is_shown_as_it_is():
    assert shown.word("brand-new", "Route", "nl") == "brand-new"
    assert shown.word("stay", "Route", "en") == "stay"
