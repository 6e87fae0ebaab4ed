"""Master keys from the shell: rotated, counted in the room, retired when nothing needs them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crisis.app import ROOM, Settings
from sealing.key_file import KeyFile
from sealing.rotation import Progress, rewrap_all
from testkit.rooms import running_room
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.cli import application
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.settings import PROJECT
from wegwijs_cli.upkeep.keys import change_keys, status
from wirekit.identifiers import uuid7


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Secrets.load(tmp_path).write_key_files(tmp_path)
    return tmp_path


def test_a_new_key_stands_in_every_file_that_has_keys_and_no_other_room_changes(home: Path) -> None:
    before = Secrets.load(home)
    assert change_keys(home, "crisis", "rotate") == 2
    after = Secrets.load(home)
    assert after.master == before.master | {"crisis": after.master["crisis"]}
    file = home / "keys" / "crisis.master"
    assert file.read_text() == after.master["crisis"]
    assert file.stat().st_mode & 0o777 == 0o600
    after.write_key_files(home)
    assert KeyFile.read(file).masters[1] == KeyFile.parse(before.master["crisis"]).masters[0]
    assert change_keys(home, "crisis", "retire") == 1
    assert KeyFile.read(file).masters == KeyFile.parse(after.master["crisis"]).masters[:1]
    with pytest.raises(CannotStart, match="no room"):
        change_keys(home, "kitchen", "rotate")


async def test_the_progress_of_a_rotation_is_told_by_the_room_whose_keys_they_are(
    home: Path, new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    url, key = await new_database("crisis"), home / "keys" / "crisis.master"
    more = {"master_key_file": str(key)}
    async with running_room(ROOM, Settings, url, PROJECT / "regions", tmp_path, **more) as room:
        for _ in range(3):
            async with room.begin() as tx:
                await tx.keyring.new_data_key(tx.session, uuid7(), at=tx.now)
        settings = room.app.state.api.state.settings
        assert await status(ROOM, settings) == Progress(3, 3, 1)
        change_keys(home, "crisis", "rotate")
        assert await status(ROOM, settings) == Progress(0, 3, 2)
        await rewrap_all(room.transactions.engine, room.transactions.keyring)
        assert await status(ROOM, settings) == Progress(3, 3, 2)


def test_nothing_is_retired_of_a_room_that_cannot_be_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEGWIJS_HOME", str(home))
    change_keys(home, "crisis", "rotate")
    refused = CliRunner().invoke(application("keys"), ["keys", "retire", "crisis"])
    assert (refused.exit_code, "not yet" in refused.output) == (1, True)
    assert len(KeyFile.read(home / "keys" / "crisis.master").masters) == 2
    assert CliRunner().invoke(application("keys"), ["keys", "rotate", "kitchen"]).exit_code == 2
