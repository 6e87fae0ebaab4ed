"""One writer chains what the rooms add, signs the head, and what is done to it by hand is found."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import nats
import pytest
from joserfc.jwk import ECKey, KeySet
from nats.aio.client import Client
from nats.js.errors import APIError

from audit.settings import Settings
from audit.store.chain import is_the_one_who_chains
from audit.usecases.keep_chain import chain_some, keep_chain, sign_head
from auditlog.chain import Fault, link
from auditlog.entry import Entry
from auditlog.heads import STREAM, SUBJECT
from auditlog.writer import ADD, LogAway, LogWriter
from testkit.rooms import as_app, login
from wegwijs_cli.audit_walk import Addresses, Walked, walk
from wegwijs_cli.embedded_nats import EmbeddedNats
from wirekit.identifiers import uuid7
from wirekit.settings import Environment

Log = Callable[..., Awaitable[list[Entry]]]
KEY = ECKey.generate_key("P-256", auto_kid=True)
MADE_ANEW = "UPDATE link SET hash = $2 WHERE sequence = $1"


@pytest.fixture
async def app(database: str) -> AsyncIterator[asyncpg.Connection]:
    async with connected(as_app(database)) as connection:
        yield connection


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        connection.terminate()


@pytest.fixture
async def bus(nats_server: EmbeddedNats) -> AsyncIterator[Client]:
    """As the room, on an empty store of heads: a test is a log of its own."""
    admin = await nats.connect([nats_server.admin_url])
    config = (await admin.jetstream().stream_info(STREAM)).config
    await admin.jetstream().delete_stream(STREAM)
    await admin.jetstream().add_stream(config)
    await admin.close()
    bus = await nats.connect([nats_server.url_for("audit")], inbox_prefix=b"_INBOX.audit")
    yield bus
    await bus.close()


async def test_ten_thousand_entries_are_chained_within_some_seconds(
    log: Log, app: asyncpg.Connection
) -> None:
    for _ in range(5):
        await log(2000)
    began = time.monotonic()
    while await chain_some(app):
        continue
    assert 10_000 / (time.monotonic() - began) > 1000
    rows = await app.fetch("SELECT sequence FROM link ORDER BY sequence")
    assert [row["sequence"] for row in rows] == [*range(1, 10_001)]
    assert await chain_some(app) == 0


async def test_an_entry_that_commits_late_is_chained_after_those_that_came_first(
    log: Log, database: str, app: asyncpg.Connection
) -> None:
    (entry,) = await log(1)
    async with connected(login(database, "referral_log")) as slow:
        under_way = slow.transaction()
        await under_way.start()
        columns = [[value] for value in {**entry.values(), "id": entry.correlation_id}.values()]
        await slow.execute(ADD, *columns)
        (later,) = await log(1)
        assert await chain_some(app) == 2
        await under_way.commit()
    assert await chain_some(app) == 1
    rows = await app.fetch("SELECT entry FROM link ORDER BY sequence")
    assert [row["entry"] for row in rows] == [entry.id, later.id, entry.correlation_id]


async def test_one_chains_and_another_waits_until_it_goes(database: str) -> None:
    async with connected(as_app(database)) as one, connected(as_app(database)) as other:
        assert await is_the_one_who_chains(one)
        assert not await is_the_one_who_chains(other)
        await one.close()
        assert await is_the_one_who_chains(other)


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("app", "INSERT INTO entry SELECT * FROM entry"),
        ("app", "DELETE FROM entry"),
        ("app", "DELETE FROM link"),
        ("app", "DELETE FROM head"),
        ("app", "TRUNCATE entry, link, head, unchained"),
        ("app", "UPDATE entry SET purpose = 'other'"),
        ("app", "UPDATE link SET hash = hash"),
        ("app", "UPDATE head SET token = token"),
        ("app", "INSERT INTO unchained SELECT id FROM entry"),
        ("app", "DROP TRIGGER entry_is_unchained ON entry"),
        ("log", "SELECT id FROM entry"),
        ("log", "UPDATE entry SET purpose = 'other'"),
        ("log", "DELETE FROM entry"),
        ("log", "TRUNCATE entry"),
        ("log", "DELETE FROM unchained"),
        ("log", "INSERT INTO link VALUES (1, gen_random_uuid(), sha256('x'))"),
    ],
)
async def test_no_role_of_a_room_can_do_more_to_the_log_than_add(
    role: str, refused: str, database: str, log: Log
) -> None:
    await log(1)
    async with connected(login(database, f"audit_{role}")) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(refused)


async def test_a_room_adds_to_the_log_in_its_own_name_only(log: Log, database: str) -> None:
    (own,) = await log(1)
    writer = LogWriter(login(database, "crisis_log"))
    with pytest.raises(LogAway):
        await writer.store([replace(own, id=uuid7())])
    await writer.close()
    async with connected(database) as admin:
        assert await admin.fetchval("SELECT count(*) FROM entry") == 1


async def test_the_room_can_take_no_head_from_the_other_store(
    log: Log, app: asyncpg.Connection, bus: Client, nats_server: EmbeddedNats
) -> None:
    await log(1)
    await chain_some(app)
    assert await sign_head(app, bus, KEY)
    for question in (f"STREAM.PURGE.{STREAM}", f"STREAM.MSG.DELETE.{STREAM}", f"STREAM.DELETE.{STREAM}"):
        with pytest.raises(TimeoutError):  # what NATS refuses it does not answer
            await bus.request(f"$JS.API.{question}", b"{}", timeout=0.2)
    admin = await nats.connect([nats_server.admin_url])
    for deed in (admin.jetstream().purge_stream, lambda name: admin.jetstream().delete_msg(name, 1)):
        with pytest.raises(APIError):
            await deed(STREAM)
    await admin.close()
    other = await nats.connect([nats_server.url_for("referral")], inbox_prefix=b"_INBOX.referral")
    with pytest.raises(TimeoutError):
        await other.jetstream().publish(SUBJECT, b"a head of my own", timeout=0.2)
    await other.close()


async def test_the_worker_chains_and_signs_by_itself_and_goes_on_after_its_connection_was_cut(
    log: Log, database: str, app: asyncpg.Connection, bus: Client, nats_server: EmbeddedNats, tmp_path: Path
) -> None:
    key_file = tmp_path / "log.json"
    key_file.write_text(json.dumps(KEY.as_dict(private=True)))
    settings = Settings(
        env=Environment.TEST,
        database_url=as_app(database),
        nats_url=nats_server.url_for("audit"),
        issuer="http://issuer.test",
        master_key_file=key_file,
        regions_dir=tmp_path,
        signing_key_file=key_file,
        signed_every_seconds=0.5,
    )
    working = asyncio.create_task(keep_chain(settings, None))  # type: ignore[arg-type]  # it takes no transaction
    try:
        for count in (3, 5):
            await log(count - await app.fetchval("SELECT count(*) FROM entry"))
            # Nothing tells when: the worker is left to itself.
            while await app.fetchval("SELECT max(sequence) FROM head") != count:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            async with connected(database) as admin:
                await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
                    "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
        assert (await found(database, nats_server)).wrong == []
    finally:
        working.cancel()


@pytest.fixture
async def signed(log: Log, app: asyncpg.Connection, bus: Client) -> list[Entry]:
    """Twelve entries, chained in three groups, with a head after each."""
    entries = []
    for _ in range(3):
        entries += await log(4)
        await chain_some(app)
        await sign_head(app, bus, KEY)
    return entries


async def found(database: str, nats_server: EmbeddedNats, **how: object) -> Walked:
    """By the walk of `./wegwijs audit verify`, with the addresses of the room."""
    at = Addresses(as_app(database), nats_server.url_for("audit"), KeySet([KEY]))
    return await walk(at, **how)  # type: ignore[arg-type]


async def _change(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    await admin.execute("UPDATE entry SET subject = 'somebody-else' WHERE id = $1", signed[5].id)


async def _remove(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    await admin.execute("DELETE FROM entry WHERE id = $1", signed[5].id)


async def _remove_with_link(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    await _remove(admin, signed)
    await admin.execute("DELETE FROM link WHERE sequence = 6")


async def _put_in(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    """With a link that fits, and all that follow moved up by one."""
    values = {**signed[5].values(), "id": signed[5].correlation_id, "purpose": "never happened"}
    await admin.execute(ADD, *([value] for value in values.values()))
    await admin.execute("DELETE FROM unchained")
    await admin.execute("UPDATE link SET sequence = -sequence - 1 WHERE sequence > 5")
    await admin.execute("UPDATE link SET sequence = -sequence WHERE sequence < 0")
    before = await admin.fetchval("SELECT hash FROM link WHERE sequence = 5")
    await admin.execute("INSERT INTO link VALUES (6, $1, $2)", values["id"], link(before, values))


async def _put_in_without_link(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    values = {**signed[5].values(), "id": signed[5].correlation_id}
    await admin.execute(ADD, *([value] for value in values.values()))
    await admin.execute("DELETE FROM unchained")


async def _cut(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    """With the heads that stand in this database."""
    await admin.execute("DELETE FROM entry WHERE id = ANY($1)", [entry.id for entry in signed[9:]])
    await admin.execute("DELETE FROM link WHERE sequence > 9")
    await admin.execute("DELETE FROM head WHERE sequence > 9")


async def _make_anew(admin: asyncpg.Connection, signed: list[Entry]) -> None:
    """The whole chain, after a change, and the heads of this database with it."""
    await _change(admin, signed)
    previous = bytes(32)
    rows = await admin.fetch("SELECT * FROM entry JOIN link ON entry = entry.id ORDER BY sequence")
    for row in rows:
        previous = link(previous, row)
        await admin.execute(MADE_ANEW, row["sequence"], previous)
        await admin.execute("UPDATE head SET hash = $2 WHERE sequence = $1", row["sequence"], previous)


TAMPERED: list[tuple[Callable[..., Awaitable[None]], list[tuple[Fault, int | None]]]] = [
    (_change, [(Fault.CHANGED, 6)]),
    (_remove, [(Fault.REMOVED, 6)]),
    (_remove_with_link, [(Fault.GAP, 6)]),
    (_put_in, [(Fault.CHANGED, 7)]),
    (_put_in_without_link, [(Fault.NOT_CHAINED, None)]),
    (_cut, [(Fault.CUT, 12)]),
    (_make_anew, [(Fault.HEAD_REMOVED, 8), (Fault.RECOMPUTED, 8)]),
]


@pytest.mark.parametrize(("tamper", "wrong"), TAMPERED, ids=lambda each: getattr(each, "__name__", ""))
async def test_what_the_administrator_of_the_database_does_to_the_log_is_found(
    tamper: Callable[[asyncpg.Connection, list[Entry]], Awaitable[None]],
    wrong: list[tuple[Fault, int | None]],
    signed: list[Entry],
    database: str,
    nats_server: EmbeddedNats,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walked = await found(database, nats_server)
    assert (walked.entries, walked.links, walked.heads, walked.unsigned) == (12, 12, 3, 0)
    assert walked.wrong == []
    async with connected(database) as admin:
        await tamper(admin, signed)
    monkeypatch.setattr("wegwijs_cli.audit_walk.CHAINED_WITHIN_SECONDS", 0.3)
    seen = (await found(database, nats_server)).wrong
    assert [(each.fault, each.sequence) for each in seen] == wrong


async def test_heads_that_somebody_else_kept_or_signed_and_an_emptied_store_are_told(
    signed: list[Entry], database: str, bus: Client, app: asyncpg.Connection, nats_server: EmbeddedNats
) -> None:
    newest = await app.fetchrow("SELECT * FROM head ORDER BY sequence DESC LIMIT 1")
    assert (await found(database, nats_server, witnesses=[newest["token"]])).wrong == []
    assert (await found(database, nats_server, since=newest["signed_at"])).wrong == []
    await bus.jetstream().publish(SUBJECT, b"a head of nobody")
    seen = await found(database, nats_server)
    assert [each.fault for each in seen.wrong] == [Fault.HEAD_NOT_SIGNED]
    admin = await nats.connect([nats_server.admin_url])
    config = (await admin.jetstream().stream_info(STREAM)).config
    await admin.jetstream().delete_stream(STREAM)
    assert [each.fault for each in (await found(database, nats_server)).wrong] == [Fault.HEAD_REMOVED]
    await admin.jetstream().add_stream(config)
    await admin.close()
