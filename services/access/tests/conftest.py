from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from access.app import ROOM, Settings
from testkit.rooms import RoomUnderTest, running_room

from .builders import Given

REGIONS = Path(__file__).parents[3] / "regions"
OWNERS = {"provider_registry_url": "http://127.0.0.1:1", "referral_url": "http://127.0.0.1:1"}
A_TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
StartRoom = Callable[[Path], AbstractAsyncContextManager[RoomUnderTest]]


@pytest.fixture
async def start_room(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> StartRoom:
    """Starts the room on these regions; each start of a test works on the same database."""
    url = await new_database("access")
    return lambda regions: running_room(ROOM, Settings, url, regions, tmp_path, **OWNERS)


@pytest.fixture
async def access(start_room: StartRoom) -> AsyncIterator[RoomUnderTest]:
    """The room on a fresh database, on a Tuesday in March 2026."""
    async with start_room(REGIONS) as room:
        room.clock.at = A_TUESDAY
        yield room


@pytest.fixture
def given(access: RoomUnderTest) -> Given:
    return Given(access)
