"""Who is on call now, from memory, beside a bare FastAPI route that returns the same bytes; and who was then.

The room runs in one process on a database of its own: a region, or with `--national` also a country with
five years of shifts behind it.
"""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import asyncpg
import httpx

from region_policy.loader import Policies
from wegwijs_cli.bench.load import Target, timed
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured, percentile
from wegwijs_cli.bench.on_call_rows import REGIONS, Size, load, national, small
from wegwijs_cli.bench.on_call_then import measure_then
from wegwijs_cli.bench.stand import Beside, Stand
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.rooms import CRISIS

AT_LEAST_OF_ITS_RATE, AT_MOST_OF_ITS_P99 = 0.6, 3.0
AT_MOST_OF_THE_CPU = 1.3
IN_A_ROUND, WARM_UP = 4000, 400
READ_WITHIN_SECONDS = 120
FLOOR = "wegwijs_cli.bench.on_call_floor"
PATH = "/v1/on-call"
OK = 200


@dataclass(frozen=True)
class Round:
    """Calls per second, the 99th percentile in seconds, processor seconds of the process for each."""

    rate: float
    p99: float
    cpu: float


@dataclass
class Side:
    """A process and what it is asked in a round. `answer`: what a room says; `url`: of its database."""

    name: str
    process: Beside
    calls: Sequence[bytes]
    answer: bytes = b""
    url: str = ""

    async def ask(self) -> Round:
        """Raises WrongAnswer."""
        before = self.process.cpu_seconds
        driven = await timed(Target(self.process.url), self.calls, expect=OK)
        number = len(self.calls)
        used = (self.process.cpu_seconds - before) / number
        return Round(number / driven.seconds, percentile(driven.latencies, 0.99), used)


async def measure_on_call(stand: Stand) -> list[Measure]:
    """Rate and p99 to those of the floor, what a country costs, and who was on call then."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    region = await _room(stand, "on-call", small(now), now)
    measures = await _beside_the_floor(stand, region)
    if not stand.big:
        places = _municipalities(stand, small(now))
        return measures + await measure_then(stand, region.process, region.url, places, small(now).since)
    country = await _room(stand, "on-call-country", national(now), now)
    rounds = await in_turns(ROUNDS, region.ask, country.ask)
    _tell(stand, "a region", [once for once, _ in rounds])
    _tell(stand, "a country", [more for _, more in rounds])
    measures.append(
        measured(
            "on call now: CPU with a country of five years to that with a region",
            [more.cpu / once.cpu for once, more in rounds],
            better="lower",
            goal=AT_MOST_OF_THE_CPU,
        )
    )
    places = _municipalities(stand, national(now))
    return measures + await measure_then(stand, country.process, country.url, places, national(now).since)


async def _beside_the_floor(stand: Stand, ours: Side) -> list[Measure]:
    file = stand.home / "bench-on-call.json"
    file.write_bytes(ours.answer)
    process = stand.start_python("on-call-floor", FLOOR, {"WEGWIJS_ANSWER_FILE": str(file)})
    call = Target(process.url).call("GET", PATH)
    floor = Side("on-call-floor", process, [call] * IN_A_ROUND)
    await timed(Target(process.url), [call] * WARM_UP, expect=OK)
    rounds = await in_turns(ROUNDS, ours.ask, floor.ask)
    _tell(stand, "room", [room for room, _ in rounds])
    _tell(stand, "a bare route", [bare for _, bare in rounds])
    return [
        measured(
            "on call now: throughput to that of a bare route with the same bytes",
            [room.rate / bare.rate for room, bare in rounds],
            better="higher",
            goal=AT_LEAST_OF_ITS_RATE,
        ),
        measured(
            "on call now: p99 to that of a bare route with the same bytes",
            [room.p99 / bare.p99 for room, bare in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_P99,
        ),
    ]


async def _room(stand: Stand, name: str, size: Size, now: datetime) -> Side:
    database = f"bench_{name.replace('-', '_')}"
    url = await stand.make_database(database, room=CRISIS)
    codes = _municipalities(stand, size)
    connection = await asyncpg.connect(url)
    try:
        shifts = await load(connection, size, codes, now)
    finally:
        await connection.close()
    stand.progress.tell(f"  {name}: {size.lines} lines with {shifts} shifts")
    room = stand.start_room(CRISIS, name, url)
    token = await stand.token(stand.cast.desk)
    path = f"{PATH}?municipality={stand.cast.municipality}"
    call = Target(room.url).call("GET", path, token=token)
    answer = await _in_memory(room, path, token)
    await timed(Target(room.url), [call] * WARM_UP, expect=OK)
    return Side(name, room, [call] * IN_A_ROUND, answer, url)


def _municipalities(stand: Stand, size: Size) -> list[str]:
    """As many as so many regions have; first the one that is asked about now."""
    codes = sorted(Policies.load(stand.settings.regions_dir).register.by_code)
    codes.remove(stand.cast.municipality)
    return [stand.cast.municipality, *codes][: len(codes) * size.regions // REGIONS + 1]


async def _in_memory(room: Beside, path: str, token: str) -> bytes:
    """The answer, once the roster is there. Raises WrongAnswer."""
    async with httpx.AsyncClient(trust_env=False, headers={"Authorization": f"Bearer {token}"}) as http:
        for _ in range(READ_WITHIN_SECONDS * 20):
            answer = await http.get(room.url + path)
            if answer.status_code == OK and answer.json()["computedFrom"] == "memory":
                if not all(line["chain"] for line in answer.json()["lines"]):
                    raise WrongAnswer("nobody is on call in the rows of the bench")
                return answer.content
            await asyncio.sleep(0.05)
    raise WrongAnswer("the roster does not come into memory")


def _tell(stand: Stand, name: str, rounds: Sequence[Round]) -> None:
    """Medians on this machine, beside the result and not in it."""
    rate, p99, cpu = (
        statistics.median(getattr(each, what) for each in rounds) for what in ("rate", "p99", "cpu")
    )
    stand.progress.tell(
        f"  {name}: {rate:.0f} per s, p99 {1000 * p99:.1f} ms, {1000 * cpu:.3f} ms of CPU each"
    )
