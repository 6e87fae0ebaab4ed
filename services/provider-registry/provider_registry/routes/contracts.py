"""Contracts, and how many providers have one at each level."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from provider_registry.domain.contract import Contract, ContractStatus, Level
from provider_registry.routes.fields import MunicipalityCode, RegionName
from provider_registry.store import contracts as store
from provider_registry.usecases.make_contract import Wanted
from provider_registry.usecases.make_contract import make_contract as make
from provider_registry.usecases.move_contract import (
    end_contract,
    record_evaluation,
    resume_contract,
    suspend_contract,
)
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.organisations import known_organisation
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.models import Answer, Body, Day, Page, Prose
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["contracts"])

READS_GROUNDS = frozenset({"contract-manager", "auditor"})


class ContractCreate(Body):
    """`regions`: of a supra-regional one, the first is who contracts. `municipality`: of a local one.

    `validUntil`: the last day.
    """

    provider: UUID
    region: RegionName
    form: CareForm
    level: Level
    regions: Annotated[tuple[RegionName, ...], Field(max_length=60)] = ()
    municipality: MunicipalityCode | None = None
    valid_from: Day
    valid_until: Day | None = None


class Suspension(Body):
    """`day`: the first on which nothing new is placed."""

    day: Day
    ground: Prose


class ContractEnd(Body):
    last_day: Day
    ground: Prose


class ContractRead(Answer):
    """`municipalities`: those for which it holds. `ground`: why it was suspended or ended; told to contract
    managers and auditors of its regions, and to the provider itself.
    """

    id: UUID
    provider: UUID
    region: str
    form: CareForm
    level: Level
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    status: ContractStatus
    valid_from: date
    valid_until: date | None
    suspended_on: date | None
    ground: str | None
    version: int

    @classmethod
    def of(cls, contract: Contract, tx: Transaction, own: frozenset[str]) -> Self:
        """`own`: the regions of the caller's organisation."""
        read = cls.model_validate(contract, from_attributes=True)
        concerned = tx.caller.role in READS_GROUNDS and not own.isdisjoint(contract.regions)
        told = concerned or tx.caller.organisation == contract.provider
        return read if told else read.model_copy(update={"ground": None})


class LevelCount(Answer):
    level: Level
    providers: int


class ContractCounts(Answer):
    """Providers with a contract under which something new may be placed on the day; a provider with
    contracts at two levels counts once in `providers`.
    """

    region: str
    day: date
    levels: tuple[LevelCount, ...]
    providers: int


@router.post("/contracts", status_code=status.HTTP_201_CREATED, summary="Contract a provider")
async def create_contract(
    body: ContractCreate, tx: Tx, own: OwnOrganisation, response: Response, idempotency_key: IdempotencyKey
) -> ContractRead:
    claimed = await claim(tx, idempotency_key, body)
    made = await make(tx, Wanted(**body.model_dump()), own, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/contracts/{made.id}"
    return await _shown(made, tx, response)


@router.post("/contracts/{contract_id}/suspension", summary="Nothing new is placed from a day on")
async def suspend_contract_from(
    contract_id: UUID, body: Suspension, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContractRead:
    return await _shown(
        await suspend_contract(tx, contract_id, body.day, body.ground, if_match=if_match), tx, response
    )


@router.post("/contracts/{contract_id}/resumption", summary="Take back a suspension")
async def resume_suspended_contract(
    contract_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContractRead:
    return await _shown(await resume_contract(tx, contract_id, if_match=if_match), tx, response)


@router.post("/contracts/{contract_id}/ending", summary="The contract is lost after a day")
async def end_contract_on(
    contract_id: UUID, body: ContractEnd, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContractRead:
    ended = await end_contract(tx, contract_id, body.last_day, body.ground, if_match=if_match)
    return await _shown(ended, tx, response)


@router.post("/contracts/{contract_id}/evaluation", summary="The evaluation that was due has been held")
async def evaluate_contract(
    contract_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContractRead:
    return await _shown(await record_evaluation(tx, contract_id, if_match=if_match), tx, response)


@router.get("/contracts/{contract_id}", summary="One contract")
async def read_contract(contract_id: UUID, tx: Tx, response: Response) -> ContractRead:
    found = await store.contract(tx, contract_id)
    if found is None:
        raise NotFound
    return await _shown(found, tx, response)


@router.get("/contracts", summary="Contracts of a region, a provider or a level, past ones too")
async def list_contracts(
    tx: Tx,
    region: RegionName | None = None,
    provider: UUID | None = None,
    level: Level | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ContractRead]:
    found = await store.contracts(
        tx, region=region, provider=provider, level=level, after=after, limit=limit + 1
    )
    own = await _own_regions(tx)
    items = [ContractRead.of(each, tx, own) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/contract-counts", summary="How many providers a region has contracted, per level and in all")
async def count_contracts(tx: Tx, region: RegionName, day: Day | None = None) -> ContractCounts:
    day = day or local_day(tx.now)
    counted = await store.providers_per_level(tx, region, day)
    levels = tuple(LevelCount(level=level, providers=counted.get(level, 0)) for level in Level)
    return ContractCounts(region=region, day=day, levels=levels, providers=counted.get(None, 0))


async def _shown(contract: Contract, tx: Transaction, response: Response) -> ContractRead:
    response.headers["ETag"] = etag(contract)
    return ContractRead.of(contract, tx, await _own_regions(tx))


async def _own_regions(tx: Transaction) -> frozenset[str]:
    own = await known_organisation(tx, tx.caller.organisation)
    return frozenset(own.regions) if own else frozenset()
