"""How a room adds to the log: entries of many callers in one statement, each stored before its answer leaves.

A group is sent as soon as the one before is stored, so nobody waits for more than one commit of others.
The room's role may INSERT and nothing else: it can neither read nor change what is there.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

import asyncpg

from auditlog.entry import COLUMNS, Entry
from wirekit.logs import log

STORED_WITHIN_SECONDS = 2
TRIED_AGAIN_AFTER_SECONDS = 1
TYPES = {
    "id": "uuid",
    "at": "timestamptz",
    "organisation": "uuid",
    "emergency": "uuid",
    "correlation_id": "uuid",
    "may_betray": "boolean",
}
_ARRAYS = ", ".join(f"${number}::{TYPES.get(name, 'text')}[]" for number, name in enumerate(COLUMNS, 1))
# Without a column to meet on: that would need the right to read. What comes twice counts once.
ADD = f"INSERT INTO entry ({', '.join(COLUMNS)}) SELECT * FROM unnest({_ARRAYS}) ON CONFLICT DO NOTHING"  # noqa: S608


class LogAway(Exception):
    """The database of the log does not take entries now; none of these is known to be stored."""


class LogWriter:
    """One connection to the database of the log, opened at the first entry and again after a break."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._waiting: list[tuple[Sequence[Entry], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._away_until = 0.0

    async def store(self, entries: Sequence[Entry]) -> None:
        """Gives control back when they are on disk. Raises LogAway."""
        if time.monotonic() < self._away_until:
            raise LogAway
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((entries, stored))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await stored

    async def close(self) -> None:
        if self._writing is not None:
            with suppress(LogAway):
                await self._writing
        if self._connection is not None:
            self._connection.terminate()

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            entries = [entry for some, _ in group for entry in some]
            try:
                async with asyncio.timeout(STORED_WITHIN_SECONDS):
                    await self._add(entries)
            except Exception as error:  # whatever it is, nobody may wait for ever
                log.warning("the log takes no entries", entries=len(entries), error=type(error).__name__)
                self._away_until = time.monotonic() + TRIED_AGAIN_AFTER_SECONDS
                self._drop_connection()
                failed = True
            else:
                failed = False
            for _, stored in group:
                if stored.done():  # whoever waited has gone
                    continue
                if failed:
                    stored.set_exception(LogAway())
                else:
                    stored.set_result(None)

    async def _add(self, entries: Sequence[Entry]) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(self._url, command_timeout=STORED_WITHIN_SECONDS)
        columns = zip(*(tuple(entry.values().values()) for entry in entries), strict=True)
        await self._connection.execute(ADD, *(list(column) for column in columns))

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
