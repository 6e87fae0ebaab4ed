from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from referral.app import ROOM, Settings
from testkit.rooms import RoomUnderTest, running_room

from .builders import Given

REGIONS = Path(__file__).parents[3] / "regions"


@pytest.fixture
async def room(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """The room, running on a fresh database."""
    url = await new_database("referral")
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as running:
        yield running


@pytest.fixture
def given(room: RoomUnderTest) -> Given:
    """What a test starts from."""
    return Given(room)
