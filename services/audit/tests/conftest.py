from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from audit.app import ROOM, Settings
from auditlog.entry import Action, Entry
from auditlog.writer import LogWriter
from testkit.rooms import TEST_PASSWORD, RoomUnderTest, login, running_room
from wegwijs_cli.bootstrap import make_roles
from wegwijs_cli.rooms import CRISIS, REFERRAL
from wegwijs_cli.secret_store import Secrets
from wirekit.identifiers import uuid7

REGIONS = Path(__file__).parents[3] / "regions"
LOOK = Entry(
    at=datetime(2026, 11, 27, 3, 40, tzinfo=UTC),
    room="referral",
    operation="read_referral",
    action=Action.LOOKED,
    data_subject=str(UUID(int=7)),
    thing="referral 7",
    purpose="read_referral",
    subject="gp-1",
    organisation=UUID(int=1),
    role="general-practitioner",
    authorisation="referring-organisation",
    source="192.0.2.7",
    emergency=None,
    may_betray=False,
    correlation_id=UUID(int=2),
)

Log = Callable[..., Awaitable[list[Entry]]]


@pytest.fixture
async def database(new_database: Callable[[str], Awaitable[str]]) -> str:
    """With the roles by which two other rooms add."""
    url = await new_database("audit")
    # In the same database as where the roles of other tests are made: a lock counts in one database only.
    admin = await asyncpg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))
    await admin.execute("SELECT pg_advisory_lock(7741001)")
    for room in (REFERRAL, CRISIS):
        passwords = {room.name: TEST_PASSWORD}
        await make_roles(admin, room, Secrets(owner=passwords, app=passwords, log=passwords))
    await admin.close()
    return url


@pytest.fixture
async def log(database: str) -> AsyncIterator[Log]:
    """Adds so many looks, with these values, as another room does."""
    writers = {room: LogWriter(login(database, f"{room}_log")) for room in ("referral", "crisis")}

    async def add(count: int = 1, **values: object) -> list[Entry]:
        added = [replace(LOOK, id=uuid7(), **values) for _ in range(count)]  # type: ignore[arg-type]
        await writers[added[0].room].store(added)
        return added

    yield add
    for writer in writers.values():
        await writer.close()


@pytest.fixture
async def audit(database: str, tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """The room, without its workers."""
    async with running_room(ROOM, Settings, database, REGIONS, tmp_path) as room:
        yield room
