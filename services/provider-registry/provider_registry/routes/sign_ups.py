"""Groups: who sits, who waits."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from provider_registry.domain.sign_up import SignUpStatus
from provider_registry.usecases import sign_up as signing
from provider_registry.usecases.sign_up import SignedUp
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["sign-ups"])


class SignUpRead(Answer):
    """`turn`: the number in the waiting line, from 1; null for who does not wait."""

    offer: UUID
    placement: UUID
    status: SignUpStatus
    turn: int | None
    seats: int
    free_seats: int
    version: int


class PlacementInGroup(Answer):
    placement: UUID
    status: SignUpStatus
    turn: int | None
    signed_up_by: UUID


class GroupRead(Answer):
    """Everybody who sits or waits, in the order of joining. `next`: to ask the following page with."""

    seats: int
    free_seats: int
    waiting: int
    items: list[PlacementInGroup]
    next: UUID | None


@router.put("/offers/{offer_id}/sign-ups/{placement_id}", summary="Sign up for a group")
async def put_sign_up(offer_id: UUID, placement_id: UUID, tx: Tx, response: Response) -> SignUpRead:
    signed = await signing.sign_up(tx, offer_id, placement_id)
    if signed.is_new:
        response.status_code = status.HTTP_201_CREATED
    return _shown(signed, response)


@router.post("/offers/{offer_id}/sign-ups/{placement_id}/withdrawal", summary="Leave a group or its line")
async def withdraw_sign_up(
    offer_id: UUID, placement_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> SignUpRead:
    return _shown(await signing.withdraw_sign_up(tx, offer_id, placement_id, if_match=if_match), response)


@router.get("/offers/{offer_id}/sign-ups", summary="Who sits and who waits in a group of your own")
async def list_sign_ups(
    offer_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> GroupRead:
    group, found = await signing.read_group(tx, offer_id, after, limit + 1)
    return GroupRead(
        seats=group.seats,
        free_seats=group.free_seats,
        waiting=len(group.waiting),
        items=[
            PlacementInGroup(
                placement=each.placement,
                status=each.status,
                turn=group.turn_of(each.placement),
                signed_up_by=each.signed_up_by,
            )
            for each in found[:limit]
        ],
        next=found[limit - 1].placement if len(found) > limit else None,
    )


def _shown(signed: SignedUp, response: Response) -> SignUpRead:
    response.headers["ETag"] = etag(signed.sign_up)
    return SignUpRead(
        offer=signed.sign_up.offer,
        placement=signed.sign_up.placement,
        status=signed.sign_up.status,
        turn=signed.group.turn_of(signed.sign_up.placement),
        seats=signed.group.seats,
        free_seats=signed.group.free_seats,
        version=signed.sign_up.version,
    )
