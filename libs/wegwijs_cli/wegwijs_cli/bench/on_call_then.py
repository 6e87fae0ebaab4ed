"""Who was on call then: the room, beside its one statement by plain asyncpg."""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import asyncpg

from wegwijs_cli.bench.load import CONNECTIONS, Target, timed
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Beside, Stand

AT_MOST_OF_ITS_SQL = 3.0
IN_A_ROUND = 400
LONGEST = timedelta(days=32)
_SEED = 41
Question = tuple[str, datetime]
"""A municipality, and an instant (UTC)."""


def questions(codes: Sequence[str], since: datetime, until: datetime) -> list[Question]:
    """The same places each time, at instants all over this period."""
    draw = random.Random(_SEED)  # noqa: S311  # no secret
    return [(draw.choice(codes), since + draw.random() * (until - since)) for _ in range(IN_A_ROUND)]


async def measure_then(
    stand: Stand, room: Beside, url: str, codes: Sequence[str], since: datetime
) -> list[Measure]:
    """Seconds of the room to those of its SQL. `url`: of its database, `codes`: of the places asked about."""
    asked = questions(codes, since + LONGEST, datetime.now(UTC) - timedelta(days=2))
    token, target = await stand.token(stand.cast.desk), Target(room.url)
    paths = [f"/v1/on-call?{urlencode({'municipality': code, 'at': at.isoformat()})}" for code, at in asked]
    calls = [target.call("GET", path, token=token) for path in paths]

    async def ours() -> float:
        return (await timed(target, calls, expect=200)).seconds

    opened = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]

    async def bare() -> float:
        left, began = iter(asked), time.perf_counter()
        await asyncio.gather(*(_ask_on(connection, left) for connection in opened))
        return time.perf_counter() - began

    try:
        await ours()
        await bare()
        rounds = await in_turns(ROUNDS, ours, bare)
    finally:
        for connection in opened:
            await connection.close()
    each = [1000 * statistics.median(times) / IN_A_ROUND for times in zip(*rounds, strict=True)]
    stand.progress.tell(f"  on call then: {each[0]:.2f} ms each, its SQL {each[1]:.2f} ms")
    return [
        measured(
            "on call then: time to that of its SQL",
            [room_took / sql_took for room_took, sql_took in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_SQL,
        )
    ]


async def _ask_on(connection: Any, left: Iterator[Question]) -> None:
    for code, at in left:
        await connection.fetch(statement(), code, at, at, LONGEST)


@lru_cache
def statement() -> str:
    """The one that the room issues."""
    text = Path(__file__).with_name("on_call.sql").read_text()
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))
