"""Tell organisations what happened, and read what one was told.

A message gets its number when an inbox is first read after it was written, under a lock per inbox: only what
is committed is numbered, so that who asks for what came after a number never misses one that was slow.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.messages import MessageKind
from referral.store.rows_messages import MessageRow
from referral.store.rows_webhooks import ReadUpToRow
from referral.store.secrecy import hide_whereabouts
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

NUMBER = text("""
    WITH last AS (SELECT coalesce(max(number), 0) AS number FROM message WHERE recipient = :recipient),
    fresh AS (
        SELECT id, row_number() OVER (ORDER BY position) AS nth
        FROM message WHERE recipient = :recipient AND number IS NULL
    )
    UPDATE message SET number = last.number + fresh.nth FROM last, fresh WHERE message.id = fresh.id
""")
UNNUMBERED = text("SELECT EXISTS (SELECT FROM message WHERE recipient = :recipient AND number IS NULL)")
ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:recipient, 7))")
# Which of these inboxes hold more than up to these numbers: one question for all who wait.
HAVE_MORE = text("""
    SELECT waiting.organisation, waiting.number
    FROM unnest(CAST(:organisations AS uuid[]), CAST(:numbers AS integer[])) AS waiting(organisation, number)
    WHERE EXISTS (SELECT FROM message m WHERE m.recipient = waiting.organisation AND m.number IS NULL)
        OR EXISTS (
            SELECT FROM message m WHERE m.recipient = waiting.organisation AND m.number > waiting.number
        )
""")


def message_values(
    tx: Transaction,
    recipient: UUID,
    kind: MessageKind,
    *,
    referral: UUID | None = None,
    about: UUID | None = None,
    day: date | None = None,
    component: str | None = None,
    provider: UUID | None = None,
    reasons: Iterable[str] = (),
    ends: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "recipient": recipient,
        "kind": kind.value,
        "referral": referral,
        "about": about,
        "told_at": tx.now,
        "happens_on": day,
        "component": component,
        "provider": provider,
        "reasons": list(reasons),
        "ends": list(ends),
        "acted_role": tx.caller.role,
        "acted_organisation": tx.caller.organisation,
    }


async def tell(tx: Transaction, recipients: Iterable[UUID], kind: MessageKind, **what: Any) -> None:
    """Put one message into the inbox of each of these organisations. `what`: see `message_values`.

    Under a mark of secrecy it names no provider to who may not know where the young person is (LAW-07).
    """
    values = [message_values(tx, recipient, kind, **what) for recipient in dict.fromkeys(recipients)]
    if values:
        await hide_whereabouts(tx, values)
        await tx.session.execute(insert(MessageRow), values)


async def messages_for(
    tx: Transaction,
    organisation: UUID,
    *,
    after: int = 0,
    kinds: Sequence[MessageKind] | None = None,
    limit: int,
) -> list[MessageRow]:
    """The inbox of an organisation, oldest first, after this number; of these kinds where some are named."""
    await number_inbox(tx, organisation)
    number = col(MessageRow.number)
    query = select(MessageRow).where(col(MessageRow.recipient) == organisation, number > after)
    if kinds is not None:
        query = query.where(col(MessageRow.kind).in_([kind.value for kind in kinds]))
    return list((await tx.session.execute(query.order_by(number).limit(limit))).scalars())


async def latest_for(
    tx: Transaction,
    organisation: UUID,
    *,
    before: int | None = None,
    kinds: Sequence[MessageKind] | None = None,
    limit: int,
) -> list[MessageRow]:
    """The inbox of an organisation, latest first, before this number."""
    await number_inbox(tx, organisation)
    number = col(MessageRow.number)
    query = select(MessageRow).where(col(MessageRow.recipient) == organisation)
    if before is not None:
        query = query.where(number < before)
    if kinds is not None:
        query = query.where(col(MessageRow.kind).in_([kind.value for kind in kinds]))
    return list((await tx.session.execute(query.order_by(number.desc()).limit(limit))).scalars())


async def number_inbox(tx: Transaction, organisation: UUID) -> None:
    """Give every committed message of this inbox its place."""
    inbox = {"recipient": organisation}
    if (await tx.session.execute(UNNUMBERED, inbox)).scalar_one():
        await tx.session.execute(ALONE, {"recipient": str(organisation)})
        await tx.session.execute(NUMBER, inbox)


async def last_number(tx: Transaction, organisation: UUID) -> int:
    """The highest number in this inbox; 0 while it is empty."""
    query = select(func.max(col(MessageRow.number))).where(col(MessageRow.recipient) == organisation)
    return (await tx.session.execute(query)).scalar_one() or 0


async def number_of(tx: Transaction, organisation: UUID, message: UUID) -> int | None:
    """The place of a message in the inbox of this organisation; None where it has no such one."""
    await number_inbox(tx, organisation)
    query = select(col(MessageRow.number)).where(
        col(MessageRow.id) == message, col(MessageRow.recipient) == organisation
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def message(tx: Transaction, message_id: UUID) -> MessageRow:
    query = select(MessageRow).where(col(MessageRow.id) == message_id)
    return (await tx.session.execute(query)).scalar_one()


async def recipient_of(tx: Transaction, message_id: UUID) -> UUID | None:
    query = select(col(MessageRow.recipient)).where(col(MessageRow.id) == message_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def inboxes_with_more(tx: Transaction, waiting: Sequence[tuple[UUID, int]]) -> set[tuple[UUID, int]]:
    """Which of these inboxes hold a committed message after that number."""
    given = {
        "organisations": [organisation for organisation, _ in waiting],
        "numbers": [number for _, number in waiting],
    }
    rows = await tx.session.execute(HAVE_MORE, given)
    return {(row.organisation, row.number) for row in rows}


async def read_up_to(tx: Transaction, organisation: UUID) -> int:
    """Up to which number the organisation has read; 0 where it never said."""
    query = select(col(ReadUpToRow.number)).where(col(ReadUpToRow.organisation) == organisation)
    return (await tx.session.execute(query)).scalar_one_or_none() or 0


async def set_read_up_to(tx: Transaction, organisation: UUID, number: int) -> int:
    """Store that it has read up to this number; never back, so that two readers do not undo each other."""
    fresh = upsert(ReadUpToRow).values(organisation=organisation, number=number, read_at=tx.now)
    statement = fresh.on_conflict_do_update(
        index_elements=["organisation"],
        set_={
            "number": func.greatest(col(ReadUpToRow.number), fresh.excluded.number),
            "read_at": fresh.excluded.read_at,
        },
    )
    return (await tx.session.execute(statement.returning(col(ReadUpToRow.number)))).scalar_one()
