"""What providers say of their places while others search: by SQL, so many a second.

The statements are those that a word on capacity takes in the room, less its checks and its event.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.national.offering import said
from wegwijs_cli.national.options import capacity_part, wait_of
from wegwijs_cli.national.things import Word

PER_SECOND, CONNECTIONS = 100, 4
AT_LEAST_OF_THEM = 0.9
PLACES = 9
SAY = """
INSERT INTO capacity (enrolment, version, status, free_places, most_places, wait_from_days, wait_to_days,
    as_of, said_by, source)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (enrolment) DO UPDATE SET version = capacity.version + 1, status = excluded.status,
    free_places = excluded.free_places, most_places = excluded.most_places,
    wait_from_days = excluded.wait_from_days, wait_to_days = excluded.wait_to_days,
    as_of = excluded.as_of, said_by = excluded.said_by, source = excluded.source
"""
KEEP = """
INSERT INTO capacity_said (enrolment, status, free_places, most_places, wait_from_days, wait_to_days,
    as_of, said_by, source, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7)
"""
# The lower 32 bits of the turn follow from the word; what lies above them stays.
PLACE = "UPDATE option SET turn = turn >> 32 << 32 | $2, wait_days = $3 WHERE enrolment = $1"
Enrolments = Sequence[tuple[UUID, UUID]]
"""Each with its provider."""


async def enrolments_with_words(connection: Any) -> Enrolments:
    """All of which somebody said something, in the order of their ids."""
    rows = await connection.fetch("SELECT enrolment, said_by FROM capacity ORDER BY enrolment")
    return [(row["enrolment"], row["said_by"]) for row in rows]


class Updates:
    """So many a second on connections of its own; `done` counts them."""

    def __init__(self, enrolments: Enrolments, seed: int) -> None:
        self._enrolments, self._draw = enrolments, random.Random(seed)  # noqa: S311  # no secret
        self.done = 0

    async def go_on(self, connection: Any, turns: Iterator[int], began: float) -> None:
        """Take a turn at its moment, for as long as there are any."""
        loop = asyncio.get_running_loop()
        for turn in turns:
            await asyncio.sleep(max(0.0, began + turn / PER_SECOND - loop.time()))
            await self.say(connection)

    async def say(self, connection: Any) -> None:
        """One word on one enrolment, in one transaction."""
        enrolment, provider = self._draw.choice(self._enrolments)
        now = datetime.now(UTC)
        status, free, wait = said(self._draw, PLACES)
        word = Word(status, free, PLACES, *wait, now, "api", 7, 1)
        days = wait_of(word)
        values = (enrolment, status, free, PLACES, *wait, now, provider, word.source)
        async with connection.transaction():
            await connection.execute(SAY, *values)
            await connection.execute(KEEP, *values)
            await connection.execute(PLACE, enrolment, capacity_part(days, now, stale=False), days)
        self.done += 1


@asynccontextmanager
async def updating(url: str, enrolments: Enrolments, seed: int) -> AsyncIterator[Updates]:
    """Updates beside what happens inside. Raises WrongAnswer where the machine did not keep up with them."""
    loop = asyncio.get_running_loop()
    opened = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]
    updates, began = Updates(enrolments, seed), loop.time()
    turns = iter(range(10**9))
    tasks = [asyncio.create_task(updates.go_on(each, turns, began)) for each in opened]
    try:
        yield updates
        due = (loop.time() - began) * PER_SECOND
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for connection in opened:
            await connection.close()
    if failed := [each for each in ended if not isinstance(each, asyncio.CancelledError)]:
        raise WrongAnswer(f"an update beside the search failed: {failed[0]!r}")
    if updates.done < AT_LEAST_OF_THEM * due - len(opened):
        raise WrongAnswer(f"only {updates.done} of {due:.0f} updates beside the search were written in time")
