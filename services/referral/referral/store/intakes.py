"""The intake of a referral and its additions."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col

from referral.domain.status import CHOSEN
from referral.store.rows import PlacementRow
from referral.store.rows_intake import IntakeRow
from servicekit.transaction import Transaction


async def intakes(tx: Transaction, referral: UUID) -> list[IntakeRow]:
    """The intake, if there is one, and what was added to it after."""
    query = select(IntakeRow).where(col(IntakeRow.referral) == referral)
    order = (col(IntakeRow.addition_to).is_not(None), col(IntakeRow.id))
    return list((await tx.session.execute(query.order_by(*order))).scalars())


async def intake(tx: Transaction, intake_id: UUID) -> IntakeRow:
    return (await tx.session.execute(select(IntakeRow).where(col(IntakeRow.id) == intake_id))).scalar_one()


async def first_intake(tx: Transaction, referral: UUID) -> IntakeRow | None:
    query = select(IntakeRow).where(col(IntakeRow.referral) == referral, col(IntakeRow.addition_to).is_(None))
    return (await tx.session.execute(query)).scalar_one_or_none()


async def add(tx: Transaction, values: dict[str, Any]) -> IntakeRow:
    statement = insert(IntakeRow).values(made_at=tx.now, **values).returning(IntakeRow)
    return (await tx.session.execute(statement)).scalar_one()


async def chosen_providers(tx: Transaction, referral: UUID) -> list[UUID]:
    """The providers to which the file of this referral is open."""
    query = (
        select(col(PlacementRow.provider))
        .where(col(PlacementRow.referral) == referral, col(PlacementRow.status).in_(sorted(CHOSEN)))
        .distinct()
    )
    return list((await tx.session.execute(query)).scalars())
