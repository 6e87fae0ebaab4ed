"""Help that begins on the day itself; its registration follows."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, model_validator

from access.domain.contact import EarlyStart
from access.routes.contacts import MunicipalityCode
from access.routes.fields import YouthActMoment
from access.store import early_starts as store
from access.usecases.register_early_start import read_early_start as found_start
from access.usecases.register_early_start import register_early_start as register
from access.usecases.start_early import start_early as start
from region_policy.codes import Route
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["early starts"])

ONE_OF_TWO = Text(
    nl="geef een contact of een verwijzing, een van de twee",
    en="give a contact or a referral, one of the two",
)


class EarlyStartCreate(Body):
    """Codes only. `client`: a reference, or nothing."""

    municipality: MunicipalityCode
    route: Route
    started_at: YouthActMoment
    client: UUID | None = None


class RegistrationCreate(Body):
    """What the start is registered by: a contact of the own organisation, or the referral that followed."""

    contact: UUID | None = None
    referral: UUID | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.contact is None) == (self.referral is None):
            raise FieldRefused(ONE_OF_TWO)
        return self


class EarlyStartRead(Answer):
    """`registerBy` (UTC): by when it is to be registered. `remindedAt`: it was not."""

    id: UUID
    provider: UUID
    region: str
    municipality: str
    route: Route
    client: UUID | None
    started_at: AwareDatetime
    register_by: AwareDatetime
    recorded_at: AwareDatetime
    reminded_at: AwareDatetime | None
    contact: UUID | None
    registered_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, early: EarlyStart) -> Self:
        return cls.model_validate(early, from_attributes=True)


@router.post("/early-starts", status_code=status.HTTP_201_CREATED, summary="Tell that help began today")
async def start_early(
    body: EarlyStartCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> EarlyStartRead:
    early = await start(
        tx,
        municipality=body.municipality,
        route=body.route,
        client=body.client,
        started_at=body.started_at,
        by=organisation,
        key=idempotency_key,
        body=body,
    )
    response.headers["ETag"] = etag(early)
    response.headers["Location"] = f"/api/access/v1/early-starts/{early.id}"
    return EarlyStartRead.of(early)


@router.get("/early-starts", summary="Help that began and is not registered yet")
async def list_early_starts(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[EarlyStartRead]:
    tx.looked_at(None, tx.operation)
    found = await store.unregistered(tx, organisation, after=after, limit=limit + 1)
    items = [EarlyStartRead.of(each) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/early-starts/{early_start_id}", summary="Help that began early, and whether it is registered")
async def read_early_start(early_start_id: UUID, tx: Tx, response: Response) -> EarlyStartRead:
    early = await found_start(tx, early_start_id)
    response.headers["ETag"] = etag(early)
    return EarlyStartRead.of(early)


@router.post("/early-starts/{early_start_id}/registration", summary="Register help that began early")
async def register_early_start(
    early_start_id: UUID, body: RegistrationCreate, tx: Tx, response: Response, if_match: IfMatch = None
) -> EarlyStartRead:
    registered = await register(
        tx, early_start_id, contact_id=body.contact, referral=body.referral, if_match=if_match
    )
    response.headers["ETag"] = etag(registered)
    return EarlyStartRead.of(registered)
