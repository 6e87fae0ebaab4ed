"""A referral that is sent, and the referrer's own list, among many stored referrals and among few.

The room runs twice, in one process each: on a database with ten thousand referrals, and on one with ten times
as many, or with `--national` those of the whole country in ten years. One referrer made a twentieth of them,
so that its list grows as the country does.
"""

import asyncio
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.loaded import load
from wegwijs_cli.bench.measure import ROUNDS, Measure, measured
from wegwijs_cli.bench.national import ONE_IN_THIS_MANY_IS_OURS, REFERRALS
from wegwijs_cli.bench.stand import Beside, Stand, backends_of, cpu_seconds_of
from wegwijs_cli.bench.submission import (
    CREATED,
    LOADED,
    PATH,
    bsns_for_tests,
    know_the_organisations,
    submissions,
)
from wegwijs_cli.rooms import REFERRAL

AT_MOST_OF_THE_BUFFERS, AT_MOST_OF_THE_CPU = 1.2, 1.3
FEW, TENFOLD = 10_000, 100_000
LOADED_FEW, LOADED_TENFOLD = "bench_loaded_few", "bench_loaded_tenfold"
IN_A_ROUND, LISTED_IN_A_ROUND = 200, 300
OK = 200
# A backend tells its counters when a transaction ends, if a second has passed since it told them last: so
# after this pause a few calls more, as many as reach each backend, and those count too.
PAUSE_SECONDS, CALLS_AFTER_IT = 1.2, 40


@dataclass(frozen=True)
class Round:
    """For each request: processor seconds of the room, those of PostgreSQL, and pages of 8 kB touched."""

    cpu: float
    postgres: float
    pages: float


@dataclass
class Side:
    """The room on one of the two databases; `middle`: a referral half-way down the referrer's list."""

    name: str
    room: Beside
    stand: Stand
    database: str
    token: str
    middle: UUID
    bsns: Iterator[str]
    backends: Sequence[int] = ()

    def submissions(self, count: int) -> list[bytes]:
        return submissions(self.stand, self.room.url, self.token, self.bsns, count)

    def first_pages(self, count: int) -> list[bytes]:
        return [self._page("")] * count

    def deep_pages(self, count: int) -> list[bytes]:
        return [self._page(f"&after={self.middle}")] * count

    def _page(self, more: str) -> bytes:
        path = f"{PATH}?order=newest&limit=50{more}"
        headers = {"X-Organisation": str(self.stand.cast.referring_organisation)}
        return Target(self.room.url).call("GET", path, token=self.token, headers=headers)

    async def send(self, calls: Sequence[bytes], expect: int) -> tuple[float, float]:
        """Processor seconds of the room and of PostgreSQL for each. Raises WrongAnswer."""
        before = self.room.cpu_seconds, self._postgres_seconds()
        await drive(Target(self.room.url), calls, expect=expect)
        used = self.room.cpu_seconds - before[0], self._postgres_seconds() - before[1]
        return used[0] / len(calls), used[1] / len(calls)

    async def pages(self) -> int:
        """All that was touched in this database until now, found in memory or not.

        Whatever a request touches is in it, such as the checks of references: plans would not show those.
        """
        admin = await asyncpg.connect(self.stand.admin_url)
        try:
            query = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = $1"
            return int(await admin.fetchval(query, self.database))
        finally:
            await admin.close()

    def _postgres_seconds(self) -> float:
        return sum(map(cpu_seconds_of, self.backends))


@dataclass(frozen=True)
class Kind:
    """A request that is measured."""

    name: str
    calls: Callable[[Side, int], list[bytes]]
    expect: int
    in_a_round: int


# The lists come first: what is sent lies side by side in the table, and years of other referrals do not.
KINDS = (
    Kind("referrer's list, first page", Side.first_pages, OK, LISTED_IN_A_ROUND),
    Kind("referrer's list, half-way", Side.deep_pages, OK, LISTED_IN_A_ROUND),
    Kind("referral submitted", Side.submissions, CREATED, IN_A_ROUND),
)


