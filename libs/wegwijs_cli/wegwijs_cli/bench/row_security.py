"""What row-level security costs: the hot paths of two rooms with its policies, beside the same without.

Each room twice, in one process each, as the role of its app, on two copies of what the house got by events.
On the one copy the policies and the triggers that serve them are switched off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle, islice
from uuid import UUID

import asyncpg

from wegwijs_cli.bench.advice import decisions_on, open_requests
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.look_up import LookUpSent
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Beside, Stand, backends_of, cpu_seconds_of
from wegwijs_cli.bench.submission import CREATED, Block, bsns_for_tests, submissions, tell_costs
from wegwijs_cli.rooms import ACCESS, REFERRAL, Room

AT_MOST_OF_THE_CPU = 1.25
READ_IN_A_ROUND, SENT_IN_A_ROUND, DECIDED_IN_A_ROUND, WARM_UP = 80, 60, 20, 16
BY_OTHERS = 200
OK = 200
ROWS_WITH_POLICY = "SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity ORDER BY 1"
SERVING_TRIGGERS = """
    SELECT tgrelid::regclass::text AS of, tgname AS name FROM pg_trigger
    WHERE NOT tgisinternal AND tgname LIKE 'stake%'
"""
MIGRATIONS, BEYOND_ALL = "alembic_version", 1_000_000
OF_KIND = "SELECT relname FROM pg_class WHERE relkind = $1 AND relnamespace = 'public'::regnamespace"
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'
"""


@dataclass(frozen=True)
class Side:
    """A room on a copy of its own. What is created on it is so once: `bsns` and `requests` run out."""

    stand: Stand
    room: Beside
    database: str
    token: str
    referrals: Sequence[UUID]
    bsns: Iterator[str]
    requests: Iterator[UUID]

    def get(self, path: str) -> bytes:
        return Target(self.room.url).call("GET", f"/v1/{path}", token=self.token)

    async def send(self, calls: Sequence[bytes], expect: int) -> Block:
        """Processor time of the room and of its part of PostgreSQL for each. Raises WrongAnswer."""
        backends = await backends_of(self.stand.database_url(self.database))
        before = self.room.cpu_seconds + sum(map(cpu_seconds_of, backends))
        seconds = await drive(Target(self.room.url), calls, expect=expect)
        used = self.room.cpu_seconds + sum(map(cpu_seconds_of, backends)) - before
        return Block(len(calls) / seconds, used / len(calls))


def _submitted(side: Side, count: int) -> list[bytes]:
    return submissions(side.stand, side.room.url, side.token, side.bsns, count)


def _read(side: Side, count: int) -> list[bytes]:
    return [side.get(f"referrals/{ref}") for ref in islice(cycle(side.referrals), count)]


def _prefilled(side: Side, count: int) -> list[bytes]:
    target, numbers = Target(side.room.url), islice(bsns_for_tests(), count)
    bodies = [LookUpSent(bsn=number).model_dump_json().encode() for number in numbers]
    return [target.call("POST", "/v1/referral-prefills", token=side.token, body=each) for each in bodies]


def _decided(side: Side, count: int) -> list[bytes]:
    return decisions_on(side.stand, side.room.url, side.token, [*islice(side.requests, count)])


def _request_read(side: Side, count: int) -> list[bytes]:
    return [side.get(f"requests/{ref}") for ref in islice(cycle(side.referrals), count)]


@dataclass(frozen=True)
class Kind:
    """A hot path."""

    name: str
    calls: Callable[[Side, int], list[bytes]]
    in_a_round: int = READ_IN_A_ROUND
    expect: int = OK


HOT = {
    REFERRAL: (
        Kind("referral read", _read),
        Kind(
            "own referrals listed", lambda side, count: [side.get("referrals?order=newest&limit=50")] * count
        ),
        Kind("inbox read", lambda side, count: [side.get("messages?limit=50")] * count),
        Kind("referral prefilled", _prefilled),
        Kind("referral submitted", _submitted, SENT_IN_A_ROUND, CREATED),
    ),
    ACCESS: (
        Kind("request read", _request_read),
        Kind("desk's list", lambda side, count: [side.get("requests?limit=50")] * count),
        Kind("request decided", _decided, DECIDED_IN_A_ROUND, CREATED),
    ),
}


