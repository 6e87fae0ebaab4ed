"""From a commit in one room to its effect in another, beside publish, acknowledgement, consumer and commit.

Both moments are noted by PostgreSQL itself, in a trigger that is deferred to the commit, so neither the
room nor the load has a say in them, nobody polls, and one clock tells both. What follows in a commit is
its write to disk: it lies between the two moments once on each side, of the first commit.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

import asyncpg
import nats
from nats.js.api import StreamConfig
from nats.js.errors import NotFoundError

from wegwijs_cli.bench.effect_floor import PATH as FLOOR_PATH
from wegwijs_cli.bench.effect_floor import STREAM, SUBJECT
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured, percentile
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.bench.submission import CREATED, bsns_for_tests, submissions
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.rooms import ACCESS, REFERRAL

P50_AT_MOST, P99_AT_MOST = 2.0, 4.0
IN_A_ROUND, WARM_UP = 100, 30
# Long enough for an effect to be there before the next call: a line that forms would be measured instead.
PAUSE_SECONDS = 0.02
HAPPENED_WITHIN_SECONDS = 30
FLOOR = "bench_effect"
FLOOR_TABLES = "CREATE TABLE sent (id uuid PRIMARY KEY); CREATE TABLE taken (id uuid PRIMARY KEY);"
NOTE = """
CREATE TABLE bench_noted (id uuid NOT NULL, what text NOT NULL, at timestamptz NOT NULL);
CREATE FUNCTION bench_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$ BEGIN INSERT INTO bench_noted VALUES (NEW.id, TG_TABLE_NAME, clock_timestamp()); RETURN NULL; END $$;
"""
NOTE_EACH = """
CREATE CONSTRAINT TRIGGER bench_note AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION bench_note();
"""
FORGET = "DROP FUNCTION IF EXISTS bench_note() CASCADE; DROP TABLE IF EXISTS bench_noted;"
NOTED = "SELECT id, at FROM bench_noted WHERE what = $1"


@dataclass
class Side:
    """A server that is called, and in which tables of which databases its cause and its effect are noted.

    `calls` never ends.
    """

    target: Target
    calls: Iterator[bytes]
    cause: tuple[asyncpg.Connection, str]
    effect: tuple[asyncpg.Connection, str]


async def measure_effect(stand: Stand) -> list[Measure]:
    """The ratio of the medians, and that of the 99th percentiles."""
    floor_url = await stand.make_database(FLOOR)
    floor = await asyncpg.connect(floor_url)
    referral = await asyncpg.connect(stand.database_url(REFERRAL.module))
    access = await asyncpg.connect(stand.database_url(ACCESS.module))
    await floor.execute(FLOOR_TABLES)
    bus = await nats.connect(stand.running.nats.url)
    try:
        for connection, tables in (
            (floor, ("sent", "taken")),
            (referral, ("referral",)),
            (access, ("request",)),
        ):
            await connection.execute(FORGET + NOTE)
            for table in tables:
                await connection.execute(NOTE_EACH.format(table=table))
        with suppress(NotFoundError):  # of a run that was broken off
            await bus.jetstream().delete_stream(STREAM)
        await bus.jetstream().add_stream(StreamConfig(name=STREAM, subjects=[SUBJECT]))
        sides = (await _house(stand, referral, access), _floor(stand, floor_url, floor))
        for side in sides:
            await _delays(side, WARM_UP)
        rounds = await in_turns(ROUNDS, *(lambda side=side: _delays(side, IN_A_ROUND) for side in sides))
    finally:
        stand.end_children()
        with suppress(NotFoundError):
            await bus.jetstream().delete_stream(STREAM)
        await bus.close()
        for connection in (floor, referral, access):
            await connection.execute(FORGET)
            await connection.close()
    for name, of_side in zip(("rooms", "floor"), zip(*rounds, strict=True), strict=True):
        told = [sorted(percentile(delays, part) for delays in of_side)[ROUNDS // 2] for part in (0.5, 0.99)]
        stand.progress.tell(f"  {name}: p50 {1000 * told[0]:.1f} ms, p99 {1000 * told[1]:.1f} ms")
    return [
        measured(
            f"commit to effect in another room: {name} to that of publish, consumer and commit",
            [percentile(ours, part) / percentile(bare, part) for ours, bare in rounds],
            better="lower",
            goal=goal,
        )
        for name, part, goal in (("p50", 0.5, P50_AT_MOST), ("p99", 0.99, P99_AT_MOST))
    ]


async def _house(stand: Stand, referral: asyncpg.Connection, access: asyncpg.Connection) -> Side:
    url = stand.running.services[REFERRAL.name].url
    token = await stand.token(stand.cast.referrer)
    calls = iter(submissions(stand, url, token, bsns_for_tests(), WARM_UP + ROUNDS * IN_A_ROUND))
    return Side(Target(url), calls, (referral, "referral"), (access, "request"))


def _floor(stand: Stand, database_url: str, floor: asyncpg.Connection) -> Side:
    own = {"WEGWIJS_DATABASE_URL": database_url, "WEGWIJS_NATS_URL": stand.running.nats.url}
    module = "wegwijs_cli.bench.effect_floor"
    stand.start_python("effect-taker", module, own, "take")
    target = Target(stand.start_python("effect-sender", module, own, "send").url)
    calls = iter([target.call("POST", FLOOR_PATH, body=b"{}")] * (WARM_UP + ROUNDS * IN_A_ROUND))
    return Side(target, calls, (floor, "sent"), (floor, "taken"))


async def _delays(side: Side, count: int) -> list[float]:
    """Seconds from commit to commit, of so many calls one after the other. Raises WrongAnswer."""
    before = {*await _noted(*side.cause)}
    for call in islice(side.calls, count):
        await drive(side.target, [call], expect=CREATED, connections=1)
        await asyncio.sleep(PAUSE_SECONDS)
    causes = {ref: at for ref, at in (await _noted(*side.cause)).items() if ref not in before}
    deadline = time.monotonic() + HAPPENED_WITHIN_SECONDS
    while not causes.keys() <= (effects := await _noted(*side.effect)).keys():
        if time.monotonic() > deadline:
            raise WrongAnswer(f"of {len(causes)} commits not all had their effect in the other room")
        await asyncio.sleep(0.1)
    return [(effects[ref] - at).total_seconds() for ref, at in causes.items()]


async def _noted(connection: asyncpg.Connection, table: str) -> dict[UUID, datetime]:
    return {row["id"]: row["at"] for row in await connection.fetch(NOTED, table)}
