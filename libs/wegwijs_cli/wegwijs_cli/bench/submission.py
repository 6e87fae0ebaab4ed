"""A referral that is sent and stored, beside the same statements by plain asyncpg.

Both in one process each, on the same PostgreSQL, each in a database of its own so that nobody relays what
they write, with the same eight connections of the same load.
"""

import asyncio
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import asyncpg
from pydantic import BaseModel

from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Beside, Stand
from wegwijs_cli.child_process import log_since, log_size
from wegwijs_cli.rooms import REFERRAL
from wirekit.identifiers import uuid7

AT_LEAST_OF_ITS_RATE, AT_MOST_OF_ITS_CPU, MOST_QUERIES = 0.4, 3.5, 8
IN_A_ROUND, WARM_UP, COUNTED = 400, 64, 20
CREATED = 201
PATH = "/v1/referrals"
# The numbers that are kept for tests, by their first eight digits.
TEST_BSNS = range(99_990_000, 100_000_000)
ROOM, FLOOR, LOADED = "bench_submission", "bench_submission_floor", "bench_loaded"
NO_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", ";")


class PersonSent(BaseModel):
    givenName: str = "Sam"  # as the API has it
    familyName: str = "Meting (fictief)"
    birthDate: str = "2017-05-06"
    bsn: str


class ReferralSent(BaseModel):
    """What a GP sends, with the provider that is to be asked first."""

    person: PersonSent
    municipality: str
    question: str = "Slaapt slecht sinds de scheiding en mijdt school (fictief)."
    route: str = "quote"
    preferredProvider: str


@dataclass(frozen=True)
class Block:
    """What one side did in one round: calls per second, and processor seconds of the application per call."""

    rate: float
    cpu: float


def bsns_for_tests() -> Iterator[str]:
    """Numbers of the range that is kept for tests, each once; there are about nine thousand."""
    for start in TEST_BSNS:
        digits = [*map(int, f"{start:08d}")]
        last = sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if last < 10:
            yield f"{start:08d}{last}"


async def measure_submission(stand: Stand) -> list[Measure]:
    """Three ratios: rate, processor time, and queries to what is allowed."""
    template = LOADED if stand.big else "template0"
    urls = [
        await stand.make_database(name, room=None if stand.big else REFERRAL, template=template)
        for name in (ROOM, FLOOR)
    ]
    for url in urls:
        await know_the_organisations(stand, url)
    queries = await _queries(stand, urls[0])
    room = stand.start_room(REFERRAL, "submission", urls[0])
    floor = stand.start_python(
        "submission-floor", "wegwijs_cli.bench.submission_floor", {"WEGWIJS_DATABASE_URL": urls[1]}
    )
    numbers = {side.url: bsns_for_tests() for side in (room, floor)}
    token = await stand.token(stand.cast.referrer)

    async def send(side: Beside, count: int) -> Block:
        return await block(side, submissions(stand, side.url, token, numbers[side.url], count), CREATED)

    for side in (room, floor):
        await send(side, WARM_UP)
    rounds = await in_turns(ROUNDS, lambda: send(room, IN_A_ROUND), lambda: send(floor, IN_A_ROUND))
    tell_costs(stand, "room", [ours for ours, _ in rounds])
    tell_costs(stand, "floor", [bare for _, bare in rounds])
    return [
        measured(
            "referral submitted: rate to that of a bare route",
            [ours.rate / bare.rate for ours, bare in rounds],
            better="higher",
            goal=AT_LEAST_OF_ITS_RATE,
        ),
        measured(
            "referral submitted: application CPU to that of a bare route",
            [ours.cpu / bare.cpu for ours, bare in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_CPU,
        ),
        measured("referral submitted: queries", queries, better="lower", goal=MOST_QUERIES),
    ]


async def block(side: Beside, calls: Sequence[bytes], expect: int) -> Block:
    """Send these calls to it, and see what it used. Raises WrongAnswer."""
    before = side.cpu_seconds
    seconds = await drive(Target(side.url), calls, expect=expect)
    return Block(len(calls) / seconds, (side.cpu_seconds - before) / len(calls))


def tell_costs(stand: Stand, side: str, blocks: Sequence[Block]) -> None:
    """What the medians of this side are on this machine, beside the result and not in it."""
    rate = statistics.median(block.rate for block in blocks)
    cpu = statistics.median(block.cpu for block in blocks)
    stand.progress.tell(f"  {side}: {rate:.0f} per s, {1000 * cpu:.2f} ms of CPU each")


def submissions(
    stand: Stand, url: str, token: str, bsns: Iterator[str], count: int, *, path: str = PATH
) -> list[bytes]:
    """So many referrals, each of somebody whom nobody knows yet."""
    cast, target = stand.cast, Target(url)
    calls = []
    for _ in range(count):
        body = ReferralSent(
            person=PersonSent(bsn=next(bsns)),
            municipality=cast.municipality,
            preferredProvider=str(cast.provider),
        )
        headers = {"Idempotency-Key": uuid7().hex, "X-Organisation": str(cast.referring_organisation)}
        sent = body.model_dump_json().encode()
        calls.append(target.call("POST", path, token=token, body=sent, headers=headers))
    return calls


async def know_the_organisations(stand: Stand, url: str) -> None:
    """What the register told the house's own room."""
    house = await asyncpg.connect(stand.database_url(REFERRAL.module))
    here = await asyncpg.connect(url)
    try:
        known = await house.fetch("SELECT * FROM known_organisation")
        await here.execute("TRUNCATE known_organisation")
        await here.copy_records_to_table("known_organisation", records=[tuple(row) for row in known])
    finally:
        await house.close()
        await here.close()


async def _queries(stand: Stand, url: str) -> list[float]:
    """Queries of each of a few submissions, by PostgreSQL's own log: what the room says does not count.

    The log holds the statements and no value. Beginning and end of a transaction are no queries.
    """
    admin = await asyncpg.connect(stand.admin_url)
    try:
        for setting in ("log_statement = 'all'", "log_parameter_max_length = 0"):
            await admin.execute(f"ALTER DATABASE {ROOM} SET {setting}")
        room = stand.start_room(REFERRAL, "submission-counted", url)
        token = await stand.token(stand.cast.referrer)
        calls = submissions(stand, room.url, token, reversed([*bsns_for_tests()]), COUNTED + 1)
        # The first one makes connections, which asks for more than a referral does.
        await drive(Target(room.url), calls[:1], expect=CREATED, connections=1)
        counts: list[float] = []
        for call in calls[1:]:
            start = log_size(stand.log_of_postgres)
            await drive(Target(room.url), [call], expect=CREATED, connections=1)
            counts.append(len(logged_queries(await _settled(stand, start))))
        stand.end_children()
        return counts
    finally:
        await admin.execute(f"ALTER DATABASE {ROOM} RESET ALL")
        await admin.close()


async def _settled(stand: Stand, start: int) -> str:
    """The log from here on, once its commit is in it."""
    for _ in range(100):
        said = log_since(stand.log_of_postgres, start)
        if "COMMIT" in said:
            break
        await asyncio.sleep(0.01)
    return said


def logged_queries(log: str) -> list[str]:
    """The queries in a piece of PostgreSQL's log, without what begins, ends or tries a connection."""
    found = []
    for line in log.splitlines():
        _, mark, said = line.partition("LOG:  ")
        kind, _, query = said.partition(": ")
        if mark and kind.split()[:1] in (["execute"], ["statement"]):
            begins = query.strip().partition(" ")[0].rstrip(";").upper()
            if begins and begins + ";" not in {f"{word.rstrip(';')};" for word in NO_QUERY}:
                found.append(query)
    return found
