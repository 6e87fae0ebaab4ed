"""Who is on call, in SQL: of each line only the shifts that decide.

Plain text and plain asyncpg on purpose: `./wegwijs bench` measures it, and its cost is that of these lines.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from crisis.domain.duty_line import DutyLine, LineKind, OnCallWorker
from crisis.domain.known_line import KnownLine, Staff
from crisis.domain.shift import LONGEST, Shift
from wirekit.problems import NotNow

PLANNED = """
    SELECT s.id AS shift, s.worker, s.rank, s.seat, s.starts_at,
        least(s.ends_at, o.active_until) AS ends_at, s.version AS shift_version, s.source,
        w.organisation, w.name, w.telephone, w.push, w.version AS worker_version, o.name AS organisation_name
    FROM shift s JOIN on_call_worker w ON w.id = s.worker
    LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE s.duty_line = l.id AND s.status = 'planned'
        AND (o.active_until IS NULL OR s.starts_at < o.active_until)"""
# A shift is over when the worker's organisation ends: nobody is called on there any more. No shift is longer
# than LONGEST, so its start lies within that from any instant at which it holds; the index goes by the start.
DECIDING = f"""
    WITH held AS MATERIALIZED (
        {PLANNED} AND s.starts_at > $2::timestamptz - $4::interval AND s.starts_at <= $3::timestamptz
            AND s.ends_at > $2
    ), turn AS MATERIALIZED (
        SELECT coalesce(least(min(starts_at), $2), $2) AS first,
            coalesce(greatest(max(ends_at), $3), $3) AS last
        FROM held
    )
    SELECT * FROM held
    UNION ALL ({PLANNED} AND s.ends_at > (SELECT first FROM turn) AND s.ends_at <= $2)
    UNION ALL ({PLANNED} AND s.starts_at > $3 AND s.starts_at <= (SELECT last FROM turn))
    UNION ALL ({PLANNED} AND s.ends_at <= (SELECT first FROM turn) ORDER BY s.ends_at DESC LIMIT 1)
    UNION ALL ({PLANNED} AND s.starts_at > (SELECT last FROM turn)
        ORDER BY s.starts_at, s.rank, s.seat LIMIT 1)"""  # noqa: S608  # of the words above
LINES = """
    SELECT l.id, l.region, l.name_nl, l.name_en, l.municipalities, l.crisis_group, l.version, l.kind,
        l.age_from, l.age_to, l.needs, l.planned_until"""
KNOWN = f"""{LINES}, d.* FROM duty_line l LEFT JOIN LATERAL ({DECIDING}) d ON true
    WHERE """
"""With $1 for which lines, $2 and $3 for the first and the last instant, $4 for the longest shift."""
OF_PLACE, OF_REGION = "l.municipalities @> ARRAY[$1::text]", "l.region = $1"
ONE, OF_IDS = "l.id = $1", "l.id = ANY($1::uuid[])"
WRITES_ROSTER = re.compile(
    r"\s*(?:INSERT INTO|UPDATE|DELETE FROM) (?:duty_line|shift|on_call_worker|known_organisation)\b"
)
"""A statement after which other lines, shifts or staff may be there."""
IDS = "SELECT id FROM duty_line ORDER BY id"
WORKERS = """
    SELECT w.id AS worker, w.organisation, w.name, w.telephone, w.push, w.version AS worker_version,
        o.name AS organisation_name
    FROM on_call_worker w LEFT JOIN known_organisation o ON o.id = w.organisation
    WHERE w.id = ANY($1::uuid[])"""


Connection: TypeAlias = "asyncpg.Connection[Any]"


async def lines_of_place(
    connection: Connection, municipality: str, at: datetime
) -> tuple[list[KnownLine], Staff]:
    """Every line that serves this place, with what decides at this instant, and who stands on it."""
    return await _at(connection, OF_PLACE, municipality, at)


async def lines_of_region(connection: Connection, region: str, at: datetime) -> tuple[list[KnownLine], Staff]:
    return await _at(connection, OF_REGION, region, at)


async def one_line(connection: Connection, line_id: UUID, at: datetime) -> tuple[list[KnownLine], Staff]:
    return await _at(connection, ONE, line_id, at)


async def all_lines(connection: Connection) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(IDS)]


async def lines_between(
    connection: Connection, ids: Collection[UUID], begin: datetime, end: datetime
) -> tuple[list[KnownLine], Staff]:
    """Of these lines what decides at each instant from `begin` to `end`."""
    return _known(await connection.fetch(KNOWN + OF_IDS, list(ids), begin, end, LONGEST), begin, end)


async def staff(connection: Connection, ids: Collection[UUID]) -> Staff:
    return _staff(await connection.fetch(WORKERS, list(ids)))


async def _at(
    connection: Connection, which: str, value: object, at: datetime
) -> tuple[list[KnownLine], Staff]:
    """No transaction is begun, for nothing is written. Raises NotNow where the connection was lost."""
    try:
        return _known(await connection.fetch(KNOWN + which, value, at, at, LONGEST), at, at)
    except (asyncpg.InterfaceError, asyncpg.InternalClientError):  # the latter while a farewell is half read
        raise NotNow from None


def _known(rows: Sequence[Any], begin: datetime, end: datetime) -> tuple[list[KnownLine], Staff]:
    of_line: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        of_line[row["id"]].append(row)
    known = [
        KnownLine(_line(found[0]), found[0]["planned_until"], _shifts(line_id, found), begin, end)
        for line_id, found in sorted(of_line.items())
    ]
    return known, _staff(row for row in rows if row["worker"])


def _line(row: Mapping[str, Any]) -> DutyLine:
    return DutyLine(
        id=row["id"],
        region=row["region"],
        name_nl=row["name_nl"],
        name_en=row["name_en"],
        municipalities=frozenset(row["municipalities"]),
        crisis_group=frozenset(row["crisis_group"]),
        version=row["version"],
        kind=LineKind(row["kind"]),
        age_from=row["age_from"],
        age_to=row["age_to"],
        needs=frozenset(row["needs"]),
    )


def _shifts(line_id: UUID, rows: Iterable[Mapping[str, Any]]) -> tuple[Shift, ...]:
    return tuple(
        Shift(
            id=row["shift"],
            line=line_id,
            worker=row["worker"],
            rank=row["rank"],
            start=row["starts_at"],
            end=row["ends_at"],
            version=row["shift_version"],
            seat=row["seat"],
            source=row["source"],
        )
        for row in rows
        if row["shift"]
    )


def _staff(rows: Iterable[Mapping[str, Any]]) -> Staff:
    found: dict[UUID, tuple[OnCallWorker, str | None]] = {}
    for row in rows:
        if row["worker"] not in found:
            worker = OnCallWorker(
                id=row["worker"],
                organisation=row["organisation"],
                name=row["name"],
                telephone=row["telephone"],
                version=row["worker_version"],
                push=row["push"],
            )
            found[worker.id] = worker, row["organisation_name"]
    return found
