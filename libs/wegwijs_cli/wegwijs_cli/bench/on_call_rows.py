"""Rosters of a country as rows, made by the database itself; nobody in them exists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

RANKS, SHIFT = 3, timedelta(hours=8)
YEARS, AHEAD = 5, timedelta(weeks=26)
REGIONS, LINES = 42, 500
LINES_OF_A_PLACE = 2
WORKERS_OF_A_LINE = 12
# No look-up reads it, and over millions of shifts it takes an hour to build.
WITHOUT = "ALTER TABLE shift DROP CONSTRAINT shift_one_per_seat_and_instant"
ORGANISATION = """
INSERT INTO known_organisation (id, kind, name, area, regions)
SELECT md5('organisation' || r)::uuid, 'crisis-provider', 'Crisisdienst ' || r || ' (fictief)', NULL,
    ARRAY['region-' || r] FROM generate_series(0, $1 - 1) r"""
# The lines of a region share its municipalities out, so that each has as many lines as any other.
LINE = """
INSERT INTO duty_line (id, region, name_nl, name_en, municipalities, crisis_group, version, kind, needs,
    planned_until)
SELECT md5('line' || n)::uuid, 'region-' || n % $2, 'Crisisteam ' || n, 'Crisis team ' || n,
    ARRAY(SELECT code FROM unnest($3::text[]) WITH ORDINALITY AS m (code, at)
        WHERE (at - 1) % ($1 / $4) = n % ($1 / $4)),
    ARRAY[md5('organisation' || n % $2)::uuid], 1,
    CASE WHEN n < $1 / $4 THEN 'crisis-team' ELSE 'manager' END, '{}', $5
FROM generate_series(0, $1 - 1) n"""
WORKER = """
INSERT INTO on_call_worker (id, organisation, name, telephone, version)
SELECT md5('worker' || n || '-' || w)::uuid, md5('organisation' || n % $2)::uuid,
    'Medewerker ' || w || ' (fictief)', '+3185' || lpad((n * 100 + w)::text, 7, '0'), 1
FROM generate_series(0, $1 - 1) n, generate_series(1, $3::int) w"""
# An id of its moment, as real ones are.
SHIFTS = """
INSERT INTO shift (id, duty_line, worker, rank, starts_at, ends_at, status, version, seat, source)
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
        || lpad(to_hex(n), 3, '0') || '8' || lpad(to_hex(rank), 15, '0'))::uuid,
    line, workers[1 + (extract(epoch FROM at)::bigint / 28800 + rank) % $4],
    rank, at, at + $5::interval, 'planned', 1, 1, 'layer:all'
FROM generate_series($2::timestamptz, $3::timestamptz - $5::interval, $5::interval) at,
    (SELECT n, md5('line' || n)::uuid AS line,
        ARRAY(SELECT md5('worker' || n || '-' || w)::uuid FROM generate_series(1, $4::int) w) AS workers
        FROM generate_series(0, $1 - 1) n) AS lines,
    generate_series(1, $6::int) rank"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'shift' AND indexname <> 'shift_pkey'
    AND indexname <> 'shift_one_per_seat_and_instant'"""


@dataclass(frozen=True)
class Size:
    """How many lines in how many regions, and from when on (UTC) there are shifts."""

    lines: int
    regions: int
    since: datetime


def small(now: datetime) -> Size:
    """One region, with the shifts of a quarter of a year behind it."""
    return Size(LINES_OF_A_PLACE, 1, now - timedelta(days=91))


def national(now: datetime) -> Size:
    return Size(LINES, REGIONS, now - timedelta(days=365 * YEARS) + AHEAD)


async def load(connection: Any, size: Size, municipalities: Sequence[str], now: datetime) -> int:
    """Fill the tables of the room `crisis`; gives the number of shifts. `now` is a whole hour in UTC.

    `connection` (asyncpg) is a superuser's: nothing of this is told to anybody. Raises asyncpg.PostgresError.
    """
    until = now + AHEAD
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(WITHOUT)
    indexes = await connection.fetch(INDEXES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['indexname']}")
    await connection.execute(ORGANISATION, size.regions)
    places = [*municipalities]
    await connection.execute(LINE, size.lines, size.regions, places, LINES_OF_A_PLACE, until)
    await connection.execute(WORKER, size.lines, size.regions, WORKERS_OF_A_LINE)
    told = await connection.execute(
        SHIFTS, size.lines, size.since, until, WORKERS_OF_A_LINE, SHIFT, RANKS, timeout=None
    )
    for index in indexes:
        await connection.execute(index["indexdef"])
    await connection.execute("VACUUM ANALYZE")
    return int(told.split()[-1])
