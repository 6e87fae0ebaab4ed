"""Where, when and at which intensity an offer can be had."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status

from provider_registry.domain.enrolment import Enrolment
from provider_registry.routes.fields import Code, PlanDay, RegionName
from provider_registry.store import offers
from provider_registry.usecases.enrol import change_intensity, end_enrolment
from provider_registry.usecases.enrol import enrol as store_enrolment
from provider_registry.usecases.read_offer import read_offer
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["enrolments"])


class EnrolmentCreate(Body):
    """`intensity` of the list of `region`: both of beds only. `validUntil`: the last day."""

    location: UUID | None = None
    region: RegionName | None = None
    intensity: Code | None = None
    valid_from: PlanDay
    valid_until: PlanDay | None = None


class EnrolmentEnd(Body):
    last_day: PlanDay


class IntensityChange(Body):
    """`validFrom`: the first day at the new intensity."""

    intensity: Code
    valid_from: PlanDay


class EnrolmentRead(Answer):
    """`follows`: the enrolment whose intensity this one changed."""

    id: UUID
    offer: UUID
    provider: UUID
    location: UUID | None
    region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None
    follows: UUID | None
    version: int

    @classmethod
    def of(cls, enrolment: Enrolment) -> Self:
        return cls.model_validate(enrolment, from_attributes=True)


@router.post(
    "/offers/{offer_id}/enrolments",
    status_code=status.HTTP_201_CREATED,
    summary="Say where and at which intensity an offer can be had",
)
async def create_enrolment(
    offer_id: UUID,
    body: EnrolmentCreate,
    tx: Tx,
    own: OwnOrganisation,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> EnrolmentRead:
    claimed = await claim(tx, idempotency_key, body, about=offer_id)
    made = Enrolment(id=claimed.resource_id, version=1, offer=offer_id, provider=own.id, **body.model_dump())
    return _shown(await store_enrolment(tx, made, claimed), response)


@router.post("/enrolments/{enrolment_id}/ending", summary="From the day after this one it cannot be had")
async def end_enrolment_on(
    enrolment_id: UUID, body: EnrolmentEnd, tx: Tx, response: Response, if_match: IfMatch = None
) -> EnrolmentRead:
    return _shown(await end_enrolment(tx, enrolment_id, body.last_day, if_match=if_match), response)


@router.post(
    "/enrolments/{enrolment_id}/intensity", summary="Another intensity from a day on; the old one is kept"
)
async def set_intensity(
    enrolment_id: UUID, body: IntensityChange, tx: Tx, response: Response, if_match: IfMatch = None
) -> EnrolmentRead:
    changed = await change_intensity(tx, enrolment_id, body.intensity, body.valid_from, if_match=if_match)
    return _shown(changed, response)


@router.get("/enrolments/{enrolment_id}", summary="One line of what can be placed")
async def read_enrolment(enrolment_id: UUID, tx: Tx, response: Response) -> EnrolmentRead:
    found = await offers.enrolment(tx, enrolment_id)
    if found is None:
        raise NotFound
    await read_offer(tx, found.offer)  # of what is not published others know nothing
    return _shown(found, response)


def _shown(enrolment: Enrolment, response: Response) -> EnrolmentRead:
    response.headers["ETag"] = etag(enrolment)
    return EnrolmentRead.of(enrolment)
