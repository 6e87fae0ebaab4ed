"""What bounds a change has its sentence, in two languages, and frees what no longer fits."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from access.domain.account import Account
from access.domain.change import (
    FIELDS,
    ChangeKind,
    ChangeReason,
    Changing,
    Running,
    Step,
    outcome,
)
from access.domain.change_limits import Limit, broken_limits
from access.domain.entitlement import Grant
from access.domain.words import Words
from access.usecases.reasons_of_changes import LIMITS
from region_policy.codes import BuyingForm, Component, Route
from wirekit.identifiers import uuid7

FIRST = date(2026, 3, 1)


def running(**changed: Any) -> Running:
    """A stay of 60 etmalen at 100 cents, of which 10 are due, in a period of 90 days; today is the 20th."""
    values: dict[str, Any] = {
        "id": uuid7(),
        "decision": uuid7(),
        "request": uuid7(),
        "municipality": "0148",
        "route": Route.STAY,
        "funding": None,
        "buying": BuyingForm.LIVING,
        "component": Component.STAY,
        "budget": None,
        "illustrative": True,
        "valid_from": FIRST,
        "valid_until": FIRST + timedelta(days=89),
        "account": Account(committed=6000, delivered=1000, due=1000, due_etmalen=10),
        "intensity": "living-2",
        "etmalen": 60,
    }
    grant = Grant(**(values | changed))
    return Running(grant, FIRST + timedelta(days=20), last_delivered=FIRST + timedelta(days=9), price=100)


def asked(kind: ChangeKind, **more: Any) -> Changing:
    return Changing(kind, ChangeReason.OTHER_HELP_FITS, Words(), **more)


def test_every_limit_has_its_sentence_and_every_kind_that_can_be_asked_its_fields() -> None:
    assert set(LIMITS) == set(Limit)
    assert set(ChangeKind) - set(FIELDS) == {ChangeKind.FOLLOW_ON, ChangeKind.GROWN_UP}


@given(last=some.integers(0, 88), delivered=some.integers(0, 60))
def test_an_earlier_end_frees_what_cannot_be_slept_any_more_and_never_what_is_due(
    last: int, delivered: int
) -> None:
    now = running(
        account=Account(committed=6000, delivered=delivered * 100, due=delivered * 100, due_etmalen=delivered)
    )
    end = FIRST + timedelta(days=last)
    after = outcome(asked(ChangeKind.SHORTEN, valid_until=end), now)
    assert after.etmalen is not None
    assert after.etmalen == min(60, max(last + 1, delivered))
    assert after.committed == after.etmalen * 100
    assert after.committed >= now.grant.account.due


@given(parts=some.lists(some.integers(1, 30), min_size=1, max_size=6), length=some.integers(1, 20))
def test_a_schedule_is_allowed_when_each_day_of_it_has_less_than_one_before(
    parts: list[int], length: int
) -> None:
    now = running()
    start = now.today - timedelta(days=1)
    steps = tuple(
        Step(start + timedelta(days=length * (at + 1)), etmalen=part) for at, part in enumerate(parts)
    )
    found = set(broken_limits(asked(ChangeKind.PHASE_OUT, schedule=steps), now))
    falls = all(later < earlier for earlier, later in pairwise(parts))
    assert (Limit.NOT_DECREASING not in found) == falls
    if falls:
        assert (Limit.DO_NOT_FIT in found) == any(part > length for part in parts)
        assert (Limit.NOT_LESS in found) == (sum(parts) > 50)
    if not found:
        after = outcome(asked(ChangeKind.PHASE_OUT, schedule=steps), now)
        assert (after.etmalen, after.valid_until) == (10 + sum(parts), steps[-1].until)


@pytest.mark.parametrize("kind", [ChangeKind.RAISE, ChangeKind.LOWER, ChangeKind.STEP_DOWN])
def test_a_product_is_changed_by_its_own_unit_and_not_by_money_or_intensity(kind: ChangeKind) -> None:
    product = running(intensity=None, etmalen=None, product="course", quantity=3)
    found = set(broken_limits(asked(kind, ceiling_cents=7000), product))
    assert Limit.BY_QUANTITY in found
