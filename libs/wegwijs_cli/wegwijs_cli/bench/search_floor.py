"""The floor of the search: the statements that it takes, by plain asyncpg, and their plans."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg

from region_policy.terms import local_day
from wegwijs_cli.bench.load import CONNECTIONS, Driven
from wegwijs_cli.bench.search_questions import Question

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


@dataclass(frozen=True)
class SearchFloor:
    """Connections of this process. No transaction is begun, nothing is made of the rows."""

    connections: Sequence[Any]

    async def ask(self, questions: Sequence[Question]) -> Driven:
        """All of them, one at a time on each connection."""
        left = iter(questions)
        began = time.perf_counter()
        asked = await asyncio.gather(*(_ask_on(connection, left) for connection in self.connections))
        return Driven(time.perf_counter() - began, [each for latencies in asked for each in latencies])


@asynccontextmanager
async def search_floor(url: str, connections: int = CONNECTIONS) -> AsyncIterator[SearchFloor]:
    opened = [await asyncpg.connect(url) for _ in range(connections)]
    try:
        yield SearchFloor(opened)
    finally:
        for connection in opened:
            await connection.close()


async def _ask_on(connection: Any, left: Iterator[Question]) -> list[float]:
    latencies = []
    for question in left:
        began = time.perf_counter()
        now = datetime.now(UTC)
        for statement, values in question.statements(local_day(now), now):
            await connection.fetch(statement, *values)
        latencies.append(time.perf_counter() - began)
    return latencies


async def buffers(connection: Any, questions: Sequence[Question]) -> list[int]:
    """Pages of 8 kB that each question touches, found in memory or not."""
    touched = []
    for question in questions:
        now = datetime.now(UTC)
        pages = 0
        for statement, values in question.statements(local_day(now), now):
            plan = json.loads(await connection.fetchval(EXPLAIN + statement, *values))[0]["Plan"]
            pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        touched.append(pages)
    return touched
