"""The effective shifts: who is on call from when to when, after all layers and overrides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from roster.intervals import overlaps, without
from roster.plan import Layer, Override, OverrideKind, Plan

FAR = 10_000


@dataclass(frozen=True)
class EffectiveShift:
    """`worker` at `rank` from `start`, until `end` which does not belong to it (UTC).

    `seat` keeps apart who stand side by side at one rank. `source`: `layer:<name>:<turn>` or
    `override:<id>`; two shifts of one worker from two turns stay two.
    """

    rank: int
    seat: int
    worker: str
    start: datetime
    end: datetime
    source: str


def effective_shifts(
    plans: Sequence[Plan], overrides: Iterable[Override], start: datetime, end: datetime
) -> list[EffectiveShift]:
    """All shifts of this period (UTC), cut to it, by start, rank and seat.

    `plans` in the order of their `since`; `overrides` in the order in which they were made.
    """
    found: list[EffectiveShift] = []
    moments = [plan.since or start for plan in plans]
    for plan, (since, until) in zip(plans, pairwise([*moments, end]), strict=True):
        found += planned_shifts(plan, max(since, start), min(until, end))
    for override in overrides:
        if override.start < end and override.end > start:
            cut = replace(override, start=max(override.start, start), end=min(override.end, end))
            found = _overridden(found, cut)
    return sorted(found, key=lambda shift: (shift.start, shift.rank, shift.seat))


def planned_shifts(plan: Plan, start: datetime, end: datetime) -> list[EffectiveShift]:
    """What the layers say, without overrides: at each rank and seat the topmost layer that counts."""
    found: list[EffectiveShift] = []
    if start >= end:
        return found
    seats: Callable[[Layer], tuple[int, int]] = lambda layer: (layer.rank, layer.seat)  # noqa: E731
    for _, layers in groupby(sorted(plan.layers, key=seats), key=seats):
        free = [(start, end)]
        for layer in reversed(list(layers)):
            counts = [piece for piece, _ in overlaps(free, layer.periods(start, end))]
            turns = list(layer.turns(start, end))
            for (begins, ends), index in overlaps(counts, [(turn.start, turn.end) for turn in turns]):
                turn = turns[index]
                source = f"layer:{layer.name}:{turn.number}"
                found.append(EffectiveShift(layer.rank, layer.seat, turn.member, begins, ends, source))
            free = without(free, counts)
    return found


def _overridden(shifts: list[EffectiveShift], override: Override) -> list[EffectiveShift]:
    source = f"override:{override.id}"
    if override.kind is OverrideKind.ADD:
        assert override.worker is not None, "who is added has a name"
        rank = override.rank or 1
        return [*shifts, *_added(shifts, override.worker, rank, override.start, override.end, source)]
    left: list[EffectiveShift] = []
    for shift in shifts:
        start, end = max(shift.start, override.start), min(shift.end, override.end)
        touches = shift.worker == override.replaces and override.rank in (None, shift.rank) and start < end
        if not touches:
            left.append(shift)
            continue
        if shift.start < start:
            left.append(replace(shift, end=start))
        if override.kind is OverrideKind.REPLACE and override.worker is not None:
            left.append(EffectiveShift(shift.rank, shift.seat, override.worker, start, end, source))
        if end < shift.end:
            left.append(replace(shift, start=end))
    return left


def _added(
    shifts: list[EffectiveShift], worker: str, rank: int, start: datetime, end: datetime, source: str
) -> list[EffectiveShift]:
    """On the lowest seat that is free all the time; nowhere where the worker stands at this rank already."""
    beside = [each for each in shifts if each.rank == rank and each.start < end and each.end > start]
    own = sorted((each.start, each.end) for each in beside if each.worker == worker)
    taken = {each.seat for each in beside}
    seat = next(number for number in range(1, FAR) if number not in taken)
    return [EffectiveShift(rank, seat, worker, a, b, source) for a, b in without([(start, end)], own)]
