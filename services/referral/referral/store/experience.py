"""Answers about the help, and their sums."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.experience import Question, Sums
from referral.store.rows_experience import ExperienceRow
from servicekit.transaction import Transaction

COLUMN = {question: question.value.replace("-", "_") for question in Question}


async def add_answer(tx: Transaction, row: ExperienceRow) -> bool:
    """False where this trajectory has its answer already."""
    statement = upsert(ExperienceRow).values(row.model_dump()).on_conflict_do_nothing()
    stored = statement.returning(col(ExperienceRow.trajectory))
    return (await tx.session.execute(stored)).scalar_one_or_none() is not None


async def sums_of(tx: Transaction, provider: UUID) -> dict[str, Sums]:
    """By region."""
    columns = ExperienceRow.metadata.tables["experience"].c
    sums = [func.sum(columns[name]).label(name) for name in COLUMN.values()]
    query = (
        select(col(ExperienceRow.region), func.count().label("answers"), *sums)
        .where(col(ExperienceRow.provider) == provider)
        .group_by(col(ExperienceRow.region))
        .order_by(col(ExperienceRow.region))
    )
    return {
        row.region: Sums(row.answers, {question: getattr(row, name) for question, name in COLUMN.items()})
        for row in await tx.session.execute(query)
    }
