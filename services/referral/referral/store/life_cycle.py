"""Holds, refusals, corrections and own statements: rows that are added, and only a hold changes."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from referral.store.rows import ReferralRow
from referral.store.rows_life_cycle import CorrectionRow, ErasureRefusalRow, LegalHoldRow, StatementRow
from servicekit.transaction import Transaction

Added = TypeVar("Added", LegalHoldRow, ErasureRefusalRow, CorrectionRow, StatementRow)


async def add(tx: Transaction, table: type[Added], values: dict[str, Any]) -> Added:
    return (await tx.session.execute(insert(table).values(values).returning(table))).scalar_one()


async def added(tx: Transaction, table: type[Added], row_id: UUID) -> Added:
    return (await tx.session.execute(select(table).where(col(table.id) == row_id))).scalar_one()


async def all_of(tx: Transaction, table: type[Added], clients: Sequence[UUID]) -> list[Added]:
    """What was ever added about these clients, the first one first."""
    query = select(table).where(col(table.client).in_(clients)).order_by(col(table.id))
    fresh = query.execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def change_hold(tx: Transaction, row: LegalHoldRow, **changes: Any) -> LegalHoldRow:
    statement = update(LegalHoldRow).where(col(LegalHoldRow.id) == row.id)
    returning = statement.values(version=row.version + 1, **changes).returning(LegalHoldRow)
    return (await tx.session.execute(returning.execution_options(populate_existing=True))).scalar_one()


async def put_right(tx: Transaction, row: ReferralRow, **changes: bytes) -> None:
    """The words of a referral as they are from now on; its version counts this too."""
    statement = update(ReferralRow).where(col(ReferralRow.id) == row.id)
    await tx.session.execute(statement.values(version=row.version + 1, **changes))
