"""What a provider delivered of a granted product."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import Field, StrictBool

from access.routes.deliveries import DeliveryRead
from access.routes.fields import DeliveryDay
from access.usecases.record_product_delivery import record_product_delivery as record
from servicekit.preconditions import IdempotencyKey, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Body

router = APIRouter(route_class=GuardedRoute, tags=["deliveries"])


class ProductDeliveryCreate(Body):
    """So many minutes or pieces, in the unit of the product that was granted; one day of work at most.

    `resultReached`: of a piece that is paid for its result; without it the line is held.
    """

    quantity: Annotated[int, Field(strict=True, ge=1, le=1440)]
    delivered_on: DeliveryDay
    result_reached: StrictBool = False
    final: StrictBool = False


@router.post(
    "/entitlements/{entitlement_id}/product-deliveries",
    status_code=status.HTTP_201_CREATED,
    summary="Record what was delivered of a product on a day",
)
async def record_product_delivery(
    entitlement_id: UUID,
    body: ProductDeliveryCreate,
    tx: Tx,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> DeliveryRead:
    line = await record(
        tx,
        entitlement_id,
        quantity=body.quantity,
        delivered_on=body.delivered_on,
        result_reached=body.result_reached,
        is_final=body.final,
        key=idempotency_key,
        body=body,
    )
    response.headers["ETag"] = etag(line)
    response.headers["Location"] = f"/api/access/v1/entitlements/{entitlement_id}/deliveries/{line.id}"
    return DeliveryRead.of(line)
