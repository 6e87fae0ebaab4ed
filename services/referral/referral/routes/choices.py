"""The choice among providers that offer a place, a question taken back, and a start on another day."""

from uuid import UUID

from fastapi import APIRouter, Response, status

from referral.routes.placement_forms import ChoiceCreate, StartMove
from referral.routes.placement_views import ChoiceRead
from referral.routes.placements import THING, PlacementRequestRead
from referral.store.components import grant as grant_of
from referral.usecases import choose_provider as choosing
from referral.usecases import move_start as moving
from referral.usecases import withdraw_placement as withdrawing
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx

router = APIRouter(route_class=GuardedRoute, tags=["placements"])


@router.post(
    "/referrals/{referral_id}/choices",
    status_code=status.HTTP_201_CREATED,
    summary="Record which provider that offers a place is chosen",
)
async def choose_provider(
    referral_id: UUID, body: ChoiceCreate, tx: Tx, idempotency_key: IdempotencyKey
) -> ChoiceRead:
    choice, asked = await choosing.choose_provider(
        tx, referral_id, body.chosen(), key=idempotency_key, body=body
    )
    return ChoiceRead.of(choice, asked)


@router.post(THING + "/withdrawal", summary="Do not ask this provider any more")
async def withdraw_placement(
    placement_request_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await withdrawing.withdraw_placement(tx, placement_request_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.post(THING + "/start", summary="Start on another day than was promised, with the reason")
async def move_start(
    placement_request_id: UUID, body: StartMove, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await moving.move_start(
        tx, placement_request_id, body.start_planned_on, body.reason, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))
