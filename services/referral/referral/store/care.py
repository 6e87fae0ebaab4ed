"""What happens in a period of care: it becomes heavier or lighter, stands still, and goes on."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.store.rows_care import CareChangeRow, InterruptionRow
from servicekit.transaction import Transaction


async def add_change(tx: Transaction, values: dict[str, Any]) -> bool:
    """False where care changed on that day already."""
    statement = upsert(CareChangeRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(CareChangeRow.id)))).first() is not None


async def changes(tx: Transaction, care: UUID) -> list[CareChangeRow]:
    query = select(CareChangeRow).where(col(CareChangeRow.care) == care)
    return list((await tx.session.execute(query.order_by(col(CareChangeRow.from_on)))).scalars())


async def add_interruption(tx: Transaction, values: dict[str, Any]) -> bool:
    """False where care stands still on one of those days already."""
    statement = upsert(InterruptionRow).values(values).on_conflict_do_nothing()
    return (await tx.session.execute(statement.returning(col(InterruptionRow.id)))).first() is not None


async def interruptions(tx: Transaction, care: UUID) -> list[InterruptionRow]:
    query = select(InterruptionRow).where(col(InterruptionRow.care) == care)
    fresh = query.order_by(col(InterruptionRow.from_on)).execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def end_interruption(tx: Transaction, row: InterruptionRow, last_day: date) -> None:
    statement = update(InterruptionRow).where(col(InterruptionRow.id) == row.id)
    await tx.session.execute(statement.values(until_on=last_day, end_recorded_at=tx.now))


async def last_day_told(tx: Transaction, care: UUID) -> date | None:
    """The last day on which something in this care is known to have happened."""
    changed = select(func.max(col(CareChangeRow.from_on))).where(col(CareChangeRow.care) == care)
    stood_still = select(func.max(col(InterruptionRow.from_on))).where(col(InterruptionRow.care) == care)
    query = select(func.greatest(changed.scalar_subquery(), stood_still.scalar_subquery()))
    found: date | None = (await tx.session.execute(query)).scalar_one()
    return found
