"""Many placement requests at once: telling their providers, and ending what waited for them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlmodel import col

from referral.domain.messages import MessageKind
from referral.store.messages import message_values
from referral.store.rows import GrantRow, PlacementRow
from referral.store.rows_messages import MessageRow
from referral.store.secrecy import hide_whereabouts
from servicekit import tables
from servicekit.transaction import Transaction


async def tell_providers(
    tx: Transaction,
    asked: Sequence[PlacementRow],
    kind: MessageKind,
    *,
    day: date | None = None,
    grant: GrantRow | None = None,
    reasons: Iterable[str] = (),
    names_actor: bool = True,
) -> None:
    """Put a message about its own request into the inbox of each of these providers, in one statement.

    All are of one referral. `names_actor`: whether they may know who did it. Under a mark of secrecy a
    message does not tell who acted (LAW-07).
    """
    codes = tuple(reasons)
    values = [
        message_values(
            tx,
            each.provider,
            kind,
            referral=each.referral,
            about=each.id,
            day=day,
            component=grant.component if grant else None,
            reasons=codes,
        )
        for each in asked
    ]
    if not names_actor:
        values = [each | {"acted_organisation": None} for each in values]
    if values:
        await hide_whereabouts(tx, values)
        await tx.session.execute(insert(MessageRow), values)


async def told_withdrawn(tx: Transaction, row: PlacementRow) -> MessageRow | None:
    """What the provider was told when its request was taken back: the moment, and why as the only reason."""
    query = select(MessageRow).where(
        col(MessageRow.recipient) == row.provider,
        col(MessageRow.kind) == MessageKind.PLACEMENT_WITHDRAWN.value,
        col(MessageRow.about) == row.id,
    )
    return (await tx.session.execute(query)).scalars().first()


async def cancel_deadlines(tx: Transaction, kinds: Collection[str], refs: Collection[UUID]) -> None:
    """What was waited for need not come any more: of many things at once."""
    waiting = tables.deadline.c
    await tx.session.execute(
        delete(tables.deadline).where(
            waiting.kind.in_(sorted(kinds)), waiting.ref.in_(list(refs)), waiting.fired_at.is_(None)
        )
    )
