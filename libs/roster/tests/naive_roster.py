"""Who is on call, minute by minute, as somebody would say it who looks at the clock on the wall.

Written apart from the code: it shares the dataclasses and nothing else, and knows only what the wall shows.
What happens at a time of the wall happens at the first minute at which that is shown or passed: `latest` is
the latest time shown up to this minute. What lasts until a time of the wall lasts as long as the wall is
before it, or has yet to show it: `coming` is the earliest time that is still to be shown.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from roster.plan import Layer, Override, OverrideKind, Plan, Unit, Window

WALL = ZoneInfo("Europe/Amsterdam")
MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
MARGIN = 180
"""Minutes: more than any jump of the clock."""

HOLIDAYS = {
    date(year, month, day)
    for year, days in {
        # Algemene termijnenwet, article 3; with both Sundays, on which nobody counts a term.
        2024: (
            (1, 1),
            (3, 29),
            (3, 31),
            (4, 1),
            (4, 27),
            (5, 5),
            (5, 9),
            (5, 19),
            (5, 20),
            (12, 25),
            (12, 26),
        ),
        2025: (
            (1, 1),
            (4, 18),
            (4, 20),
            (4, 21),
            (4, 26),
            (5, 5),
            (5, 29),
            (6, 8),
            (6, 9),
            (12, 25),
            (12, 26),
        ),
        2026: (
            (1, 1),
            (4, 3),
            (4, 5),
            (4, 6),
            (4, 27),
            (5, 5),
            (5, 14),
            (5, 24),
            (5, 25),
            (12, 25),
            (12, 26),
        ),
        2027: (
            (1, 1),
            (3, 26),
            (3, 28),
            (3, 29),
            (4, 27),
            (5, 5),
            (5, 6),
            (5, 16),
            (5, 17),
            (12, 25),
            (12, 26),
        ),
    }.items()
    for month, day in days
}
"""Of 2024 to 2027; in other years no clock change falls on one."""


@dataclass(frozen=True)
class Minute:
    at: datetime
    wall: datetime
    latest: datetime
    coming: datetime


Standing = tuple[int, str, str]
"""Rank, worker, source."""


def minutes(start: datetime, end: datetime) -> list[Minute]:
    count = (end - start) // MINUTE
    instants = [start + number * MINUTE for number in range(-MARGIN, count + MARGIN)]
    shown = [each.astimezone(WALL).replace(tzinfo=None) for each in instants]
    latest, coming = [shown[0]], [shown[-1] + A_DAY]
    for wall in shown[1:]:
        latest.append(max(latest[-1], wall))
    for wall in reversed(shown[1:]):
        coming.append(min(coming[-1], wall))
    found = [Minute(*each) for each in zip(instants, shown, latest, reversed(coming), strict=True)]
    return found[MARGIN:-MARGIN]


def hand_offs(layer: Layer) -> Iterator[datetime]:
    """Each hand-off on the wall, found by walking from the first one."""
    at, number = layer.starts, 0
    while True:
        yield at
        number += 1
        if layer.unit is Unit.MONTHS:
            year, month = layer.starts.year, layer.starts.month
            for _ in range(number * layer.every):
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            day = min(layer.starts.day, calendar.monthrange(year, month)[1])
            at = layer.starts.replace(year=year, month=month, day=day)
        else:
            hours = {Unit.HOURS: 1, Unit.DAYS: 24, Unit.WEEKS: 168}[layer.unit] * layer.every
            at = at + timedelta(hours=hours)


def in_window(window: Window, minute: Minute) -> bool:
    day = minute.wall.date() - A_DAY
    while day <= minute.latest.date():
        begins, ends = as_written(window, day)
        lasts = minute.wall < ends or minute.coming <= ends
        if begins <= minute.latest and lasts and begins_on(window, day):
            return True
        day += A_DAY
    return False


@cache
def as_written(window: Window, day: date) -> tuple[datetime, datetime]:
    begins, ends = datetime.combine(day, window.begins), datetime.combine(day, window.ends)
    return begins, ends if ends > begins else ends + A_DAY


@cache
def begins_on(window: Window, day: date) -> bool:
    if day in HOLIDAYS and window.holidays:
        return True
    if day in HOLIDAYS and window.except_holidays:
        return False
    return day.strftime("%A").lower() in window.days


def of_layer(layer: Layer, during: Sequence[Minute]) -> list[tuple[str, str] | None]:
    """For each minute the worker and the source, where the layer counts."""
    coming = hand_offs(layer)
    following, turn = next(coming), -1
    found: list[tuple[str, str] | None] = []
    for minute in during:
        while following <= minute.latest:
            following, turn = next(coming), turn + 1
        ended = layer.ends is not None and layer.ends <= minute.latest
        if turn < 0 or ended or not (not layer.windows or any(in_window(w, minute) for w in layer.windows)):
            found.append(None)
        else:
            found.append((layer.members[turn % len(layer.members)], f"layer:{layer.name}:{turn}"))
    return found


def of_plan(plan: Plan, during: Sequence[Minute]) -> list[list[Standing]]:
    """For each minute who stands at each rank and seat: by the last of the layers that count."""
    said = [(layer, of_layer(layer, during)) for layer in plan.layers]
    found: list[list[Standing]] = []
    for number in range(len(during)):
        places: dict[tuple[int, int], Standing] = {}
        for layer, each in said:
            counts = each[number]
            if counts:
                places[layer.rank, layer.seat] = (layer.rank, *counts)
        found.append(list(places.values()))
    return found


def overridden(there: list[Standing], override: Override) -> list[Standing]:
    source = f"override:{override.id}"
    if override.kind is OverrideKind.ADD:
        rank = override.rank or 1
        assert override.worker
        stands = any((r, w) == (rank, override.worker) for r, w, _ in there)
        return there if stands else [*there, (rank, override.worker, source)]
    after: list[Standing] = []
    for rank, worker, by in there:
        if worker != override.replaces or override.rank not in (None, rank):
            after.append((rank, worker, by))
        elif override.kind is OverrideKind.REPLACE:
            assert override.worker
            after.append((rank, override.worker, source))
    return after


def by_the_plans(plans: Sequence[Plan], start: datetime, end: datetime) -> list[list[Standing]]:
    """For each minute of the period everybody who is on call by the plan that counts then."""
    during = minutes(start, end)
    said = [of_plan(plan, during) for plan in plans]
    found: list[list[Standing]] = []
    for number, minute in enumerate(during):
        there: list[Standing] = []
        for which, plan in enumerate(plans):
            if plan.since is None or plan.since <= minute.at:
                there = said[which][number]
        found.append(sorted(there))
    return found


def with_overrides(
    planned: Sequence[list[Standing]], overrides: Sequence[Override], start: datetime
) -> list[list[Standing]]:
    """The same after the overrides, one on the other."""
    found: list[list[Standing]] = []
    for number, standing in enumerate(planned):
        there = standing
        for override in overrides:
            if override.start <= start + number * MINUTE < override.end:
                there = overridden(there, override)
        found.append(sorted(there))
    return found
