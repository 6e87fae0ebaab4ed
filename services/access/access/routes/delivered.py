"""What was delivered in a region, for those who buy: in codes, without anything that points to a person."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from access.routes.fields import Code
from access.usecases.list_delivered import list_delivered as list_all
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["deliveries"])


class DeliveredRead(Answer):
    """Minutes of a function group, etmalen of an intensity from `deliveredOn` on, or so much of a product.

    `amountCents` as it was booked, also where the line is held.
    """

    provider: UUID
    municipality: str
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    pieces: int | None
    delivered_on: date
    amount_cents: int


@router.get(
    "/deliveries", summary="What was delivered in a period, for who buys, in the order in which it came"
)
async def list_delivered(
    tx: Tx,
    own: OwnOrganisation,
    first: Annotated[Day, Query(alias="from", description="The first day, in Europe/Amsterdam.")],
    last: Annotated[Day, Query(alias="to", description="The last day, which counts.")],
    region: Code | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[DeliveredRead]:
    found = await list_all(tx, own, region=region, first=first, last=last, after=after, limit=limit + 1)
    items = [DeliveredRead.model_validate(line, from_attributes=True) for line in found[:limit]]
    return Page(items=items, next=found[limit - 1].id if len(found) > limit else None)
