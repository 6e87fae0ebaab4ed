"""What a provider did, line by line."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, StrictBool, ValidationInfo, field_validator

from access.domain.delivery import Hold, Line, LineStatus
from access.routes.fields import Code, DeliveryDay
from access.usecases.read_entitlement import read_line, read_lines
from access.usecases.record_delivery import record_delivery as record
from access.usecases.record_stay import record_stay as tell_of_stay
from servicekit.preconditions import IdempotencyKey, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["deliveries"])

LONGEST = timedelta(days=366)
NOT_BEFORE_ARRIVAL = Text(nl="mag niet voor de aankomst liggen", en="may not lie before the arrival")
GROUP_OR_FUNCTION = Text(
    nl="geef de functiegroep of de functie, een van de twee",
    en="give the function group or the function, one of them",
)
TOO_LONG = Text(
    nl="geef een verblijf per hoogstens {days} dagen", en="tell a stay by {days} days at most at a time"
)


class DeliveryCreate(Body):
    """One professional's work on one day: the function group sets the tariff (IJS-17). Whole minutes.

    Instead of the group the professional's own `function` can be named: it stands in exactly one (IJS-18).
    """

    function: Code | None = None
    function_group: Code | None = None
    minutes: Annotated[int, Field(strict=True, ge=1, le=1440)]
    delivered_on: DeliveryDay
    final: StrictBool = False

    def require_one_of_two(self) -> None:
        """Raises InvalidInput."""
        if (self.function_group is None) == (self.function is None):
            raise InvalidInput(errors=[FieldError("functionGroup", GROUP_OR_FUNCTION)])


class StayCreate(Body):
    """Days in Europe/Amsterdam: that of arrival counts, that of departure does not, at least one etmaal.

    `isAbsence`: the young person was away in these nights, and the place was kept.
    """

    arrived_on: DeliveryDay
    left_on: DeliveryDay
    final: StrictBool = False
    is_absence: StrictBool = False

    @field_validator("left_on")
    @classmethod
    def _leaves_after_arrival(cls, left_on: date, of: ValidationInfo) -> date:
        arrived_on = of.data.get("arrived_on")
        if arrived_on and left_on < arrived_on:
            raise FieldRefused(NOT_BEFORE_ARRIVAL)
        if arrived_on and left_on - arrived_on > LONGEST:
            raise FieldRefused(TOO_LONG.format(days=LONGEST.days))
        return left_on


class DeliveryRead(Answer):
    """Hours: `amountCents` = tariff per hour x minutes / 60, half up. A stay: tariff per etmaal x etmalen.

    A product: its own minutes, etmalen or pieces, at its own tariff.

    `heldBecause`: why a held line is not paid (yet). `leftCents`: what could become due after it.
    """

    id: UUID
    entitlement: UUID
    function_group: str | None
    minutes: int | None
    stay: UUID | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    pieces: int | None
    delivered_on: date
    final: bool
    status: LineStatus
    held_because: tuple[Hold, ...]
    tariff_cents: int
    amount_cents: int
    left_cents: int | None
    is_absence: bool
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
            stay=line.stay,
            intensity=line.intensity,
            etmalen=line.etmalen,
            product=line.product,
            pieces=line.pieces,
            delivered_on=line.delivered_on,
            final=line.is_final,
            status=line.status,
            held_because=line.held_because,
            tariff_cents=line.tariff_cents,
            amount_cents=line.amount_cents,
            left_cents=line.left_cents,
            is_absence=line.is_absence,
            illustrative=line.illustrative,
            recorded_at=line.recorded_at,
            version=line.version,
        )


class StayRead(Answer):
    """`lines`: one, or more where nights were priced or weighed apart."""

    id: UUID
    etmalen: int
    lines: tuple[DeliveryRead, ...]


@router.post(
    "/entitlements/{entitlement_id}/stays",
    status_code=status.HTTP_201_CREATED,
    summary="Record a stay, from arrival to departure",
)
async def record_stay(
    entitlement_id: UUID, body: StayCreate, tx: Tx, response: Response, idempotency_key: IdempotencyKey
) -> StayRead:
    stay = await tell_of_stay(
        tx,
        entitlement_id,
        arrived_on=body.arrived_on,
        left_on=body.left_on,
        is_final=body.final,
        is_absence=body.is_absence,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"/api/access/v1/entitlements/{entitlement_id}/deliveries"
    return StayRead(id=stay.id, etmalen=stay.etmalen, lines=tuple(map(DeliveryRead.of, stay.lines)))


@router.post(
    "/entitlements/{entitlement_id}/deliveries",
    status_code=status.HTTP_201_CREATED,
    summary="Record what was delivered on a day",
)
async def record_delivery(
    entitlement_id: UUID, body: DeliveryCreate, tx: Tx, response: Response, idempotency_key: IdempotencyKey
) -> DeliveryRead:
    body.require_one_of_two()
    line = await record(
        tx,
        entitlement_id,
        function_group=body.function_group,
        function=body.function,
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
    order: Literal["oldest", "newest"] = "oldest",
) -> Page[DeliveryRead]:
    found = await read_lines(tx, entitlement_id, after=after, limit=limit + 1, newest_first=order == "newest")
    items = [DeliveryRead.of(line) for line in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/entitlements/{entitlement_id}/deliveries/{delivery_id}", summary="One delivery line")
async def read_delivery(entitlement_id: UUID, delivery_id: UUID, tx: Tx, response: Response) -> DeliveryRead:
    line = await read_line(tx, entitlement_id, delivery_id)
    response.headers["ETag"] = etag(line)
    return DeliveryRead.of(line)
