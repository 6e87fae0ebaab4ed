"""Shifts, gaps and counts against a naive look at every minute: any roster, eleven years of clock changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from any_roster import AnyRoster, rosters
from hypothesis import HealthCheck, given, settings
from naive_roster import MINUTE, WALL, Standing, by_the_plans, with_overrides

from roster.coverage import Gap, doubled, gaps, new_gaps, time_on_call
from roster.effective import EffectiveShift, effective_shifts
from roster.plan import WEEK, Layer, Plan, Unit, Window

NEEDED = (2, 1)


def minute_by_minute(
    shifts: Iterable[EffectiveShift], start: datetime, end: datetime
) -> list[list[Standing]]:
    there: list[list[Standing]] = [[] for _ in range((end - start) // MINUTE)]
    seats: set[tuple[int, int, int]] = set()
    for shift in shifts:
        assert start <= shift.start < shift.end <= end
        for number in range((shift.start - start) // MINUTE, (shift.end - start) // MINUTE):
            assert (number, shift.rank, shift.seat) not in seats, "two on one seat at once"
            seats.add((number, shift.rank, shift.seat))
            there[number].append((shift.rank, shift.worker, shift.source))
    return [sorted(each) for each in there]


def short_by_minute(
    there: Sequence[Sequence[Standing]], needed: Sequence[int]
) -> set[tuple[int, int, int, int]]:
    """Minute, rank, needed, there."""
    found = set()
    for number, standing in enumerate(there):
        for rank, wanted in enumerate(needed, start=1):
            different = {worker for r, worker, _ in standing if r == rank}
            if len(different) < wanted:
                found.add((number, rank, wanted, len(different)))
    return found


def in_minutes(found: Sequence[Gap], start: datetime) -> set[tuple[int, int, int, int]]:
    each_minute = [
        (number, gap.rank, gap.needed, gap.there)
        for gap in found
        for number in range((gap.start - start) // MINUTE, (gap.end - start) // MINUTE)
    ]
    assert len(each_minute) == len({*each_minute}), "a minute of a rank is told once"
    return {*each_minute}


def agree(roster: AnyRoster) -> None:
    start, end = roster.start, roster.end
    shifts = effective_shifts(roster.plans, roster.overrides, start, end)
    planned = by_the_plans(roster.plans, start, end)
    there = with_overrides(planned, roster.overrides, start)
    assert minute_by_minute(shifts, start, end) == there
    assert shifts == sorted(shifts, key=lambda shift: (shift.start, shift.rank, shift.seat))

    short = short_by_minute(there, NEEDED)
    found = gaps(shifts, NEEDED, start, end)
    assert in_minutes(found, start) == short
    assert found == sorted(found, key=lambda gap: (gap.start, gap.rank))

    twice = set()
    on_call: Counter[str] = Counter()
    for number, standing in enumerate(there):
        places = Counter(worker for _, worker, _ in standing)
        twice |= {(number, worker) for worker, times in places.items() if times > 1}
        on_call.update(places.keys())
    told = [
        (number, each.worker)
        for each in doubled(shifts, start, end)
        for number in range((each.start - start) // MINUTE, (each.end - start) // MINUTE)
    ]
    assert ({*told}, len(told)) == (twice, len(twice))
    assert time_on_call(shifts) == {worker: count * MINUTE for worker, count in on_call.items()}

    known = gaps(effective_shifts(roster.plans, (), start, end), NEEDED, start, end)
    fewest = {(number, rank): left for number, rank, _, left in short_by_minute(planned, NEEDED)}
    assert in_minutes(new_gaps(known, found), start) == {
        each for each in short if each[3] < fewest.get(each[:2], NEEDED[each[1] - 1])
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rosters())
def test_whatever_the_roster_a_naive_look_at_every_minute_agrees(roster: AnyRoster) -> None:
    agree(roster)


NIGHT, DAY = Window(frozenset(WEEK), time(23), time(7)), Window(frozenset(WEEK), time(7), time(23))
ALL_NIGHT = Window(frozenset(WEEK), time(2, 30), time(2, 30))
IN_THE_HOUR = Window(frozenset(WEEK[5:]), time(2, 15), time(2, 45), holidays=True)


def rotating(
    every: int, unit: Unit, at: time, *windows: Window, members: str = "abc", rank: int = 1
) -> Layer:
    starts = datetime.combine(date(2019, 12, 31), at)
    return Layer(f"{unit}-{every}-{rank}", rank, tuple(members), starts, every, unit, windows=windows)


ROSTERS = {
    "eight-hours-and-nights": (
        rotating(8, Unit.HOURS, time(7)),
        rotating(1, Unit.DAYS, time(23), NIGHT, members="de"),
        rotating(1, Unit.WEEKS, time(9), rank=2),
    ),
    "hand-offs-in-the-hour": (
        rotating(1, Unit.DAYS, time(2, 30)),
        rotating(1, Unit.HOURS, time(0, 30), IN_THE_HOUR, members="xy"),
        rotating(1, Unit.HOURS, time(2), rank=2),
    ),
    "windows-side-by-side": (
        rotating(1, Unit.MONTHS, time(2), DAY),
        rotating(1, Unit.WEEKS, time(2, 30), NIGHT, members="no"),
        rotating(12, Unit.HOURS, time(3), ALL_NIGHT, members="pq", rank=2),
    ),
}


@pytest.mark.parametrize("layers", ROSTERS.values(), ids=ROSTERS)
@pytest.mark.parametrize("year", range(2020, 2031))
@pytest.mark.requirement("IJS-33")
def test_at_both_clock_changes_of_every_year_a_naive_look_agrees(
    year: int, layers: tuple[Layer, ...]
) -> None:
    for month in (3, 10):
        sunday = max(day for day in range(25, 32) if date(year, month, day).weekday() == 6)
        start = datetime(year, month, sunday - 1, 22, tzinfo=WALL).astimezone(UTC)
        begun = [replace(layer, starts=layer.starts.replace(year=year - 1)) for layer in layers]
        agree(AnyRoster((Plan(NEEDED, tuple(begun)),), (), start, start + timedelta(hours=14)))
