"""Leases of places."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.individual import IndividualContract
from provider_registry.domain.reservation import Reservation
from provider_registry.store.contract_tables import IndividualContractRow
from provider_registry.store.mapping import change, first, rows_of, table_of, values_of
from provider_registry.store.tables import EnrolmentRow, ReservationRow
from servicekit.transaction import Transaction


async def reservation(
    tx: Transaction, placement: UUID, *, lock: bool = False, wait: bool = True
) -> Reservation | None:
    query = rows_of(ReservationRow).where(col(ReservationRow.placement) == placement)
    return await first(tx, Reservation, query.with_for_update(nowait=not wait) if lock else query)


async def providers_of(tx: Transaction, enrolments: Collection[UUID]) -> list[UUID]:
    """The providers of these places, in the order in which they are locked."""
    query = select(col(EnrolmentRow.provider)).where(col(EnrolmentRow.id).in_(enrolments)).distinct()
    return sorted((await tx.session.execute(query)).scalars())


async def add(tx: Transaction, reservation: Reservation) -> bool:
    """Store a new one; False when this placement got one elsewhere a moment ago."""
    statement = upsert(table_of(ReservationRow)).values(values_of(reservation)).on_conflict_do_nothing()
    made = await tx.session.execute(statement.returning(col(ReservationRow.placement)))
    return made.first() is not None


async def replace(tx: Transaction, reservation: Reservation) -> None:
    await change(tx, ReservationRow, reservation)


async def individual_contract(tx: Transaction, contract: UUID) -> IndividualContract | None:
    query = rows_of(IndividualContractRow).where(col(IndividualContractRow.id) == contract)
    return await first(tx, IndividualContract, query)
