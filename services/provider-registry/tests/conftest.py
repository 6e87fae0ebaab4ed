from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from provider_registry.app import ROOM, Settings
from testkit.rooms import RoomUnderTest, running_room

REGIONS = Path(__file__).parents[3] / "regions"


@pytest.fixture
async def registry(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> AsyncIterator[RoomUnderTest]:
    """The register, running on a fresh database; it is noon there, so the day is the same everywhere."""
    url = await new_database("provider_registry")
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as room:
        room.clock.at = room.clock.at.replace(hour=12, minute=0, second=0, microsecond=0)
        yield room
