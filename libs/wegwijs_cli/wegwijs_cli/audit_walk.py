"""Goes along the whole log: every entry, its link, and the signed heads in their own store."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import nats
from joserfc.jwk import KeySet
from nats.js.api import AckPolicy, ConsumerConfig
from nats.js.errors import NotFoundError

from auditlog.chain import Fault, Head, Link, Walk, Wrong
from auditlog.heads import STREAM, SUBJECT, HeadNotSigned, read_head

READ_AT_ONCE = 5000
HEADS_AT_ONCE = 500
CHAINED_WITHIN_SECONDS = 10
LOOK_EVERY_SECONDS = 0.25
LINKS = """
    SELECT link.sequence AS link_sequence, link.entry AS link_entry, link.hash AS link_hash, entry.*
    FROM link LEFT JOIN entry ON entry.id = link.entry WHERE link.sequence > $1 ORDER BY link.sequence
"""
COUNTS = """
    SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM link),
        (SELECT coalesce(max(sequence), 0) FROM link)
"""
UNCHAINED = "SELECT id FROM entry WHERE NOT EXISTS (SELECT FROM link WHERE link.entry = entry.id) LIMIT 10000"
STILL_UNCHAINED = """
    SELECT id FROM entry
    WHERE id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM link WHERE link.entry = entry.id)
"""


@dataclass(frozen=True)
class Addresses:
    """The database and the store of heads, as URLs that may read them; and the keys that sign."""

    database: str
    nats: str
    keys: KeySet


@dataclass(frozen=True)
class Walked:
    """`unsigned`: links after the newest head, which is `newest`. `wrong`: the first thing of each store."""

    entries: int
    links: int
    heads: int
    newest: Head | None
    unsigned: int
    wrong: Sequence[Wrong]


async def walk(
    at: Addresses,
    *,
    since: datetime | None = None,
    witnesses: Sequence[str] = (),
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Walked:
    """All of it, or from the newest head not after `since` on. `witnesses`: heads that somebody else kept.

    `tell` hears now and then how many links were walked, and of how many. Raises OSError and the errors of
    NATS and of asyncpg where something cannot be reached.
    """
    async with _connected(at.database) as database:
        # Before the other store is read: a head is there before it is repeated here.
        mirror = {row["sequence"]: row["hash"] for row in await database.fetch("SELECT * FROM head")}
        heads, wrong = _heads([*await _tokens(at.nats), *witnesses], at.keys)
        kept = {(head.sequence, head.hash) for head in heads}
        removed = [sequence for sequence, hash_ in sorted(mirror.items()) if (sequence, hash_) not in kept]
        wrong += [Wrong(Fault.HEAD_REMOVED, sequence) for sequence in removed[:1]]
        newest = max(heads, key=lambda head: head.sequence, default=None)
        earlier = [head for head in heads if since and head.at <= since]
        after = max(earlier, key=lambda head: head.sequence, default=None)
        async with database.transaction(isolation="repeatable_read", readonly=True):
            entries, links, last = await database.fetchrow(COUNTS)
            unchained = [row["id"] for row in await database.fetch(UNCHAINED)]
            along = await _along(database, Walk(heads, after), after, last, tell)
        never = await _never_chained(database, unchained)
        wrong += [each for each in (along, never) if each]
    return Walked(
        entries, links, len(heads), newest, max(0, last - (newest.sequence if newest else 0)), wrong
    )


async def _along(
    database: asyncpg.Connection,
    walk: Walk,
    after: Head | None,
    last: int,
    tell: Callable[[int, int], None],
) -> Wrong | None:
    if after is not None:
        stored = await database.fetchval("SELECT hash FROM link WHERE sequence = $1", after.sequence)
        if stored != after.hash:
            return Wrong(Fault.CUT if stored is None else Fault.RECOMPUTED, after.sequence)
    number = 0
    async for row in database.cursor(LINKS, walk.sequence, prefetch=READ_AT_ONCE):
        values = row if row["id"] is not None else None
        found = Link(row["link_sequence"], row["link_entry"], row["link_hash"], values)
        if wrong := walk.take(found):
            return wrong
        number += 1
        if number % READ_AT_ONCE == 0:
            tell(found.sequence, last)
    return walk.end()


async def _never_chained(database: asyncpg.Connection, unchained: Sequence[UUID]) -> Wrong | None:
    """What came in while we looked is chained within a second; what was put there otherwise never."""
    deadline = asyncio.get_running_loop().time() + CHAINED_WITHIN_SECONDS
    while unchained:
        unchained = [row["id"] for row in await database.fetch(STILL_UNCHAINED, unchained)]
        if unchained and asyncio.get_running_loop().time() > deadline:
            return Wrong(Fault.NOT_CHAINED, None, min(unchained))
        if unchained:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
    return None


def _heads(tokens: Sequence[str], keys: KeySet) -> tuple[list[Head], list[Wrong]]:
    heads: list[Head] = []
    wrong: list[Wrong] = []
    for token in tokens:
        try:
            heads.append(read_head(token, keys))
        except HeadNotSigned:
            wrong = wrong or [Wrong(Fault.HEAD_NOT_SIGNED, heads[-1].sequence + 1 if heads else None)]
    return heads, wrong


async def _tokens(url: str) -> list[str]:
    """Every head in the other store, as it was signed; none where the store is not there."""
    bus = await nats.connect([url], inbox_prefix=b"_INBOX.audit", allow_reconnect=False, connect_timeout=5)
    try:
        stream = bus.jetstream()
        try:
            left = (await stream.stream_info(STREAM)).state.messages
        except NotFoundError:
            return []
        config = ConsumerConfig(ack_policy=AckPolicy.NONE, inactive_threshold=30)
        subscription = await stream.pull_subscribe(SUBJECT, stream=STREAM, config=config)
        tokens: list[str] = []
        while len(tokens) < left:
            batch = await subscription.fetch(min(HEADS_AT_ONCE, left - len(tokens)), timeout=5)
            tokens += [message.data.decode(errors="replace") for message in batch]
        return tokens
    finally:
        await bus.close()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        yield connection
    finally:
        await connection.close()
