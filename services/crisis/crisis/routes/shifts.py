"""Shifts on a duty line."""

from datetime import timedelta
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from crisis.domain.shift import Shift, ShiftStatus
from crisis.routes.fields import Instant
from crisis.store import shifts as store
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["shifts"])

AFTER_THE_START = Text(nl="moet na het begin liggen", en="must lie after the start")
NOT_OF_THIS_LINE = Text(nl="is geen dienst van deze lijn", en="is no shift of this line")
SHOWN_BY_DEFAULT = timedelta(days=28)


class ShiftRead(Answer):
    """`start` belongs to the shift, `end` does not; both in UTC. Rank 1 is called first.

    `source`: from what it follows, `layer:<name>:<turn>` or `override:<id>`.
    """

    id: UUID
    line: UUID
    worker: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    status: ShiftStatus
    seat: int
    source: str
    version: int

    @classmethod
    def of(cls, shift: Shift) -> Self:
        return cls(
            id=shift.id,
            line=shift.line,
            worker=shift.worker,
            rank=shift.rank,
            start=shift.start,
            end=shift.end,
            status=shift.status,
            seat=shift.seat,
            source=shift.source,
            version=shift.version,
        )


@router.get("/duty-lines/{duty_line_id}/shifts", summary="The shifts of a line in a period, by start")
async def list_shifts(
    duty_line_id: UUID,
    tx: Tx,
    begin: Annotated[Instant | None, Query(alias="from", description="Now, if it is not given")] = None,
    until: Annotated[Instant | None, Query(description="28 days after `from`, if it is not given")] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ShiftRead]:
    begin = begin or tx.now
    until = until or begin + SHOWN_BY_DEFAULT
    if until <= begin:
        raise InvalidInput(errors=[FieldError("until", AFTER_THE_START)])
    last_seen = await store.shift(tx, after) if after else None
    if after and (last_seen is None or last_seen.line != duty_line_id):
        raise InvalidInput(errors=[FieldError("after", NOT_OF_THIS_LINE)])
    found = await store.shifts_between(tx, duty_line_id, begin, until, after=last_seen, limit=limit + 1)
    items = [ShiftRead.of(shift) for shift in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
