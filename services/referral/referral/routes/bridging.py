"""Bridging: asked by who refers or by the municipality, given by a provider of its own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from referral.domain.status import RefusalReason
from referral.routes.waiting_views import BridgingRead
from referral.store import bridging as stored
from referral.usecases import answer_bridging as answering
from referral.usecases import request_bridging as asking
from referral.usecases import stop_bridging as stopping
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Body, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["waiting"])
PUBLIC_PATH = "/api/referral/v1"
THING = "/bridging/{bridging_id}"


class BridgingCreate(Body):
    """`grant`: which component waits; it may be left out where one alone does."""

    provider: UUID
    grant: UUID | None = None


class BridgingAcceptance(Body):
    """`startsOn`: the first day of it in Europe/Amsterdam; it may be past, and may be to come."""

    starts_on: Day


class BridgingRefusal(Body):
    reason: RefusalReason


class BridgingStop(Body):
    """`stoppedOn`: the last day of it in Europe/Amsterdam, not in the future."""

    stopped_on: Day


@router.post(
    "/referrals/{referral_id}/bridging",
    status_code=status.HTTP_201_CREATED,
    summary="Ask a provider to help while a component waits",
)
async def request_bridging(
    referral_id: UUID,
    body: BridgingCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> BridgingRead:
    row = await asking.request_bridging(
        tx,
        referral_id,
        body.provider,
        grant_id=body.grant,
        by=organisation.id,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/bridging/{row.id}"
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)


@router.get("/bridging", summary="The bridging that was asked of the caller's own organisation")
async def list_bridging(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[BridgingRead]:
    tx.looked_at(None, tx.operation)
    found = await stored.to_provider(tx, organisation.id, after=after, limit=limit + 1)
    items = [BridgingRead.of(row, row.provider) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get(THING, summary="One bridging")
async def read_bridging(bridging_id: UUID, tx: Tx, response: Response) -> BridgingRead:
    row = await stored.bridging(tx, bridging_id)
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)


@router.post(THING + "/acceptance", summary="Bridge the wait from a day on")
async def accept_bridging(
    bridging_id: UUID, body: BridgingAcceptance, tx: Tx, response: Response, if_match: IfMatch = None
) -> BridgingRead:
    row = await answering.accept_bridging(tx, bridging_id, body.starts_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)


@router.post(THING + "/refusal", summary="Do not bridge the wait, with the reason")
async def refuse_bridging(
    bridging_id: UUID, body: BridgingRefusal, tx: Tx, response: Response, if_match: IfMatch = None
) -> BridgingRead:
    row = await answering.refuse_bridging(tx, bridging_id, body.reason, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)


@router.post(THING + "/withdrawal", summary="Take the question to bridge back, before its first day")
async def withdraw_bridging(
    bridging_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> BridgingRead:
    row = await stopping.withdraw_bridging(tx, bridging_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)


@router.post(THING + "/stop", summary="Record that bridging has stopped while the waiting goes on")
async def stop_bridging(
    bridging_id: UUID, body: BridgingStop, tx: Tx, response: Response, if_match: IfMatch = None
) -> BridgingRead:
    row = await stopping.stop_bridging(tx, bridging_id, body.stopped_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return BridgingRead.of(row, row.provider)
