"""Alarms: raising, who is called on, taking in hand, what happened, closing."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field, StrictBool, ValidationInfo, field_validator

from crisis.domain.alarm import Residence, StepKind
from crisis.routes.alarm_reads import AlarmItem, AlarmRead, DispatchNoteRead
from crisis.routes.closing import ClosingGiven
from crisis.routes.fields import CbsCode, Instant, Slug, Telephone
from crisis.routes.from_memory import AlarmRoute
from crisis.store import alarms
from crisis.usecases.close_alarm import close_alarm as close
from crisis.usecases.find_payer import state_residence as state
from crisis.usecases.raise_alarm import CRISIS_DESK, DispatchNote, Raising
from crisis.usecases.raise_alarm import raise_alarm as raise_it
from crisis.usecases.read_alarm import dispatch_note
from crisis.usecases.read_alarm import read_alarm as seen
from crisis.usecases.region_of_place import regions_of_desk
from crisis.usecases.take_in_hand import acknowledge_alarm as acknowledge
from crisis.usecases.take_in_hand import record_steps as record
from crisis.usecases.tell_still_in_hand import tell_still_in_hand
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Body, Page, Prose
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["alarms"])
raising = APIRouter(route_class=AlarmRoute, tags=["alarms"])

CODE_WITH_MUNICIPALITY = Text(
    nl="hoort bij kind `municipality`, en alleen daarbij",
    en="belongs to kind `municipality`, and to no other",
)
NO_NUMBER = Text(
    nl="is nodig: bij uw account staat geen telefoonnummer",
    en="is needed: your account has no telephone number",
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

    `callBackNumber`: the work number of the account where it is left out. `drill`: an exercise, marked
    everywhere; it rings nobody unless `drillByRealChannels`. `relapseOf`: an earlier alarm on this person.
    """

    municipality: CbsCode
    call_back_number: Telephone | None = None
    danger: StrictBool
    drill: StrictBool = False
    drill_by_real_channels: StrictBool = False
    on_behalf_of: UUID | None = None
    residence: ResidenceGiven = ResidenceGiven(kind=Residence.UNKNOWN)
    age: Annotated[int, Field(strict=True, ge=0, le=25)] | None = None
    need: Slug | None = None
    whereabouts: Prose | None = None
    danger_words: Prose | None = None
    relapse_of: UUID | None = None

    def raising(self, own_number: str | None) -> Raising:
        """`own_number`: the telephone of the account. Raises InvalidInput where there is none at all."""
        number = self.call_back_number or own_number
        if number is None:
            raise InvalidInput(errors=[FieldError("callBackNumber", NO_NUMBER)])
        return Raising(
            municipality=self.municipality,
            by_real_channels=self.drill_by_real_channels or not self.drill,
            note=DispatchNote(
                call_back_number=number,
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


class StillInHand(Body):
    """`worker`: who has it; the crisis desk may leave it out. `onTheWay`: they are on their way."""

    worker: UUID | None = None
    on_the_way: StrictBool = False


class StepGiven(Body):
    """`happenedAt`: the moment at which it happened; it may be told hours later."""

    kind: Literal[StepKind.ACCEPTED, StepKind.ON_SITE, StepKind.ASSESSED, StepKind.STABILISED]
    happened_at: Instant


class StepsCreate(Body):
    """`worker`: who accepted, where that step is among them and it is not the crisis desk itself."""

    steps: Annotated[list[StepGiven], Field(min_length=1, max_length=4)]
    worker: UUID | None = None


class ResidenceStated(Body):
    municipality: CbsCode


@raising.post("/alarms", status_code=status.HTTP_201_CREATED, summary="Raise an alarm for a young person")
async def raise_alarm(
    body: AlarmCreate, tx: Tx, organisation: OwnOrganisation, key: IdempotencyKey, out: Response
) -> AlarmRead:
    claimed = await claim(tx, key, body)
    if not claimed.made_before:
        await raise_it(tx, claimed.resource_id, body.raising(tx.caller.telephone), by=organisation)
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
    tx.looked_at(None, tx.operation)
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


@router.post("/alarms/{alarm_id}/still-in-hand", summary="Whoever has an alarm in hand still does")
async def still_in_hand(
    alarm_id: UUID, body: StillInHand, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    await tell_still_in_hand(tx, alarm_id, body.worker, on_the_way=body.on_the_way, if_match=if_match)
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
    alarm_id: UUID, body: ClosingGiven, tx: Tx, out: Response, if_match: IfMatch = None
) -> AlarmRead:
    await close(tx, alarm_id, body.closing(), if_match=if_match)
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
