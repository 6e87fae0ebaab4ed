"""Contracts for one young person."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import Field

from provider_registry.domain.individual import IndividualContract, UseRefusal
from provider_registry.routes.fields import MunicipalityCode, RegionName
from provider_registry.usecases.make_individual_contract import check_use, individual_contracts_of
from provider_registry.usecases.make_individual_contract import make_individual_contract as make
from provider_registry.usecases.make_individual_contract import read_individual_contract as read
from region_policy.codes import CareForm
from servicekit.preconditions import IdempotencyKey, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page, Prose
from wirekit.texts import Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["individual contracts"])

MOST_CENTS = 10**12
TOLD = {
    UseRefusal.OTHER_CLIENT: Text(nl="Het is voor een andere jeugdige", en="It is for another young person"),
    UseRefusal.OTHER_PROVIDER: Text(nl="Het is met een andere aanbieder", en="It is with another provider"),
    UseRefusal.OTHER_FORM: Text(
        nl="Het is voor een andere vorm van hulp", en="It is for another form of help"
    ),
    UseRefusal.NOT_YET: Text(nl="Het geldt op deze dag nog niet", en="It does not hold yet on this day"),
    UseRefusal.NO_LONGER: Text(nl="Het geldt op deze dag niet meer", en="It no longer holds on this day"),
}


class IndividualContractCreate(Body):
    """`client`: the reference of the young person. Both days count. Price in cents for the whole period."""

    client: UUID
    provider: UUID
    region: RegionName
    municipality: MunicipalityCode
    form: CareForm
    valid_from: Day
    valid_until: Day
    price_cents: Annotated[int, Field(strict=True, ge=0, le=MOST_CENTS)]
    ground: Prose


class IndividualContractRead(Answer):
    id: UUID
    client: UUID
    provider: UUID
    region: str
    municipality: str
    form: CareForm
    valid_from: date
    valid_until: date
    price_cents: int
    ground: str
    version: int

    @classmethod
    def of(cls, contract: IndividualContract) -> Self:
        return cls.model_validate(contract, from_attributes=True)


class UseCheck(Body):
    """`provider`: that of the contract where it is left out."""

    client: UUID
    provider: UUID | None = None
    form: CareForm
    day: Day


class UseReason(Answer):
    code: UseRefusal
    text: str


class UseAnswer(Answer):
    """`reasons`: every one why not; in the caller's language."""

    allowed: bool
    reasons: tuple[UseReason, ...]


@router.post(
    "/individual-contracts", status_code=status.HTTP_201_CREATED, summary="Contract for one young person"
)
async def create_individual_contract(
    body: IndividualContractCreate,
    tx: Tx,
    own: OwnOrganisation,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> IndividualContractRead:
    claimed = await claim(tx, idempotency_key, body)
    wanted = IndividualContract(id=claimed.resource_id, version=1, **body.model_dump())
    made = await make(tx, wanted, own, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/individual-contracts/{made.id}"
    return _shown(made, response)


@router.get("/individual-contracts/{individual_contract_id}", summary="One of them")
async def read_individual_contract(
    individual_contract_id: UUID, tx: Tx, response: Response
) -> IndividualContractRead:
    return _shown(await read(tx, individual_contract_id), response)


@router.get("/individual-contracts", summary="Those of your own region, municipality or organisation")
async def list_individual_contracts(
    tx: Tx,
    own: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[IndividualContractRead]:
    found = await individual_contracts_of(tx, own, after, limit + 1)
    items = [IndividualContractRead.of(each) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post(
    "/individual-contracts/{individual_contract_id}/use-checks", summary="May it be used so on this day?"
)
async def check_use_of_individual_contract(
    individual_contract_id: UUID, body: UseCheck, tx: Tx, request: Request
) -> UseAnswer:
    refusals = await check_use(tx, individual_contract_id, **body.model_dump())
    language = language_of(request.headers.get("accept-language"))
    reasons = tuple(UseReason(code=each, text=TOLD[each].in_(language)) for each in refusals)
    return UseAnswer(allowed=not reasons, reasons=reasons)


def _shown(contract: IndividualContract, response: Response) -> IndividualContractRead:
    response.headers["ETag"] = etag(contract)
    return IndividualContractRead.of(contract)
