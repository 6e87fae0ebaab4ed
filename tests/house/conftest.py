import importlib
import importlib.util
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from testkit.rooms import RoomUnderTest, running_room
from wegwijs_cli.rooms import Room

ROOT = Path(__file__).parents[2]

# With import-mode=importlib a tests folder is on no path; the tests import the scenes by name.
# The scenes of the register stand in files of their own, which add themselves to those of all rooms.
for _file in (Path(__file__).with_name("scenes.py"), *sorted(Path(__file__).parent.glob("scenes_*.py"))):
    _spec = importlib.util.spec_from_file_location(_file.stem, _file)
    assert _spec
    assert _spec.loader
    sys.modules[_file.stem] = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(sys.modules[_file.stem])

Start = Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]]


@pytest.fixture
def start(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> Start:
    """Starts a room on a fresh database; the other rooms do not answer."""

    @asynccontextmanager
    async def started(room: Room) -> AsyncIterator[RoomUnderTest]:
        module = importlib.import_module(f"{room.module}.app")
        url = await new_database(room.module)
        async with running_room(module.ROOM, module.Settings, url, ROOT / "regions", tmp_path) as running:
            yield running

    return started
