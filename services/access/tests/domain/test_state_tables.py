"""Every state stands in its table, in the code and in the README."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from access.domain import delivery, entitlement, quote, request
from access.domain.delivery import LineStatus
from access.domain.entitlement import EntitlementStatus
from access.domain.quote import QuoteStatus
from access.domain.request import RequestStatus

README = Path(__file__).parents[2] / "README.md"
TABLES = [
    (RequestStatus, request.NEXT),
    (QuoteStatus, quote.NEXT),
    (EntitlementStatus, entitlement.NEXT),
    (LineStatus, delivery.NEXT),
]


@pytest.mark.parametrize(("status", "table"), TABLES)
def test_every_state_has_its_row_and_every_step_leads_to_a_state(
    status: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    assert set(table) == set(status)
    assert set().union(*table.values()) <= set(status)


@pytest.mark.parametrize(("status", "table"), TABLES)
def test_the_readme_prints_the_table_as_it_is(
    status: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]]
) -> None:
    rows = [f"| {state} | {', '.join(sorted(table[state])) or '-'} |" for state in status]
    assert "\n".join(rows) in README.read_text()


def test_the_desk_has_steps_for_every_state() -> None:
    assert set(request.STEPS) == set(RequestStatus)


def test_what_can_be_done_with_a_quote_follows_from_its_table() -> None:
    for status, following in quote.NEXT.items():
        assert (status in quote.OPEN) == bool(following)
    assert set(quote.STEP_TO) <= set().union(*quote.NEXT.values())
