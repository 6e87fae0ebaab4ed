"""What a provider did, line by line."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, StrictBool, StringConstraints

from access.domain.delivery import Hold, Line, LineStatus
from access.usecases.read_entitlement import read_line, read_lines
from access.usecases.record_delivery import record_delivery as record
from servicekit.preconditions import IdempotencyKey, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["deliveries"])

YOUTH_ACT_IN_FORCE = date(2015, 1, 1)


GroupId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
DeliveryDay = Annotated[Day, Field(ge=YOUTH_ACT_IN_FORCE)]


class DeliveryCreate(Body):
    """One professional's work on one day: the function group sets the tariff (IJS-17). Whole minutes."""

    function_group: GroupId
    minutes: Annotated[int, Field(strict=True, ge=1, le=1440)]
    delivered_on: DeliveryDay
    final: StrictBool = False


class DeliveryRead(Answer):
    """`amountCents` = tariff x minutes / 60, half up. `heldBecause`: why a held line is not paid (yet)."""

    id: UUID
    entitlement: UUID
    function_group: str
    minutes: int
    delivered_on: date
    final: bool
    status: LineStatus
    held_because: tuple[Hold, ...]
    tariff_cents_per_hour: int
    amount_cents: int
    illustrative: bool
    recorded_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            id=line.id,
            entitlement=line.entitlement,
            function_group=line.function_group,
            minutes=line.minutes,
            delivered_on=line.delivered_on,
            final=line.is_final,
            status=line.status,
            held_because=line.held_because,
            tariff_cents_per_hour=line.tariff_cents_per_hour,
            amount_cents=line.amount_cents,
            illustrative=line.illustrative,
            recorded_at=line.recorded_at,
            version=line.version,
        )


@router.post(
    "/entitlements/{entitlement_id}/deliveries",
    status_code=status.HTTP_201_CREATED,
    summary="Record what was delivered on a day",
)
async def record_delivery(
    entitlement_id: UUID, body: DeliveryCreate, tx: Tx, response: Response, idempotency_key: IdempotencyKey
) -> DeliveryRead:
    line = await record(
        tx,
        entitlement_id,
        function_group=body.function_group,
        minutes=body.minutes,
        delivered_on=body.delivered_on,
        is_final=body.final,
        key=idempotency_key,
        body=body,
    )
    response.headers["ETag"] = etag(line)
    response.headers["Location"] = f"/api/access/v1/entitlements/{entitlement_id}/deliveries/{line.id}"
    return DeliveryRead.of(line)


@router.get("/entitlements/{entitlement_id}/deliveries", summary="Delivery lines, as they came in")
async def list_deliveries(
    entitlement_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[DeliveryRead]:
    found = await read_lines(tx, entitlement_id, after=after, limit=limit + 1)
    items = [DeliveryRead.of(line) for line in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/entitlements/{entitlement_id}/deliveries/{delivery_id}", summary="One delivery line")
async def read_delivery(entitlement_id: UUID, delivery_id: UUID, tx: Tx, response: Response) -> DeliveryRead:
    line = await read_line(tx, entitlement_id, delivery_id)
    response.headers["ETag"] = etag(line)
    return DeliveryRead.of(line)
