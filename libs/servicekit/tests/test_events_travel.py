"""From a commit in one room to an effect in another, over a real JetStream: nothing lost, nothing twice."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import nats
import pytest
import things

from servicekit import consumer
from servicekit.outbox import Relay
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import utc_now
from servicekit.workers import Workers
from testkit.rooms import RoomUnderTest, running_room
from wegwijs_cli.bootstrap import make_streams
from wegwijs_cli.embedded_nats import EmbeddedNats
from wirekit.caller import Caller
from wirekit.events import Envelope
from wirekit.identifiers import uuid7

REGIONS = Path(__file__).parents[3] / "regions"
PATIENCE_SECONDS = 30


@pytest.fixture
async def room(database: str, tmp_path: Path, nats_server: EmbeddedNats) -> AsyncIterator[RoomUnderTest]:
    """The room of things with all its workers: relay, consumers, parked events, deadlines."""
    await _empty_streams(nats_server)
    permissions = tmp_path / "permissions.yaml"
    permissions.write_text("read_feed: [{roles: [service], region: any}]")
    made = things.room(permissions)
    url = nats_server.url_for("access")
    async with running_room(
        made, things.Settings, database, REGIONS, tmp_path, "all", nats_url=url
    ) as running:
        yield running


async def _empty_streams(server: EmbeddedNats) -> None:
    connection = await nats.connect([server.admin_url])
    manager = connection.jsm()
    for stream in ("ACCESS", "CRISIS"):
        await manager.purge_stream(stream)
        for known in await manager.consumers_info(stream):
            await manager.delete_consumer(stream, known.name)
    await connection.close()


async def until(fact: Callable[[], Awaitable[Any]]) -> Any:
    """Wait for a fact, as long as patience lasts."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < given_up:
        if found := await fact():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to pass")


def an_event(name: str, ref: UUID, version: int, colour: str = "red") -> Envelope:
    return Envelope(
        id=uuid7(),
        source="urn:nld:wegwijs:crisis",
        type=f"nl.wegwijs.{name}.v1",
        time=utc_now(),
        subject=ref,
        dataschema="urn:nld:wegwijs:schema:test",
        sequence=str(version),
        correlationid=uuid7(),
        actor="test",
        actorrole="service",
        actororganisation=PLATFORM,
        data={"ref": str(ref), "version": version, "region": "here", "colour": colour},
    )


async def tell(server: EmbeddedNats, *events: Envelope | bytes, subject: str = "thing.changed") -> None:
    """Publish as the room `crisis` would, without a message id: every repeat reaches the reader."""
    connection = await nats.connect([server.url_for("crisis")], inbox_prefix=b"_INBOX.crisis")
    stream = connection.jetstream()
    for event in events:
        name = event.name if isinstance(event, Envelope) else subject
        body = event.to_bytes() if isinstance(event, Envelope) else event
        await stream.publish(f"wegwijs.here.crisis.{name}", body)
    await connection.close()


async def publish(room: RoomUnderTest, count: int) -> list[UUID]:
    refs = [uuid7() for _ in range(count)]
    for ref in refs:
        async with room.begin() as tx:
            tx.publish(things.ThingChanged(ref=ref, version=1, region="here", colour="red"))
    return refs


async def on_the_stream(server: EmbeddedNats, count: int) -> list[Envelope]:
    connection = await nats.connect([server.admin_url])
    subscription = await connection.jetstream().subscribe("wegwijs.*.access.>", ordered_consumer=True)
    found = [
        Envelope.model_validate_json((await subscription.next_msg(PATIENCE_SECONDS)).data)
        for _ in range(count)
    ]
    await connection.close()
    return found


