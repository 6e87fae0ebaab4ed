"""`up` as a process, with the launcher itself, PostgreSQL and NATS for real and small programs as rooms.

What the real rooms do under it is for the journeys; here it is about starting, telling and ending.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from wegwijs_cli import leftovers
from wegwijs_cli.embedded_nats import EmbeddedNats
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.page_parts import fetch_page_parts
from wegwijs_cli.ports import free_port
from wegwijs_cli.progress import Progress
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.running import RUNNING_FILE, Running, read_running

PACKAGE = Path(__file__).resolve().parents[1] / "wegwijs_cli"
ROOM = """
import http.server, json, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = {name: value for name, value in os.environ.items() if name.startswith("WEGWIJS_")}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["WEGWIJS_PORT"])), Answer).serve_forever()
"""
DEMO = """
callers:
  gp-somewhere: {role: general-practitioner, organisation: 01890000-0000-7000-8000-000000000011,
    name: {nl: Huisarts Ergens, en: GP Somewhere}}
"""


def eventually(fact: Callable[[], object], within_seconds: int = 60) -> None:
    """Wait for a fact; fails when it does not come."""
    deadline = time.monotonic() + within_seconds
    pause = threading.Event()
    while not fact():
        assert time.monotonic() < deadline, "it did not come about"
        pause.wait(0.05)


class House:
    """A tree with the real launcher and small rooms, and one state folder (with a space in its name)."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.home = folder / "state of things"
        shutil.copytree(PACKAGE, self.tree / "wegwijs_cli", ignore=shutil.ignore_patterns("__pycache__"))
        (self.tree / "wegwijs_cli" / "demo" / "population.py").write_text("print('loaded')\n")
        # These rooms have no tables; the migrations of the real ones are tested with the rooms.
        migrate = self.tree / "wegwijs_cli" / "upkeep" / "migrate.py"
        migrate.write_text(f"if __name__ == '__main__': raise SystemExit(0)\n{migrate.read_text()}")
        (self.tree / "regions" / "somewhere").mkdir(parents=True)
        (self.tree / "regions" / "somewhere" / "demo.yaml").write_text(DEMO)
        for module in (*(room.module for room in ROOMS), "gateway"):
            (self.tree / module / module).mkdir(parents=True)
            (self.tree / module / module / "__init__.py").write_text("")
            self.program(module, ROOM)
        self.port = free_port()
        self.environment: dict[str, str] = {}
        self.running: list[subprocess.Popen[str]] = []

    def program(self, module: str, source: str) -> None:
        (self.tree / module / module / "__main__.py").write_text(source)

    def up(self, *arguments: str, port: int | None = None) -> subprocess.Popen[str]:
        modules = [str(self.tree / module) for module in (*(room.module for room in ROOMS), "gateway")]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")},
            "PYTHONPATH": os.pathsep.join([str(self.tree), *modules]),
            "WEGWIJS_HOME": str(self.home),
            "WEGWIJS_REGIONS_DIR": str(self.tree / "regions"),
            "WEGWIJS_PAGE_PARTS_DIR": str(fetch_page_parts(Progress())),
            "TMPDIR": str(self.tree),
            **self.environment,
        }
        command = [sys.executable, "-P", "-m", "wegwijs_cli", "up", "--port", str(port or self.port)]
        process = subprocess.Popen(
            [*command, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def refused(self, *arguments: str, port: int | None = None) -> str:
        """What is told at the end of an `up` that does not come to be; it must be the last line, and one."""
        _, errors = (process := self.up(*arguments, port=port)).communicate(timeout=120)
        assert process.returncode == 1
        assert not leftovers.marked(f"{self.home}#")
        assert not (self.home / RUNNING_FILE).exists()
        lines = [line for line in errors.splitlines() if line.startswith("wegwijs: ")]
        assert len(lines) == 1
        return lines[0]

    def when_ready(self, process: subprocess.Popen[str]) -> Running:
        def ready() -> bool:
            assert process.poll() is None, process.communicate()
            running = read_running(self.home)
            return running is not None and running.state == "ready"

        eventually(ready)
        running = read_running(self.home)
        assert running is not None
        return running


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.communicate()
    eventually(lambda: not leftovers.marked(f"{made.home}#"))


async def the_value(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_it_starts_everything_shows_one_screen_ends_in_order_and_keeps_the_data(house: House) -> None:
    first = house.up()
    running = house.when_ready(first)
    assert running.postgres is not None
    await the_value(running.postgres.url, "CREATE TABLE kept AS SELECT 1 AS one")
    told = told_to(running, "provider-registry")
    assert told["WEGWIJS_DATABASE_URL"].startswith("postgresql://provider_registry_app:")
    assert told["WEGWIJS_NATS_URL"].startswith("nats://provider-registry:")
    assert told["WEGWIJS_ACCESS_URL"] == running.services["access"].url
    assert not {"WEGWIJS_OWNER_DATABASE_URL", "WEGWIJS_POSTGRES_URL", "WEGWIJS_HOME"} & set(told)
    assert (house.home / RUNNING_FILE).stat().st_mode & 0o077 == 0
    again = house.up(port=free_port())
    assert f"already running in {house.home}: {running.gateway} (pid {running.pid})" in again.communicate()[1]
    assert again.returncode == 1
    first.send_signal(signal.SIGINT)
    screen, _ = first.communicate(timeout=60)
    assert first.returncode == 0
    for wanted in (
        f"{running.gateway}/",
        running.documentation,
        "gp-somewhere",
        "general-practitioner",
        "Ctrl-C",
    ):
        assert wanted in screen
    assert not leftovers.marked(f"{house.home}#")
    assert not (house.home / RUNNING_FILE).exists()
    second = house.when_ready(house.up())
    assert second.postgres is not None
    assert second.issuer == running.issuer, "tokens outlive a restart"
    assert await the_value(second.postgres.url, "SELECT one FROM kept") == 1


async def test_after_sigkill_nothing_is_left_and_the_next_start_has_what_was_committed(house: House) -> None:
    process = house.up()
    running = house.when_ready(process)
    assert running.postgres is not None
    await the_value(running.postgres.url, "CREATE TABLE kept AS SELECT 1 AS one")
    process.kill()
    process.communicate()
    eventually(lambda: not leftovers.marked(f"{house.home}#"))
    assert read_running(house.home) is None
    again = house.when_ready(house.up())
    assert again.postgres is not None
    assert await the_value(again.postgres.url, "SELECT one FROM kept") == 1


def test_after_a_crash_of_nats_and_a_room_running_json_names_the_new_processes(house: House) -> None:
    before = house.when_ready(house.up())
    assert before.nats.pid is not None
    os.kill(before.nats.pid, signal.SIGKILL)
    os.kill(before.services["access"].pid or 0, signal.SIGKILL)

    def replaced() -> bool:
        now = read_running(house.home)
        return now is not None and before.nats.pid != now.nats.pid and before.services != now.services

    eventually(replaced)
    eventually(lambda: answers(before.services["access"].url))


def told_to(running: Running, room: str) -> dict[str, str]:
    """The environment that a room got, as it tells it."""
    told: dict[str, str] = httpx.get(running.services[room].url).json()
    return told


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.HTTPError:
        return False


def test_a_taken_port_is_named_in_one_line(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is taken" in house.refused(port=port)


def test_an_unusable_folder_is_named_in_one_line(house: House) -> None:
    house.home.write_text("a file")
    process = house.up()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines() == [f"wegwijs: {house.home} cannot be used: File exists"]


def test_a_room_that_crashes_while_starting_is_named_and_everything_ends(house: House) -> None:
    house.program("crisis", "raise SystemExit('cannot read the roster')")
    line = house.refused()
    assert line.startswith("wegwijs: crisis ended with status 1: cannot read the roster (log: ")
    assert line.endswith("logs/crisis.log)")


def test_a_demo_population_that_fails_is_named_and_everything_ends(house: House) -> None:
    (house.tree / "wegwijs_cli" / "demo" / "population.py").write_text("raise SystemExit('no such provider')")
    assert "the demo population was not loaded: no such provider (log: " in house.refused()


def test_with_production_in_the_environment_the_provider_s_refusal_is_what_is_told(house: House) -> None:
    house.environment["WEGWIJS_ENV"] = "production"
    assert "does not start with WEGWIJS_ENV=production" in house.refused()


def test_with_urls_for_some_rooms_only_the_others_are_named(house: House) -> None:
    house.environment["WEGWIJS_ACCESS_POSTGRES_URL"] = "postgresql://a:b@127.0.0.1:1/a"
    assert "WEGWIJS_REFERRAL_POSTGRES_URL, WEGWIJS_PROVIDER_REGISTRY_POSTGRES_URL" in house.refused()


async def test_with_urls_of_other_servers_nothing_embedded_starts(
    house: House, tmp_path: Path, nats_server: EmbeddedNats
) -> None:
    # Not the server of the other tests: the rooms' databases are made here under their own names.
    server = EmbeddedPostgres(tmp_path / "pg", password="x", durable=False, log=tmp_path / "pg.log")
    server.start()
    try:
        house.environment["WEGWIJS_POSTGRES_URL"] = server.admin_url
        house.environment["WEGWIJS_NATS_URL"] = nats_server.admin_url
        process = house.up()
        running = house.when_ready(process)
        assert running.postgres is not None
        assert (running.postgres.pid, running.nats.pid) == (None, None)
        told = told_to(running, "access")
        assert told["WEGWIJS_NATS_URL"] == nats_server.admin_url
        assert await the_value(told["WEGWIJS_DATABASE_URL"], "SELECT current_user") == "access_app"
        assert not (house.home / "postgres").exists()
        assert not (house.home / "nats").exists()
        process.terminate()
        process.communicate(timeout=60)
    finally:
        server.stop()


def test_an_ephemeral_run_keeps_nothing_and_tells_itself_as_json(house: House) -> None:
    process = house.up("--ephemeral", "--json")
    assert process.stdout is not None
    running = Running.model_validate_json(process.stdout.readline())
    assert Path(running.home).is_relative_to(house.tree)
    assert httpx.get(f"{running.gateway}/health/ready").status_code == 200
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not Path(running.home).exists()
    assert not house.home.exists()


def test_an_ephemeral_run_that_is_killed_keeps_nothing_either(house: House) -> None:
    process = house.up("--ephemeral", "--json")
    assert process.stdout is not None
    home = json.loads(process.stdout.readline())["home"]
    process.kill()
    process.communicate()
    eventually(lambda: not Path(home).exists())
    assert not leftovers.marked(f"{home}#")
