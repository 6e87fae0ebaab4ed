"""Overrides on the roster of a line."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from crisis.domain.overriding import Cause, KeptOverride
from crisis.domain.shift import LONGEST
from crisis.routes.fields import Minute
from crisis.store import plans as store
from crisis.usecases.override_roster import override_roster
from crisis.usecases.override_roster import withdraw_override as withdraw
from roster.plan import OverrideKind
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag, require_match
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Line
from wirekit.problems import ImpossibleStep, NotFound
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["roster"])

AFTER_THE_START = Text(nl="moet na het begin liggen", en="must lie after the start")
TOO_LONG = Text(nl="hoogstens {days} dagen", en="{days} days at most")


class OverrideCreate(Body):
    """`replace`: where `replaces` is on call, `worker` is instead. `add`: `worker` comes beside who is there,

    at `rank`. `remove`: `replaces` is taken off. `end` does not belong to it. `force`: a gap is accepted; say
    `why`.
    """

    kind: OverrideKind
    start: Minute
    end: Minute
    worker: UUID | None = None
    replaces: UUID | None = None
    rank: Annotated[int, Field(ge=1, le=9, strict=True)] | None = None
    why: Line | None = None
    force: bool = False

    @field_validator("end")
    @classmethod
    def _ends_in_time(cls, end: datetime, of: ValidationInfo) -> datetime:
        start = of.data.get("start")
        if start and end <= start:
            raise FieldRefused(AFTER_THE_START)
        if start and end - start > LONGEST:
            raise FieldRefused(TOO_LONG.format(days=LONGEST.days))
        return end


class OverrideRead(Answer):
    """`withdrawnAt`: from then on it counted no more (UTC). `madeBy` laid it there, for `organisation`."""

    id: UUID
    line: UUID
    kind: OverrideKind
    cause: Cause
    start: AwareDatetime
    end: AwareDatetime
    worker: UUID | None
    replaces: UUID | None
    rank: int | None
    why: str | None
    made_by: str
    organisation: UUID
    made_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, kept: KeptOverride) -> Self:
        return cls.model_validate(kept, from_attributes=True)


@router.post(
    "/duty-lines/{duty_line_id}/overrides",
    status_code=status.HTTP_201_CREATED,
    summary="Replace, add or remove somebody on a line",
)
async def make_override(
    duty_line_id: UUID,
    body: OverrideCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    key: IdempotencyKey,
    out: Response,
) -> OverrideRead:
    claimed = await claim(tx, key, body, about=duty_line_id)
    kept = await store.override(tx, claimed.resource_id) if claimed.made_before else None
    if kept is None:
        kept = KeptOverride(
            id=claimed.resource_id,
            line=duty_line_id,
            kind=body.kind,
            start=body.start,
            end=body.end,
            worker=body.worker,
            replaces=body.replaces,
            rank=body.rank,
            cause=Cause.PLANNER,
            caused_by=None,
            why=body.why,
            made_by=tx.caller.subject,
            organisation=organisation.id,
            made_at=tx.now,
        )
        await override_roster(tx, duty_line_id, [kept], forced=body.force)
    out.headers["ETag"] = etag(kept)
    return OverrideRead.of(kept)


@router.post("/overrides/{override_id}/withdrawal", summary="Withdraw an override from this minute on")
async def withdraw_override(
    override_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None
) -> OverrideRead:
    kept = await store.override(tx, override_id, lock=True)
    if kept is None:
        raise NotFound
    if kept.withdrawn_at is not None or kept.end <= tx.now:
        raise ImpossibleStep(possible_steps=[])
    require_match(kept, if_match)
    withdrawn = await withdraw(tx, kept, forced=False)
    out.headers["ETag"] = etag(withdrawn)
    return OverrideRead.of(withdrawn)
