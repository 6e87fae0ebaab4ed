"""What is known of one duty line for a while: enough to tell who is on call at each instant of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.domain.on_call import OnCall, who_is_on_call
from crisis.domain.shift import Shift

Staff = Mapping[UUID, tuple[OnCallWorker, str | None]]
"""Workers by id, each with the name of the organisation, None where the register has it no longer."""


@dataclass(frozen=True)
class KnownLine:
    """`shifts` are all that count from `begin` to `end` (UTC, both included): those that hold at an instant
    of it, the hand-offs of their turns, the last that ended before and the first that begins after.
    """

    line: DutyLine
    planned_until: datetime | None
    shifts: tuple[Shift, ...]
    begin: datetime
    end: datetime

    def knows(self, at: datetime) -> bool:
        return self.begin <= at <= self.end

    def who(self, at: datetime, municipality: str) -> OnCall:
        """For a young person in this municipality; the line must know this instant."""
        return who_is_on_call(
            self.shifts, at=at, line=self.line, municipality=municipality, planned_until=self.planned_until
        )

    def stays_until(self, at: datetime) -> datetime:
        """Until then (UTC) the answer at this instant stays what it is."""
        moments = {moment for shift in self.shifts for moment in (shift.start, shift.end)}
        moments |= {self.planned_until or self.end, self.end}
        return min((moment for moment in moments if moment > at), default=self.end)
