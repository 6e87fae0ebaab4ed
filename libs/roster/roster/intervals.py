"""Half-open intervals of time, in lists that are in order and do not overlap."""

from collections.abc import Iterator, Sequence
from datetime import datetime

Interval = tuple[datetime, datetime]


def union(intervals: Sequence[Interval]) -> list[Interval]:
    """The same instants, in order; what touches is one."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def overlaps(one: Sequence[Interval], other: Sequence[Interval]) -> Iterator[tuple[Interval, int]]:
    """What both have, each piece with its index in `other`."""
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            yield (start, end), j
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1


def without(one: Sequence[Interval], other: Sequence[Interval]) -> list[Interval]:
    """What the first has and the second has not."""
    left: list[Interval] = []
    j = 0
    for interval in one:
        start, end = interval
        while j < len(other) and other[j][1] <= start:
            j += 1
        k = j
        while k < len(other) and other[k][0] < end:
            if other[k][0] > start:
                left.append((start, other[k][0]))
            start = max(start, other[k][1])
            k += 1
        if start < end:
            left.append((start, end))
    return left
