"""The public register of organisations."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AfterValidator, AwareDatetime, Field

from provider_registry.domain.identifiers import is_agb, is_kvk
from provider_registry.domain.organisation import Kind, Organisation
from provider_registry.routes.fields import MunicipalityCode, RegionName
from provider_registry.store import organisations as store
from provider_registry.usecases.put_organisation import put_organisation
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Line, Moment, Page
from wirekit.problems import NotFound
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["organisations"])


def _agb(value: str) -> str:
    if not is_agb(value):
        raise FieldRefused(Text(nl="een AGB-code is acht cijfers", en="an AGB code is eight digits"))
    return value


def _kvk(value: str) -> str:
    if not is_kvk(value):
        raise FieldRefused(Text(nl="een KvK-nummer is acht cijfers", en="a KvK number is eight digits"))
    return value


class OrganisationPut(Body):
    kind: Kind
    name: Line
    regions: Annotated[tuple[RegionName, ...], Field(max_length=60)] = ()
    area: MunicipalityCode | None = None
    agb: Annotated[str, AfterValidator(_agb)] | None = None
    kvk: Annotated[str, AfterValidator(_kvk)] | None = None
    youth_assistants: Annotated[int, Field(strict=True, ge=0, le=99)] | None = None
    active_until: Moment | None = None

    def organisation(self, organisation_id: UUID) -> Organisation:
        return Organisation(
            id=organisation_id,
            kind=self.kind,
            name=self.name,
            regions=tuple(sorted(set(self.regions))),
            area=self.area,
            agb=self.agb,
            kvk=self.kvk,
            youth_assistants=self.youth_assistants,
            active_until=self.active_until,
        )


class OrganisationRead(Answer):
    """`activeUntil` in UTC; `area` is the CBS code of the municipality that this organisation is."""

    id: UUID
    kind: Kind
    name: str
    regions: tuple[str, ...]
    area: str | None
    agb: str | None
    kvk: str | None
    youth_assistants: int | None
    active_until: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, entry: Organisation) -> Self:
        return cls.model_validate(entry, from_attributes=True)


@router.put("/organisations/{organisation_id}", summary="Enter or change an organisation")
async def put_organisation_entry(
    organisation_id: UUID, body: OrganisationPut, tx: Tx, response: Response, if_match: IfMatch = None
) -> OrganisationRead:
    entered = await put_organisation(tx, body.organisation(organisation_id), if_match=if_match)
    response.headers["ETag"] = etag(entered.organisation)
    if entered.is_new:
        response.status_code = status.HTTP_201_CREATED
    return OrganisationRead.of(entered.organisation)


@router.get("/organisations/{organisation_id}", summary="The public entry of an organisation")
async def read_organisation(organisation_id: UUID, tx: Tx, response: Response) -> OrganisationRead:
    entry = await store.organisation(tx, organisation_id)
    if entry is None:
        raise NotFound
    response.headers["ETag"] = etag(entry)
    return OrganisationRead.of(entry)


@router.get("/organisations", summary="Organisations, by kind and region")
async def list_organisations(
    tx: Tx,
    kind: Kind | None = None,
    region: RegionName | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[OrganisationRead]:
    found = await store.organisations(tx, kind=kind, region=region, after=after, limit=limit + 1)
    items = [OrganisationRead.of(entry) for entry in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
