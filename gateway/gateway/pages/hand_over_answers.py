"""The report at a shift change, as the room `crisis` answers it; moments in UTC."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Named, Read
from gateway.pages.crisis_answers import StepRead, TaskRead


class StaffRead(Read):
    name: str
    telephone: str | None
    rank: int
    until: datetime


class LineHandedOver(Read):
    """At the moment of the report: who goes, who comes, who stays."""

    line: UUID
    name: Named
    goes: tuple[StaffRead, ...]
    comes: tuple[StaffRead, ...]
    stays: tuple[StaffRead, ...]


class RunningRead(Read):
    alarm: UUID
    is_drill: bool
    municipality: str
    danger: bool
    status: str
    raised_at: datetime
    held_by: UUID | None
    holder_name: str | None
    called_on: int
    round: int
    steps: tuple[StepRead, ...]
    waits: tuple[TaskRead, ...]


class ClosedRead(Read):
    alarm: UUID
    is_drill: bool
    municipality: str
    outcome: str | None
    follow_up: tuple[str, ...]
    closed_at: datetime | None


class BedInUse(Read):
    alarm: UUID
    is_drill: bool
    name: str | None
    first_night: date
    nights: int


class CallBackOpen(Read):
    municipality: str
    danger: bool
    due_at: datetime


class GapAhead(Read):
    line: UUID
    rank: int
    start: datetime
    end: datetime
    needed: int
    there: int


class HandOverRead(Read):
    """As of `at`; the turn that ends there began at `since`."""

    region: str
    at: datetime
    since: datetime
    lines: tuple[LineHandedOver, ...]
    running: tuple[RunningRead, ...]
    closed: tuple[ClosedRead, ...]
    beds: tuple[BedInUse, ...]
    call_backs: tuple[CallBackOpen, ...]
    gaps: tuple[GapAhead, ...]

    def line(self, line: UUID) -> Named | None:
        return next((each.name for each in self.lines if each.line == line), None)
