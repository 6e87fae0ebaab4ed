"""A shift: one worker, on one line, at one rank, from one instant to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker

LONGEST = timedelta(days=32)
"""A month of 31 days and the hour that the autumn clock change adds, rounded up to days."""


class ShiftStatus(StrEnum):
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"


class ShiftStep(StrEnum):
    WITHDRAW = "withdraw"


NEXT: Mapping[ShiftStatus, Mapping[ShiftStep, ShiftStatus]] = {
    ShiftStatus.PLANNED: {ShiftStep.WITHDRAW: ShiftStatus.WITHDRAWN},
    ShiftStatus.WITHDRAWN: {},
}


@dataclass(frozen=True)
class Shift:
    """`start` belongs to the shift and `end` does not (UTC, whole minutes). Rank 1 is called first."""

    id: UUID
    line: UUID
    worker: UUID
    rank: int
    start: datetime
    end: datetime
    status: ShiftStatus = ShiftStatus.PLANNED
    version: int = 1

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def possible_steps(self, now: datetime) -> frozenset[ShiftStep]:
        """None once it has begun: what was on call is never changed."""
        return frozenset(NEXT[self.status]) if now < self.start else frozenset()


class ShiftRefusal(StrEnum):
    WORKER_OUTSIDE_CRISIS_GROUP = "worker-outside-crisis-group"
    BEGINS_IN_THE_PAST = "begins-in-the-past"


def why_no_shift(
    shift: Shift, *, line: DutyLine, worker: OnCallWorker, now: datetime
) -> tuple[ShiftRefusal, ...]:
    """Every rule that this new shift breaks, but for a shift that is in its way.

    It may begin in the running minute: the roster knows nothing smaller.
    """
    broken = {
        ShiftRefusal.WORKER_OUTSIDE_CRISIS_GROUP: worker.organisation not in line.crisis_group,
        ShiftRefusal.BEGINS_IN_THE_PAST: shift.start < now.replace(second=0, microsecond=0),
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)
