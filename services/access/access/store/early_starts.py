"""Help that began before it was registered."""

from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from access.domain.contact import EarlyStart
from access.store.route_tables import EarlyStartRow
from region_policy.codes import Route
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def add(tx: Transaction, early: EarlyStart) -> None:
    values = {
        "id": early.id,
        "version": early.version,
        "provider": early.provider,
        "region": early.region,
        "municipality": early.municipality,
        "route": early.route,
        "client": early.client,
        "started_at": early.started_at,
        "register_by": early.register_by,
        "recorded_at": early.recorded_at,
    }
    await tx.session.execute(insert(EarlyStartRow).values(values))


async def early_start(
    tx: Transaction, early_start_id: UUID, *, lock: bool = False, wait: bool = True
) -> EarlyStart | None:
    """A deadline that fires must not wait: who registers holds this row and then asks for that one."""
    query = select(EarlyStartRow).where(col(EarlyStartRow.id) == early_start_id)
    if lock:
        query = query.with_for_update(nowait=not wait).execution_options(populate_existing=True)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _early_start(row) if row else None


async def change(tx: Transaction, early: EarlyStart) -> None:
    changed = {
        "version": early.version,
        "contact_id": early.contact,
        "registered_at": early.registered_at,
        "reminded_at": early.reminded_at,
    }
    await tx.session.execute(update(EarlyStartRow).where(col(EarlyStartRow.id) == early.id).values(changed))


async def of_contact(tx: Transaction, contact_id: UUID) -> EarlyStart | None:
    query = select(EarlyStartRow).where(col(EarlyStartRow.contact_id) == contact_id)
    row = (await tx.session.execute(query)).scalar_one_or_none()
    return _early_start(row) if row else None


async def unregistered(
    tx: Transaction, provider: Organisation, *, after: UUID | None, limit: int
) -> list[EarlyStart]:
    query = select(EarlyStartRow).where(
        col(EarlyStartRow.contact_id).is_(None), col(EarlyStartRow.provider) == provider.id
    )
    if after:
        query = query.where(col(EarlyStartRow.id) > after)
    rows = await tx.session.execute(query.order_by(col(EarlyStartRow.id)).limit(limit))
    return [_early_start(row) for row in rows.scalars()]


def _early_start(row: EarlyStartRow) -> EarlyStart:
    return EarlyStart(
        id=row.id,
        version=row.version,
        provider=row.provider,
        region=row.region,
        municipality=row.municipality,
        route=Route(row.route),
        client=row.client,
        started_at=row.started_at,
        register_by=row.register_by,
        recorded_at=row.recorded_at,
        reminded_at=row.reminded_at,
        contact=row.contact_id,
        registered_at=row.registered_at,
    )
