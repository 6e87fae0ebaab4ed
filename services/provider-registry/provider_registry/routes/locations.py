"""Places of delivery."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import Field

from provider_registry.domain.enrolment import Location
from provider_registry.routes.fields import MunicipalityCode, PlanDay
from provider_registry.store import offers
from provider_registry.usecases.put_location import add_location, change_location
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Line

router = APIRouter(route_class=GuardedRoute, tags=["locations"])


class LocationPut(Body):
    """`latitude`, `longitude`: degrees of WGS 84, in and around the Netherlands.

    `secret`: nobody but the organisation itself learns where it is, also not by a distance.
    """

    name: Line
    municipality: MunicipalityCode
    address: Line | None = None
    latitude: Annotated[float, Field(ge=50.5, le=53.8, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=3.2, le=7.4, allow_inf_nan=False)]
    secret: bool = False
    closed_on: PlanDay | None = None


class LocationRead(Answer):
    """`closedOn`: the last day. Of a secret place others read only that it is there."""

    id: UUID
    name: str | None
    municipality: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    secret: bool
    closed_on: date | None
    version: int

    @classmethod
    def of(cls, location: Location, *, to_its_own: bool) -> Self:
        told = cls.model_validate(location, from_attributes=True)
        if location.secret and not to_its_own:
            hidden = ("name", "municipality", "address", "latitude", "longitude")
            return told.model_copy(update=dict.fromkeys(hidden))
        return told


class LocationsRead(Answer):
    items: list[LocationRead]


@router.post("/locations", status_code=status.HTTP_201_CREATED, summary="Enter a place of delivery")
async def create_location(
    body: LocationPut, tx: Tx, own: OwnOrganisation, response: Response, idempotency_key: IdempotencyKey
) -> LocationRead:
    claimed = await claim(tx, idempotency_key, body)
    location = Location(id=claimed.resource_id, version=1, organisation=own.id, **body.model_dump())
    location = await add_location(tx, location, claimed)
    response.headers["ETag"] = etag(location)
    response.headers["Location"] = f"/api/provider-registry/v1/locations/{location.id}"
    return LocationRead.of(location, to_its_own=True)


@router.put("/locations/{location_id}", summary="Change a place of delivery, or close it")
async def put_location(
    location_id: UUID, body: LocationPut, tx: Tx, response: Response, if_match: IfMatch = None
) -> LocationRead:
    location = await change_location(
        tx, location_id, lambda found: replace(found, **body.model_dump()), if_match=if_match
    )
    response.headers["ETag"] = etag(location)
    return LocationRead.of(location, to_its_own=True)


@router.get("/locations/{location_id}", summary="A place of delivery of your own")
async def read_location(location_id: UUID, tx: Tx, response: Response) -> LocationRead:
    location = await offers.location(tx, location_id)
    assert location is not None, "the permission table saw it"
    response.headers["ETag"] = etag(location)
    return LocationRead.of(location, to_its_own=True)


@router.get("/organisations/{organisation_id}/locations", summary="Where an organisation gives help")
async def list_locations(organisation_id: UUID, tx: Tx) -> LocationsRead:
    found = await offers.locations_of(tx, organisation_id)
    mine = tx.caller.organisation == organisation_id
    return LocationsRead(items=[LocationRead.of(each, to_its_own=mine) for each in found])
