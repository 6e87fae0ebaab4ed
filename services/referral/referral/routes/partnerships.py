"""Asking a partnership as a whole, and its lead passing the question on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from referral.routes.placements import PUBLIC_PATH, THING, PlacementRequestRead
from referral.store import placements
from referral.store.components import grant as grant_of
from referral.usecases import assign_member as assigning
from referral.usecases import request_partnership as asking
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["placements"])


class PartnershipRequestCreate(Body):
    """`grant`: for which component; it may be left out where one alone is without a provider."""

    partnership: UUID
    grant: UUID | None = None


class Assignment(Body):
    """`member`: a provider that belongs to the partnership now."""

    member: UUID


@router.post(
    "/referrals/{referral_id}/partnership-requests",
    status_code=status.HTTP_201_CREATED,
    summary="Ask a partnership as a whole; its lead gets the question",
)
async def request_partnership(
    referral_id: UUID,
    body: PartnershipRequestCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> PlacementRequestRead:
    row = await asking.request_partnership(
        tx, referral_id, body.partnership, grant_id=body.grant, key=idempotency_key, body=body
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/placement-requests/{row.id}"
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.get("/partnership-requests", summary="What was asked of partnerships that the caller leads")
async def list_partnership_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[PlacementRequestRead]:
    tx.looked_at(None, tx.operation)
    found = await placements.led_by(tx, organisation.id, after=after, limit=limit + 1)
    # How it goes at the member is the member's to tell: no care, and no amount once it is out.
    items = [PlacementRequestRead.of(row, grant) for row, grant in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post(THING + "/assignment", summary="Pass the question to a member of the partnership")
async def assign_member(
    placement_request_id: UUID, body: Assignment, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await assigning.assign_member(tx, placement_request_id, body.member, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))
