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
    """The register, running on a fresh database."""
    url = await new_database("provider_registry")
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as room:
        yield room
