"""Consultations: stored, found, and who has which part in one."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.consultation import ConsultationRelation, ConsultationStatus
from referral.store.rows_consultation import ConsultationRow
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def add_consultation(tx: Transaction, values: dict[str, Any]) -> ConsultationRow:
    statement = insert(ConsultationRow).values(values).returning(ConsultationRow)
    return (await tx.session.execute(statement)).scalar_one()


async def consultation(tx: Transaction, consultation_id: UUID) -> ConsultationRow:
    query = select(ConsultationRow).where(col(ConsultationRow.id) == consultation_id)
    return (await tx.session.execute(query)).scalar_one()


async def lock_consultation(tx: Transaction, consultation_id: UUID, *, wait: bool = True) -> ConsultationRow:
    """The consultation, for this transaction alone. `wait=False` where a deadline's row is held already."""
    query = select(ConsultationRow).where(col(ConsultationRow.id) == consultation_id)
    fresh = query.with_for_update(nowait=not wait).execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one()


async def change_consultation(tx: Transaction, row: ConsultationRow, **changes: Any) -> ConsultationRow:
    """Change a locked consultation, as its next version."""
    values = {"version": row.version + 1, **changes}
    statement = update(ConsultationRow).where(col(ConsultationRow.id) == row.id).values(values)
    returning = statement.returning(ConsultationRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def close_consultation(
    tx: Transaction, row: ConsultationRow, to: ConsultationStatus, **changes: Any
) -> ConsultationRow:
    return await change_consultation(tx, row, status=to.value, closed_at=tx.now, **changes)


async def consultations_of(
    tx: Transaction, organisation: UUID, *, after: UUID | None, limit: int, newest: bool = False
) -> list[ConsultationRow]:
    """Those that this organisation asked or was asked, by id and so by their moment."""
    query = select(ConsultationRow).where(
        or_(col(ConsultationRow.asker) == organisation, col(ConsultationRow.provider) == organisation)
    )
    if after:
        beyond = col(ConsultationRow.id) < after if newest else col(ConsultationRow.id) > after
        query = query.where(beyond)
    order = col(ConsultationRow.id).desc() if newest else col(ConsultationRow.id)
    return list((await tx.session.execute(query.order_by(order).limit(limit))).scalars())


async def of_referral(tx: Transaction, referral_id: UUID) -> list[ConsultationRow]:
    """The consultations that a referral followed on; who erases its client erases these too."""
    query = select(ConsultationRow).where(col(ConsultationRow.referral) == referral_id)
    return list((await tx.session.execute(query.order_by(col(ConsultationRow.id)))).scalars())


async def standing_in_consultation(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = select(
        col(ConsultationRow.asker), col(ConsultationRow.provider), col(ConsultationRow.region)
    ).where(col(ConsultationRow.id) == ref)
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    parts = {ConsultationRelation.ASKER: row.asker, ConsultationRelation.SPECIALIST: row.provider}
    relations = frozenset(part for part, who in parts.items() if who == organisation.id)
    # About somebody who is not named: the consultation stands for that person.
    return Standing(relations, row.region, ref)
