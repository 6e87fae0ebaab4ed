"""The chain as it is stored. Plain asyncpg: whoever chains holds one connection, and a lock with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg

from auditlog.chain import START, Head, link

LOCK = 7_741_002
WAITING = """
    SELECT entry.* FROM unchained JOIN entry ON entry.id = unchained.entry ORDER BY unchained.entry LIMIT $1
"""
ADD_LINKS = "INSERT INTO link SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[])"


async def is_the_one_who_chains(connection: asyncpg.Connection) -> bool:
    """Whether this connection may chain from here on; one may at a time."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK))


async def unchained(connection: asyncpg.Connection, at_most: int) -> Sequence[Mapping[str, Any]]:
    """Entries that wait for their link, by id, with all their columns."""
    found: Sequence[Mapping[str, Any]] = await connection.fetch(WAITING, at_most)
    return found


async def last_link(connection: asyncpg.Connection) -> tuple[int, bytes]:
    """The number and the hash of the newest link."""
    row = await connection.fetchrow("SELECT sequence, hash FROM link ORDER BY sequence DESC LIMIT 1")
    return (row["sequence"], row["hash"]) if row else (0, START)


async def add_links(connection: asyncpg.Connection, entries: Sequence[Mapping[str, Any]]) -> None:
    """Chain these, in this order, after the newest link."""
    sequence, previous = await last_link(connection)
    ids, hashes = [], []
    for entry in entries:
        previous = link(previous, entry)
        ids.append(entry["id"])
        hashes.append(previous)
    await connection.execute(ADD_LINKS, range(sequence + 1, sequence + 1 + len(ids)), ids, hashes)
    await connection.execute("DELETE FROM unchained WHERE entry = ANY($1::uuid[])", ids)


async def head_to_sign(connection: asyncpg.Connection, at: datetime) -> Head | None:
    """The chain as it is now; None where its newest link is signed already, or there is none."""
    sequence, hash_ = await last_link(connection)
    signed = await connection.fetchval("SELECT max(sequence) FROM head")
    return Head(sequence, hash_, at) if sequence > (signed or 0) else None


async def keep_head(connection: asyncpg.Connection, head: Head, token: str) -> None:
    await connection.execute(
        "INSERT INTO head (sequence, hash, signed_at, token) VALUES ($1, $2, $3, $4)",
        head.sequence,
        head.hash,
        head.at,
        token,
    )
