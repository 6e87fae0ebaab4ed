"""What is held of a line for a while: how long an answer stays, and that a prepared one is the plain one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.duty_line import DutyLine, OnCallWorker, Wanted
from crisis.domain.known_line import KnownLine
from crisis.domain.on_call import Coverage
from crisis.domain.shift import Shift
from crisis.routes.from_memory import prepared_of, with_moments
from crisis.routes.on_call import OnCallRead
from crisis.usecases.look_up_on_call import ComputedFrom, Question, Roster, answer

KAMPEN = "0166"
ZERO = datetime(2026, 3, 1, 6, tzinfo=UTC)
MINUTES = 40
SECOND = timedelta(seconds=1)
LINES = [
    DutyLine(
        UUID(int=n), "ijsselland", f'Lijn "{n}" é', "line", frozenset({KAMPEN}), frozenset({UUID(int=9)})
    )
    for n in (1, 2)
]


def minute(number: int) -> datetime:
    return ZERO + timedelta(minutes=number)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Two lines with up to three ranks, worked out until some minute of them or for longer."""
    known, staff = [], {}
    for line in LINES:
        shifts: list[Shift] = []
        for rank in (1, 2, 3):
            cuts = sorted(draw(st.sets(st.integers(0, MINUTES), max_size=6)))
            for start, end in pairwise(cuts):
                if draw(st.booleans()):
                    on_call = UUID(int=100 + draw(st.integers(0, 3)))
                    shift = UUID(int=line.id.int * 1000 + len(shifts))
                    shifts.append(Shift(shift, line.id, on_call, rank, minute(start), minute(end)))
        until = draw(st.sampled_from([None, minute(MINUTES // 2), minute(MINUTES)]))
        known.append(KnownLine(line, until, tuple(shifts), ZERO, minute(MINUTES + 1)))
    for number in range(4):
        telephone = draw(st.sampled_from([None, "+31850000001"]))
        worker = UUID(int=100 + number)
        name = draw(st.sampled_from(["Noor Piket", 'Zoë "De" Vries', "computedAt"]))
        staff[worker] = (
            OnCallWorker(worker, UUID(int=9), name, telephone),
            draw(st.sampled_from([None, "Één"])),
        )
    return Roster(known, staff, ComputedFrom.MEMORY, ZERO)


def plain(roster: Roster, at: datetime) -> OnCallRead:
    found = answer(roster, Question(Wanted(KAMPEN), at))
    return OnCallRead.of(KAMPEN, at, at, found)


@given(rosters(), st.integers(0, MINUTES * 60), st.integers(0, MINUTES * 60), st.integers(0, 999_999))
def test_what_was_prepared_is_byte_for_byte_the_plain_answer_as_long_as_it_holds(
    roster: Roster, at: int, later: int, microsecond: int
) -> None:
    first = ZERO + at * SECOND
    found = answer(roster, Question(Wanted(KAMPEN), first))
    body = OnCallRead.of(KAMPEN, first, first, found).model_dump_json(by_alias=True).encode()
    prepared = prepared_of(body, found, first, is_of_now=True, tells_at=True)
    assert prepared is not None
    assert with_moments(prepared, first, ZERO) == body
    assert found.until > first
    then = (first + later * SECOND).replace(microsecond=microsecond)
    if then < found.until:
        as_of = then - later * SECOND
        fresh = Roster(roster.lines, roster.staff, ComputedFrom.MEMORY, as_of)
        expected = plain(fresh, then).model_dump_json(by_alias=True).encode()
        assert with_moments(prepared, then, as_of) == expected


@given(rosters(), st.integers(0, MINUTES))
def test_an_answer_stays_until_the_first_instant_at_which_another_one_would_be_given(
    roster: Roster, number: int
) -> None:
    for known in roster.lines:
        at, until = minute(number), known.stays_until(minute(number))
        here = known.who(at, KAMPEN)
        assert known.who(until - SECOND, KAMPEN) == here
        if here.coverage is Coverage.NOT_PLANNED_YET:
            assert known.planned_until is not None
            assert at >= known.planned_until == here.since


def test_beyond_what_is_planned_nobody_is_named_and_that_is_no_gap() -> None:
    shift = Shift(UUID(int=7), LINES[0].id, UUID(int=100), 1, minute(0), minute(20))
    known = KnownLine(LINES[0], minute(20), (shift,), ZERO, minute(40))
    assert known.who(minute(19), KAMPEN).coverage is Coverage.ON_CALL
    assert known.who(minute(20), KAMPEN).coverage is Coverage.NOT_PLANNED_YET
