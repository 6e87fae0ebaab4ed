"""Wrapping every data key of a room under its newest master key, beside the work that goes on.

What is sealed is not touched: only the key of each person, 32 bytes, is opened and wrapped anew. Each
transaction does a few, so that a crash loses a few and callers wait for none; whoever starts again goes on
with what is left.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from sealing.keyring import Keyring
from sealing.tables import data_key
from wirekit.logs import log

AT_ONCE = 200
LOOK_EVERY_SECONDS = 5

is_there = data_key.c.wrapped.is_not(None)
begins_with = func.substr(data_key.c.wrapped, 1, 8)
REWRAP = update(data_key).where(data_key.c.data_subject == bindparam("whose"))


@dataclass(frozen=True)
class Progress:
    """Data keys under the newest master key, of all that are not destroyed; `masters`: keys in the file."""

    done: int
    total: int
    masters: int


async def progress(session: AsyncSession, keyring: Keyring) -> Progress:
    done = func.count().filter(begins_with == keyring.newest)
    row = (await session.execute(select(done, func.count()).select_from(data_key).where(is_there))).one()
    return Progress(row[0], row[1], keyring.masters)


async def rewrap_some(
    session: AsyncSession, keyring: Keyring, after: UUID | None = None
) -> tuple[int, UUID | None]:
    """Wrap a few that an older key still wraps: how many, and after whom to go on (None at the end).

    What no key of the file opens is left as it is, and stays in sight of `progress`. The caller commits.
    """
    older = select(data_key).where(is_there, begins_with != keyring.newest).order_by(data_key.c.data_subject)
    if after is not None:
        older = older.where(data_key.c.data_subject > after)
    rows = (await session.execute(older.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    anew = []
    for row in rows:
        with suppress(InvalidTag):
            key = keyring.unwrapped(row.wrapped, row.data_subject)
            anew.append({"whose": row.data_subject, "wrapped": keyring.wrapped(key, row.data_subject)})
    if anew:
        await (await session.connection()).execute(REWRAP, anew)
    return len(anew), rows[-1].data_subject if rows else None


async def rewrap_all(engine: AsyncEngine, keyring: Keyring) -> int:
    """How many were wrapped anew."""
    count, after = 0, None
    while True:
        async with AsyncSession(engine) as session:
            some, after = await rewrap_some(session, keyring, after)
            await session.commit()
        count += some
        if after is None:
            return count


async def keep_rewrapping(settings: Any, transactions: Any) -> None:
    """A chore of every room: nothing to do until a rotation puts a new key into the file.

    One of before keys had names is wrapped anew too.
    """
    wrapped_under = b""
    while True:
        try:
            # While there is an older key, a process that had not seen the newest may just have used it.
            if (newest := transactions.keyring.newest) != wrapped_under or transactions.keyring.masters > 1:
                if count := await rewrap_all(transactions.engine, transactions.keyring):
                    log.info("data keys wrapped anew", keys=count)
                wrapped_under = newest
        except Exception as error:
            log.warning("data keys wait to be wrapped anew", exc_info=error)
        await asyncio.sleep(LOOK_EVERY_SECONDS)