async def measure_growth(stand: Stand) -> list[Measure]:
    """For each kind of request two ratios, many to few: pages touched, and processor time."""
    count, many = (REFERRALS, LOADED) if stand.big else (TENFOLD, LOADED_TENFOLD)
    sides = (
        await _side(stand, LOADED_FEW, "bench_few", FEW),
        await _side(stand, many, "bench_many", count),
    )
    measures: list[Measure] = []
    for kind in KINDS:
        rounds = await _rounds(sides, kind)
        for number, side in enumerate(sides):
            _tell(stand, f"{kind.name}, {side.name}", [each[number] for each in rounds])
        name = f"{kind.name} at {count:,} stored referrals to {FEW:,}"
        measures += [
            measured(
                f"{name}: buffers",
                [more.pages / few.pages for few, more in rounds],
                better="lower",
                goal=AT_MOST_OF_THE_BUFFERS,
            ),
            measured(
                f"{name}: CPU",
                [(more.cpu + more.postgres) / (few.cpu + few.postgres) for few, more in rounds],
                better="lower",
                goal=AT_MOST_OF_THE_CPU,
            ),
        ]
    return measures


async def _rounds(sides: Sequence[Side], kind: Kind) -> list[tuple[Round, Round]]:
    """Both sides take turns, and change places each round; then both tell what they touched."""
    for side in sides:
        await side.send(kind.calls(side, kind.in_a_round), kind.expect)
        # Here, for the pool of the room opens its connections with the first calls.
        side.backends = await backends_of(side.stand.database_url(side.database))
    before = await _told(sides, kind)
    rounds: list[tuple[Round, Round]] = []
    for number in range(ROUNDS):
        order = sides if number % 2 == 0 else sides[::-1]
        used = {side.name: await side.send(kind.calls(side, kind.in_a_round), kind.expect) for side in order}
        after = await _told(sides, kind)
        few, more = (
            Round(*used[side.name], (till - since) / (kind.in_a_round + CALLS_AFTER_IT))
            for side, since, till in zip(sides, before, after, strict=True)
        )
        rounds.append((few, more))
        before = after
    return rounds


async def _told(sides: Sequence[Side], kind: Kind) -> list[int]:
    await asyncio.sleep(PAUSE_SECONDS)
    for side in sides:
        await side.send(kind.calls(side, CALLS_AFTER_IT), kind.expect)
    return [await side.pages() for side in sides]


async def _side(stand: Stand, template: str, database: str, count: int) -> Side:
    """The room, started on a copy of its own: what is sent goes with it."""
    await load(stand, template, count)
    url = await stand.make_database(database, template=template)
    await know_the_organisations(stand, url)
    connection = await asyncpg.connect(url)
    try:
        # A round must not pay for the vacuum of an earlier one, least of all on one side only.
        for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            await connection.execute(f"ALTER TABLE {row['tablename']} SET (autovacuum_enabled = false)")
        middle = await connection.fetchval(
            "SELECT id FROM referral WHERE organisation = $1 ORDER BY id DESC OFFSET $2 LIMIT 1",
            stand.cast.referring_organisation,
            count // ONE_IN_THIS_MANY_IS_OURS // 2,
        )
    finally:
        await connection.close()
    room = stand.start_room(REFERRAL, database.replace("_", "-"), url)
    token = await stand.token(stand.cast.referrer)
    return Side(f"{count:,} stored", room, stand, database, token, middle, bsns_for_tests())


def _tell(stand: Stand, name: str, rounds: Sequence[Round]) -> None:
    """Medians on this machine, beside the result and not in it."""
    cpu, postgres, pages = (
        statistics.median(getattr(each, what) for each in rounds) for what in ("cpu", "postgres", "pages")
    )
    costs = f"{1000 * cpu:.2f} ms of CPU and {1000 * postgres:.2f} ms of PostgreSQL's"
    stand.progress.tell(f"  {name}: {pages:.0f} buffers, {costs}")
