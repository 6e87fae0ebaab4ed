"""Everything that waits has an owner and a deadline; this fires them, each exactly once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from servicekit.preconditions import forget_old_keys
from servicekit.subscriptions import PLATFORM
from servicekit.tables import deadline, inbox
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.events import DeadlineMissed
from wirekit.logs import log

LOOK_EVERY_SECONDS = 0.5
TIDY_EVERY = timedelta(minutes=10)
LOCKED = "55P03"  # somebody changes just now what it is about: no failure, and looked at again at once
STREAMS_KEEP = timedelta(days=31)  # an event older than what the streams keep cannot come again


@dataclass(frozen=True)
class Deadline:
    """A term that ended: `kind` of waiting, `ref` of what waited, `due_at` in UTC."""

    id: UUID
    kind: str
    ref: UUID
    region: str
    owner: str
    due_at: datetime


WhenMissed = Callable[[Transaction, Deadline], Awaitable[None]]
Chore = Callable[[Any, Transactions], Coroutine[Any, Any, None]]  # of a room's own; gets its settings


async def fire_one(transactions: Transactions, when_missed: Mapping[str, WhenMissed]) -> bool:
    """Fire the oldest deadline that is due; its effect, its event and its mark are one transaction."""
    room = Caller(f"room:{transactions.room}", PLATFORM, "service")
    async with transactions.begin(room, operation="deadline") as tx:
        query = (
            select(deadline)
            .where(deadline.c.fired_at.is_(None), deadline.c.next_try_at <= tx.now)
            .order_by(deadline.c.next_try_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await tx.session.execute(query)).one_or_none()
        if row is None:
            return False
        this = update(deadline).where(deadline.c.id == row.id)
        missed = Deadline(row.id, row.kind, row.ref, row.region, row.owner, row.due_at)
        try:
            async with tx.session.begin_nested():
                await when_missed[row.kind](tx, missed)
        except Exception as error:
            tx.forget_gathered()
            if is_locked := getattr(getattr(error, "orig", None), "sqlstate", None) == LOCKED:
                pause = LOOK_EVERY_SECONDS
            else:
                log.error("deadline not handled", kind=row.kind, ref=str(row.ref), exc_info=error)
                pause = min(2**row.attempts, 300)
            later, attempts = tx.now + timedelta(seconds=pause), row.attempts + (not is_locked)
            await tx.session.execute(this.values(attempts=attempts, next_try_at=later))
            return True
        await tx.session.execute(this.values(fired_at=tx.now))
        about = {"kind": row.kind, "about": row.ref, "owner": row.owner, "due_at": row.due_at}
        tx.publish(DeadlineMissed(ref=row.id, version=1, region=row.region, **about))
    return True


async def keep_firing(transactions: Transactions, when_missed: Mapping[str, WhenMissed]) -> None:
    """Look at least every half second; after a time away, all that fell due is fired at the first look."""
    tidied = transactions.clock() - TIDY_EVERY
    while True:
        try:
            while await fire_one(transactions, when_missed):
                continue
            if transactions.clock() - tidied >= TIDY_EVERY:
                tidied = transactions.clock()
                await tidy(transactions, tidied)
        except Exception as error:
            log.warning("deadlines wait", exc_info=error)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def tidy(transactions: Transactions, at: datetime) -> None:
    """Drop keys of idempotency after 24 hours, and inbox rows that no event can meet any more."""
    async with transactions.engine.begin() as connection:
        await forget_old_keys(connection, at)
        await connection.execute(delete(inbox).where(inbox.c.handled_at < at - STREAMS_KEEP))
