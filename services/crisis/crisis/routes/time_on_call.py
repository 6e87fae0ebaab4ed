"""How long each person is or was on call on a line."""

from collections import defaultdict
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from crisis.routes.fields import Instant
from crisis.store import feeds as store
from crisis.store import roster
from crisis.usecases.work_out import horizon
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Answer
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["roster"])
MINUTE = timedelta(minutes=1)
LONGEST_PERIOD = timedelta(days=366)
IN_ORDER = Text(
    nl="moet na het begin liggen, hoogstens {days} dagen", en="must lie after the start, {days} days at most"
)
TOO_FAR = Text(
    nl="ligt verder weg dan diensten worden uitgewerkt", en="lies further ahead than shifts are worked out"
)


class PersonsTime(Answer):
    """`minutes`: whole minutes of real time, also in the nights in which the clock jumps."""

    worker: UUID
    name: str
    organisation: UUID
    organisation_name: str | None
    minutes: int


class TimeOnCall(Answer):
    line: UUID
    begin: Annotated[AwareDatetime, Field(serialization_alias="from")]
    until: AwareDatetime
    items: list[PersonsTime]


@router.get("/duty-lines/{duty_line_id}/time-on-call", summary="Time on call per person in a period")
async def read_time_on_call(
    duty_line_id: UUID,
    tx: Tx,
    begin: Annotated[Instant, Query(alias="from")],
    until: Annotated[Instant, Query()],
) -> TimeOnCall:
    """Who was on call the longest comes first. Of the past it counts what was on call."""
    if not begin < until <= begin + LONGEST_PERIOD:
        raise InvalidInput(errors=[FieldError("until", IN_ORDER.format(days=LONGEST_PERIOD.days))])
    if until > horizon(tx):
        raise InvalidInput(errors=[FieldError("until", TOO_FAR)])
    total: dict[UUID, timedelta] = defaultdict(timedelta)
    for seen in await store.seen_between(tx, begin, until, line=duty_line_id):
        total[seen.worker.id] += min(seen.shift.end, until) - max(seen.shift.start, begin)
    known = await roster.workers_with_organisation(tx, total.keys())
    items = [
        PersonsTime(
            worker=id_,
            name=known[id_][0].name,
            organisation=known[id_][0].organisation,
            organisation_name=known[id_][1],
            minutes=total[id_] // MINUTE,
        )
        for id_ in sorted(total, key=lambda each: (-total[each], each))
    ]
    return TimeOnCall(line=duty_line_id, begin=begin, until=until, items=items)
