"""Upkeep: letters that died are looked at, replayed or dropped; and what proves a requirement is told."""

import base64
import json
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from crisis.app import ROOM, Settings
from servicekit.subscriptions import Subscriptions
from testkit.rooms import RoomUnderTest, running_room
from wegwijs_cli.cli import application
from wegwijs_cli.settings import PROJECT
from wegwijs_cli.upkeep.dead_letters import dead_letters
from wirekit.identifiers import uuid7

EXAMPLE = PROJECT / "contracts" / "events" / "organisation.changed.v1.example.json"


@pytest.fixture
async def settings(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> Settings:
    key = tmp_path / "master"
    key.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return Settings(
        database_url=await new_database("crisis"),
        nats_url="nats://127.0.0.1:1",
        issuer="http://127.0.0.1:1",
        master_key_file=key,
        regions_dir=PROJECT / "regions",
        provider_registry_url="http://127.0.0.1:1",
    )


async def bury(settings: Settings, folder: Path, *letters: bytes) -> list[str]:
    ids = [uuid7() for _ in letters]
    url = settings.database_url.get_secret_value()
    async with running_room(ROOM, Settings, url, settings.regions_dir, folder) as room:
        subscriptions: Subscriptions = room.app.state.workers.subscriptions
        for id, letter in zip(ids, letters, strict=True):
            await subscriptions.bury(id, "a letter", letter, "for the test")
    return [str(id) for id in ids]


async def left(settings: Settings, folder: Path) -> tuple[int, int]:
    """How many letters there are, and how many organisations are known."""
    url = settings.database_url.get_secret_value()
    async with running_room(ROOM, Settings, url, settings.regions_dir, folder) as room:
        return await _count(room, "dead_letter"), await _count(room, "known_organisation")


async def _count(room: RoomUnderTest, table: str) -> int:
    async with room.begin() as tx:
        return int((await tx.session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())  # noqa: S608


async def test_a_dead_letter_is_listed_shown_replayed_once_and_what_is_no_event_is_dropped(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event, nonsense = await bury(settings, tmp_path, EXAMPLE.read_bytes(), b"no event at all")
    assert await dead_letters(ROOM, settings, "list", []) == 0
    told = capsys.readouterr().out
    assert event in told
    assert nonsense in told
    assert "2 dead letter(s)" in told

    assert await dead_letters(ROOM, settings, "show", [nonsense]) == 0
    assert "no event at all" in capsys.readouterr().out

    assert await dead_letters(ROOM, settings, "replay", ["all"]) == 1
    assert await left(settings, tmp_path) == (1, 1)
    assert await dead_letters(ROOM, settings, "drop", [nonsense]) == 0
    assert await left(settings, tmp_path) == (0, 1)


def run(home: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, str]:
    monkeypatch.setenv("WEGWIJS_HOME", str(home))
    result = CliRunner().invoke(application(words[0]), list(words))
    return result.exit_code, result.stdout, result.stderr


def a_run(home: Path, **tests: tuple[str, list[str]]) -> None:
    results = {f"t.py::{t}": {"outcome": o, "requirements": ids} for t, (o, ids) in tests.items()}
    (home / "test-results.json").write_text(json.dumps(results))


def test_requirements_tell_which_tests_of_the_last_run_prove_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_run(tmp_path, one=("passed", ["IJS-01"]), two=("passed", ["IJS-01", "LAW-03"]), three=("passed", []))
    code, told, _ = run(tmp_path, monkeypatch, "requirements", "--json")
    assert code == 0
    assert json.loads(told) == {"IJS-01": ["t.py::one", "t.py::two"], "LAW-03": ["t.py::two"]}


@pytest.mark.parametrize(
    ("outcome", "ids", "why"),
    [
        ("passed", ["IJS-99"], "unknown requirement IJS-99"),
        ("passed", ["IJS-01", "IJS-03", "IJS-06"], "two at most"),
        ("failed", ["IJS-01"], "failed, so it does not prove IJS-01"),
        ("skipped", ["IJS-01"], "skipped, so it does not prove IJS-01"),
    ],
)
def test_requirements_fail_on_an_unknown_id_and_on_a_test_that_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcome: str, ids: list[str], why: str
) -> None:
    a_run(tmp_path, one=(outcome, ids))
    code, _, told = run(tmp_path, monkeypatch, "requirements")
    assert code == 1
    assert why in told


def test_requirements_say_what_to_do_when_nothing_was_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, told = run(tmp_path, monkeypatch, "requirements")
    assert code == 2
    assert "./wegwijs test" in told
