"""Placement requests, their answers, and the care that follows."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime

from referral.domain.components import Component
from referral.domain.status import PlacementStatus, RefusalReason, StopReason
from referral.store import placements
from referral.store.components import grant as grant_of
from referral.store.rows import CareRow, GrantRow, PlacementRow
from referral.usecases import accept_placement as accepting
from referral.usecases import refuse_placement as refusing
from referral.usecases import request_placement as asking
from referral.usecases import start_care as starting
from referral.usecases import stop_care as stopping
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["placements"])
PUBLIC_PATH = "/api/referral/v1"
THING = "/placement-requests/{placement_request_id}"


class PlacementRequestCreate(Body):
    """`grant`: for which component; it may be left out where one alone is without a provider."""

    provider: UUID
    grant: UUID | None = None


class Acceptance(Body):
    """`startPlannedOn`: the day in Europe/Amsterdam on which care is to start."""

    start_planned_on: Day


class Refusal(Body):
    reason: RefusalReason


class CareStart(Body):
    """`startedOn`: the day in Europe/Amsterdam on which care began; not in the future."""

    started_on: Day


class CareStop(Body):
    """`stoppedOn`: the last day of care in Europe/Amsterdam; not in the future, not before the start."""

    stopped_on: Day
    reason: StopReason


class CareRead(Answer):
    """`…On`: the day on which it happened. `…RecordedAt` (UTC): when it was entered."""

    id: UUID
    version: int
    started_on: date
    start_recorded_at: AwareDatetime
    stopped_on: date | None
    stop_recorded_at: AwareDatetime | None
    stop_reason: StopReason | None

    @classmethod
    def of(cls, row: CareRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            started_on=row.started_on,
            start_recorded_at=row.start_recorded_at,
            stopped_on=row.stopped_on,
            stop_recorded_at=row.stop_recorded_at,
            stop_reason=row.why_stopped,
        )


class PlacementRequestRead(Answer):
    """A question to one provider and its answer; the young person stands in the referral.

    `etmalen` (days of 24 hours) at one `intensity` where it is about a stay.
    """

    id: UUID
    version: int
    status: PlacementStatus
    referral: UUID
    grant: UUID
    component: Component
    etmalen: int | None
    intensity: str | None
    provider: UUID
    requested_at: AwareDatetime
    answer_due_at: AwareDatetime
    accepted_at: AwareDatetime | None
    start_planned_on: date | None
    refusal_reason: RefusalReason | None
    care: CareRead | None

    @classmethod
    def of(cls, row: PlacementRow, grant: GrantRow, care: CareRow | None = None) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            referral=row.referral,
            grant=row.grant_id,
            component=Component(grant.component),
            etmalen=grant.etmalen,
            intensity=grant.intensity,
            provider=row.provider,
            requested_at=row.requested_at,
            answer_due_at=row.answer_due_at,
            accepted_at=row.accepted_at,
            start_planned_on=row.start_planned_on,
            refusal_reason=RefusalReason(row.refusal_reason) if row.refusal_reason else None,
            care=CareRead.of(care) if care else None,
        )


@router.post(
    "/referrals/{referral_id}/placement-requests",
    status_code=status.HTTP_201_CREATED,
    summary="Ask a provider to take the young person",
)
async def request_placement(
    referral_id: UUID,
    body: PlacementRequestCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> PlacementRequestRead:
    row = await asking.request_placement(
        tx, referral_id, body.provider, grant_id=body.grant, key=idempotency_key, body=body
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/placement-requests/{row.id}"
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.get("/placement-requests", summary="The placement requests to the caller's own organisation")
async def list_placement_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[PlacementRequestRead]:
    found = await placements.placements_of(tx, organisation.id, after=after, limit=limit + 1)
    items = [PlacementRequestRead.of(row, grant, care) for row, grant, care in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get(THING, summary="One placement request")
async def read_placement_request(
    placement_request_id: UUID, tx: Tx, response: Response
) -> PlacementRequestRead:
    row = await placements.placement(tx, placement_request_id)
    response.headers["ETag"] = etag(row)
    grant = await grant_of(tx, row.grant_id)
    return PlacementRequestRead.of(row, grant, await placements.care_of(tx, row.id))


@router.post(THING + "/acceptance", summary="Take the young person")
async def accept_placement(
    placement_request_id: UUID, body: Acceptance, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await accepting.accept_placement(tx, placement_request_id, body.start_planned_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.post(THING + "/refusal", summary="Do not take the young person, with the reason")
async def refuse_placement(
    placement_request_id: UUID, body: Refusal, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await refusing.refuse_placement(tx, placement_request_id, body.reason, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.post(THING + "/care-start", summary="Record that care has begun")
async def start_care(
    placement_request_id: UUID, body: CareStart, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row, care = await starting.start_care(tx, placement_request_id, body.started_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id), care)


@router.post(THING + "/care-stop", summary="Record that care has stopped")
async def stop_care(
    placement_request_id: UUID, body: CareStop, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row, care = await stopping.stop_care(
        tx, placement_request_id, body.stopped_on, body.reason, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id), care)
