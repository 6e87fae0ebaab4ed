"""Decision letters and their sealed documents."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.letter import LetterStatus
from referral.store.rows import LetterDocumentRow, LetterRow
from servicekit.encryption import Sealed
from servicekit.transaction import Transaction


# Built once: to build them costs more than to run them.
_instant = DateTime(timezone=True)
_this, _waits = col(LetterRow.id), col(LetterRow.status) == LetterStatus.WAITING.value
_next_due = (
    select(_this)
    .where(_waits, col(LetterRow.next_try_at) <= bindparam("now", type_=_instant))
    .order_by(col(LetterRow.next_try_at))
    .limit(1)
    .with_for_update(skip_locked=True)
)
TAKE_NEXT_DUE = (
    update(LetterRow)
    .where(_this == _next_due.scalar_subquery())
    .values(attempts=col(LetterRow.attempts) + 1, next_try_at=bindparam("again", type_=_instant))
    .returning(LetterRow)
)
ADD_DOCUMENT = insert(LetterDocumentRow.metadata.tables["letter_document"])


async def add(tx: Transaction, values: dict[str, Any]) -> LetterRow | None:
    """Store a letter that waits to be made; None where there is one about the same."""
    statement = upsert(LetterRow).values(values).on_conflict_do_nothing().returning(LetterRow)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def letter(tx: Transaction, letter_id: UUID) -> LetterRow | None:
    query = select(LetterRow).where(col(LetterRow.id) == letter_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def about(tx: Transaction, ref: UUID) -> LetterRow | None:
    """The letter about this decision, or this refused referral."""
    return (
        await tx.session.execute(select(LetterRow).where(col(LetterRow.about) == ref))
    ).scalar_one_or_none()


async def of_referral(tx: Transaction, referral_id: UUID) -> list[LetterRow]:
    query = select(LetterRow).where(col(LetterRow.referral) == referral_id).order_by(col(LetterRow.id))
    return list((await tx.session.execute(query)).scalars())


async def take_next_due(tx: Transaction, *, again_after: timedelta) -> LetterRow | None:
    """The waiting letter that is due the longest and that nobody has in hand, locked; its next try is booked.

    So should the process end meanwhile, another one tries it then.
    """
    given = {"now": tx.now, "again": tx.now + again_after}
    return (await tx.session.execute(TAKE_NEXT_DUE, given)).scalar_one_or_none()


async def lock_waiting(tx: Transaction, letter_id: UUID) -> LetterRow | None:
    """The letter, for this transaction alone; None where it waits no longer. Waits for nobody: see
    `lock_referral`."""
    query = (
        select(LetterRow)
        .where(col(LetterRow.id) == letter_id, col(LetterRow.status) == LetterStatus.WAITING.value)
        .with_for_update(nowait=True)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def end_waiting(tx: Transaction, letter_id: UUID, to: LetterStatus, **changes: Any) -> LetterRow | None:
    """Bring a waiting letter to this status, as its next version; None where it waits no longer."""
    values = {"status": to.value, "version": col(LetterRow.version) + 1, **changes}
    statement = (
        update(LetterRow)
        .where(col(LetterRow.id) == letter_id, col(LetterRow.status) == LetterStatus.WAITING.value)
        .values(values)
    )
    returning = statement.returning(LetterRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one_or_none()


async def add_document(tx: Transaction, letter_id: UUID, pdf: Sealed) -> None:
    await tx.session.execute(ADD_DOCUMENT, {"letter": letter_id, "pdf": pdf})


async def document(tx: Transaction, letter_id: UUID) -> Sealed:
    query = select(col(LetterDocumentRow.pdf)).where(col(LetterDocumentRow.letter) == letter_id)
    return Sealed((await tx.session.execute(query)).scalar_one())
