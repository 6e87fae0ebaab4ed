"""Keep the memory of this process at the roster in the database.

The database itself tells what changed, by the commit that changed it: nothing else has to be there.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from crisis.settings import Settings
from crisis.store import look_up as store
from crisis.usecases.memory import AHEAD, BACK, RosterMemory
from crisis.usecases.resources import Resources
from crisis.usecases.snapshot import Snapshot
from servicekit.transaction import Transactions
from wirekit.logs import log

CHANNEL, ALL = "crisis_roster", "all"
LOOK_SECONDS, WITHIN_SECONDS = 1.0, 10.0
KEEP_SECONDS = 2.0
"""So often at most the snapshot is written."""
READ_AGAIN = AHEAD - timedelta(hours=12)
"""A line that is known less far than this is read anew."""
LINES_AT_ONCE = 20
"""More would hold up the look-ups of this process meanwhile."""


async def follow_roster(settings: Settings, transactions: Transactions) -> None:
    """Runs for the life of the process, and outlives a lost database."""
    resources: Resources = transactions.resources
    memory = resources.memory
    memory.clock = transactions.clock
    for engine in transactions.engines:
        memory.watch_writes(engine)
    follower = Follower(memory, resources.snapshot, settings.database_url.get_secret_value())
    while True:
        try:
            await follower.follow()
        except Exception as error:  # a database that is killed shows in many ways
            log.warning("the roster cannot be followed, tries again", exc_info=error)
            memory.lost()
            await asyncio.sleep(LOOK_SECONDS)


class Follower:
    def __init__(self, memory: RosterMemory, snapshot: Snapshot | None, dsn: str) -> None:
        self._memory, self._snapshot, self._dsn = memory, snapshot, dsn
        self._told: set[str] = set()
        self._kept_changes, self._kept_last = -1, 0.0

    async def follow(self) -> None:
        """On one connection, until it is lost."""
        memory = self._memory
        connection = await asyncpg.connect(self._dsn, timeout=5, command_timeout=WITHIN_SECONDS)
        try:
            await connection.add_listener(CHANNEL, self._hear)
            connection.add_termination_listener(lambda _: memory.wake.set())
            self._told = {ALL}  # what was told before we listened is not known
            while True:
                memory.wake.clear()
                await self._look(connection)
                await self._keep()
                if not self._told:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(memory.wake.wait(), LOOK_SECONDS)
        finally:
            connection.terminate()

    def _hear(self, _connection: Any, _pid: int, _channel: str, told: object) -> None:
        self._told.add(str(told))
        self._memory.wake.set()

    async def _look(self, connection: "asyncpg.Connection[Any]") -> None:
        memory = self._memory
        writes, before = memory.writes, memory.clock()
        # With its answer comes whatever was told before it.
        await connection.execute("SELECT 1")
        told, self._told = self._told, set()
        try:
            await self._read(connection, told)
        except BaseException:
            self._told |= told
            raise
        memory.looked(before, writes)

    async def _read(self, connection: "asyncpg.Connection[Any]", told: Collection[str]) -> None:
        memory, now = self._memory, self._memory.clock()
        lines = {UUID(each.removeprefix("line:")) for each in told if each.startswith("line:")}
        workers = {UUID(each.removeprefix("worker:")) for each in told if each.startswith("worker:")}
        if ALL in told:
            found = set(await store.all_lines(connection))
            lines |= found | {*memory.lines}
            workers |= {*memory.staff}
        due = [
            line_id
            for line_id, known in memory.lines.items()
            if not known.begin <= now <= known.end - READ_AGAIN
        ]
        if due := [line_id for line_id in due if line_id not in lines][:LINES_AT_ONCE]:
            lines |= {*due}
            memory.wake.set()  # there may be more of them
        ids = sorted(lines)
        for first in range(0, len(ids), LINES_AT_ONCE):
            part = ids[first : first + LINES_AT_ONCE]
            known, staff = await store.lines_between(connection, part, now - BACK, now + AHEAD)
            memory.take_in(known, staff, gone={*part} - {each.line.id for each in known})
        workers &= {*memory.staff}
        if workers:
            memory.take_in((), await store.staff(connection, workers))

    async def _keep(self) -> None:
        """Write the snapshot after a change, else only that nothing changed; a full disk stops no look-up."""
        memory, now = self._memory, asyncio.get_running_loop().time()
        if self._snapshot is None or memory.as_of is None or now - self._kept_last < KEEP_SECONDS:
            return
        self._kept_last, changes, as_of = now, memory.changes, memory.as_of
        try:
            if changes == self._kept_changes:
                await asyncio.to_thread(self._snapshot.write_look, as_of)
                return
            lines, staff = [*memory.lines.values()], dict(memory.staff)
            await asyncio.to_thread(self._snapshot.write, lines, staff, as_of)
            self._kept_changes = changes
        except OSError as error:
            log.warning("the snapshot of the roster cannot be written", exc_info=error)
