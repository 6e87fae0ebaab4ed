from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from audit.app import ROOM, Settings
from auditlog.entry import Action, Entry
from auditlog.writer import LogWriter
from testkit.rooms import RoomUnderTest, login, running_room
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
    return await new_database("audit")


@pytest.fixture
async def log(database: str) -> AsyncIterator[Log]:
    """Adds so many looks, with these values, as another room does."""
    writer = LogWriter(login(database, "audit_log"))

    async def add(count: int = 1, **values: object) -> list[Entry]:
        added = [replace(LOOK, id=uuid7(), **values) for _ in range(count)]  # type: ignore[arg-type]
        await writer.store(added)
        return added

    yield add
    await writer.close()


@pytest.fixture
async def audit(database: str, tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """The room, without its workers."""
    async with running_room(ROOM, Settings, database, REGIONS, tmp_path) as room:
        yield room
