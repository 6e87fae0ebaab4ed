"""Crisis beds: which are free now, who sleeps where since when, and until when."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response, status

from crisis.clients.registry import BedHeld, NoSuchBed, NotToBeHeld, Registry
from crisis.domain.bed import CrisisBed
from crisis.routes.asking_first import AskFirst, AskingRoute, FromRegister
from crisis.routes.bed_shapes import BedCreate, BedEnding, BedRead, BedsRead, ByTelephone, FreeBed
from crisis.store import beds as store
from crisis.usecases.end_bed import end_bed as end
from crisis.usecases.find_bed import INSTEAD, BedsAway, beds_of_alarm, look_up_path
from crisis.usecases.take_bed import Taking, may_take_bed
from crisis.usecases.take_bed import take_bed as take
from region_policy.terms import local_day
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import Tx
from wirekit.caller import Caller
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken
from wirekit.texts import Text, language_of

router = APIRouter(route_class=AskingRoute, tags=["crisis beds"])

LEASED_FOR_MINUTES = 30
"""Until the register hears by an event that somebody sleeps there; then it is taken until the end."""
NO_SUCH_BED = Text(nl="is geen plek die het register kent", en="is no place that the register knows")


@router.get("/alarms/{alarm_id}/beds", summary="Beds of a crisis, and crisis beds that are free now")
async def find_beds(alarm_id: UUID, tx: Tx, found: FromRegister, request: Request) -> BedsRead:
    alarm, slept = await beds_of_alarm(tx, alarm_id)
    if found is None:
        raise AskFirst(lambda register: register.free_beds(alarm.municipality, alarm.age))
    instead = None
    if found.is_away:
        language = language_of(request.headers.get("accept-language"))
        instead = ByTelephone(text=INSTEAD.in_(language), look_up=look_up_path(alarm.municipality))
    return BedsRead(
        beds=tuple(BedRead.of(bed, tx.now) for bed in slept),
        free=None if found.is_away else tuple(map(FreeBed.of, found.answer)),
        instead=instead,
    )


@router.post(
    "/alarms/{alarm_id}/beds",
    status_code=status.HTTP_201_CREATED,
    summary="Take a crisis bed: its place is held, and the nights count",
)
async def take_bed(
    alarm_id: UUID, body: BedCreate, tx: Tx, key: IdempotencyKey, held: FromRegister, out: Response
) -> BedRead:
    claimed = await claim(tx, key, body, about=alarm_id)
    if claimed.made_before:
        made = await store.bed(tx, claimed.resource_id)
        assert made is not None, "a claimed key was stored with its bed"
        return _shown(made, tx.now, out)
    taking = Taking(body.since or tx.now, body.enrolment, body.provider)
    alarm = await may_take_bed(tx, alarm_id, taking)
    place, day = None, local_day(tx.now)
    lease = _lease(alarm_id, tx.caller, key, body.enrolment, day)
    if body.enrolment is not None and not body.by_telephone:
        if held is None:
            raise AskFirst(_hold(lease, body.enrolment, day, alarm.is_drill), undo=_give_back)
        if held.is_away:
            raise BedsAway(alarm.municipality)
        place, lease = held.answer, held.answer.lease
    taken = await take(tx, alarm, claimed.resource_id, taking, place, lease=lease)
    return _shown(taken, tx.now, out)


@router.post("/crisis-beds/{crisis_bed_id}/end", summary="Say when the young person left a crisis bed")
async def end_bed(
    crisis_bed_id: UUID, body: BedEnding, tx: Tx, out: Response, if_match: IfMatch = None
) -> BedRead:
    return _shown(await end(tx, crisis_bed_id, body.happened_at, if_match=if_match), tx.now, out)


def _lease(alarm_id: UUID, caller: Caller, key: str, enrolment: UUID | None, day: date) -> UUID:
    """The same for the same call made once more: what the register held, and could not tell, it holds still.

    A new one would find the place taken by the one before, until that lapses.
    """
    return uuid5(alarm_id, f"{caller.organisation}/{caller.subject}/{key}/{enrolment}/{day}")


def _hold(
    lease: UUID, enrolment: UUID, day: date, is_drill: bool
) -> Callable[[Registry], Awaitable[BedHeld]]:
    async def hold(register: Registry) -> BedHeld:
        try:
            if is_drill:
                return await register.bed(lease, enrolment)
            return await register.hold(lease, enrolment, on_day=day, minutes=LEASED_FOR_MINUTES)
        except NoSuchBed:
            raise InvalidInput(errors=[FieldError("enrolment", NO_SUCH_BED)]) from None
        except NotToBeHeld as refused:
            raise RuleBroken(reasons=refused.reasons) from None

    return hold


async def _give_back(register: Registry, held: BedHeld) -> None:
    await register.give_back(held)


def _shown(bed: CrisisBed, at: datetime, out: Response) -> BedRead:
    out.headers["ETag"] = etag(bed)
    return BedRead.of(bed, at)
