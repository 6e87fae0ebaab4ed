"""Rosters as Hypothesis thinks them up, most of them around a moment at which something is odd."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st
from naive_roster import WALL

from roster.plan import MOST, WEEK, Layer, Override, OverrideKind, Plan, Unit, Window

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WORKERS = ("anna", "bram", "cem", "dilan")
ODD_DAYS = (
    datetime.fromisoformat("2024-03-30"),  # the clock goes forward at Easter
    datetime.fromisoformat("2024-10-26"),
    datetime.fromisoformat("2025-04-26"),  # King's Day on a Saturday, as 27 April is a Sunday
    datetime.fromisoformat("2025-10-25"),
    datetime.fromisoformat("2026-02-27"),
    datetime.fromisoformat("2026-03-28"),
    datetime.fromisoformat("2026-10-24"),
    datetime.fromisoformat("2026-12-30"),
    datetime.fromisoformat("2027-03-27"),  # and again
    datetime.fromisoformat("2027-05-04"),  # two holidays in a row
)
ODD_TIMES = tuple(time(*each) for each in ((0,), (2,), (2, 30), (2, 59), (3,), (7,), (8, 45), (15,), (23,)))


@dataclass(frozen=True)
class AnyRoster:
    plans: tuple[Plan, ...]
    overrides: tuple[Override, ...]
    start: datetime
    end: datetime


some_times = st.sampled_from(ODD_TIMES)
some_workers = st.sampled_from(WORKERS)
windows = st.builds(
    Window,
    days=st.just(frozenset(WEEK)) | st.frozensets(st.sampled_from(WEEK)),
    begins=some_times,
    ends=some_times,
    holidays=st.booleans(),
    except_holidays=st.booleans(),
)


@st.composite
def layers(draw: st.DrawFn, name: str, around: datetime) -> Layer:
    unit = draw(st.sampled_from(Unit))
    every = draw(st.sampled_from([1, 2, 7, 12, 24]) | st.integers(1, MOST[unit]))
    days = draw(st.integers(-2, 3) | st.sampled_from([-366, -90, -31, -28, -7]))
    starts = datetime.combine(around.date() + days * DAY, draw(some_times))
    if unit is Unit.MONTHS:
        starts = starts.replace(day=1) + draw(st.sampled_from([0, 26, 27, 28, 29, 30])) * DAY
    ends = None
    if draw(st.integers(0, 4)) == 0:
        ends = datetime.combine(around.date() + draw(st.integers(-1, 3)) * DAY, draw(some_times))
    return Layer(
        name=name,
        rank=draw(st.integers(1, 2)),
        members=tuple(draw(st.lists(some_workers, min_size=1, max_size=4))),
        starts=starts,
        every=min(every, MOST[unit]),
        unit=unit,
        seat=draw(st.sampled_from([1, 1, 2])),
        windows=tuple(draw(st.lists(windows, max_size=3))),
        ends=ends,
    )


@st.composite
def overrides(draw: st.DrawFn, id_: str, start: datetime, minutes: int) -> Override:
    kind = draw(st.sampled_from(OverrideKind))
    begins = start + draw(st.integers(-600, minutes)) * MINUTE
    rank = draw(st.none() | st.integers(1, 2))
    return Override(
        id=id_,
        kind=kind,
        start=begins,
        end=begins + draw(st.integers(1, 15) | st.integers(1, 2 * minutes)) * MINUTE,
        worker=draw(some_workers) if kind is not OverrideKind.REMOVE else None,
        replaces=draw(some_workers) if kind is not OverrideKind.ADD else None,
        rank=rank,
    )


@st.composite
def rosters(draw: st.DrawFn) -> AnyRoster:
    around = draw(st.sampled_from(ODD_DAYS))
    start = around.replace(tzinfo=WALL).astimezone(UTC) + draw(st.integers(0, 2_000)) * MINUTE
    minutes = draw(st.integers(1, 1_800))
    plans: list[Plan] = []
    for number in range(draw(st.integers(1, 3))):
        several = range(draw(st.integers(0 if number else 1, 4)))
        since = start + draw(st.integers(-200, minutes)) * MINUTE
        plans.append(
            Plan(
                needed=(draw(st.integers(0, 2)), draw(st.integers(0, 2))),
                layers=tuple(draw(layers(f"layer-{number}-{each}", around)) for each in several),
                since=since if number or draw(st.booleans()) else None,
            )
        )
    ordered = [plans[0], *sorted(plans[1:], key=lambda plan: plan.since or start)]
    if ordered[0].since:
        ordered.sort(key=lambda plan: plan.since or start)
    made = [draw(overrides(str(number), start, minutes)) for number in range(draw(st.integers(0, 5)))]
    return AnyRoster(tuple(ordered), tuple(made), start, start + minutes * MINUTE)