async def measure_row_security(stand: Stand) -> list[Measure]:
    """For each hot path the processor time with policies to that without."""
    requests = await open_requests(stand, WARM_UP + ROUNDS * DECIDED_IN_A_ROUND)
    url, stranger = stand.running.services[REFERRAL.name].url, await stand.token(stand.cast.stranger)
    others = islice(bsns_for_tests(), len(requests), None)
    await drive(Target(url), submissions(stand, url, stranger, others, BY_OTHERS), expect=CREATED)
    measures = []
    for room, kinds in HOT.items():
        sides = [await _side(stand, room, requests, is_guarded=guarded) for guarded in (True, False)]
        measures += [await _measured(stand, kind, *sides) for kind in kinds]
        stand.end_children()
    return measures


async def _measured(stand: Stand, kind: Kind, guarded: Side, bare: Side) -> Measure:
    for side in (guarded, bare):
        await side.send(kind.calls(side, WARM_UP), kind.expect)
    rounds = await in_turns(
        ROUNDS,
        lambda: guarded.send(kind.calls(guarded, kind.in_a_round), kind.expect),
        lambda: bare.send(kind.calls(bare, kind.in_a_round), kind.expect),
    )
    tell_costs(stand, f"{kind.name}, with policies", [ours for ours, _ in rounds])
    tell_costs(stand, f"{kind.name}, without", [theirs for _, theirs in rounds])
    return measured(
        f"{kind.name}: CPU with row security to that without",
        [ours.cpu / theirs.cpu for ours, theirs in rounds],
        better="lower",
        goal=AT_MOST_OF_THE_CPU,
    )


async def _side(stand: Stand, room: Room, requests: Sequence[UUID], *, is_guarded: bool) -> Side:
    name = f"bench_rows_{room.module}_{'with' if is_guarded else 'without'}"
    own_url = await copy_of_the_house(stand, room, name)
    here = await asyncpg.connect(stand.database_url(name))
    try:
        if not is_guarded:
            for table in await here.fetch(ROWS_WITH_POLICY):
                await here.execute(f"ALTER TABLE {table[0]} DISABLE ROW LEVEL SECURITY")
            for trigger in await here.fetch(SERVING_TRIGGERS):
                await here.execute(f"ALTER TABLE {trigger['of']} DISABLE TRIGGER {trigger['name']}")
        query = "SELECT id FROM referral WHERE organisation = $1 ORDER BY id DESC LIMIT 100"
        of_ours = await here.fetch(query, stand.cast.referring_organisation) if room is REFERRAL else []
    finally:
        await here.close()
    beside = stand.start_room(room, name.replace("_", "-"), own_url)
    token = await stand.token(stand.cast.referrer if room is REFERRAL else stand.cast.desk)
    numbers = islice(bsns_for_tests(), len(requests) + BY_OTHERS, None)
    read = [row["id"] for row in of_ours] or [*requests]
    return Side(stand, beside, name, token, read, numbers, iter(requests))


async def copy_of_the_house(stand: Stand, room: Room, name: str) -> str:
    """A database with what this room of the house has now; gives its URL as the room itself."""
    url = await stand.make_database(name, room=room)
    house, here = await asyncpg.connect(stand.database_url(room.module)), await asyncpg.connect(url)
    try:
        await _copy(house, here)
        for right in ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE ON ALL SEQUENCES"):
            await here.execute(f"GRANT {right} IN SCHEMA public TO {room.app_role}")
    finally:
        await house.close()
        await here.close()
    return f"{stand.own_url(room).rpartition('/')[0]}/{name}"


async def _copy(house: asyncpg.Connection, here: asyncpg.Connection) -> None:
    """Every row of the house's room, as it stands there."""
    await here.execute("SET session_replication_role = replica")
    tables = [row["relname"] for row in await house.fetch(OF_KIND, b"r") if row["relname"] != MIGRATIONS]
    await here.execute(f"TRUNCATE {', '.join(tables)}")
    for table in tables:
        columns, rows = [row["column_name"] for row in await house.fetch(COLUMNS, table)], BytesIO()
        await house.copy_from_table(table, columns=columns, output=rows, format="binary")
        rows.seek(0)
        await here.copy_to_table(table, columns=columns, source=rows, format="binary")
    for row in await house.fetch(OF_KIND, b"S"):
        await here.execute(f"ALTER SEQUENCE {row['relname']} RESTART WITH {BEYOND_ALL}")
    await here.execute("RESET session_replication_role")
    await here.execute("VACUUM ANALYZE")
