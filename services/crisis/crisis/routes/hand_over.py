"""The hand-over report at a shift change."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from crisis.domain.alarm import Alarm, AlarmStatus, FollowUp, Outcome, StepKind
from crisis.domain.duty_line import LineKind
from crisis.domain.shift import Shift
from crisis.routes.duty_lines import Name
from crisis.routes.fields import Instant, RegionName
from crisis.usecases.hand_over import AlarmRunning, HandOver, LineHandedOver
from crisis.usecases.hand_over import hand_over as report
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["hand-over"])


class StaffRead(Answer):
    """Somebody on call, from `since` until `until` (UTC)."""

    worker: UUID
    name: str
    telephone: str | None
    organisation: UUID
    rank: int
    since: AwareDatetime
    until: AwareDatetime

    @classmethod
    def of(cls, shift: Shift, of: HandOver) -> Self:
        worker = of.staff[shift.worker]
        return cls(
            worker=worker.id,
            name=worker.name,
            telephone=worker.telephone,
            organisation=worker.organisation,
            rank=shift.rank,
            since=shift.start,
            until=shift.end,
        )


class LineRead(Answer):
    """`goes` ends at the moment of the report, `comes` begins there, `stays` goes on."""

    line: UUID
    name: Name
    kind: LineKind
    goes: tuple[StaffRead, ...]
    comes: tuple[StaffRead, ...]
    stays: tuple[StaffRead, ...]

    @classmethod
    def of(cls, handed: LineHandedOver, of: HandOver) -> Self:
        line = handed.line
        return cls(
            line=line.id,
            name=Name(nl=line.name_nl, en=line.name_en),
            kind=line.kind,
            goes=tuple(StaffRead.of(shift, of) for shift in handed.goes),
            comes=tuple(StaffRead.of(shift, of) for shift in handed.comes),
            stays=tuple(StaffRead.of(shift, of) for shift in handed.stays),
        )


class StepDone(Answer):
    kind: StepKind
    happened_at: AwareDatetime
    recorded_at: AwareDatetime


class WaitsRead(Answer):
    """What waits, who answers for it, and until when (UTC)."""

    kind: str
    owner: str
    due_at: AwareDatetime


class RunningRead(Answer):
    """An alarm as it stood at the moment of the report, without a word on the young person.

    `calledOn`: how many were called on by then. `waits`: empty in a report on the past.
    """

    alarm: UUID
    is_drill: bool
    municipality: str
    danger: bool
    status: AlarmStatus
    raised_at: AwareDatetime
    held_by: UUID | None
    holder: UUID | None
    holder_name: str | None
    called_on: int
    round: int
    steps: tuple[StepDone, ...]
    waits: tuple[WaitsRead, ...]

    @classmethod
    def of(cls, running: AlarmRunning, of: HandOver) -> Self:
        alarm = running.alarm
        holder = of.staff.get(alarm.holder) if alarm.holder else None
        return cls(
            alarm=alarm.id,
            is_drill=alarm.is_drill,
            municipality=alarm.municipality,
            danger=alarm.danger,
            status=alarm.status,
            raised_at=alarm.raised_at,
            held_by=alarm.held_by,
            holder=alarm.holder,
            holder_name=holder.name if holder else None,
            called_on=len(running.attempts),
            round=max((each.round for each in running.attempts), default=1),
            steps=tuple(StepDone.model_validate(step, from_attributes=True) for step in running.steps),
            waits=tuple(WaitsRead(kind=kind, owner=owner, due_at=due) for kind, owner, due in running.tasks),
        )


class ClosedRead(Answer):
    alarm: UUID
    is_drill: bool
    municipality: str
    outcome: Outcome | None
    follow_up: tuple[FollowUp, ...]
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, alarm: Alarm) -> Self:
        return cls(
            alarm=alarm.id,
            is_drill=alarm.is_drill,
            municipality=alarm.municipality,
            outcome=alarm.outcome,
            follow_up=alarm.follow_up,
            closed_at=alarm.closed_at,
        )


class BedInUse(Answer):
    """`nights` until the moment of the report, from `firstNight` on."""

    bed: UUID
    alarm: UUID
    is_drill: bool
    provider: UUID
    name: str | None
    first_night: date
    nights: int


class CallBackOpen(Answer):
    call_back: UUID
    municipality: str
    danger: bool
    left_at: AwareDatetime
    due_at: AwareDatetime


class GapAhead(Answer):
    line: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    needed: int
    there: int


class HandOverRead(Answer):
    """All as of `at`. The turn that ends there began at `since`. `gaps`: of the next 24 hours."""

    region: str
    at: AwareDatetime
    since: AwareDatetime
    lines: tuple[LineRead, ...]
    running: tuple[RunningRead, ...]
    closed: tuple[ClosedRead, ...]
    beds: tuple[BedInUse, ...]
    call_backs: tuple[CallBackOpen, ...]
    gaps: tuple[GapAhead, ...]

    @classmethod
    def of(cls, found: HandOver) -> Self:
        return cls(
            region=found.region,
            at=found.at,
            since=found.since,
            lines=tuple(LineRead.of(line, found) for line in found.lines),
            running=tuple(RunningRead.of(each, found) for each in found.running),
            closed=tuple(map(ClosedRead.of, found.closed)),
            beds=tuple(
                BedInUse(
                    bed=bed.id,
                    alarm=bed.alarm,
                    is_drill=bed.is_drill,
                    provider=bed.provider,
                    name=bed.name,
                    first_night=bed.first_night,
                    nights=bed.nights(found.at),
                )
                for bed in found.beds
            ),
            call_backs=tuple(
                CallBackOpen(
                    call_back=each.id,
                    municipality=each.municipality,
                    danger=each.danger,
                    left_at=each.left_at,
                    due_at=each.due_at,
                )
                for each in found.call_backs
            ),
            gaps=tuple(GapAhead.model_validate(gap, from_attributes=True) for gap in found.gaps),
        )


@router.get(
    "/hand-over", summary="What who comes on duty must know, at this shift change or at an earlier one"
)
async def read_hand_over(
    tx: Tx,
    organisation: OwnOrganisation,
    region: Annotated[RegionName, Query(description="One of the own organisation")],
    at: Annotated[Instant | None, Query(description="The shift change; now, if it is not given")] = None,
) -> HandOverRead:
    return HandOverRead.of(await report(tx, region, at or tx.now, by=organisation))
