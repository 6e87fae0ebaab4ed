"""How a room adds to the log: on disk before the answer leaves, in groups, once; and what it does without."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from auditlog.entry import Action, Entry
from auditlog.looks import Looks
from auditlog.writer import LogAway, LogWriter
from testkit.rooms import as_app, login
from wirekit.identifiers import uuid7

Log = Callable[..., Awaitable[list[Entry]]]
SENT = "SELECT e.* FROM entry e JOIN read_log_sent USING (id)"
NOBODY_LISTENS = "postgresql://audit_log:x@127.0.0.1:1/audit"


@pytest.fixture
async def writer(database: str) -> AsyncIterator[LogWriter]:
    writer = LogWriter(login(database, "referral_log"))
    yield writer
    await writer.close()


@pytest.fixture
async def engine(database: str) -> AsyncIterator[AsyncEngine]:
    """The database of the room that adds; here it is that of the log too."""
    engine = create_async_engine(as_app(database).replace("postgresql://", "postgresql+asyncpg://", 1))
    yield engine
    await engine.dispose()


async def rows(database: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(database)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def test_callers_at_once_share_a_commit_and_each_is_on_disk_when_it_goes_on(
    writer: LogWriter, log: Log, database: str
) -> None:
    [entry] = await log(1)
    looks = [replace(entry, id=uuid7()) for _ in range(200)]
    await asyncio.gather(*(writer.store([look]) for look in looks))
    [[stored, commits]] = await rows(database, "SELECT count(*), count(DISTINCT xmin::text) FROM entry")
    assert stored == 201
    assert commits <= 4
    await writer.store(looks)
    assert len(await rows(database, "SELECT 1 FROM entry")) == 201, "what comes twice counts once"


async def test_without_the_log_a_look_waits_in_the_own_database_and_comes_when_it_is_back(
    writer: LogWriter, engine: AsyncEngine, log: Log, database: str
) -> None:
    [entry] = await log(1)
    look = replace(entry, id=uuid7())
    without = Looks(engine, "referral", LogWriter(NOBODY_LISTENS))
    async with engine.begin() as connection:
        await without.store(connection, [look])
    began = time.monotonic()
    with pytest.raises(LogAway):
        await LogWriter(NOBODY_LISTENS).store([look])
    assert time.monotonic() - began < 2
    back = asyncio.create_task(Looks(engine, "referral", writer).keep_sending())
    try:
        # Nothing tells when: it is left to itself.
        while not (found := await rows(database, SENT)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    finally:
        back.cancel()
        with suppress(asyncio.CancelledError):
            await back
    assert [{**each} for each in found] == [look.values()]


async def test_what_the_log_cannot_take_holds_nobody_up_for_ever(writer: LogWriter, log: Log) -> None:
    [entry] = await log(1)
    # PostgreSQL stores no NUL.
    with pytest.raises(LogAway):
        await writer.store([replace(entry, id=uuid7(), purpose="a\0b")])


async def test_a_refusal_is_told_without_waiting(
    writer: LogWriter, engine: AsyncEngine, log: Log, database: str
) -> None:
    [entry] = await log(1)
    looks = Looks(engine, "referral", writer)
    for _ in range(3):
        looks.tell_refused(replace(entry, id=uuid7(), action=Action.REFUSED, data_subject=None))
    await looks.settled()
    assert len(await rows(database, "SELECT 1 FROM entry WHERE action = 'refused'")) == 3
