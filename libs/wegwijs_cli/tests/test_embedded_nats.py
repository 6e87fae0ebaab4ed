"""The embedded NATS server, for real."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.errors import TimeoutError as NatsTimeout
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from wegwijs_cli.bootstrap import KEPT_SECONDS, make_streams
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_nats import ADMIN, EmbeddedNats
from wegwijs_cli.rooms import ACCESS, REFERRAL, ROOMS
from wegwijs_cli.secret_store import new_password

SHORT = 0.3


def a_server(folder: Path, *, port: int | None = None, durable: bool = True) -> EmbeddedNats:
    passwords = {user: new_password() for user in (ADMIN, *(room.name for room in ROOMS))}
    return EmbeddedNats(
        folder / "nats", passwords=passwords, durable=durable, log=folder / "n.log", port=port
    )


PATIENCE_SECONDS = 30


async def connected(server: EmbeddedNats, room: str) -> Client:
    return await nats.connect([server.url_for(room)], inbox_prefix=f"_INBOX.{room}".encode())


@pytest.fixture
async def access(nats_server: EmbeddedNats) -> AsyncIterator[Client]:
    client = await connected(nats_server, "access")
    yield client
    await client.close()


async def test_a_room_tells_its_own_events(access: Client) -> None:
    told = await access.jetstream().publish("wegwijs.nl.access.request.opened", b"{}")
    assert told.stream == "ACCESS"


async def test_a_room_cannot_tell_an_event_of_another_room(access: Client) -> None:
    with pytest.raises(NatsTimeout):
        await access.jetstream(timeout=SHORT).publish("wegwijs.nl.referral.referral.submitted", b"{}")


async def test_a_room_reads_the_stream_of_another_room_and_acknowledges(
    nats_server: EmbeddedNats, access: Client
) -> None:
    referral = await connected(nats_server, "referral")
    await referral.jetstream().publish("wegwijs.nl.referral.referral.submitted", b"one")
    await referral.close()
    stream = access.jetstream()
    wanted = ConsumerConfig(
        durable_name="access",
        filter_subjects=["wegwijs.*.referral.referral.submitted"],
        ack_policy=AckPolicy.EXPLICIT,
    )
    await stream.add_consumer("REFERRAL", wanted)
    reading = await stream.pull_subscribe_bind(durable="access", stream="REFERRAL")
    message = (await reading.fetch(1, timeout=5))[0]
    await message.ack_sync()
    assert message.data == b"one"
    assert (await reading.consumer_info()).num_ack_pending == 0


async def test_a_room_cannot_take_messages_in_the_name_of_another(
    nats_server: EmbeddedNats, access: Client
) -> None:
    admin = await nats.connect([nats_server.admin_url])
    mine = ConsumerConfig(durable_name="crisis", ack_policy=AckPolicy.EXPLICIT)
    await admin.jetstream().add_consumer("REFERRAL", mine)
    with pytest.raises(NatsTimeout):
        await access.jetstream(timeout=SHORT).consumer_info("REFERRAL", "crisis")
    await admin.close()


@pytest.mark.parametrize("verb", ["CREATE", "UPDATE", "DELETE", "PURGE"])
async def test_a_room_changes_no_stream_not_even_its_own(access: Client, verb: str) -> None:
    with pytest.raises(NatsTimeout):
        await access.request(f"$JS.API.STREAM.{verb}.ACCESS", b"{}", timeout=SHORT)


async def test_a_room_hears_no_answer_meant_for_another(nats_server: EmbeddedNats) -> None:
    refused: asyncio.Queue[str] = asyncio.Queue()

    async def note(error: Exception) -> None:
        refused.put_nowait(str(error))

    client = await nats.connect([nats_server.url_for("crisis")], error_cb=note, inbox_prefix=b"_INBOX.crisis")
    await client.subscribe("_INBOX.access.>")
    await client.subscribe("wegwijs.>")
    async with asyncio.timeout(PATIENCE_SECONDS):
        for _ in range(2):
            assert "permissions violation" in (await refused.get()).lower()
    await client.close()


async def test_an_acknowledged_event_survives_sigkill_of_the_server(tmp_path: Path) -> None:
    server = a_server(tmp_path)
    server.start()
    try:
        await make_streams(server.admin_url)
        room = await connected(server, "access")
        for number in range(50):
            await room.jetstream().publish("wegwijs.nl.access.request.opened", b"%d" % number)
        server.kill()
        await room.close()
        server.start()
        admin = await nats.connect([server.admin_url])
        assert (await admin.jetstream().stream_info("ACCESS")).state.messages == 50
        await admin.close()
    finally:
        server.stop()


async def test_streams_are_made_once_and_brought_up_to_date(tmp_path: Path) -> None:
    server = a_server(tmp_path, durable=False)
    server.start()
    try:
        admin = await nats.connect([server.admin_url])
        stream = admin.jetstream()
        await stream.add_stream(StreamConfig(name="ACCESS", subjects=["wegwijs.*.access.>"], max_age=60))
        with pytest.raises(NotFoundError):
            await stream.stream_info("REFERRAL")
        await make_streams(server.admin_url, [ACCESS, REFERRAL])
        await make_streams(server.admin_url, [ACCESS, REFERRAL])
        found = [(await stream.stream_info(name)).config for name in ("ACCESS", "REFERRAL")]
        assert [config.max_age for config in found] == [KEPT_SECONDS, KEPT_SECONDS]
        assert [config.duplicate_window for config in found] == [600, 600]
        await admin.close()
    finally:
        server.stop()


def test_a_taken_port_is_told_in_one_line(tmp_path: Path, nats_server: EmbeddedNats) -> None:
    with pytest.raises(CannotStart, match=r"^NATS does not start: .*address already in use.*$"):
        a_server(tmp_path, port=nats_server.port).start()


def test_only_its_owner_reads_the_file_with_the_passwords(nats_server: EmbeddedNats) -> None:
    assert (nats_server.folder / "nats.conf").stat().st_mode & 0o077 == 0
