"""What must stand before a room can run: roles, databases, tables, streams. Every step may be repeated."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import nats
from nats.errors import Error as NatsError
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamSource
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

from auditlog.heads import STREAM, SUBJECT
from sealing.erasures import STREAM as ERASED
from wegwijs_cli.child_process import CannotStart, inherited_environment, last_line_that_matters, launch
from wegwijs_cli.rooms import AUDIT, REFERRAL, ROOMS, Room
from wegwijs_cli.secret_store import Secrets

KEPT_SECONDS = 30 * 24 * 3600
DUPLICATE_WINDOW_SECONDS = 600
APP_TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "60s",
}
"""What one call may cost all others. The owner, who migrates, has none. Whoever listens is in no transaction,
and the relay tries for its lock instead of waiting for it, so these do not end them."""
LOG_WRITER = "log_writer"


@dataclass(frozen=True)
class RoomDatabase:
    """How one room reaches its database: as owner to migrate, as app to run; and the log, to add to it."""

    owner_url: str
    app_url: str
    log_url: str


def room_databases(
    admin_url: str, secrets: Secrets, rooms: Sequence[Room] = ROOMS
) -> dict[Room, RoomDatabase]:
    """The two URLs of each room on the server of `admin_url`."""
    return {
        room: RoomDatabase(
            owner_url=_url_as(admin_url, room.owner_role, secrets.owner[room.name], room.module),
            app_url=_url_as(admin_url, room.app_role, secrets.app[room.name], room.module),
            log_url=_url_as(admin_url, room.log_role, secrets.log[room.name], AUDIT.module),
        )
        for room in rooms
    }


async def make_databases(admin_url: str, secrets: Secrets, rooms: Sequence[Room] = ROOMS) -> None:
    """Two roles and one database for each room, closed to all other roles. Raises CannotStart.

    The admin needs CREATEROLE and CREATEDB, not superuser. Rights on tables come by default privileges
    and only so: what a migration takes away from the app (a log that may only grow) stays taken away.
    """
    try:
        admin = await asyncpg.connect(admin_url)
        try:
            for room in rooms:
                await make_roles(admin, room, secrets)
                await _make_database(admin, room)
            if AUDIT in rooms:
                for room in rooms:
                    await admin.execute(f"GRANT CONNECT ON DATABASE {AUDIT.module} TO {room.log_role}")
        finally:
            await admin.close()
        for room in rooms:
            await open_to_the_app(_in_database(admin_url, room.module), room)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CannotStart(f"PostgreSQL: the databases cannot be made: {error}") from None


async def _make_role(admin: asyncpg.Connection, role: str, password: str) -> None:
    known = await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    quoted = await admin.fetchval("SELECT quote_literal($1::text)", password)
    verb = "ALTER" if known else "CREATE"
    await admin.execute(f"{verb} ROLE {role} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {quoted}")


async def make_roles(admin: asyncpg.Connection, room: Room, secrets: Secrets) -> None:
    """Who owns the tables of this room, who runs it, and by whom it adds to the log of looks.

    What the last may do in the database of the log is said by its migrations, to the role that all have.
    """
    await _make_role(admin, room.owner_role, secrets.owner[room.name])
    await _make_role(admin, room.app_role, secrets.app[room.name])
    for setting, longest in APP_TIMEOUTS.items():
        await admin.execute(f"ALTER ROLE {room.app_role} SET {setting} = '{longest}'")
    await admin.execute(f"GRANT {room.owner_role} TO CURRENT_USER")
    if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", LOG_WRITER):
        await admin.execute(f"CREATE ROLE {LOG_WRITER} NOLOGIN")
    await _make_role(admin, room.log_role, secrets.log[room.name])
    member = "SELECT pg_has_role($1::name, $2::name, 'MEMBER')"
    if not await admin.fetchval(member, room.log_role, LOG_WRITER):
        await admin.execute(f"GRANT {LOG_WRITER} TO {room.log_role}")


async def _make_database(admin: asyncpg.Connection, room: Room) -> None:
    name = room.module
    if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        await admin.execute(
            f"CREATE DATABASE {name} OWNER {room.owner_role} TEMPLATE template0 "
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    await admin.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    await admin.execute(f"GRANT CONNECT ON DATABASE {name} TO {room.owner_role}, {room.app_role}")


async def open_to_the_app(database_url: str, room: Room) -> None:
    """What the owner makes from here on, the app may read and write."""
    database = await asyncpg.connect(database_url)
    try:
        await database.execute(f"SET ROLE {room.owner_role}")
        await database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        await database.execute(f"GRANT USAGE ON SCHEMA public TO {room.app_role}")
        await database.execute(
            f"ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {room.app_role}"
        )
        await database.execute(
            f"ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO {room.app_role}"
        )
    finally:
        await database.close()


def migrate(databases: Mapping[Room, RoomDatabase], logs: Path) -> None:
    """Bring the tables of all rooms up to date, one process per room, side by side. Raises CannotStart."""
    running: list[tuple[Room, Path, subprocess.Popen[bytes]]] = []
    for room, database in databases.items():
        log = logs / f"migrate-{room.name}.log"
        log.unlink(missing_ok=True)
        process = launch(
            [sys.executable, "-P", "-m", "wegwijs_cli.upkeep.migrate", room.module],
            log=log,
            environment=inherited_environment() | {"WEGWIJS_OWNER_DATABASE_URL": database.owner_url},
        )
        running.append((room, log, process))
    failed = [(room, log) for room, log, process in running if process.wait() != 0]
    if failed:
        room, log = failed[0]
        raise CannotStart(f"migration of {room.name} failed: {last_line_that_matters(log)} (log: {log})")


async def make_streams(admin_url: str, rooms: Sequence[Room] = ROOMS) -> None:
    """One stream per room, the log's heads and erasures, made or brought up to date. Raises CannotStart."""
    try:
        connection = await nats.connect([admin_url], allow_reconnect=False, connect_timeout=5)
        try:
            jetstream = connection.jetstream()
            for wanted in (*(stream_of(room) for room in rooms), STREAM_OF_HEADS, stream_of_erasures()):
                await _make_stream(jetstream, wanted)
        finally:
            await connection.close()
    except (OSError, NatsError) as error:
        raise CannotStart(f"NATS: the streams cannot be made: {error or type(error).__name__}") from None


