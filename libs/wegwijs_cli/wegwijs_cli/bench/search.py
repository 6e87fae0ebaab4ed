"""A search by municipality, age, domain and intensity, beside its own SQL by plain asyncpg.

The room runs in one process on a database of its own, with the population of `./wegwijs data national`: a
tenth of the country, or with `--national` all of it, and ten times all of it.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import asyncpg

from region_policy.loader import Policies
from region_policy.terms import local_day
from wegwijs_cli.bench.load import Driven, Target, timed
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured, percentile
from wegwijs_cli.bench.search_floor import buffers, search_floor
from wegwijs_cli.bench.search_questions import Question, mix
from wegwijs_cli.bench.search_updates import PER_SECOND, enrolments_with_words, updating
from wegwijs_cli.bench.stand import Beside, Stand, backends_of, cpu_seconds_of
from wegwijs_cli.national.country import Country
from wegwijs_cli.national.load import is_there, load
from wegwijs_cli.national.places import Places
from wegwijs_cli.rooms import PROVIDER_REGISTRY
from wegwijs_cli.upkeep.migrate import differences, upgrade

AT_LEAST_OF_ITS_RATE, AT_MOST_OF_ITS_P99 = 0.5, 3.0
AT_MOST_OF_THE_BUFFERS, AT_MOST_OF_THE_CPU = 1.2, 1.3
IN_A_ROUND, EXPLAINED = 600, 210
SMALL, WHOLE, TENFOLD = 0.1, 1.0, 10.0
DATABASE = "bench_search"
OK = 200


@dataclass(frozen=True)
class Round:
    """Searches per second; the 99th percentile in seconds; processor seconds per search, of the application
    and of the backends of PostgreSQL that serve it.
    """

    rate: float
    p99: float
    cpu: float
    postgres: float


@dataclass
class Side:
    """The room on one database, with what it is asked in each round; `backends`: its own in PostgreSQL."""

    name: str
    room: Beside
    url: str
    calls: Sequence[bytes]
    backends: Sequence[int] = ()

    async def search(self) -> Round:
        """Ask everything once. Raises WrongAnswer."""
        before = self.room.cpu_seconds, self._postgres_seconds()
        driven = await timed(Target(self.room.url), self.calls, expect=OK)
        used = self.room.cpu_seconds - before[0], self._postgres_seconds() - before[1]
        number = len(self.calls)
        return Round(number / driven.seconds, p99_of(driven), used[0] / number, used[1] / number)

    def _postgres_seconds(self) -> float:
        return sum(map(cpu_seconds_of, self.backends))


def p99_of(driven: Driven) -> float:
    return percentile(driven.latencies, 0.99)


async def measure_search(stand: Stand) -> list[Measure]:
    """Rate and latency to those of the same SQL, and what updates beside it and more data cost it."""
    places = Places(Policies.load(stand.settings.regions_dir), local_day(datetime.now(UTC)))
    questions = mix(places, IN_A_ROUND)
    url = await _database(stand, places)
    side = await _side(stand, "search", url, questions)
    measures = await _beside_its_sql(stand, side, questions)
    if stand.big:
        # Before the updates, which leave dead rows behind on one of the two sides only.
        measures += await _at_ten_times(stand, side, places, questions)
    return measures + await _with_updates(stand, side)


async def _beside_its_sql(stand: Stand, side: Side, questions: Sequence[Question]) -> list[Measure]:
    async with search_floor(side.url) as floor:

        async def bare() -> Round:
            driven = await floor.ask(questions)
            return Round(len(questions) / driven.seconds, p99_of(driven), 0, 0)

        await bare()
        rounds = await in_turns(ROUNDS, side.search, bare)
    _tell(stand, "room", [ours for ours, _ in rounds])
    _tell(stand, "the same SQL", [floor for _, floor in rounds])
    return [
        measured(
            "search: throughput to that of the same SQL",
            [ours.rate / floor.rate for ours, floor in rounds],
            better="higher",
            goal=AT_LEAST_OF_ITS_RATE,
        ),
        measured(
            "search: p99 to that of the same SQL",
            [ours.p99 / floor.p99 for ours, floor in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_P99,
        ),
    ]


async def _at_ten_times(
    stand: Stand, side: Side, places: Places, questions: Sequence[Question]
) -> list[Measure]:
    url = await _kept(stand, places, TENFOLD)
    tenfold = await _side(stand, "search-tenfold", url, questions)
    touched = [await _buffers(each.url, questions[:EXPLAINED]) for each in (side, tenfold)]
    rounds = await in_turns(ROUNDS, side.search, tenfold.search)
    _tell(stand, "the country", [once for once, _ in rounds])
    _tell(stand, "ten times the country", [more for _, more in rounds])
    once, more = (statistics.mean(each) for each in touched)
    stand.progress.tell(f"  {once:.0f} and {more:.0f} buffers for each search")
    # One question in every so many is a round of its own, for the extremes.
    parts = [
        statistics.mean(touched[1][n::ROUNDS]) / statistics.mean(touched[0][n::ROUNDS]) for n in range(ROUNDS)
    ]
    return [
        measured(
            "search at ten times the data: buffers",
            parts,
            ratio=more / once,
            better="lower",
            goal=AT_MOST_OF_THE_BUFFERS,
        ),
        measured(
            "search at ten times the data: CPU per request",
            [more.cpu / once.cpu for once, more in rounds],
            better="lower",
            goal=AT_MOST_OF_THE_CPU,
        ),
    ]


async def _with_updates(stand: Stand, side: Side) -> list[Measure]:
    connection = await asyncpg.connect(side.url)
    enrolments = await enrolments_with_words(connection)
    await connection.close()
    seeds = count()

    async def disturbed() -> Round:
        async with updating(side.url, enrolments, next(seeds)):
            return await side.search()

    rounds = await in_turns(ROUNDS, side.search, disturbed)
    _tell(stand, "alone", [alone for alone, _ in rounds])
    _tell(stand, f"{PER_SECOND} updates per second", [beside for _, beside in rounds])
    return [
        measured(
            f"search with {PER_SECOND} capacity updates per second beside it: CPU",
            [beside.cpu / alone.cpu for alone, beside in rounds],
            better="lower",
            goal=AT_MOST_OF_THE_CPU,
        )
    ]


async def _side(stand: Stand, name: str, url: str, questions: Sequence[Question]) -> Side:
    """The room, started and warm."""
    room = stand.start_room(PROVIDER_REGISTRY, name, url)
    token = await stand.token(stand.cast.referrer)
    side = Side(name, room, url, [Target(room.url).call("GET", each.path, token=token) for each in questions])
    await side.search()
    side.backends = await backends_of(url)
    return side


async def _buffers(url: str, questions: Sequence[Question]) -> list[int]:
    connection = await asyncpg.connect(url)
    try:
        return await buffers(connection, questions)
    finally:
        await connection.close()


async def _database(stand: Stand, places: Places) -> str:
    """One for this run: what updates leave behind goes with it."""
    if stand.big:
        await _kept(stand, places, WHOLE)
        return await stand.make_database(DATABASE, template=_name(WHOLE))
    url = await stand.make_database(DATABASE, room=PROVIDER_REGISTRY)
    await _fill(stand, url, Country(places, scale=SMALL))
    return url


async def _kept(stand: Stand, places: Places, scale: float) -> str:
    """The database with the country at this scale, made at the first run."""
    name, country = _name(scale), Country(places, scale=scale)
    admin = await asyncpg.connect(stand.admin_url)
    try:
        if not await _is_whole(stand, admin, name, country):
            # What a run that was broken off has written lies in the files still, and would be measured too.
            await admin.execute(f"DROP DATABASE IF EXISTS {name}")
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            await upgrade(PROVIDER_REGISTRY.module, stand.database_url(name))
            await _fill(stand, stand.database_url(name), country)
    finally:
        await admin.close()
    return stand.database_url(name)


async def _is_whole(stand: Stand, admin: asyncpg.Connection, name: str, country: Country) -> bool:
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        return False
    url = stand.database_url(name)
    await upgrade(PROVIDER_REGISTRY.module, url)
    # It may be of a migration that was still being written.
    if await differences(PROVIDER_REGISTRY.module, url):
        return False
    connection = await asyncpg.connect(url)
    try:
        return await is_there(connection, country)
    finally:
        await connection.close()


def _name(scale: float) -> str:
    return f"bench_country_{scale:.0f}"


async def _fill(stand: Stand, url: str, country: Country) -> None:
    stand.progress.tell(f"  {country.figures.providers} providers are made and entered")
    connection = await asyncpg.connect(url)
    try:
        await load(connection, country)
    finally:
        await connection.close()


def _tell(stand: Stand, name: str, rounds: Sequence[Round]) -> None:
    """Medians on this machine, beside the result and not in it."""
    rate, p99, cpu, postgres = (
        statistics.median(getattr(each, what) for each in rounds)
        for what in ("rate", "p99", "cpu", "postgres")
    )
    costs = f", {1000 * cpu:.2f} ms of CPU each and {1000 * postgres:.2f} ms of PostgreSQL's" if cpu else ""
    stand.progress.tell(f"  {name}: {rate:.0f} per s, p99 {1000 * p99:.1f} ms{costs}")
