"""A delivery line: hours of a function group on a day, or etmalen of a stay; and whether it is paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
    BEYOND_VOLUME = "beyond-volume"
    BEYOND_STEP = "beyond-step"
    OUTSIDE_PERIOD = "outside-period"
    BEFORE_START = "before-start"
    AFTER_STOP = "after-stop"
    AFTER_CLOSING = "after-closing"
    NEVER_STARTED = "never-started"
    RESULT_NOT_REACHED = "result-not-reached"
    ABSENT_TOO_LONG = "absent-too-long"
    PAID_ELSEWHERE = "paid-elsewhere"


@dataclass(frozen=True)
class Line:
    """Hours: `amount_cents` = tariff of the group on the day x minutes / 60, half up (IJS-19).

    A stay: tariff of the intensity x etmalen, from the night of `delivered_on` on (IJS-27). `tariff_cents`
    is per hour, or per etmaal. `left_cents`: what could still become due on the grant after this line.
    `is_absence`: nights for which the place was kept while the young person was away.
    """

    id: UUID
    version: int
    entitlement: UUID
    region: str
    delivered_on: date
    is_final: bool
    tariff_cents: int
    amount_cents: int
    illustrative: bool
    status: LineStatus
    held_because: tuple[Hold, ...]
    recorded_at: datetime
    function_group: str | None = None
    minutes: int | None = None
    stay: UUID | None = None
    intensity: str | None = None
    etmalen: int | None = None
    product: str | None = None
    pieces: int | None = None
    left_cents: int | None = None
    is_absence: bool = False

    @property
    def units(self) -> int:
        """Minutes, pieces or etmalen, whichever this line counts."""
        return self.minutes or self.pieces or self.etmalen or 0

    @property
    def volume(self) -> int:
        """Etmalen; 0 for hours."""
        return self.etmalen or 0

    @property
    def last_day(self) -> date:
        """The last day on which something was delivered."""
        return self.delivered_on + timedelta(days=max(self.volume - 1, 0))


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


@dataclass(frozen=True)
class StepRoom:
    """What may still become due in one period of help that is phased out: cents, or etmalen of a stay."""

    first: date
    last: date
    cents: int | None
    etmalen: int | None

    def has(self, cents: int, etmalen: int) -> bool:
        return cents <= self.cents if self.cents is not None else etmalen <= (self.etmalen or 0)

    def less(self, cents: int, etmalen: int) -> "StepRoom":
        return replace(
            self,
            cents=None if self.cents is None else self.cents - cents,
            etmalen=None if self.etmalen is None else self.etmalen - etmalen,
        )


@dataclass(frozen=True)
class Room:
    """What may still become due: cents, and etmalen where the grant is a stay; and within which days.

    `steps`: of help that is phased out, what each period has of that (NV-13).
    """

    cents: int
    etmalen: int | None
    valid_from: date
    valid_until: date
    steps: tuple[StepRoom, ...] = ()

    def less(self, cents: int, etmalen: int, *, day: date | None = None) -> "Room":
        """`day`: on which it becomes due, so that it counts in the period of that day."""
        left = None if self.etmalen is None else self.etmalen - etmalen
        steps = tuple(
            step.less(cents, etmalen) if day is not None and step.first <= day <= step.last else step
            for step in self.steps
        )
        return replace(self, cents=self.cents - cents, etmalen=left, steps=steps)

    def step_on(self, day: date) -> StepRoom | None:
        return next((step for step in self.steps if step.first <= day <= step.last), None)


def weigh(
    amount_cents: int,
    first_day: date,
    *,
    last_day: date,
    etmalen: int,
    room: Room,
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
    step = room.step_on(first_day)
    is_beyond_volume = room.etmalen is not None and etmalen > room.etmalen
    reasons = {
        Hold.OUTSIDE_PERIOD: not room.valid_from <= first_day <= last_day <= room.valid_until,
        Hold.BEFORE_START: first_day < care.started_on,
        Hold.AFTER_STOP: care.stopped_on is not None and last_day > care.stopped_on,
        Hold.AFTER_CLOSING: is_closed,
        Hold.BEYOND_VOLUME: not is_closed and is_beyond_volume,
        Hold.BEYOND_STEP: not is_closed and step is not None and not step.has(amount_cents, etmalen),
        # Where the etmalen are used up the money is too, at the same tariff: the volume is the reason.
        Hold.BEYOND_CEILING: not is_closed and not is_beyond_volume and amount_cents > room.cents,
    }
    held = tuple(reason for reason, holds in reasons.items() if holds)
    return Weighed(LineStatus.HELD, held) if held else Weighed(LineStatus.DUE)
