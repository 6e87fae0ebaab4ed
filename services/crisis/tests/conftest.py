import importlib.util
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from crisis.app import ROOM, Settings
from testkit.rooms import running_room

HERE = Path(__file__).parent
REGIONS = HERE.parents[2] / "regions"

# The tests import this module by name; with import-mode=importlib a tests folder is on no path.
for _name in ("crisis_stories", "alarm_stories"):
    _spec = importlib.util.spec_from_file_location(_name, HERE / f"{_name}.py")
    assert _spec
    assert _spec.loader
    _stories = importlib.util.module_from_spec(_spec)
    sys.modules[_name] = _stories
    _spec.loader.exec_module(_stories)
crisis_stories = sys.modules["crisis_stories"]


@pytest.fixture
async def database(new_database: Callable[[str], Awaitable[str]]) -> str:
    return await new_database("crisis")


@pytest.fixture
async def crisis(database: str, tmp_path: Path) -> AsyncIterator["crisis_stories.CrisisRoom"]:
    """The room on a fresh database, with the planner of a crisis provider."""
    async with running_room(ROOM, Settings, database, REGIONS, tmp_path) as room:
        yield await crisis_stories.a_planned_room(room)


@pytest.fixture
async def on_duty(crisis: "crisis_stories.CrisisRoom") -> "crisis_stories.OnDuty":
    """Two are on call on a line, and who plays a part in the stories."""
    return await crisis_stories.OnDuty.on_a_line(crisis)
