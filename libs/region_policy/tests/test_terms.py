"""Local days and terms: both rooms that wait count them here."""

from datetime import UTC, date, datetime

import pytest

from region_policy.codes import Status, TermUnit
from region_policy.language import Name
from region_policy.parts import Source, Term
from region_policy.terms import end_of_term, is_working_day, local_day

SOURCE = Source(
    requirement="LAW-05",
    document="an-act",
    section="1",
    status=Status.ADOPTED,
    reading=Name(nl="een termijn", en="a term"),
)


def term(length: int, unit: TermUnit) -> Term:
    return Term(length=length, unit=unit, source=SOURCE)


def test_the_last_evening_of_december_in_utc_is_already_january_in_amsterdam() -> None:
    assert local_day(datetime(2021, 12, 31, 22, 59, tzinfo=UTC)) == date(2021, 12, 31)
    assert local_day(datetime(2021, 12, 31, 23, 30, tzinfo=UTC)) == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("length", "unit", "since", "ends"),
    [
        # Eight weeks over the change to summer time: midnight is an hour earlier in UTC.
        (56, TermUnit.DAYS, date(2026, 3, 10), datetime(2026, 5, 5, 22, 0, tzinfo=UTC)),
        (1, TermUnit.DAYS, date(2026, 1, 1), datetime(2026, 1, 2, 23, 0, tzinfo=UTC)),
        # Five working days from a Friday: the next Friday, whole.
        (5, TermUnit.WORKING_DAYS, date(2026, 3, 13), datetime(2026, 3, 20, 23, 0, tzinfo=UTC)),
        (1, TermUnit.WORKING_DAYS, date(2026, 3, 14), datetime(2026, 3, 16, 23, 0, tzinfo=UTC)),
        # From a Wednesday over Good Friday and Easter Monday; and over Christmas.
        (5, TermUnit.WORKING_DAYS, date(2026, 4, 1), datetime(2026, 4, 10, 22, 0, tzinfo=UTC)),
        (5, TermUnit.WORKING_DAYS, date(2026, 12, 23), datetime(2026, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_term_ends_when_its_last_local_day_does(
    length: int, unit: TermUnit, since: date, ends: datetime
) -> None:
    assert end_of_term(term(length, unit), since=since) == ends


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2025, 4, 26), False),  # King's Day moves before a Sunday
        (date(2026, 5, 5), False),  # Liberation Day, in the Act of every year
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 12, 25), False),
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 11, 23), True),
    ],
)
def test_working_days_pass_over_weekends_and_general_holidays(day: date, works: bool) -> None:
    assert is_working_day(day) is works
