"""Absences of a worker."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, ValidationInfo, field_validator

from crisis.domain.absence import LONGEST_ABSENCE, Absence, AbsenceStatus
from crisis.domain.overriding import KeptOverride
from crisis.routes.fields import Minute
from crisis.routes.forced import Forced
from crisis.routes.overrides import AFTER_THE_START, TOO_LONG
from crisis.store import absences as store
from crisis.usecases import report_absence as reporting
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["absences"])


class AbsenceCreate(Forced):
    """`standIn` comes in all turns; without one there is nobody, and a gap is refused unless `force`.

    `why` is read by every planner of the crisis group: never what somebody is ill with.
    """

    begin: Annotated[Minute, Field(alias="from")]
    until: Minute
    stand_in: UUID | None = None

    @field_validator("until")
    @classmethod
    def _ends_in_time(cls, until: datetime, of: ValidationInfo) -> datetime:
        begin = of.data.get("begin")
        if begin and until <= begin:
            raise FieldRefused(AFTER_THE_START)
        if begin and until - begin > LONGEST_ABSENCE:
            raise FieldRefused(TOO_LONG.format(days=LONGEST_ABSENCE.days))
        return until


class LaidOn(Answer):
    """The override by which the absence counts on a line."""

    line: UUID
    override: UUID


class AbsenceRead(Answer):
    """`until` does not belong to it. `withdrawnAt`: from then on the turns are the worker's again."""

    id: UUID
    worker: UUID
    status: AbsenceStatus
    begin: Annotated[AwareDatetime, Field(alias="from")]
    until: AwareDatetime
    stand_in: UUID | None
    why: str | None
    made_by: str
    organisation: UUID
    made_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    lines: tuple[LaidOn, ...]
    possible_steps: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, absence: Absence, overrides: Sequence[KeptOverride], at: datetime) -> Self:
        return cls(
            id=absence.id,
            worker=absence.worker,
            status=absence.status_at(at),
            begin=absence.start,
            until=absence.end,
            stand_in=absence.stand_in,
            why=absence.why,
            made_by=absence.made_by,
            organisation=absence.organisation,
            made_at=absence.made_at,
            withdrawn_at=absence.withdrawn_at,
            lines=tuple(LaidOn(line=each.line, override=each.id) for each in overrides),
            possible_steps=tuple(absence.possible_steps(at)),
            version=absence.version,
        )


@router.post(
    "/workers/{worker_id}/absences",
    status_code=status.HTTP_201_CREATED,
    summary="Report that a worker is absent: all turns on all lines",
)
async def report_absence(
    worker_id: UUID,
    body: AbsenceCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    key: IdempotencyKey,
    out: Response,
) -> AbsenceRead:
    """Turns that are planned later do not count either. What was on call before this minute stands."""
    claimed = await claim(tx, key, body, about=worker_id)
    absence = await store.absence(tx, claimed.resource_id) if claimed.made_before else None
    if absence is None:
        absence = Absence(
            id=claimed.resource_id,
            worker=worker_id,
            start=body.begin,
            end=body.until,
            stand_in=body.stand_in,
            why=body.why,
            made_by=tx.caller.subject,
            organisation=organisation.id,
            made_at=tx.now,
        )
        await reporting.report_absence(tx, absence, forced=body.force)
    return await _shown(absence, tx, out)


@router.get("/workers/{worker_id}/absences", summary="The absences of a worker")
async def list_absences(
    worker_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[AbsenceRead]:
    found = await store.of_worker(tx, worker_id, after=after, limit=limit + 1)
    laid = await store.overrides_caused_by(tx, [absence.id for absence in found[:limit]])
    items = [
        AbsenceRead.of(absence, [each for each in laid if each.caused_by == absence.id], tx.now)
        for absence in found[:limit]
    ]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/absences/{absence_id}/withdrawal", summary="The worker is there again from this minute on")
async def withdraw_absence(absence_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None) -> AbsenceRead:
    return await _shown(await reporting.withdraw_absence(tx, absence_id, if_match=if_match), tx, out)


async def _shown(absence: Absence, tx: Transaction, out: Response) -> AbsenceRead:
    out.headers["ETag"] = etag(absence)
    return AbsenceRead.of(absence, await store.overrides_caused_by(tx, [absence.id]), tx.now)
