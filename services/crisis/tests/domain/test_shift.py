"""What stands and what comes out of a plan: the shifts are brought to it, and what was on call stays."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.shift import Shift, ShiftChanges, ShiftStatus, changes
from roster.effective import EffectiveShift

LINE = UUID(int=1)
ZERO = datetime(2026, 3, 1, tzinfo=UTC)
NOW, MINUTES = 20, 40
WORKERS = [UUID(int=100 + number) for number in range(3)]


def minute(number: int) -> datetime:
    return ZERO + timedelta(minutes=number)


@st.composite
def effective(draw: st.DrawFn, begin: int) -> list[EffectiveShift]:
    """What could come out of a plan: never two on one seat at once."""
    found: list[EffectiveShift] = []
    for rank, seat in ((1, 1), (1, 2), (2, 1)):
        cuts = sorted({begin, *draw(st.sets(st.integers(begin, MINUTES), max_size=5))})
        for start, end in pairwise(cuts):
            worker = draw(st.none() | st.sampled_from(WORKERS))
            source = draw(st.sampled_from(["layer:a:1", "layer:a:2", "override:1"]))
            if worker:
                found.append(EffectiveShift(rank, seat, str(worker), minute(start), minute(end), source))
    return found


def stored(shifts: Sequence[EffectiveShift], ids: "count[int]") -> list[Shift]:
    return [
        Shift(
            UUID(int=next(ids)),
            LINE,
            UUID(each.worker),
            each.rank,
            each.start,
            each.end,
            seat=each.seat,
            source=each.source,
        )
        for each in shifts
    ]


def after(standing: Sequence[Shift], found: ShiftChanges, ids: "count[int]") -> list[Shift]:
    """The table once the changes are in it."""
    changed = {shift.id: shift for shift in found.changed}
    assert set(changed) <= {shift.id for shift in standing}
    return [*(changed.get(each.id, each) for each in standing), *stored(found.new, ids)]


def by_minute(shifts: Sequence[Shift], numbers: range) -> list[list[tuple[int, str, str]]]:
    """Who is on call at each minute; never two on one seat. Which seat it is tells nobody anything."""
    planned = [shift for shift in shifts if shift.status is ShiftStatus.PLANNED]
    found = []
    for number in numbers:
        there = [shift for shift in planned if shift.holds(minute(number))]
        assert len({(shift.rank, shift.seat) for shift in there}) == len(there)
        found.append(sorted((shift.rank, str(shift.worker), shift.source) for shift in there))
    return found


@given(effective(0), effective(NOW))
def test_from_now_on_it_is_as_wanted_and_before_now_as_it_was(
    before: list[EffectiveShift], wanted: list[EffectiveShift]
) -> None:
    ids = count(1)
    standing = [shift for shift in stored(before, ids) if shift.end > minute(NOW)]
    found = changes(standing, wanted, minute(NOW))
    result = after(standing, found, ids)
    assert by_minute(result, range(NOW)) == by_minute(standing, range(NOW))
    assert by_minute(result, range(NOW, MINUTES)) == by_minute(stored(wanted, ids), range(NOW, MINUTES))
    for shift in found.changed:
        old = next(each for each in standing if each.id == shift.id)
        assert shift.version == old.version + 1
        assert replace(shift, end=old.end, status=old.status, version=old.version) == old
        assert shift.status is ShiftStatus.PLANNED or old.start >= minute(NOW), "what has begun ends"

    # Once more from the same wish: nothing is left to do.
    ahead = [each for each in result if each.status is ShiftStatus.PLANNED and each.end > minute(NOW)]
    assert changes(ahead, wanted, minute(NOW)) == ShiftChanges()


@pytest.mark.requirement("IJS-33")
def test_a_shift_that_runs_keeps_its_beginning_and_only_its_end_moves() -> None:
    [running] = stored([EffectiveShift(1, 1, str(WORKERS[0]), minute(0), minute(30), "layer:a:1")], count(1))
    longer = EffectiveShift(1, 1, str(WORKERS[0]), minute(NOW), minute(40), "layer:a:1")
    assert changes([running], [longer], minute(NOW)) == ShiftChanges(
        changed=[replace(running, end=minute(40), version=2)]
    )
    another = replace(longer, worker=str(WORKERS[1]), source="override:1")
    assert changes([running], [another], minute(NOW)) == ShiftChanges(
        new=[another], changed=[replace(running, end=minute(NOW), version=2)]
    )
    assert changes([running], [], minute(0)).changed == [
        replace(running, status=ShiftStatus.WITHDRAWN, version=2)
    ], "what begins this very minute has not been on call yet"


def test_who_was_added_beside_another_keeps_the_seat_when_the_other_has_gone() -> None:
    ids = count(1)
    added = EffectiveShift(1, 2, str(WORKERS[0]), minute(0), minute(40), "override:1")
    beside = EffectiveShift(1, 1, str(WORKERS[1]), minute(0), minute(NOW), "layer:a:1")
    again = replace(added, seat=1, start=minute(NOW))
    found = changes(stored([added], ids), [again], minute(NOW))
    assert (found.new, found.changed) == ([], []), "nothing has changed for whoever looks"
    onto_it = replace(beside, seat=2, start=minute(NOW), end=minute(30))
    moved = changes(stored([added], ids), [again, onto_it], minute(NOW))
    assert {(each.seat, each.worker) for each in moved.new} == {(1, added.worker), (2, onto_it.worker)}
