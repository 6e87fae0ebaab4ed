"""The rules of an alarm: its tables are complete, and who is next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.alarm import (
    NEEDS,
    NEXT,
    AlarmStatus,
    StepKind,
    StepRefusal,
    why_no_steps,
)
from crisis.domain.call_back import NEXT as NEXT_OF_CALL_BACK
from crisis.domain.call_back import CallBackStatus
from crisis.domain.calling import Attempt, AttemptKind, is_passed_over, who_is_next, who_takes
from crisis.domain.shift import Shift
from crisis.events import TOLD_BY
from wirekit.identifiers import uuid7

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINE = uuid7()


def shift(rank: int) -> Shift:
    return Shift(uuid7(), LINE, uuid7(), rank, NOON, NOON + timedelta(hours=8))


def attempt(worker: UUID | None, round_: int) -> Attempt:
    return Attempt(uuid7(), worker, None, None, None, round_, NOON)


def test_every_status_has_its_row_and_its_event() -> None:
    assert set(NEXT) == set(AlarmStatus) == set(TOLD_BY)
    assert set(NEXT_OF_CALL_BACK) == set(CallBackStatus)
    assert set(NEEDS) == set(StepKind)


@given(ranks=st.integers(1, 4), times=st.integers(1, 12))
def test_everybody_in_line_is_called_on_in_turn_and_then_again_whoever_is_reminded(
    ranks: int, times: int
) -> None:
    chain = [shift(rank) for rank in range(1, ranks + 1)]
    asked: list[Attempt] = []
    for number in range(times):
        found, round_ = who_is_next([chain], asked)
        assert found is chain[number % ranks]
        assert round_ == number // ranks + 1
        asked.append(attempt(found.worker, round_))
        asked.append(replace(attempt(chain[0].worker, round_ + 1), kind=AttemptKind.REMINDER))


@given(minutes=st.lists(st.integers(1, 30), min_size=1, max_size=20))
def test_who_can_never_be_reached_is_passed_over_at_most_once_in_a_term(minutes: list[int]) -> None:
    worker, term, at = uuid7(), timedelta(minutes=5), NOON
    asked: list[Attempt] = []
    passed: list[datetime] = []
    for minute in minutes:
        at += timedelta(minutes=minute)
        found = replace(attempt(worker, 1), at=at, unreachable_at=at)
        asked.append(found)
        if is_passed_over(found, asked, at=at, term=term):
            passed.append(at)
    assert passed[0] == asked[0].at
    assert all(later - earlier >= term for earlier, later in pairwise(passed))
    assert not is_passed_over(attempt(None, 1), asked, at=at + 2 * term, term=term)


def test_with_nobody_on_call_the_desk_is_called_on_and_whoever_comes_on_next_is_found() -> None:
    assert who_is_next([], []) == (None, 1)
    assert who_is_next([[]], [attempt(None, 1)]) == (None, 2)
    late = shift(1)
    assert who_is_next([[late]], [attempt(None, 1), attempt(None, 2)]) == (late, 2)


def test_the_lines_that_serve_a_place_are_called_on_one_after_another() -> None:
    first, second = shift(1), shift(1)
    found, _ = who_is_next([[first], [second]], [attempt(first.worker, 1)])
    assert found is second


@pytest.mark.requirement("IJS-36")
@given(minutes=st.lists(st.integers(-10, 300), min_size=4, max_size=4))
def test_steps_are_taken_exactly_when_their_times_do_not_contradict(minutes: list[int]) -> None:
    kinds = (StepKind.ACCEPTED, StepKind.ON_SITE, StepKind.ASSESSED, StepKind.STABILISED)
    told = [(kind, NOON + timedelta(minutes=minute)) for kind, minute in zip(kinds, minutes, strict=True)]
    refusals = why_no_steps(told, taken=[], raised_at=NOON, now=NOON + timedelta(minutes=200))
    assert (StepRefusal.TIMES_CONTRADICT in refusals) is (minutes != sorted(minutes))
    assert StepRefusal.BEFORE_THE_CALL not in refusals
    assert (StepRefusal.BEFORE_THE_ALARM in refusals) is (min(minutes) < 0)
    assert (StepRefusal.IN_THE_FUTURE in refusals) is (max(minutes) > 200)
    orders = {why_no_steps(list(order), taken=[], raised_at=NOON, now=NOON) for order in permutations(told)}
    assert len(orders) == 1, "in which order they are told makes no difference"


@given(called=st.integers(0, 10_000), accepted=st.integers(0, 10_000))
def test_nobody_accepts_in_a_minute_before_being_called_on(called: int, accepted: int) -> None:
    called_at, at = (NOON + timedelta(seconds=seconds) for seconds in (called, accepted))
    refusals = why_no_steps(
        [(StepKind.ACCEPTED, at)], taken=[], raised_at=NOON, now=NOON + timedelta(days=1), called_at=called_at
    )
    assert (StepRefusal.BEFORE_THE_CALL in refusals) is (accepted // 60 < called // 60)


def test_who_takes_an_alarm_was_called_on_and_is_named_by_the_own_organisation_or_a_desk() -> None:
    ours, theirs, worker, idle = uuid7(), uuid7(), uuid7(), uuid7()
    call = Attempt(uuid7(), worker, ours, 1, LINE, 1, NOON)
    to_the_desk = Attempt(uuid7(), None, None, None, None, 2, NOON + timedelta(minutes=5))
    for asked, who, of, by, is_desk, called_at in (
        ([call], worker, ours, ours, False, call.at),
        ([call], worker, ours, theirs, False, None),
        ([call], worker, ours, theirs, True, call.at),
        ([call], idle, ours, ours, True, None),
        ([call], None, theirs, theirs, True, None),
        ([call, to_the_desk], None, theirs, theirs, True, to_the_desk.at),
        ([call, to_the_desk], idle, theirs, theirs, True, to_the_desk.at),
        ([call, to_the_desk], idle, ours, theirs, True, None),
        ([call, to_the_desk], None, ours, ours, False, None),
    ):
        taker = who_takes(who, of, asked, by=by, is_desk=is_desk)
        assert (taker and taker.called_at) == called_at
        assert taker is None or (taker.worker, taker.organisation) == (who, of)
