"""Decision letters and their sealed documents."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.letter import LetterStatus
from referral.store.rows_letters import LetterDocumentRow, LetterRow
from sealing.keyring import Sealed
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
END_WAITING = (
    update(LetterRow)
    .where(_this == bindparam("letter"), _waits)
    .values(
        status=bindparam("to"),
        version=col(LetterRow.version) + 1,
        recipient=bindparam("recipient"),
        deliver_by=bindparam("deliver_by"),
        sent_at=bindparam("sent_at", type_=_instant),
        objection_until=bindparam("objection_until", type_=Date()),
        sha256=bindparam("sha256"),
    )
    .returning(LetterRow)
    .execution_options(populate_existing=True)
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


def until(row: LetterRow, stopped_at: datetime | None) -> bool:
    """Whether a letter was ordered before the word back to the referrer was stopped, or it is not stopped."""
    return stopped_at is None or row.ordered_at <= stopped_at


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


@dataclass(frozen=True)
class Sent:
    """To whom and how (codes), when (UTC), until which day somebody can object, and the hash of the PDF."""

    recipient: str
    deliver_by: str
    sent_at: datetime
    objection_until: date
    sha256: str


NOT_SENT = dict.fromkeys(field.name for field in fields(Sent))


async def end_waiting(tx: Transaction, letter_id: UUID, sent: Sent | None) -> LetterRow | None:
    """A waiting letter is sent, or without that dropped; None where it waits no longer."""
    to = LetterStatus.DROPPED if sent is None else LetterStatus.ISSUED
    given = {"letter": letter_id, "to": to.value, **(NOT_SENT if sent is None else asdict(sent))}
    return (await tx.session.execute(END_WAITING, given)).scalar_one_or_none()


async def add_document(tx: Transaction, letter_id: UUID, pdf: Sealed) -> None:
    await tx.session.execute(ADD_DOCUMENT, {"letter": letter_id, "pdf": pdf})


async def document(tx: Transaction, letter_id: UUID) -> Sealed:
    query = select(col(LetterDocumentRow.pdf)).where(col(LetterDocumentRow.letter) == letter_id)
    return Sealed((await tx.session.execute(query)).scalar_one())
