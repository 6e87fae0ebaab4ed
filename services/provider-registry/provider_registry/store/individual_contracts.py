"""Contracts for one young person."""

from uuid import UUID

from sqlmodel import col

from provider_registry.domain.individual import IndividualContract
from provider_registry.domain.organisation import Kind
from provider_registry.store.contract_tables import IndividualContractRow
from provider_registry.store.mapping import every, first, rows_of
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def individual_contract(tx: Transaction, contract_id: UUID) -> IndividualContract | None:
    this = col(IndividualContractRow.id) == contract_id
    return await first(tx, IndividualContract, rows_of(IndividualContractRow).where(this))


async def individual_contracts_for(
    tx: Transaction, own: Organisation, after: UUID | None, limit: int
) -> list[IndividualContract]:
    """Those of a region, of a municipality in it, or of a provider: whichever this organisation is."""
    query = rows_of(IndividualContractRow)
    if own.kind in (Kind.REGION, Kind.MUNICIPALITY):
        query = query.where(col(IndividualContractRow.region).in_(own.regions))
        if own.kind == Kind.MUNICIPALITY:
            query = query.where(col(IndividualContractRow.municipality) == own.area)
    else:
        query = query.where(col(IndividualContractRow.provider) == own.id)
    if after:
        query = query.where(col(IndividualContractRow.id) > after)
    return await every(tx, IndividualContract, query.order_by(col(IndividualContractRow.id)).limit(limit))
