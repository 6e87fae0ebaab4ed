"""Shifts on a duty line."""

from datetime import datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from crisis.domain.shift import LONGEST, Shift, ShiftStatus, ShiftStep
from crisis.routes.fields import Instant, Minute
from crisis.store import roster as store
from crisis.usecases.plan_shift import plan_shift as plan
from crisis.usecases.withdraw_shift import withdraw_shift as withdraw
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["shifts"])

AFTER_THE_START = Text(nl="moet na het begin liggen", en="must lie after the start")
TOO_LONG = Text(nl="een dienst duurt hoogstens {days} dagen", en="a shift lasts {days} days at most")
NOT_OF_THIS_LINE = Text(nl="is geen dienst van deze lijn", en="is no shift of this line")
SHOWN_BY_DEFAULT = timedelta(days=28)


class ShiftCreate(Body):
    """`end` does not belong to the shift; both in any time zone."""

    worker: UUID
    rank: Annotated[int, Field(ge=1, le=9, strict=True)]
    start: Minute
    end: Minute

    @field_validator("end")
    @classmethod
    def _ends_in_time(cls, end: datetime, of: ValidationInfo) -> datetime:
        start = of.data.get("start")
        if start and end <= start:
            raise FieldRefused(AFTER_THE_START)
        if start and end - start > LONGEST:
            raise FieldRefused(TOO_LONG.format(days=LONGEST.days))
        return end

    def shift(self, shift_id: UUID, line_id: UUID) -> Shift:
        return Shift(shift_id, line_id, self.worker, self.rank, self.start, self.end)


class ShiftRead(Answer):
    """`start` belongs to the shift, `end` does not; both in UTC. Rank 1 is called first."""

    id: UUID
    line: UUID
    worker: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    status: ShiftStatus
    possible_steps: tuple[ShiftStep, ...]
    version: int

    @classmethod
    def of(cls, shift: Shift, *, now: datetime) -> Self:
        return cls(
            id=shift.id,
            line=shift.line,
            worker=shift.worker,
            rank=shift.rank,
            start=shift.start,
            end=shift.end,
            status=shift.status,
            possible_steps=tuple(sorted(shift.possible_steps(now))),
            version=shift.version,
        )


@router.post("/duty-lines/{duty_line_id}/shifts", status_code=status.HTTP_201_CREATED, summary="Plan a shift")
async def plan_shift(
    duty_line_id: UUID, body: ShiftCreate, tx: Tx, idempotency_key: IdempotencyKey, out: Response
) -> ShiftRead:
    claimed = await claim(tx, idempotency_key, body, about=duty_line_id)
    wanted = body.shift(claimed.resource_id, duty_line_id)
    shift = await plan(tx, wanted, made_before=claimed.made_before)
    out.headers["ETag"] = etag(shift)
    return ShiftRead.of(shift, now=tx.now)


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
    items = [ShiftRead.of(shift, now=tx.now) for shift in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/shifts/{shift_id}/withdrawal", summary="Withdraw a shift that has not begun")
async def withdraw_shift(shift_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None) -> ShiftRead:
    shift = await withdraw(tx, shift_id, if_match=if_match)
    out.headers["ETag"] = etag(shift)
    return ShiftRead.of(shift, now=tx.now)
