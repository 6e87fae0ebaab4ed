"""The register of organisations."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from provider_registry.domain.organisation import Kind, Organisation
from provider_registry.store.mapping import change, every, first, rows_of, values_of
from provider_registry.store.tables import OrganisationRow
from servicekit.transaction import Transaction


async def organisation(
    tx: Transaction, organisation_id: UUID, *, lock: bool = False, wait: bool = True
) -> Organisation | None:
    """The entry, locked for the rest of the transaction where it, or what it offers, shall change.

    Without `wait` an entry that is locked is an error at once: for deadlines, which hold a lock of their own.
    """
    query = rows_of(OrganisationRow).where(col(OrganisationRow.id) == organisation_id)
    return await first(tx, Organisation, query.with_for_update(nowait=not wait) if lock else query)


async def organisations(
    tx: Transaction, *, kind: Kind | None, region: str | None, after: UUID | None, limit: int
) -> list[Organisation]:
    """Entries in the order of their ids, after this one."""
    query = rows_of(OrganisationRow).order_by(col(OrganisationRow.id)).limit(limit)
    if kind:
        query = query.where(col(OrganisationRow.kind) == kind)
    if region:
        query = query.where(col(OrganisationRow.regions).contains([region]))
    if after:
        query = query.where(col(OrganisationRow.id) > after)
    return await every(tx, Organisation, query)


async def add(tx: Transaction, entry: Organisation) -> bool:
    """Store a new entry; False when somebody else stored one under this id a moment ago."""
    statement = upsert(OrganisationRow).values(values_of(entry)).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(OrganisationRow.id)))).first() is not None


async def replace(tx: Transaction, entry: Organisation) -> None:
    await change(tx, OrganisationRow, entry)