async def test_what_is_committed_reaches_the_stream_in_order_and_leaves_the_outbox(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    refs = await publish(room, 50)
    assert [event.subject for event in await on_the_stream(nats_server, 50)] == refs
    await until(lambda: nothing(room, "outbox"))


async def nothing(room: RoomUnderTest, table: str) -> bool:
    return not await room.rows(f"SELECT 1 FROM {table}")  # noqa: S608


async def rows(room: RoomUnderTest, table: str, count: int) -> list[Any]:
    found = await room.rows(f"SELECT * FROM {table}")  # noqa: S608
    return found if len(found) >= count else []


async def test_with_the_server_killed_events_wait_and_arrive_once_when_it_is_back(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    before = await publish(room, 5)
    await until(lambda: nothing(room, "outbox"))
    nats_server.kill()
    try:
        waiting = await publish(room, 5)
    finally:
        nats_server.start()
    await until(lambda: nothing(room, "outbox"))
    told = [event.subject for event in await on_the_stream(nats_server, 10)]
    assert told == before + waiting


async def test_an_event_that_comes_twice_has_its_effect_once(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    ref = uuid7()
    used = an_event("thing.used", ref, 1)
    await tell(nats_server, an_event("thing.changed", ref, 1), used, used, used)
    last = an_event("thing.used", ref, 2)
    await tell(nats_server, last)
    await until(lambda: rows(room, "effect", 2))
    assert sorted(row.version for row in await room.rows("SELECT version FROM effect")) == [1, 2]


async def test_an_older_state_never_overwrites_a_newer_one(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    ref, other = uuid7(), uuid7()
    await tell(
        nats_server, an_event("thing.changed", ref, 2, "new"), an_event("thing.changed", ref, 1, "old")
    )
    await tell(nats_server, an_event("thing.changed", other, 1))
    heard = await until(lambda: rows(room, "heard", 2))
    assert {row.ref: (row.version, row.colour) for row in heard}[ref] == (2, "new")


async def test_an_event_that_came_too_early_is_parked_until_the_other_one_comes(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    ref = uuid7()
    await tell(nats_server, an_event("thing.used", ref, 1))
    (parked,) = await until(lambda: rows(room, "parked", 1))
    assert parked.waiting_for == f"thing:{ref}"
    assert await nothing(room, "effect")
    await tell(nats_server, an_event("thing.changed", ref, 1))
    await until(lambda: rows(room, "effect", 1))
    assert await nothing(room, "parked")


async def test_an_event_that_cannot_be_handled_ends_as_a_dead_letter_and_holds_up_nobody(
    room: RoomUnderTest, nats_server: EmbeddedNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MAX_DELIVERIES", 2)
    ref = uuid7()
    bad = an_event("thing.used", ref, 1, "bile")
    await tell(nats_server, an_event("thing.changed", ref, 1), bad, b"no event at all")
    await tell(nats_server, an_event("thing.used", ref, 2))
    await until(lambda: rows(room, "effect", 1))
    letters = await until(lambda: rows(room, "dead_letter", 2))
    assert {letter.reason for letter in letters} == {"not an event", "not handled in 2 attempts"}
    assert bad.id in {letter.event_id for letter in letters}
    assert [row.version for row in await room.rows("SELECT version FROM effect")] == [2]


async def test_only_one_of_two_relays_of_a_room_sends(
    room: RoomUnderTest, database: str, tmp_path: Path, nats_server: EmbeddedNats
) -> None:
    url = nats_server.url_for("access")
    async with running_room(
        room.room, things.Settings, database, REGIONS, tmp_path, "worker", nats_url=url
    ) as second:
        await until(lambda: connected(second))
        refs = await publish(room, 40)
        await until(lambda: nothing(room, "outbox"))
    connection = await nats.connect([nats_server.admin_url])
    info = await connection.jsm().stream_info("ACCESS")
    await connection.close()
    assert info.state.messages == len(refs)


async def connected(room: RoomUnderTest) -> bool:
    return bool(room.app.state.workers.connected)


async def test_what_an_event_causes_carries_the_first_request_and_the_event_right_before(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    async with room.begin() as tx:
        tx.publish(things.ThingChanged(ref=uuid7(), version=1, region="here", colour="red"))
    (first,) = await on_the_stream(nats_server, 1)
    async with room.transactions.begin(room_itself(), trace=first.trace) as tx:
        tx.publish(things.ThingChanged(ref=uuid7(), version=1, region="here", colour="blue"))
    _, second = await on_the_stream(nats_server, 2)
    assert second.correlationid == first.correlationid
    assert second.causationid == first.id


def room_itself() -> Caller:
    return Caller("room:access", PLATFORM, "service")


async def test_a_room_whose_workers_end_by_themselves_ends_as_a_process(
    room: RoomUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    settings, did = room.app.state.api.state.settings, asyncio.Event()

    async def chore(told: object, transactions: object) -> None:
        assert (told, transactions) == (settings, room.transactions)
        did.set()

    workers = Workers(settings, room.transactions, (), {}, (chore,))

    async def broken() -> None:
        await did.wait()  # a chore of the room's own runs also before NATS is there
        raise RuntimeError("this should not be possible")

    monkeypatch.setattr(workers, "_connect", broken)
    try:
        await workers.run()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ended.wait()
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)


async def test_an_event_stays_in_the_outbox_until_the_stream_has_acknowledged_it(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    connection = await nats.connect([nats_server.admin_url])
    await connection.jsm().delete_stream("ACCESS")
    refs = await publish(room, 3)
    later = await until(lambda: tried_in_vain(room))
    assert len(later) == 3
    await connection.close()
    await make_streams(nats_server.admin_url)
    assert [event.subject for event in await on_the_stream(nats_server, 3)] == refs
    await until(lambda: nothing(room, "outbox"))


async def tried_in_vain(room: RoomUnderTest) -> list[Any]:
    """The rows that are still there once another relay has tried to send them, too."""
    dsn = room.app.state.api.state.settings.database_url.get_secret_value()
    connection = await asyncpg.connect(dsn)
    try:
        relay = Relay(dsn, room.app.state.workers._nats)
        assert await relay.send_batch(connection) == 0
    finally:
        await connection.close()
    return await room.rows("SELECT position FROM outbox")


async def test_a_parked_event_that_waits_too_long_ends_as_a_dead_letter(
    room: RoomUnderTest, nats_server: EmbeddedNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "PARKED_AT_MOST", timedelta(0))
    await tell(nats_server, an_event("thing.used", uuid7(), 1))
    await until(lambda: rows(room, "parked", 1))
    room.clock.advance(timedelta(seconds=2))
    (letter,) = await until(lambda: rows(room, "dead_letter", 1))
    assert letter.reason == "waited too long for thing"
    assert await nothing(room, "parked")


async def test_a_crowd_of_parked_events_does_not_keep_back_the_one_that_can_go_on(
    room: RoomUnderTest, nats_server: EmbeddedNats
) -> None:
    crowd = [an_event("thing.used", uuid7(), 1) for _ in range(130)]
    await tell(nats_server, *crowd)
    await until(lambda: rows(room, "parked", 130))
    ref = uuid7()
    await tell(nats_server, an_event("thing.used", ref, 1), an_event("thing.changed", ref, 1))
    await until(lambda: rows(room, "effect", 1))


async def test_while_the_database_is_away_no_event_uses_up_its_deliveries(
    room: RoomUnderTest, nats_server: EmbeddedNats, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MAX_DELIVERIES", 1)
    name = urlsplit(database).path[1:]
    admin = await asyncpg.connect(urlunsplit(urlsplit(database)._replace(path="/postgres")))
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    ref = uuid7()
    try:
        await tell(nats_server, an_event("thing.changed", ref, 1))
        for _ in range(3):  # three more would be three failures, were they fetched
            await tell(nats_server, an_event("thing.changed", uuid7(), 1))
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()
    monkeypatch.setattr(consumer, "MAX_DELIVERIES", 2)
    await until(lambda: rows(room, "heard", 4))
    assert await nothing(room, "dead_letter")
