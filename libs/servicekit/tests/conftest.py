import importlib.util
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from testkit.rooms import RoomUnderTest, running_room

HERE = Path(__file__).parent
REGIONS = HERE.parents[2] / "regions"

# The tests import this room by name; with import-mode=importlib a tests folder is on no path.
_spec = importlib.util.spec_from_file_location("things", HERE / "things.py")
assert _spec
assert _spec.loader
things = importlib.util.module_from_spec(_spec)
sys.modules["things"] = things
_spec.loader.exec_module(things)

PERMISSIONS = """
make_thing: [{roles: [auditor], region: own}]
make_rare_thing: [{roles: [auditor], region: any}]
read_thing: [{roles: [auditor], relation: owner, region: own}, {roles: [privacy-officer], region: own}]
paint_thing: [{roles: [auditor], relation: owner}]
meet_a_bug: [{roles: [auditor], region: any}]
read_feed: [{roles: [service], region: any}]
"""


@pytest.fixture
async def database(new_database: Callable[[str], Awaitable[str]]) -> str:
    """With the tables of the room of things: a room's own role makes none."""
    url = await new_database("provider_registry")
    owner = await asyncpg.connect(url)
    for statement in ("SET ROLE provider_registry_owner", *things.TABLES):
        await owner.execute(statement)
    await owner.close()
    return url


@pytest.fixture
async def room(database: str, tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """The room of things, running on a fresh database."""
    permissions = tmp_path / "permissions.yaml"
    permissions.write_text(PERMISSIONS)
    made = things.room(permissions)
    async with running_room(made, things.Settings, database, REGIONS, tmp_path) as running:
        yield running
