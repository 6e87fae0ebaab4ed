"""A delivery line: what a provider did, by whom, how long, on which day; and whether it is paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class LineStatus(StrEnum):
    AWAITING_START = "awaiting-start"
    DUE = "due"
    HELD = "held"


NEXT: Mapping[LineStatus, frozenset[LineStatus]] = {
    LineStatus.AWAITING_START: frozenset({LineStatus.DUE, LineStatus.HELD}),
    LineStatus.DUE: frozenset(),
    LineStatus.HELD: frozenset(),
}


class Hold(StrEnum):
    """Why a line is not paid (yet). What happened is recorded all the same."""

    BEYOND_CEILING = "beyond-ceiling"
    OUTSIDE_PERIOD = "outside-period"
    BEFORE_START = "before-start"
    AFTER_STOP = "after-stop"
    AFTER_CLOSING = "after-closing"
    NEVER_STARTED = "never-started"


@dataclass(frozen=True)
class Line:
    """`amount_cents` = tariff of the group on the day x minutes / 60, half up (IJS-19)."""

    id: UUID
    version: int
    entitlement: UUID
    region: str
    function_group: str
    minutes: int
    delivered_on: date
    is_final: bool
    tariff_cents_per_hour: int
    amount_cents: int
    illustrative: bool
    status: LineStatus
    held_because: tuple[Hold, ...]
    recorded_at: datetime


@dataclass(frozen=True)
class Care:
    """From the first day of care to the last, both included; None where that is not known (yet)."""

    started_on: date | None = None
    stopped_on: date | None = None

    @classmethod
    def of(cls, periods: Iterable[tuple[date, date | None]]) -> "Care":
        """All care of one placement together: it has stopped when each period has."""
        known = tuple(periods)
        if not known:
            return cls()
        stops = [stopped for _, stopped in known if stopped is not None]
        return cls(min(started for started, _ in known), max(stops) if len(stops) == len(known) else None)


@dataclass(frozen=True)
class Weighed:
    status: LineStatus
    held_because: tuple[Hold, ...] = ()


def weigh(
    amount_cents: int,
    delivered_on: date,
    *,
    left_cents: int,
    valid_from: date,
    valid_until: date,
    care: Care,
    is_closed: bool,
) -> Weighed:
    """Say whether a line becomes due, is held with every reason, or waits until care is heard to have begun.

    A line beyond what is left is held whole and never split: it stays one act of one professional.
    """
    if care.started_on is None:
        return (
            Weighed(LineStatus.HELD, (Hold.NEVER_STARTED,))
            if is_closed
            else Weighed(LineStatus.AWAITING_START)
        )
    reasons = {
        Hold.OUTSIDE_PERIOD: not valid_from <= delivered_on <= valid_until,
        Hold.BEFORE_START: delivered_on < care.started_on,
        Hold.AFTER_STOP: care.stopped_on is not None and delivered_on > care.stopped_on,
        Hold.AFTER_CLOSING: is_closed,
        Hold.BEYOND_CEILING: not is_closed and amount_cents > left_cents,
    }
    held = tuple(reason for reason, holds in reasons.items() if holds)
    return Weighed(LineStatus.HELD, held) if held else Weighed(LineStatus.DUE)
