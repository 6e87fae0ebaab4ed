"""Europe/Amsterdam 2026: what shifts last when the clock jumps, whose holidays are, what overrides do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from roster.coverage import doubled, gaps
from roster.effective import EffectiveShift, effective_shifts
from roster.plan import WEEK, Layer, Override, OverrideKind, Plan, Unit, Window
from roster.wall_clock import first_instant, last_instant

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
wall = datetime.fromisoformat
FORWARD, BACK = wall("2026-03-29"), wall("2026-10-25")


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)  # type: ignore[arg-type,misc]


def at_night(day: datetime, hour: int) -> datetime:
    return day.replace(hour=hour, tzinfo=AMSTERDAM).astimezone(UTC)


def every(number: int, unit: Unit, starts: datetime, members: str = "AB") -> Layer:
    return Layer("team", 1, tuple(members), starts, number, unit)


def shifts_of(
    *layers: Layer, start: datetime, end: datetime, overridden: Override | None = None
) -> list[EffectiveShift]:
    return effective_shifts([Plan((1,), layers)], [overridden] if overridden else [], start, end)


def hours_around(layer: Layer, night: datetime) -> float:
    """Of the shift during which the clock jumps."""
    jump = at_night(night, 2)
    found = shifts_of(layer, start=jump - timedelta(days=15), end=jump + timedelta(days=15))
    [shift] = [each for each in found if each.start <= jump < each.end]
    return (shift.end - shift.start) / HOUR


@pytest.mark.requirement("IJS-33")
@pytest.mark.parametrize(
    ("layer", "in_spring", "in_autumn"),
    [
        (every(24, Unit.HOURS, wall("2026-01-01 09:00")), 23, 25),
        (every(1, Unit.DAYS, wall("2026-01-01 09:00")), 23, 25),
        (every(8, Unit.HOURS, wall("2026-01-01 07:00"), "ABC"), 7, 9),
        (every(12, Unit.HOURS, wall("2026-01-01 09:00")), 11, 13),
        (every(1, Unit.WEEKS, wall("2026-01-05 09:00")), 167, 169),
    ],
    ids=["24-hours", "a-day", "07-15-23", "09-21", "a-week"],
)
def test_a_hand_off_keeps_its_time_on_the_wall_and_the_shift_lasts_an_hour_less_or_more(
    layer: Layer, in_spring: int, in_autumn: int
) -> None:
    assert (hours_around(layer, FORWARD), hours_around(layer, BACK)) == (in_spring, in_autumn)


def test_a_hand_off_at_half_past_two_happens_once_at_three_in_spring_and_at_the_first_in_autumn() -> None:
    layer = every(1, Unit.DAYS, wall("2026-01-01 02:30"))
    for moment in (local(2026, 3, 29, 3), local(2026, 10, 25, 2, 30, fold=0)):
        found = shifts_of(layer, start=moment - 20 * HOUR, end=moment + 20 * HOUR)
        assert [(shift.start, shift.end) for shift in found] == [
            (moment - 20 * HOUR, moment),
            (moment, moment + 20 * HOUR),
        ]
        assert found[0].worker != found[1].worker


def test_where_one_layer_ends_and_the_next_starts_at_half_past_two_they_meet_at_the_first() -> None:
    """On two seats, where none lies on the other."""
    at = wall("2026-10-25 02:30")
    early = Layer("early", 1, ("A",), wall("2026-10-01"), 4, Unit.WEEKS, ends=at)
    late = Layer("late", 1, ("B",), at, 4, Unit.WEEKS, seat=2)
    found = shifts_of(early, late, start=at_night(BACK, 0), end=at_night(BACK, 6))
    moment = local(2026, 10, 25, 2, 30, fold=0)
    assert [(each.worker, each.start, each.end) for each in found] == [
        ("A", at_night(BACK, 0), moment),
        ("B", moment, at_night(BACK, 6)),
    ]


def test_each_hour_has_a_turn_but_the_one_that_is_not_there_and_the_one_that_comes_twice_has_one() -> None:
    layer = every(1, Unit.HOURS, wall("2026-01-01 00:00"), "ABCD")
    for night, lasting in ((FORWARD, [1, 1, 1]), (BACK, [1, 1, 2, 1])):
        found = shifts_of(layer, start=at_night(night, 0), end=at_night(night, 4))
        assert [(each.end - each.start) / HOUR for each in found] == lasting
    numbers = [
        int(each.source.rpartition(":")[2])
        for each in shifts_of(layer, start=local(2026, 3, 29, 0), end=local(2026, 3, 29, 4))
    ]
    assert numbers[2] - numbers[1] == 2, "whose turn was in that hour has lost it, nobody else"


def test_a_window_starts_at_the_first_and_ends_at_the_second_of_two() -> None:
    for begins, ends, start, end in (
        (time(2, 30), time(6), local(2026, 10, 25, 2, 30, fold=0), local(2026, 10, 25, 6)),
        (time(22), time(2, 30), local(2026, 10, 24, 22), local(2026, 10, 25, 2, 30, fold=1)),
        (time(2, 15), time(2, 45), local(2026, 10, 25, 2, 15, fold=0), local(2026, 10, 25, 2, 45, fold=1)),
    ):
        window = Window(frozenset(WEEK), begins, ends)
        layer = Layer("night", 1, ("A",), wall("2026-10-24 12:00"), 4, Unit.WEEKS, windows=(window,))
        found = shifts_of(layer, start=local(2026, 10, 24, 12), end=local(2026, 10, 25, 12))
        assert [(shift.start, shift.end) for shift in found] == [(start, end)]


def test_two_windows_that_meet_in_the_night_leave_nobody_out_and_the_topmost_has_what_both_have() -> None:
    """Each ends or begins at half past two, which comes twice: both count in the hour between."""
    day, night = (
        Layer(
            name,
            1,
            (name,),
            wall("2026-01-01 00:00"),
            4,
            Unit.WEEKS,
            windows=(Window(frozenset(WEEK), *hours),),
        )
        for name, hours in (("early", (time(2, 30), time(14))), ("late", (time(14), time(2, 30))))
    )
    start, end = local(2026, 10, 24, 14), local(2026, 10, 25, 14)
    found = shifts_of(day, night, start=start, end=end)
    assert [(each.worker, each.start, each.end) for each in found] == [
        ("late", start, local(2026, 10, 25, 2, 30, fold=1)),
        ("early", local(2026, 10, 25, 2, 30, fold=1), end),
    ]


def test_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    layer = every(1, Unit.MONTHS, wall("2026-01-31 09:00"))
    found = shifts_of(layer, start=local(2026, 1, 31, 9), end=local(2026, 6, 30, 9))
    assert [shift.start for shift in found] == [
        local(2026, *day, 9) for day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31))
    ]
    leap = shifts_of(layer, start=local(2028, 2, 1), end=local(2028, 3, 1))
    assert leap[1].start == local(2028, 2, 29, 9)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        ("2026-04-26", "weekend"),
        ("2026-04-27", "holiday"),  # King's Day, a Monday
        ("2026-04-28", "week"),
        ("2026-05-14", "holiday"),  # Ascension Day
        ("2026-12-26", "holiday"),  # also a Saturday
    ],
)
def test_a_holiday_has_its_own_layer_and_none_that_excepts_holidays(day: str, who: str) -> None:
    working, week_end = frozenset(WEEK[:5]), frozenset(WEEK[5:])
    layers = [
        Layer(name, 1, (name,), wall("2026-01-01"), 4, Unit.WEEKS, windows=(window,))
        for name, window in (
            ("holiday", Window(frozenset(), time(0), time(0), holidays=True)),
            ("week", Window(working, time(0), time(0), except_holidays=True)),
            ("weekend", Window(week_end, time(0), time(0), except_holidays=True)),
        )
    ]
    noon = at_night(wall(day), 12)
    [shift] = shifts_of(*layers, start=noon, end=noon + MINUTE)
    assert shift.worker == who


def replacing(whom: str, by: str = "B") -> Override:
    start, end = local(2026, 3, 2, 8, 30), local(2026, 3, 2, 8, 45)
    return Override("1", OverrideKind.REPLACE, start, end, worker=by, replaces=whom)


@pytest.mark.requirement("IJS-33")
def test_a_quarter_replaced_in_an_hour_gives_three_shifts_and_of_whom_is_not_on_call_none() -> None:
    layer = every(1, Unit.HOURS, wall("2026-03-02 08:00"), "A")
    start, end = local(2026, 3, 2, 8), local(2026, 3, 2, 9)
    found = shifts_of(layer, start=start, end=end, overridden=replacing("A"))
    assert [(each.worker, each.start, each.end) for each in found] == [
        ("A", start, local(2026, 3, 2, 8, 30)),
        ("B", local(2026, 3, 2, 8, 30), local(2026, 3, 2, 8, 45)),
        ("A", local(2026, 3, 2, 8, 45), end),
    ]
    plain = shifts_of(layer, start=start, end=end)
    assert shifts_of(layer, start=start, end=end, overridden=replacing("C")) == plain


@pytest.mark.requirement("IJS-33")
def test_in_a_whole_year_no_minute_has_somebody_missing_or_doubled() -> None:
    nights = Window(frozenset(WEEK), time(23), time(7))
    feasts = Window(frozenset(), time(9), time(9), holidays=True)
    plan = Plan(
        (1, 1),
        (
            Layer("team", 1, ("A", "B", "C", "H"), wall("2025-12-29 07:00"), 8, Unit.HOURS),
            Layer("nights", 1, ("D", "E"), wall("2025-12-29 02:30"), 1, Unit.DAYS, windows=(nights,)),
            Layer("feasts", 1, ("F", "G"), wall("2025-12-01 00:00"), 1, Unit.MONTHS, windows=(feasts,)),
            Layer("manager", 2, ("M", "N"), wall("2025-12-29 09:00"), 1, Unit.WEEKS),
        ),
    )
    start, end = local(2026, 1, 1), local(2027, 1, 1)
    shifts = effective_shifts([plan], [], start, end)
    there = {1: bytearray((end - start) // MINUTE), 2: bytearray((end - start) // MINUTE)}
    for shift in shifts:
        for number in range((shift.start - start) // MINUTE, (shift.end - start) // MINUTE):
            there[shift.rank][number] += 1
    assert {1: {*there[1]}, 2: {*there[2]}} == {1: {1}, 2: {1}}
    assert len(there[1]) == 365 * 24 * 60
    assert gaps(shifts, plan.needed, start, end) == doubled(shifts, start, end) == []
    assert {shift.worker for shift in shifts} == {*"ABCDEFGHMN"}


def test_a_time_that_does_not_exist_is_the_jump_and_of_two_there_is_a_first_and_a_last() -> None:
    absent, twice = FORWARD.replace(hour=2, minute=30), BACK.replace(hour=2, minute=30)
    assert first_instant(absent) == last_instant(absent) == local(2026, 3, 29, 3)
    assert (first_instant(twice), last_instant(twice)) == (
        local(2026, 10, 25, 2, 30, fold=0),
        local(2026, 10, 25, 2, 30, fold=1),
    )
