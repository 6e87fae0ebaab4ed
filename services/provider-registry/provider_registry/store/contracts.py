"""Contracts, and how many there are at each level."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, distinct, func, or_, select
from sqlmodel import col

from provider_registry.domain.contract import Contract, Level
from provider_registry.domain.signal import SignalKind
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.mapping import every, first, rows_of
from provider_registry.store.tables import SignalRow
from servicekit.transaction import Transaction


async def contract(tx: Transaction, contract_id: UUID) -> Contract | None:
    return await first(tx, Contract, rows_of(ContractRow).where(col(ContractRow.id) == contract_id))


async def contracts(
    tx: Transaction,
    *,
    region: str | None,
    provider: UUID | None,
    level: Level | None,
    after: UUID | None,
    limit: int,
) -> list[Contract]:
    """Also past ones, in the order of their ids. Of a region: those that hold in it."""
    query = rows_of(ContractRow)
    if region:
        query = query.where(_holds_in(region))
    if provider:
        query = query.where(col(ContractRow.provider) == provider)
    if level:
        query = query.where(col(ContractRow.level) == level)
    if after:
        query = query.where(col(ContractRow.id) > after)
    return await every(tx, Contract, query.order_by(col(ContractRow.id)).limit(limit))


async def contracts_of(tx: Transaction, provider: UUID) -> list[Contract]:
    """All of this provider; stable while its entry is locked."""
    return await every(tx, Contract, rows_of(ContractRow).where(col(ContractRow.provider) == provider))


async def providers_per_level(tx: Transaction, region: str, day: date) -> Mapping[Level | None, int]:
    """Providers under whose contract something new may be placed on this day; None: of all levels together,
    where each counts once.
    """
    level, until = col(ContractRow.level), col(ContractRow.valid_until)
    suspended = col(ContractRow.suspended_on)
    query = (
        select(level, func.count(distinct(col(ContractRow.provider))))
        .where(_holds_in(region), col(ContractRow.valid_from) <= day)
        .where(or_(until.is_(None), until >= day), or_(suspended.is_(None), suspended > day))
        .group_by(func.rollup(level))
    )
    rows = await tx.session.execute(query)
    return {Level(row[0]) if row[0] else None: row[1] for row in rows}


async def evaluation_is_due(tx: Transaction, contract_id: UUID) -> bool:
    """Whether a region still waits for the evaluation of this contract."""
    query = select(col(SignalRow.id)).where(
        col(SignalRow.about) == contract_id,
        col(SignalRow.kind) == SignalKind.EVALUATION_DUE,
        col(SignalRow.ended_at).is_(None),
    )
    return (await tx.session.execute(query.limit(1))).first() is not None


def _holds_in(region: str) -> ColumnElement[bool]:
    """A national one holds in every region, whoever contracted it."""
    return or_(col(ContractRow.regions).contains([region]), col(ContractRow.level) == Level.NATIONAL)
