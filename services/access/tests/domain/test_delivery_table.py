"""A table of deliveries as spreadsheets write it: read within its bounds, or refused cell by cell."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from access.domain.delivery_table import (
    COLUMNS,
    LONGEST_STAY,
    MOST_OF_A_DAY,
    Mistake,
    Product,
    Stay,
    Told,
    Work,
    lines_of,
    read_line,
)

TODAY = date(2026, 3, 10)
ONE = UUID(int=7)


def told(*rows: str, separator: str = ";") -> list[object]:
    """What each line says, or its columns with what is wrong."""
    header = separator.join(names[-1] for names in COLUMNS.values())
    text = "\ufeff" + "\r\n".join([header, *(row.replace(";", separator) for row in rows)])
    read = [read_line(line, today=TODAY) for line in lines_of(text)]
    return [each.act if isinstance(each, Told) else each for each in read]


@pytest.mark.parametrize("separator", [";", ","])
def test_a_line_of_a_spreadsheet_says_by_its_columns_whether_it_is_work_a_stay_or_a_product(
    separator: str,
) -> None:
    comma = '"1,5"' if separator == "," else "1,5"
    assert told(
        f"{ONE};bezoek-1;9-3-2026;Group-2;90",
        f"{ONE};;09/03/2026;group-2;;{comma};;;nee;;nee",
        f"{ONE};;;;;;2026-03-01;2026-03-08;ja",
        f"{ONE};;2026-03-09;;;;;;;3;ja",
        separator=separator,
    ) == [
        Work("group-2", 90, date(2026, 3, 9)),
        Work("group-2", 90, date(2026, 3, 9)),
        Stay(date(2026, 3, 1), date(2026, 3, 8), is_absence=True),
        Product(3, date(2026, 3, 9), result_reached=True),
    ]


def test_all_that_is_wrong_with_a_line_is_told_at_once_by_its_columns() -> None:
    assert told(
        "niet-van-ons;geheim nummer;31-2-2026;Groep 2;0;;;;misschien",
        f"{ONE};;;group-2",
        f"{ONE};;2026-03-11;group-2;60;1;2026-03-01",
        f"{ONE};;2026-03-09;group-2;60;1,5",
        f"{ONE};;2026-03-09;group-2;;0,333;;;;;ja",
        f"{ONE};;2026-03-09;;;;2026-03-08;2026-03-01;;;ja",
        f"{ONE};;;;;;2024-01-01;2026-03-01",
        f'{ONE};;"2026-03-09;group-2;60',
        f"{ONE};;2026-03-09;group-2;60;;;;;;;te veel",
        f"{ONE};;2014-12-31;;;;;;;1441",
    ) == [
        [
            ("entitlement", Mistake.UNKNOWN_ENTITLEMENT),
            ("reference", Mistake.NO_CODE),
            ("isAbsence", Mistake.NO_YES_OR_NO),
            ("functionGroup", Mistake.NO_CODE),
            ("deliveredOn", Mistake.NO_DAY),
            ("minutes", Mistake.NO_AMOUNT),
        ],
        [("deliveredOn", Mistake.MISSING), ("minutes", Mistake.MISSING)],
        [(None, Mistake.ONE_KIND)],
        [("hours", Mistake.DOES_NOT_BELONG)],
        [("resultReached", Mistake.DOES_NOT_BELONG), ("hours", Mistake.NO_AMOUNT)],
        [
            ("resultReached", Mistake.DOES_NOT_BELONG),
            ("deliveredOn", Mistake.DOES_NOT_BELONG),
            ("leftOn", Mistake.BEFORE_ARRIVAL),
        ],
        [("leftOn", Mistake.TOO_LONG)],
        [(None, Mistake.NOT_READABLE)],
        [(None, Mistake.NOT_READABLE)],
        [("quantity", Mistake.NO_AMOUNT), ("deliveredOn", Mistake.NO_DAY)],
    ]


GOOD = [str(ONE), "group-2", "90", "1,5", "2026-03-09", "9-3-2026", "ja", "nee", "bezoek-1", "=1+1", "٣"]
cells = st.sampled_from(GOOD) | st.just("") | st.text(max_size=12)


@every(st.lists(st.lists(cells, max_size=len(COLUMNS) + 1), max_size=4), st.sampled_from([";", ","]))
def test_whatever_is_in_a_table_of_deliveries_each_line_is_read_within_its_bounds_or_refused(
    rows: list[list[str]], separator: str
) -> None:
    text = "\n".join([separator.join(COLUMNS), *(separator.join(row) for row in rows)])
    for line in lines_of(text):
        match read_line(line, today=TODAY):
            case Told(act=Work(group, minutes, day)):
                assert group.isascii()
                assert 1 <= minutes <= MOST_OF_A_DAY
                assert date(2015, 1, 1) <= day <= TODAY
            case Told(act=Stay(arrived_on, left_on)):
                assert 0 <= (left_on - arrived_on).days <= LONGEST_STAY
                assert left_on <= TODAY
            case Told(act=Product(quantity, day)):
                assert 1 <= quantity <= MOST_OF_A_DAY
                assert day <= TODAY
            case wrong:
                assert isinstance(wrong, list)
                assert wrong
                assert {column for column, _ in wrong} <= {*COLUMNS, None}
