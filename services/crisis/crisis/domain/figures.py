"""Figures on a region's crises: counts and times, and nobody in them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crisis.domain.alarm import Alarm, FollowUp, Outcome
from wirekit.small_cells import cell, column

Cells = Mapping[str, int | None]


@dataclass(frozen=True)
class Measured:
    """What is counted of one alarm. `called_on`: how often somebody was called on."""

    alarm: Alarm
    on_site_at: datetime | None
    called_on: int
    rounds: int


@dataclass(frozen=True)
class Times:
    """In seconds, of `count` alarms; all None where there are too few to tell."""

    count: int | None
    median: int | None
    p90: int | None


@dataclass(frozen=True)
class Figures:
    """`within_norm`: on site in time or late. `called_on`: how often, up to `5-or-more`.

    A cell of 1 to 9 is None, and with it the smallest of the others until those that are None hold ten
    together: so none of them follows from the total. What is shown is rounded to a multiple of five.
    """

    alarms: int | None
    acknowledged: Times
    on_site: Times
    within_norm: Cells
    called_on: Cells
    second_round: int | None
    outcomes: Cells
    follow_ups: Cells


def figures_of(
    measured: Sequence[Measured], norm: Callable[[Measured], int | None], *, hide: bool
) -> Figures:
    """`norm`: in how many seconds somebody must be on site, for this alarm. `hide`: small cells."""
    acknowledged = [
        _seconds(each.alarm.raised_at, each.alarm.acknowledged_at)
        for each in measured
        if each.alarm.acknowledged_at
    ]
    visits = [(each, _seconds(each.alarm.raised_at, each.on_site_at)) for each in measured if each.on_site_at]
    normed = [(seconds, limit) for each, seconds in visits if (limit := norm(each)) is not None]
    in_time = {"in-time": 0, "late": 0} | Counter(
        "in-time" if seconds <= limit else "late" for seconds, limit in normed
    )
    called_on = Counter(str(each.called_on) if each.called_on < 5 else "5-or-more" for each in measured)
    outcomes = Counter(each.alarm.outcome.value for each in measured if each.alarm.outcome)
    follow_ups = Counter(kind.value for each in measured for kind in each.alarm.follow_up)
    show = column if hide else dict
    return Figures(
        alarms=_cell(len(measured), hide=hide),
        acknowledged=_times(acknowledged, hide=hide),
        on_site=_times([seconds for _, seconds in visits], hide=hide),
        within_norm=show(in_time),
        called_on=show(dict(sorted(called_on.items()))),
        second_round=_cell(sum(each.rounds > 1 for each in measured), hide=hide),
        outcomes=show({each.value: outcomes[each.value] for each in Outcome}),
        follow_ups={each.value: _cell(follow_ups[each.value], hide=hide) for each in FollowUp},
    )


def _cell(count: int, *, hide: bool) -> int | None:
    return cell(count) if hide else count


def _times(seconds: Iterable[int], *, hide: bool) -> Times:
    ordered = sorted(seconds)
    count = _cell(len(ordered), hide=hide)
    if not count:
        return Times(count, None, None)
    return Times(count, _within(ordered, 50), _within(ordered, 90))


def _within(ordered: Sequence[int], percent: int) -> int:
    """The smallest time within which at least so many percent lie (nearest rank)."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def _seconds(start: datetime, end: datetime | None) -> int:
    """Times that were told in whole minutes may lie just before the second of the alarm: that is 0."""
    assert end is not None, "only what happened is measured"
    return max(0, int((end - start).total_seconds()))
