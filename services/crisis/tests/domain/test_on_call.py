"""Who is on call, against an oracle that looks at each minute; and both clock changes of 2026."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.duty_line import DutyLine
from crisis.domain.on_call import Coverage, OnCall, who_is_on_call
from crisis.domain.shift import Shift, ShiftStatus

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KAMPEN = "0166"
LINE = DutyLine(UUID(int=1), "ijsselland", "lijn", "line", frozenset({KAMPEN}), frozenset({UUID(int=2)}))
ZERO = datetime(2026, 3, 1, tzinfo=UTC)
MINUTES = 40


def minute(number: int) -> datetime:
    return ZERO + timedelta(minutes=number)


def shift(
    number: int,
    rank: int,
    start: datetime,
    end: datetime,
    status: ShiftStatus = ShiftStatus.PLANNED,
    seat: int = 1,
) -> Shift:
    return Shift(UUID(int=number), LINE.id, UUID(int=100 + number), rank, start, end, status, seat=seat)


def ask(shifts: list[Shift], at: datetime) -> OnCall:
    return who_is_on_call(shifts, at=at, line=LINE, municipality=KAMPEN)


@st.composite
def rosters(draw: st.DrawFn) -> list[Shift]:
    """Shifts on three ranks of one line, the first with two seats, without two on one seat at once."""
    found: list[Shift] = []
    for rank, seat in ((1, 1), (1, 2), (2, 1), (3, 1)):
        cuts = sorted(draw(st.sets(st.integers(1, MINUTES - 1), max_size=6)))
        for start, end in pairwise(cuts):
            if draw(st.booleans()):
                found.append(shift(len(found), rank, minute(start), minute(end), seat=seat))
    return draw(st.permutations(found))


def leader_by_looking(shifts: list[Shift], number: int) -> Shift | None:
    there = [s for s in shifts if s.start <= minute(number) and minute(number) < s.end]
    return min(there, key=place) if there else None


def place(shift: Shift) -> tuple[int, int]:
    return shift.rank, shift.seat


@given(rosters(), st.integers(0, MINUTES))
def test_a_naive_look_at_every_minute_agrees(shifts: list[Shift], at: int) -> None:
    leaders = [leader_by_looking(shifts, number) for number in range(MINUTES + 1)]
    first, last = at, at
    while first > 0 and leaders[first - 1] == leaders[at]:
        first -= 1
    while last < MINUTES and leaders[last] == leaders[at]:
        last += 1
    answer = ask(shifts, minute(at))
    there = sorted((s for s in shifts if s.start <= minute(at) < s.end), key=place)
    assert list(answer.chain) == there
    assert answer.coverage is (Coverage.ON_CALL if there else Coverage.GAP)
    assert answer.since == (None if first == 0 else minute(first))
    assert answer.until == (None if last == MINUTES else minute(last))
    following = next((n for n in range(last, MINUTES + 1) if leaders[n]), None)
    if following is None:
        assert answer.next is None
    else:
        assert answer.next is not None
        assert (answer.next.shift, answer.next.since) == (leaders[following], minute(following))


@pytest.mark.parametrize(
    ("night", "hours"),
    [
        (datetime(2026, 3, 28, 9, tzinfo=AMSTERDAM), 23),
        (datetime(2026, 10, 24, 9, tzinfo=AMSTERDAM), 25),
    ],
)
def test_on_the_night_of_a_clock_change_every_minute_has_one_answer(night: datetime, hours: int) -> None:
    """A hand-off at nine in the morning, local time, with the night's change in between."""
    # Days are added on the wall clock; what a shift lasts follows in UTC.
    start, end, after = ((night + timedelta(days=number)).astimezone(UTC) for number in range(3))
    shifts = [shift(1, 1, start, end), shift(2, 1, end, after)]
    assert end - start == timedelta(hours=hours)
    for number in range(hours * 60):
        answer = ask(shifts, start + timedelta(minutes=number))
        assert [s.id for s in answer.chain] == [shifts[0].id]
        assert (answer.since, answer.until) == (start, end)
    assert ask(shifts, end).chain == (shifts[1],)


def test_half_past_two_in_the_night_that_has_it_twice_is_two_instants_with_one_answer_each() -> None:
    once = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM).astimezone(UTC)
    again = datetime(2026, 10, 25, 2, 30, tzinfo=AMSTERDAM, fold=1).astimezone(UTC)
    shifts = [shift(1, 1, once - timedelta(hours=7), once), shift(2, 1, once, again + timedelta(hours=7))]
    assert again - once == timedelta(hours=1)
    assert [ask(shifts, at).chain for at in (once, again)] == [(shifts[1],), (shifts[1],)]


def test_the_second_in_line_leads_when_the_first_goes_home() -> None:
    first, second = shift(1, 1, minute(0), minute(10)), shift(2, 2, minute(0), minute(20))
    answer = ask([first, second], minute(5))
    assert answer.chain == (first, second)
    assert answer.next is not None
    assert (answer.until, answer.next.shift, answer.next.since) == (minute(10), second, minute(10))
    assert ask([first, second], minute(10)).since == minute(10)


def test_each_reason_for_nobody_is_an_answer_of_its_own() -> None:
    withdrawn = [shift(1, 1, minute(0), minute(10), status=ShiftStatus.WITHDRAWN)]
    assert ask(withdrawn, minute(5)) == OnCall(Coverage.GAP)
    assert who_is_on_call([], at=ZERO, line=None, municipality=KAMPEN) == OnCall(Coverage.UNKNOWN_LINE)
    elsewhere = who_is_on_call([], at=ZERO, line=LINE, municipality="0344")
    assert elsewhere == OnCall(Coverage.PLACE_NOT_COVERED)


def test_of_two_side_by_side_the_first_seat_leads_and_both_are_in_the_chain() -> None:
    second, first = shift(1, 1, minute(0), minute(20), seat=2), shift(2, 1, minute(5), minute(10), seat=1)
    assert ask([second, first], minute(7)).chain == (first, second)
    alone = ask([second, first], minute(12))
    assert (alone.chain, alone.since, alone.until) == ((second,), minute(10), minute(20))


def test_beyond_what_is_worked_out_there_is_no_gap_but_nothing_known_yet() -> None:
    planned = [shift(1, 1, minute(0), minute(10))]
    beyond = who_is_on_call(planned, at=minute(10), line=LINE, municipality=KAMPEN, planned_until=minute(10))
    assert beyond == OnCall(Coverage.NOT_PLANNED_YET, since=minute(10))
    within = who_is_on_call(planned, at=minute(9), line=LINE, municipality=KAMPEN, planned_until=minute(10))
    assert within.coverage is Coverage.ON_CALL
