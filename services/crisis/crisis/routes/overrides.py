"""Overrides on the roster of a line."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from crisis.domain.overriding import Cause, KeptOverride
from crisis.domain.shift import LONGEST
from crisis.routes.fields import Instant, Minute
from crisis.routes.forced import Forced
from crisis.store import plans as store
from crisis.usecases.override_roster import locked_override, override_roster
from crisis.usecases.override_roster import withdraw_override as withdraw
from roster.plan import OverrideKind
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag, require_match
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.problems import ImpossibleStep, InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["roster"])

AFTER_THE_START = Text(nl="moet na het begin liggen", en="must lie after the start")
TOO_LONG = Text(nl="hoogstens {days} dagen", en="{days} days at most")


NEEDED = Text(nl="ontbreekt", en="is missing")
NOT_FOR_THIS_KIND = Text(nl="hoort niet bij deze soort", en="does not belong to this kind")
THE_SAME = Text(nl="moet iemand anders zijn", en="must be somebody else")
NOT_OF_THIS_LINE = Text(nl="is geen wijziging van deze lijn", en="is no override of this line")
FIELDS = {
    OverrideKind.REPLACE: {"worker", "replaces"},
    OverrideKind.ADD: {"worker"},
    OverrideKind.REMOVE: {"replaces"},
}


class OverrideIn(Body):
    """`replace`: where `replaces` is on call, `worker` is instead. `add`: `worker` comes beside who is there,

    at `rank`. `remove`: `replaces` is taken off. `end` does not belong to it. Without `rank`: at every rank
    where `replaces` is on call; who is added comes at the first.
    """

    kind: OverrideKind
    start: Minute
    end: Minute
    worker: UUID | None = Field(default=None, validate_default=True)
    replaces: UUID | None = Field(default=None, validate_default=True)
    rank: Annotated[int, Field(ge=1, le=9, strict=True)] | None = None

    @field_validator("end")
    @classmethod
    def _ends_in_time(cls, end: datetime, of: ValidationInfo) -> datetime:
        start = of.data.get("start")
        if start and end <= start:
            raise FieldRefused(AFTER_THE_START)
        if start and end - start > LONGEST:
            raise FieldRefused(TOO_LONG.format(days=LONGEST.days))
        return end

    @field_validator("worker", "replaces")
    @classmethod
    def _fits_the_kind(cls, who: UUID | None, of: ValidationInfo) -> UUID | None:
        kind = of.data.get("kind")
        if kind and (who is not None) is not (of.field_name in FIELDS[kind]):
            raise FieldRefused(NEEDED if who is None else NOT_FOR_THIS_KIND)
        if who and who == of.data.get("worker"):
            raise FieldRefused(THE_SAME)
        return who

    def kept(
        self, id_: UUID, line: UUID, tx: Transaction, organisation: UUID, why: str | None
    ) -> KeptOverride:
        return KeptOverride(
            id=id_,
            line=line,
            kind=self.kind,
            start=self.start,
            end=self.end,
            worker=self.worker,
            replaces=self.replaces,
            rank=self.rank,
            cause=Cause.PLANNER,
            caused_by=None,
            why=why,
            made_by=tx.caller.subject,
            organisation=organisation,
            made_at=tx.now,
        )


class OverrideCreate(OverrideIn, Forced):
    pass


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
        kept = body.kept(claimed.resource_id, duty_line_id, tx, organisation.id, body.why)
        await override_roster(tx, duty_line_id, [kept], forced=body.force)
    out.headers["ETag"] = etag(kept)
    return OverrideRead.of(kept)


@router.get(
    "/duty-lines/{duty_line_id}/overrides",
    summary="Overrides of a line, in the order in which they were made",
)
async def list_overrides(
    duty_line_id: UUID,
    tx: Tx,
    begin: Annotated[Instant | None, Query(alias="from", description="Which end after this; now")] = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[OverrideRead]:
    last_seen = await store.override(tx, after) if after else None
    if after and (last_seen is None or last_seen.line != duty_line_id):
        raise InvalidInput(errors=[FieldError("after", NOT_OF_THIS_LINE)])
    found = await store.overrides_of(tx, duty_line_id, begin or tx.now, after=after, limit=limit + 1)
    items = [OverrideRead.of(kept) for kept in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/overrides/{override_id}/withdrawal", summary="Withdraw an override from this minute on")
async def withdraw_override(
    override_id: UUID, tx: Tx, out: Response, body: Forced | None = None, if_match: IfMatch = None
) -> OverrideRead:
    kept = await locked_override(tx, override_id)
    if kept.withdrawn_at is not None or kept.end <= tx.now:
        raise ImpossibleStep(possible_steps=[])
    require_match(kept, if_match)
    forced = body or Forced()
    withdrawn = await withdraw(tx, kept, forced=forced.force, why=forced.why)
    out.headers["ETag"] = etag(withdrawn)
    return OverrideRead.of(withdrawn)
