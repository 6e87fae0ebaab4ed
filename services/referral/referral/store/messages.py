"""Tell organisations what happened, and read what one was told.

A message gets its number when an inbox is first read after it was written, under a lock per inbox: only what
is committed is numbered, so that who asks for what came after a number never misses one that was slow.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlmodel import col

from referral.domain.messages import MessageKind
from referral.store.rows_messages import MessageRow
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

NUMBER = text("""
    WITH last AS (SELECT coalesce(max(number), 0) AS number FROM message WHERE recipient = :recipient),
    fresh AS (
        SELECT id, row_number() OVER (ORDER BY id) AS nth
        FROM message WHERE recipient = :recipient AND number IS NULL
    )
    UPDATE message SET number = last.number + fresh.nth FROM last, fresh WHERE message.id = fresh.id
""")
UNNUMBERED = text("SELECT EXISTS (SELECT FROM message WHERE recipient = :recipient AND number IS NULL)")
ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:recipient, 7))")


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
        "acted_role": tx.caller.role,
        "acted_organisation": tx.caller.organisation,
    }


async def tell(tx: Transaction, recipients: Iterable[UUID], kind: MessageKind, **what: Any) -> None:
    """Put one message into the inbox of each of these organisations. `what`: see `message_values`."""
    values = [message_values(tx, recipient, kind, **what) for recipient in dict.fromkeys(recipients)]
    if values:
        await tx.session.execute(insert(MessageRow), values)


async def messages_for(
    tx: Transaction, organisation: UUID, *, after: UUID | None, limit: int
) -> list[MessageRow]:
    """The inbox of an organisation, oldest first, after this message."""
    await number_inbox(tx, organisation)
    query = select(MessageRow).where(col(MessageRow.recipient) == organisation)
    if after:
        seen = select(col(MessageRow.number)).where(
            col(MessageRow.id) == after, col(MessageRow.recipient) == organisation
        )
        query = query.where(col(MessageRow.number) > seen.scalar_subquery())
    return list((await tx.session.execute(query.order_by(col(MessageRow.number)).limit(limit))).scalars())


async def number_inbox(tx: Transaction, organisation: UUID) -> None:
    """Give every committed message of this inbox its place."""
    inbox = {"recipient": organisation}
    if (await tx.session.execute(UNNUMBERED, inbox)).scalar_one():
        await tx.session.execute(ALONE, {"recipient": str(organisation)})
        await tx.session.execute(NUMBER, inbox)
