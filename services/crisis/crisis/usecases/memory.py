"""The roster in memory: who is on call is answered from it, without a database."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from crisis.domain.duty_line import OnCallWorker
from crisis.domain.known_line import KnownLine, Staff
from crisis.store.look_up import WRITES_ROSTER

BACK, AHEAD = timedelta(days=1), timedelta(days=14)
"""So far from the moment at which it is read, a line is known."""
OWN_WRITES_WITHIN_SECONDS = 1.0
MOST_PREPARED = 2_000


@dataclass(frozen=True)
class Prepared:
    """An answer whose bytes are there but for the moments in it; it holds until `until` (UTC).

    `tells_at`: it tells the instant that it is about, which is that at which it is given.
    """

    head: bytes
    tail: bytes
    tells_at: bool
    until: datetime


class RosterMemory:
    """What this process knows of the roster.

    `as_of` (UTC) is the last moment at which it was known to be that of the database. `writes` counts what
    this process itself wrote to the roster; up to `seen` of these the memory has seen.
    """

    def __init__(self) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.lines: dict[UUID, KnownLine] = {}
        self.staff: dict[UUID, tuple[OnCallWorker, str | None]] = {}
        self.as_of: datetime | None = None
        self.changes = 0
        self.prepared: dict[tuple[str, bytes], Prepared] = {}
        self.writes = self.seen = 0
        self.wake = asyncio.Event()
        self._looked = asyncio.Event()
        self._of_place: Mapping[str, tuple[UUID, ...]] = {}
        self._of_region: Mapping[str, tuple[UUID, ...]] = {}

    @property
    def answers(self) -> bool:
        """Whether it can tell who is on call now, wherever."""
        now = self.clock()
        return self.as_of is not None and all(line.knows(now) for line in self.lines.values())

    def of_place(self, municipality: str) -> list[KnownLine]:
        return [self.lines[line_id] for line_id in self._of_place.get(municipality, ())]

    def of_region(self, region: str) -> list[KnownLine]:
        return [self.lines[line_id] for line_id in self._of_region.get(region, ())]

    def take_in(self, lines: Iterable[KnownLine], staff: Staff, *, gone: Iterable[UUID] = ()) -> None:
        """These are the lines now, and `gone` are no more."""
        for known in lines:
            self.lines[known.line.id] = known
        for line_id in gone:
            self.lines.pop(line_id, None)
        self.staff.update(staff)
        places: dict[str, list[UUID]] = defaultdict(list)
        regions: dict[str, list[UUID]] = defaultdict(list)
        for line_id in sorted(self.lines):
            line = self.lines[line_id].line
            regions[line.region].append(line_id)
            for municipality in line.municipalities:
                places[municipality].append(line_id)
        self._of_place = {place: tuple(ids) for place, ids in places.items()}
        self._of_region = {region: tuple(ids) for region, ids in regions.items()}
        self.changes += 1
        self.prepared.clear()

    def prepare(self, key: tuple[str, bytes], prepared: Prepared) -> None:
        if len(self.prepared) >= MOST_PREPARED:
            self.prepared.clear()
        self.prepared[key] = prepared

    def looked(self, as_of: datetime, writes: int) -> None:
        """At this moment it was known to be the database's, with so many of our own writes in it."""
        self.as_of, self.seen = as_of, max(self.seen, writes)
        self._tell()

    def lost(self) -> None:
        """The database is away: nobody waits for what cannot be seen; how old it is, is told."""
        self.seen = self.writes
        self._tell()

    async def with_own_writes(self) -> None:
        """Wait until what this process wrote is seen, a second at most."""
        wanted = self.writes
        with suppress(TimeoutError):
            async with asyncio.timeout(OWN_WRITES_WITHIN_SECONDS):
                while self.seen < wanted:
                    self.wake.set()
                    await self._looked.wait()

    def watch_writes(self, engine: AsyncEngine) -> None:
        """Count what goes through this engine: the next look-up after a command must see what it did."""

        def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if WRITES_ROSTER.match(statement):
                connection.info[WRITES_ROSTER] = True

        # A connection goes back once its transaction has ended, and before the caller hears of it.
        def count(_: Any, record: Any) -> None:
            if record.info.pop(WRITES_ROSTER, None):
                self.writes += 1
                self.wake.set()

        event.listen(engine.sync_engine, "before_cursor_execute", note)
        event.listen(engine.sync_engine, "checkin", count)

    def _tell(self) -> None:
        self._looked.set()
        self._looked = asyncio.Event()
