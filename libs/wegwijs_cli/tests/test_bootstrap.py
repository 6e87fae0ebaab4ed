"""Roles, databases and secrets: what one room may do in its own database, and others may not."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from servicekit.transaction import database_is_away
from wegwijs_cli.bootstrap import (
    APP_TIMEOUTS,
    LOG_WRITER,
    RoomDatabase,
    make_databases,
    migrate,
    room_databases,
)
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.rooms import PROVIDER_REGISTRY, ROOMS, Room
from wegwijs_cli.secret_store import Secrets

Two = tuple[Room, Room]


@pytest.fixture(scope="module")
def rooms() -> Two:
    """Two rooms with names of their own: other tests use the same server."""
    mark = uuid4().hex[:8]
    return Room(f"first-{mark}"), Room(f"second-{mark}")


@pytest.fixture(scope="module")
async def secrets(rooms: Two, tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    return Secrets.load(tmp_path_factory.mktemp("home"), rooms)


@pytest.fixture(scope="module")
async def databases(
    postgres_url: str, rooms: Two, secrets: Secrets
) -> AsyncIterator[dict[Room, RoomDatabase]]:
    for _ in range(2):
        await make_databases(postgres_url, secrets, rooms)
    yield room_databases(postgres_url, secrets, rooms)
    admin = await asyncpg.connect(postgres_url)
    for room in rooms:
        await admin.execute(f"DROP DATABASE {room.module} WITH (FORCE)")
        await admin.execute(f"DROP ROLE {room.owner_role}, {room.app_role}, {room.log_role}")
    await admin.close()


async def test_the_owner_makes_tables_and_the_app_works_with_them(
    databases: dict[Room, RoomDatabase], rooms: Two
) -> None:
    owner = await asyncpg.connect(databases[rooms[0]].owner_url)
    await owner.execute("CREATE TABLE thing (number serial PRIMARY KEY, word text)")
    app = await asyncpg.connect(databases[rooms[0]].app_url)
    await app.execute("INSERT INTO thing (word) VALUES ('one')")
    await app.execute("UPDATE thing SET word = 'two'")
    assert await app.fetchval("SELECT word FROM thing") == "two"
    await app.execute("DELETE FROM thing")
    for forbidden in ("CREATE TABLE other (x int)", "ALTER TABLE thing ADD y int", "TRUNCATE thing"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(forbidden)
    await owner.close()
    await app.close()


async def test_no_call_of_a_room_keeps_the_database_for_ever_and_a_migration_may(
    databases: dict[Room, RoomDatabase], rooms: Two
) -> None:
    told = {}
    for role, url in (("owner", databases[rooms[0]].owner_url), ("app", databases[rooms[0]].app_url)):
        connection = await asyncpg.connect(url)
        told[role] = [await connection.fetchval(f"SHOW {setting}") for setting in APP_TIMEOUTS]
        if role == "app":
            await connection.execute("SET statement_timeout = '10ms'")
            with pytest.raises(asyncpg.QueryCanceledError) as ended:
                await connection.execute("SELECT pg_sleep(60)")
            assert database_is_away(ended.value)  # so the caller is told to come back, and it is no bug
        await connection.close()
    assert told == {"owner": ["0", "0", "0"], "app": ["30s", "15s", "1min"]}


async def test_what_a_migration_took_from_the_app_stays_taken_when_all_is_repeated(
    databases: dict[Room, RoomDatabase], rooms: Two, postgres_url: str, secrets: Secrets
) -> None:
    owner = await asyncpg.connect(databases[rooms[0]].owner_url)
    await owner.execute("CREATE TABLE log (line text)")
    await owner.execute(f"REVOKE UPDATE, DELETE ON log FROM {rooms[0].app_role}")
    await owner.close()
    await make_databases(postgres_url, secrets, rooms)
    app = await asyncpg.connect(databases[rooms[0]].app_url)
    await app.execute("INSERT INTO log VALUES ('one')")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute("DELETE FROM log")
    await app.close()


@pytest.mark.parametrize("role", ["owner_url", "app_url"])
async def test_a_role_of_one_room_cannot_enter_the_database_of_another(
    databases: dict[Room, RoomDatabase], rooms: Two, role: str
) -> None:
    url: str = getattr(databases[rooms[0]], role)
    server, _, own = url.rpartition("/")
    assert own == rooms[0].module
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(f"{server}/{rooms[1].module}")


async def test_an_admin_who_is_no_superuser_is_enough(postgres_url: str, tmp_path: Path) -> None:
    mark = uuid4().hex[:8]
    room = Room(f"third-{mark}")
    admin = await asyncpg.connect(postgres_url)
    await admin.execute(f"CREATE ROLE maker_{mark} LOGIN CREATEDB CREATEROLE PASSWORD 'm'")
    # Another administrator made it on this server; alone on one, this one would have made it.
    if await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", LOG_WRITER):
        await admin.execute(f"GRANT {LOG_WRITER} TO maker_{mark} WITH ADMIN OPTION")
    url = f"postgresql://maker_{mark}:m@{postgres_url.rpartition('@')[2]}"
    secrets = Secrets.load(tmp_path, [room])
    try:
        for _ in range(2):
            await make_databases(url, secrets, [room])
        app = await asyncpg.connect(room_databases(url, secrets, [room])[room].app_url)
        assert await app.fetchval("SELECT current_user") == room.app_role
        await app.close()
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {room.module} WITH (FORCE)")
        await admin.execute(f"DROP ROLE IF EXISTS {room.owner_role}, {room.app_role}, {room.log_role}")
        await admin.execute(f"DROP ROLE IF EXISTS maker_{mark}")
        await admin.close()


async def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"^PostgreSQL: the databases cannot be made: "):
        await make_databases("postgresql://a:b@127.0.0.1:1/postgres", Secrets.load(tmp_path))


def test_a_failed_migration_is_told_with_its_room_its_reason_and_its_log(tmp_path: Path) -> None:
    absent = Room("not-there")
    url = "postgresql://nobody:x@127.0.0.1:1/x"
    with pytest.raises(CannotStart, match=r"^migration of not-there failed: .*not_there.* \(log: .*\)$"):
        migrate({absent: RoomDatabase(url, url, url)}, tmp_path)


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    first = Secrets.load(tmp_path)
    first.write_key_files(tmp_path)
    assert Secrets.load(tmp_path) == first
    assert len(set(first.master.values())) == len(ROOMS) + 1  # and the gateway, which seals sessions
    private = [tmp_path / "secrets.json", *(tmp_path / "keys").iterdir()]
    assert len(private) == 1 + 2 * (len(ROOMS) + 1) + 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in private)


def test_a_room_that_is_added_later_gets_its_secrets_and_the_others_keep_theirs(tmp_path: Path) -> None:
    before = Secrets.load(tmp_path, [PROVIDER_REGISTRY])
    after = Secrets.load(tmp_path, [PROVIDER_REGISTRY, Room("later")])
    assert after.master["provider-registry"] == before.master["provider-registry"]
    assert set(after.app) == {"provider-registry", "later"}


def test_a_broken_file_of_secrets_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"postgres": 7}))
    with pytest.raises(CannotStart, match=r"secrets\.json: cannot be read"):
        Secrets.load(tmp_path)
    assert json.loads((tmp_path / "secrets.json").read_text()) == {"postgres": 7}
