"""Alarms: raising, who is called on, taking in hand, what happened, closing."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, StrictBool, ValidationInfo, field_validator

from crisis.domain.alarm import (
    Alarm,
    AlarmStatus,
    AlarmStep,
    Attempt,
    FollowUp,
    Outcome,
    Residence,
    StepKind,
    StepTaken,
)
from crisis.routes.fields import CbsCode, Instant, Slug, Telephone
from crisis.store import alarms
from crisis.store.alarms import SCREEN
from crisis.usecases.close_alarm import close_alarm as close
from crisis.usecases.find_payer import state_residence as state
from crisis.usecases.raise_alarm import CRISIS_DESK, DispatchNote, Raising
from crisis.usecases.raise_alarm import raise_alarm as raise_it
from crisis.usecases.read_alarm import AlarmSeen, dispatch_note
from crisis.usecases.read_alarm import read_alarm as seen
from crisis.usecases.region_of_place import regions_of_desk
from crisis.usecases.take_in_hand import acknowledge_alarm as acknowledge
from crisis.usecases.take_in_hand import record_steps as record
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Page, Prose
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["alarms"])

CODE_WITH_MUNICIPALITY = Text(
    nl="hoort bij kind `municipality`, en alleen daarbij",
    en="belongs to kind `municipality`, and to no other",
)


class ResidenceGiven(Body):
    """What is known of where the young person lives; it changes nothing for the alarm."""

    kind: Residence
    code: CbsCode | None = None

    @field_validator("code")
    @classmethod
    def _only_of_a_municipality(cls, code: str | None, of: ValidationInfo) -> str | None:
        if code is not None and of.data.get("kind") is not Residence.MUNICIPALITY:
            raise FieldRefused(CODE_WITH_MUNICIPALITY)
        return code


class AlarmCreate(Body):
    """Three things suffice: where the young person is now, a number to call back, danger or not.

    `drill`: an exercise, marked everywhere. `relapseOf`: an earlier alarm on the same young person.
    """

    municipality: CbsCode
    call_back_number: Telephone
    danger: StrictBool
    drill: StrictBool = False
    on_behalf_of: UUID | None = None
    residence: ResidenceGiven = ResidenceGiven(kind=Residence.UNKNOWN)
    age: Annotated[int, Field(strict=True, ge=0, le=25)] | None = None
    need: Slug | None = None
    whereabouts: Prose | None = None
    danger_words: Prose | None = None
    relapse_of: UUID | None = None

    def raising(self) -> Raising:
        return Raising(
            municipality=self.municipality,
            note=DispatchNote(
                call_back_number=self.call_back_number,
                whereabouts=self.whereabouts,
                danger_words=self.danger_words,
            ),
            danger=self.danger,
            is_drill=self.drill,
            on_behalf_of=self.on_behalf_of,
            residence=self.residence.kind,
            residence_code=self.residence.code,
            age=self.age,
            need=self.need,
            relapse_of=self.relapse_of,
        )


class Acknowledgement(Body):
    """`worker`: who takes it in hand; left out where nobody was on call and the crisis desk does itself."""

    worker: UUID | None = None


class StepGiven(Body):
    """`happenedAt`: the moment at which it happened; it may be told hours later."""

    kind: Literal[StepKind.ACCEPTED, StepKind.ON_SITE, StepKind.ASSESSED, StepKind.STABILISED]
    happened_at: Instant


class StepsCreate(Body):
    """`worker`: who accepted, where that step is among them and it is not the crisis desk itself."""

    steps: Annotated[list[StepGiven], Field(min_length=1, max_length=4)]
    worker: UUID | None = None


class Closing(Body):
    """`followUp`: the ordinary help that must follow, in the name of who asked."""

    outcome: Outcome
    happened_at: Instant
    follow_up: Annotated[tuple[FollowUp, ...], Field(max_length=2)] = ()


class ResidenceStated(Body):
    municipality: CbsCode


class AttemptRead(Answer):
    """Whom the alarm called on; `worker` is empty where nobody was on call, and the desk itself was."""

    worker: UUID | None
    name: str | None
    telephone: str | None
    organisation: UUID | None
    rank: int | None
    round: int
    channel: str
    at: AwareDatetime

    @classmethod
    def of(cls, attempt: Attempt, of: AlarmSeen) -> Self:
        staff = of.staff.get(attempt.worker) if attempt.worker else None
        return cls(
            worker=attempt.worker,
            name=staff.name if staff else None,
            telephone=staff.telephone if staff else None,
            organisation=attempt.organisation,
            rank=attempt.rank,
            round=attempt.round,
            channel=SCREEN,
            at=attempt.at,
        )


class StepRead(Answer):
    kind: StepKind
    happened_at: AwareDatetime
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, step: StepTaken) -> Self:
        return cls.model_validate(step, from_attributes=True)


class TaskRead(Answer):
    """What waits on this alarm, who answers for it, and until when (UTC)."""

    kind: str
    owner: str
    due_at: AwareDatetime


class AlarmItem(Answer):
    """`isDrill`: an exercise. `municipality`: where the young person is."""

    id: UUID
    version: int
    status: AlarmStatus
    is_drill: bool
    region: str
    municipality: str
    danger: bool
    asked_by: UUID
    raised_at: datetime
    acknowledged_at: AwareDatetime | None
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, alarm: Alarm) -> Self:
        return cls.model_validate(alarm, from_attributes=True)


class AlarmRead(AlarmItem):
    """`heldBy`: the organisation that has it in hand; `holder`: which worker of it, if it named one."""

    raised_by: UUID
    residence: Residence
    residence_code: str | None
    age: int | None
    need: str | None
    previous: UUID | None
    holder: UUID | None
    held_by: UUID | None
    intervention: UUID | None
    outcome: Outcome | None
    follow_up: tuple[FollowUp, ...]
    attempts: tuple[AttemptRead, ...]
    steps: tuple[StepRead, ...]
    tasks: tuple[TaskRead, ...]
    possible_steps: tuple[AlarmStep, ...]

    @classmethod
    def seen(cls, of: AlarmSeen) -> Self:
        alarm = of.alarm
        return cls(
            **dict(AlarmItem.of(alarm)),
            raised_by=alarm.raised_by,
            residence=alarm.residence,
            residence_code=alarm.residence_code,
            age=alarm.age,
            need=alarm.need,
            previous=alarm.previous,
            holder=alarm.holder,
            held_by=alarm.held_by,
            intervention=alarm.intervention,
            outcome=alarm.outcome,
            follow_up=alarm.follow_up,
            attempts=tuple(AttemptRead.of(attempt, of) for attempt in of.attempts),
            steps=tuple(map(StepRead.of, of.steps)),
            tasks=tuple(TaskRead(kind=kind, owner=owner, due_at=due_at) for kind, owner, due_at in of.tasks),
            possible_steps=tuple(sorted(alarm.possible_steps(of.steps))),
        )


class DispatchNoteRead(Answer):
    """What the responders need; it is destroyed when the alarm is closed."""

    call_back_number: str
    whereabouts: str | None
    danger_words: str | None


@router.post("/alarms", status_code=status.HTTP_201_CREATED, summary="Raise an alarm for a young person")
async def raise_alarm(
    body: AlarmCreate, tx: Tx, organisation: OwnOrganisation, key: IdempotencyKey, out: Response
) -> AlarmRead:
    claimed = await claim(tx, key, body)
    if not claimed.made_before:
        await raise_it(tx, claimed.resource_id, body.raising(), by=organisation)
    out.headers["Location"] = f"/api/crisis/v1/alarms/{claimed.resource_id}"
    return await _shown(tx, claimed.resource_id, out)


@router.get("/alarms", summary="Alarms in which the own organisation has a part, the newest first")
async def list_alarms(
    tx: Tx,
    organisation: OwnOrganisation,
    state: Annotated[Literal["open", "all"], Query(description="`all`: those that are closed too")] = "open",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[AlarmItem]:
    desk_of = regions_of_desk(organisation) if tx.caller.role == CRISIS_DESK else ()
    found = await alarms.alarms_of(
        tx, organisation.id, desk_of, also_closed=state == "all", after=after, limit=limit + 1
    )
    items = [AlarmItem.of(alarm) for alarm in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/alarms/{alarm_id}", summary="An alarm: whom it called on, what happened, what waits")
async def read_alarm(alarm_id: UUID, tx: Tx, out: Response) -> AlarmRead:
    return await _shown(tx, alarm_id, out)


@router.get("/alarms/{alarm_id}/dispatch-note", summary="What the responders of an alarm need")
async def read_dispatch_note(alarm_id: UUID, tx: Tx) -> DispatchNoteRead:
    return DispatchNoteRead(**(await dispatch_note(tx, alarm_id)).model_dump())


@router.post("/alarms/{alarm_id}/acknowledgement", summary="Take an alarm in hand")
async def acknowledge_alarm(
    alarm_id: UUID, body: Acknowledgement, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    await acknowledge(tx, alarm_id, body.worker, if_match=if_match)
    return await _shown(tx, alarm_id, out)


@router.post("/alarms/{alarm_id}/steps", summary="Tell what happened, one step or several at once")
async def record_steps(
    alarm_id: UUID, body: StepsCreate, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    told = [(step.kind, step.happened_at) for step in body.steps]
    await record(tx, alarm_id, told, worker=body.worker, if_match=if_match)
    return await _shown(tx, alarm_id, out)


@router.post("/alarms/{alarm_id}/closing", summary="Close an alarm with its outcome and what must follow")
async def close_alarm(
    alarm_id: UUID, body: Closing, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    follow_up = tuple(dict.fromkeys(body.follow_up))
    await close(
        tx,
        alarm_id,
        body.outcome,
        happened_at=body.happened_at,
        follow_up=follow_up,
        if_match=if_match,
    )
    return await _shown(tx, alarm_id, out)


@router.post(
    "/alarms/{alarm_id}/residence", summary="Say where the young person lives, once that is found out"
)
async def state_residence(
    alarm_id: UUID, body: ResidenceStated, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    await state(tx, alarm_id, body.municipality, if_match=if_match)
    return await _shown(tx, alarm_id, out)


async def _shown(tx: Tx, alarm_id: UUID, out: Response) -> AlarmRead:
    await tx.flush()  # what this command has set waiting is among the tasks
    of = await seen(tx, alarm_id)
    out.headers["ETag"] = etag(of.alarm)
    return AlarmRead.seen(of)