# Kept for ever, and nobody takes one away: not whoever holds the database of the log, nor its room.
STREAM_OF_HEADS = StreamConfig(
    name=STREAM,
    subjects=[SUBJECT],
    retention=RetentionPolicy.LIMITS,
    storage=StorageType.FILE,
    discard=DiscardPolicy.NEW,
    max_age=0,
    duplicate_window=DUPLICATE_WINDOW_SECONDS,
    deny_delete=True,
    deny_purge=True,
)


def stream_of_erasures() -> StreamConfig:
    """Who was erased, by references: what no backup of a database takes back. NATS fills it by itself."""
    told = StreamSource(name=REFERRAL.stream, filter_subject=f"wegwijs.*.{REFERRAL.name}.client.erased")
    return StreamConfig(
        name=ERASED,
        sources=[told],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_age=0,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
        deny_delete=True,
        deny_purge=True,
    )


def stream_of(room: Room) -> StreamConfig:
    """The stream of a room: 30 days in files; the same message twice in 10 minutes counts once."""
    return StreamConfig(
        name=room.stream,
        subjects=[room.subjects],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.OLD,
        max_age=KEPT_SECONDS,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
    )


async def _make_stream(jetstream: JetStreamContext, wanted: StreamConfig) -> None:
    assert wanted.name is not None
    ours = {
        "subjects": wanted.subjects,
        "max_age": wanted.max_age,
        "duplicate_window": wanted.duplicate_window,
    }
    try:
        found = (await jetstream.stream_info(wanted.name)).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return
    if any(getattr(found, field) != value for field, value in ours.items()):
        # Only these three: how many replicas a cluster keeps is its operator's to say.
        await jetstream.update_stream(found.evolve(**ours))


def _url_as(admin_url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}"))


def _in_database(admin_url: str, database: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{database}"))
