"""Triages and questions of the desk. Lock the request before one of them is added or changed."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlmodel import col

from access.domain.door import AskedOf, Question, Triaged
from access.store.door_tables import QuestionRow, TriageRow
from region_policy.codes import Complexity, TriageUrgency
from sealing.keyring import Sealed
from servicekit.transaction import Transaction


async def add_triage(tx: Transaction, triaged: Triaged) -> None:
    values = {
        "id": triaged.id,
        "request_id": triaged.request,
        "urgency": triaged.urgency,
        "domain": triaged.domain,
        "complexity": triaged.complexity,
        "look_by": triaged.look_by,
        "worker": triaged.by,
        "triaged_at": triaged.triaged_at,
    }
    await tx.session.execute(insert(TriageRow).values(values))


async def triages_of(tx: Transaction, request_id: UUID) -> list[Triaged]:
    """Every triage of a request, the last one first."""
    query = select(TriageRow).where(col(TriageRow.request_id) == request_id)
    rows = await tx.session.execute(
        query.order_by(col(TriageRow.triaged_at).desc(), col(TriageRow.id).desc())
    )
    return [
        Triaged(
            id=row.id,
            request=row.request_id,
            urgency=TriageUrgency(row.urgency),
            domain=row.domain,
            complexity=Complexity(row.complexity) if row.complexity else None,
            look_by=row.look_by,
            by=row.worker,
            triaged_at=row.triaged_at,
        )
        for row in rows.scalars()
    ]


async def add_question(tx: Transaction, question: Question, words: Sealed) -> None:
    values = {
        "id": question.id,
        "request_id": question.request,
        "asked_of": question.asked_of,
        "asked_on": question.asked_on,
        "question": words,
        "worker": tx.caller.subject,
        "asked_at": tx.now,
    }
    await tx.session.execute(insert(QuestionRow).values(values))


async def answer(tx: Transaction, question_id: UUID, *, on: date, words: Sealed | None) -> None:
    changed = {"answered_on": on, "answer": words}
    await tx.session.execute(update(QuestionRow).where(col(QuestionRow.id) == question_id).values(changed))


async def questions_of(tx: Transaction, request_id: UUID) -> list[tuple[Question, Sealed, Sealed | None]]:
    """The questions on a request in the order in which they were put, with question and answer as sealed."""
    query = select(QuestionRow).where(col(QuestionRow.request_id) == request_id)
    query = query.order_by(col(QuestionRow.asked_at), col(QuestionRow.id))
    rows = await tx.session.execute(query.execution_options(populate_existing=True))
    return [
        (
            Question(row.id, row.request_id, AskedOf(row.asked_of), row.asked_on, row.answered_on),
            row.question,
            row.answer,
        )
        for row in rows.scalars()
    ]
