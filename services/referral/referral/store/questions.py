"""The questions of asked providers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.question import QuestionStatus
from referral.store.rows_placement import QuestionRow
from servicekit.transaction import Transaction

OPEN = col(QuestionRow.status) == QuestionStatus.OPEN.value


async def add_question(tx: Transaction, values: dict[str, Any]) -> QuestionRow | None:
    """Store a question; None while another one about the same request is open."""
    statement = upsert(QuestionRow).values(values).on_conflict_do_nothing().returning(QuestionRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def question(tx: Transaction, question_id: UUID, *, lock: bool = False) -> QuestionRow | None:
    query = select(QuestionRow).where(col(QuestionRow.id) == question_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def open_question(tx: Transaction, placement_id: UUID) -> QuestionRow | None:
    query = select(QuestionRow).where(col(QuestionRow.placement) == placement_id, OPEN)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def questions_about(tx: Transaction, placement_id: UUID) -> list[QuestionRow]:
    """All questions about a placement request, oldest first. There are few: each waits for its answer."""
    query = select(QuestionRow).where(col(QuestionRow.placement) == placement_id)
    return list((await tx.session.execute(query.order_by(col(QuestionRow.id)))).scalars())


async def change_question(tx: Transaction, row: QuestionRow, **changes: Any) -> QuestionRow:
    """Change a locked question, as its next version."""
    values = {"version": row.version + 1, **changes}
    statement = update(QuestionRow).where(col(QuestionRow.id) == row.id).values(values)
    returning = statement.returning(QuestionRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def drop_questions(tx: Transaction, placement_ids: Collection[UUID]) -> None:
    """What was asked about these placement requests need not be answered any more."""
    dropped = {"status": QuestionStatus.DROPPED.value, "version": col(QuestionRow.version) + 1}
    statement = update(QuestionRow).where(col(QuestionRow.placement).in_(list(placement_ids)), OPEN)
    await tx.session.execute(statement.values(dropped))
