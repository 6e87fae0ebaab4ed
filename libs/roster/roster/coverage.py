"""Coverage: whether every minute has the workers that it needs, and where it has not."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from roster.effective import EffectiveShift
from roster.intervals import Interval, union, without


@dataclass(frozen=True)
class Gap:
    """From `start` to `end` (UTC) a rank has `there` different workers of the `needed`."""

    rank: int
    start: datetime
    end: datetime
    needed: int
    there: int


@dataclass(frozen=True)
class Doubled:
    """A worker who stands at more than one place of a line at once: one of them is nobody in truth."""

    worker: str
    start: datetime
    end: datetime


def gaps(
    shifts: Sequence[EffectiveShift], needed: Sequence[int], start: datetime, end: datetime
) -> list[Gap]:
    """Every stretch of this period in which a rank has too few, by start and rank."""
    found = [
        gap
        for rank, number in enumerate(needed, start=1)
        if number
        for gap in _gaps_of([each for each in shifts if each.rank == rank], rank, number, start, end)
    ]
    return sorted(found, key=lambda gap: (gap.start, gap.rank))


def _gaps_of(
    shifts: Sequence[EffectiveShift], rank: int, needed: int, start: datetime, end: datetime
) -> list[Gap]:
    found: list[Gap] = []
    for begins, ends, workers in _stretches(shifts, start, end):
        there = len(set(workers))
        if there >= needed:
            continue
        if found and found[-1].end == begins and found[-1].there == there:
            found[-1] = replace(found[-1], end=ends)
        else:
            found.append(Gap(rank, begins, ends, needed, there))
    return found


def doubled(shifts: Sequence[EffectiveShift], start: datetime, end: datetime) -> list[Doubled]:
    """Who stands twice at once, and when."""
    found: list[Doubled] = []
    last_of: dict[str, int] = {}
    for begins, ends, workers in _stretches(shifts, start, end):
        for worker in sorted({worker for worker in workers if workers.count(worker) > 1}):
            last = last_of.get(worker)
            if last is not None and found[last].end == begins:
                found[last] = replace(found[last], end=ends)
            else:
                last_of[worker] = len(found)
                found.append(Doubled(worker, begins, ends))
    return found


def time_on_call(shifts: Sequence[EffectiveShift]) -> dict[str, timedelta]:
    """How long each worker is on call in all; real time, also at a clock change.

    Whatever the rank, and once where somebody stands twice: nobody lives an hour two times.
    """
    turns: dict[str, list[Interval]] = defaultdict(list)
    for shift in shifts:
        turns[shift.worker].append((shift.start, shift.end))
    return {
        worker: sum((end - start for start, end in union(each)), timedelta())
        for worker, each in turns.items()
    }


def _stretches(
    shifts: Sequence[EffectiveShift], start: datetime, end: datetime
) -> list[tuple[datetime, datetime, list[str]]]:
    """Between two of these moments nothing changes: who is there in each stretch."""
    begins, ends = defaultdict(list), defaultdict(list)
    moments = {start, end}
    for shift in shifts:
        first, last = max(shift.start, start), min(shift.end, end)
        if first < last:
            begins[first].append(shift.worker)
            ends[last].append(shift.worker)
            moments |= {first, last}
    there: list[str] = []
    found = []
    for moment, following in pairwise(sorted(moments)):
        for worker in ends[moment]:
            there.remove(worker)
        there += begins[moment]
        found.append((moment, following, list(there)))
    return found


def new_gaps(before: Sequence[Gap], after: Sequence[Gap]) -> list[Gap]:
    """Where a change leaves a rank with fewer than it had, or with too few as before but needing more."""
    found: list[Gap] = []
    # All gaps of one kind in one pass: a line may have thousands of them.
    for rank, needed, there in {(gap.rank, gap.needed, gap.there) for gap in after}:
        known = [
            (each.start, each.end)
            for each in before
            if (each.rank, each.needed) == (rank, needed) and each.there <= there
        ]
        of_kind = [
            (gap.start, gap.end)
            for gap in after
            if (gap.rank, gap.needed, gap.there) == (rank, needed, there)
        ]
        found += [Gap(rank, a, b, needed, there) for a, b in without(sorted(of_kind), union(known))]
    return sorted(found, key=lambda gap: (gap.start, gap.rank))
