"""A backup of before an erasure is put back: the room destroys again before it answers anybody (LAW-11)."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import nats
import pytest
from pydantic import SecretStr

from referral.app import ROOM, Settings
from sealing.erasures import STREAM, told
from testkit.rooms import running_room
from wegwijs_cli.embedded_nats import EmbeddedNats
from wirekit.identifiers import uuid7

from .builders import ANOTHER_BSN, Given, a_person
from .conftest import REGIONS
from .test_whole_clients import a_full_way, erase

WORDS = ("xanthippe", "quakkelaar", ANOTHER_BSN, "kwikstaartpad", "7729 zq", "hoonhorst", "dolfijnen")
TOLD_WITHIN_SECONDS = 30


def named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@pytest.fixture
async def backup_of(postgres_url: str) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Copies a database as it is now; nobody may be connected to it."""
    made = []

    async def copy(url: str) -> str:
        name = f"test_referral_{uuid7().hex}"
        admin = await asyncpg.connect(postgres_url)
        ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1"
        await admin.execute(ended, urlsplit(url).path[1:])
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {urlsplit(url).path[1:]} OWNER referral_owner")
        await admin.close()
        made.append(name)
        return named(url, name)

    yield copy
    admin = await asyncpg.connect(postgres_url)
    for name in made:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


async def everything_in(url: str) -> str:
    """Every row of every table, as who holds a dump reads it."""
    connection = await asyncpg.connect(url)
    tables = await connection.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    )
    shown = [
        await connection.fetchval(f'SELECT string_agg("{name}"::text, E\'\\n\') FROM "{name}"')  # noqa: S608
        for (name,) in tables
    ]
    await connection.close()
    assert len(shown) > 40
    return "\n".join(filter(None, shown)).lower()


def found_in(shown: str) -> list[str]:
    return [word for word in WORDS if word in shown or word.encode().hex() in shown]


async def erased_in_the_stream(settings: Settings, referral: str) -> None:
    async with asyncio.timeout(TOLD_WITHIN_SECONDS):
        while not any(referral in str(each.data["referrals"]) for each in await told(settings, "referral")):
            continue


async def everything_told(bus: EmbeddedNats) -> str:
    """Every message of the two streams that keep what this room tells."""
    admin = await nats.connect([bus.admin_url])
    told_there = ""
    for stream in ("REFERRAL", STREAM):
        state = (await admin.jetstream().stream_info(stream)).state
        for sequence in range(state.first_seq, state.last_seq + 1):
            told_there += ((await admin.jetstream().get_msg(stream, sequence)).data or b"").decode()
    await admin.close()
    assert "client.erased" in told_there
    return told_there.lower()


@pytest.fixture
async def bus(nats_server: EmbeddedNats) -> AsyncIterator[EmbeddedNats]:
    """Where the room tells its events; the next test finds them gone."""
    yield nats_server
    admin = await nats.connect([nats_server.admin_url])
    await admin.jetstream().purge_stream("REFERRAL")
    await admin.close()


@pytest.mark.requirement("LAW-11")
async def test_a_dump_shows_nothing_without_the_key_and_a_restored_one_nothing_of_who_was_erased(
    new_database: Callable[[str], Awaitable[str]],
    backup_of: Callable[[str], Awaitable[str]],
    bus: EmbeddedNats,
    tmp_path: Path,
) -> None:
    url, key = await new_database("referral"), tmp_path / "kept.key"
    key.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    more = {"master_key_file": str(key), "nats_url": bus.url_for("referral")}
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path, **more) as room:
        given = Given(room)
        gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
        referral = await a_full_way(given, gp, provider, desk)
        other = await given.referral(gp, person=a_person(bsn=None))
        bsn_hash = room.transactions.keyring.keyed_hash(ANOTHER_BSN).hex()
    dump = await everything_in(url)
    assert found_in(dump) == []
    assert bsn_hash in dump
    restored = await backup_of(url)

    async with running_room(ROOM, Settings, url, REGIONS, tmp_path, "all", **more) as room:
        given = Given(room)
        assert (await erase(given, desk, referral))[0] == 201
        await erased_in_the_stream(room.app.state.api.state.settings, referral["id"])
        streams = await everything_told(bus)
    assert (found_in(streams), bsn_hash in streams) == ([], False)
    assert bsn_hash not in await everything_in(url)

    assert bsn_hash in await everything_in(restored)
    async with running_room(ROOM, Settings, restored, REGIONS, tmp_path, **more) as room:
        given = Given(room)
        assert (await given.get(gp, f"/referrals/{referral['id']}")).status_code == 404
        assert "Saar" in (await given.get(gp, f"/referrals/{other['id']}")).text, "another child is there"
        keys = await room.rows("SELECT wrapped FROM data_key k JOIN erasure e ON e.client = k.data_subject")
        assert [row.wrapped for row in keys] == [None]
        before = await room.rows("SELECT (SELECT count(*) FROM referral), (SELECT count(*) FROM care_period)")
    shown = await everything_in(restored)
    assert found_in(shown) == []
    assert bsn_hash not in shown
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path, **more) as room:
        counted = await room.rows(
            "SELECT (SELECT count(*) FROM referral), (SELECT count(*) FROM care_period)"
        )
        assert counted == before, "sums are the same in both"


async def test_a_house_in_which_nobody_was_ever_erased_can_tell_so(nats_server: EmbeddedNats) -> None:
    admin = await nats.connect([nats_server.admin_url])
    config = (await admin.jetstream().stream_info(STREAM)).config
    await admin.jetstream().delete_stream(STREAM)
    await admin.jetstream().add_stream(config)
    await admin.close()
    settings = SimpleNamespace(nats_url=SecretStr(nats_server.url_for("referral")))
    assert await told(settings, "referral") == []
