"""Where the looks of a transaction go: to the log, or into the room's own table until the log is back.

A look is stored before the answer leaves. The log may be away; care may not wait for it (decision 0021).
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from auditlog import tables
from auditlog.entry import Action, Entry
from auditlog.writer import LogAway, LogWriter
from wirekit.logs import log

SENT_EVERY_SECONDS = 1
SENT_AT_ONCE = 500


class Looks:
    """`writer`: the log; None where there is none, as in a test of one room alone."""

    def __init__(self, engine: AsyncEngine, room: str, writer: LogWriter | None) -> None:
        self._engine, self._room, self._writer = engine, room, writer
        self._refused: list[Entry] = []
        self._telling: asyncio.Task[None] | None = None

    async def store(self, session: AsyncSession | AsyncConnection, entries: Sequence[Entry]) -> None:
        """In the log; where that is away, with the transaction of `session`."""
        if not entries:
            return
        if self._writer is not None:
            try:
                await self._writer.store(entries)
                return
            except LogAway:
                log.warning("looks wait for the log", looks=len(entries))
        await session.execute(insert(tables.read_log), [_row(entry) for entry in entries])

    def tell_refused(self, entry: Entry) -> None:
        """Nothing was shown, so nobody waits; a refusal of the last moment is lost with its process."""
        self._refused.append(entry)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def settled(self) -> None:
        """Wait until every refusal that was told is stored."""
        if self._telling is not None:
            await self._telling

    async def keep_sending(self) -> None:
        """Bring to the log what it could not take when it was made."""
        if self._writer is None:
            return
        while True:
            try:
                while await self._send():
                    continue
            except LogAway:
                pass
            except Exception as error:
                log.warning("looks wait for the log", exc_info=error)
            await asyncio.sleep(SENT_EVERY_SECONDS)

    async def close(self) -> None:
        with suppress(Exception):
            await self.settled()
        if self._writer is not None:
            await self._writer.close()

    async def _tell(self) -> None:
        while self._refused:
            some, self._refused = self._refused, []
            try:
                async with self._engine.begin() as connection:
                    await self.store(connection, some)
            except Exception as error:
                log.warning("refusals are not logged", refusals=len(some), exc_info=error)

    async def _send(self) -> bool:
        """Whether there may be more. The log counts once what it gets twice."""
        assert self._writer is not None
        sent = select(tables.read_log_sent.c.id).where(tables.read_log_sent.c.id == tables.read_log.c.id)
        async with self._engine.begin() as connection:
            query = select(tables.read_log).where(~sent.exists()).limit(SENT_AT_ONCE)
            rows = (await connection.execute(query)).all()
            if not rows:
                return False
            await self._writer.store([_entry(self._room, row) for row in rows])
            marks = [{"id": row.id, "sent_at": datetime.now(UTC)} for row in rows]
            await connection.execute(upsert(tables.read_log_sent).on_conflict_do_nothing(), marks)
        return len(rows) == SENT_AT_ONCE


def _row(entry: Entry) -> dict[str, Any]:
    values = entry.values()
    del values["room"]
    return values | {"looked_at": values.pop("at")}


def _entry(room: str, row: Any) -> Entry:
    values = dict(row._mapping)
    at, action = values.pop("looked_at"), Action(values.pop("action"))
    return Entry(room=room, at=at, action=action, **values)
