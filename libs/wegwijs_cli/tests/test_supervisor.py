"""The supervisor with small real programs: crashes, crash loops, order of ending, a killed launcher."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from wegwijs_cli import leftovers
from wegwijs_cli.child_process import MARK, CannotStart
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.ports import free_port, free_ports
from wegwijs_cli.supervisor import Child, PortTaken, Supervisor, http_child

SERVICE = """
import http.server, os, signal, sys, time
name, port, told = sys.argv[1], int(sys.argv[2]), sys.argv[3]
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/ready" else 404)
        self.end_headers()
    def log_message(self, *_): pass
def end(*_):
    with open(told, "a") as file: file.write(name + "\\n")
    os._exit(0)
signal.signal(signal.SIGTERM, end)
class Server(http.server.HTTPServer):
    allow_reuse_address = True
try:
    server = Server(("127.0.0.1", port), Answer)
except OSError as error:
    sys.exit(f"cannot listen on 127.0.0.1:{port}: {error.strerror}")
print("serving", flush=True)
server.serve_forever()
"""


def eventually(fact: Callable[[], object], within_seconds: int = 20) -> None:
    """Wait for a fact; fails when it does not come."""
    deadline = time.monotonic() + within_seconds
    pause = threading.Event()
    while not fact():
        assert time.monotonic() < deadline, "it did not come about"
        pause.wait(0.02)


class House:
    """A folder with a small service, and supervisors that end with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        self.ended = folder / "ended"
        (folder / "service.py").write_text(SERVICE)

    def service(self, name: str, port: int | None = None) -> Child:
        port = port or free_port()
        command = [sys.executable, str(self.folder / "service.py"), name, str(port), str(self.ended)]
        url = f"http://127.0.0.1:{port}"
        return http_child(name, command, url, self.folder / f"{name}.log", dict(os.environ))

    def program(self, name: str, source: str) -> Child:
        url = f"http://127.0.0.1:{free_port()}"
        log = self.folder / f"{name}.log"
        return http_child(name, [sys.executable, "-c", source], url, log, dict(os.environ))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def supervisor(house: House) -> Iterator[Supervisor]:
    made = Supervisor(tell=house.told.append)
    yield made
    made.end()


def test_a_group_is_started_only_when_the_one_before_is_ready_and_all_end_the_other_way(
    house: House, supervisor: Supervisor
) -> None:
    for names in (["issuer"], ["access", "crisis"], ["gateway"]):
        supervisor.start([house.service(name) for name in names])
    assert all(child.ready for child in supervisor.children)
    supervisor.end()
    ended = house.ended.read_text().split()
    assert ended[0] == "gateway"
    assert sorted(ended[1:3]) == ["access", "crisis"]
    assert ended[3] == "issuer"


def test_a_child_that_crashes_while_starting_is_told_in_one_line(
    house: House, supervisor: Supervisor
) -> None:
    doomed = house.program("access", "print('INFO: hello'); raise SystemExit('cannot read the master key')")
    with pytest.raises(
        CannotStart, match=r"^access ended with status 1: cannot read the master key \(log: .*access\.log\)$"
    ):
        supervisor.start([house.service("issuer"), doomed])


def test_of_a_traceback_the_line_with_the_error_is_told(house: House, supervisor: Supervisor) -> None:
    doomed = house.program("access", "raise ValueError('this is why')")
    with pytest.raises(CannotStart, match="ValueError: this is why"):
        supervisor.start([doomed])


def test_a_port_that_was_taken_meanwhile_can_be_told_from_other_failures(
    house: House, supervisor: Supervisor
) -> None:
    port = free_port()
    supervisor.start([house.service("first", port)])
    with pytest.raises(PortTaken, match=r"second .*cannot listen on"):
        supervisor.start([house.service("second", port)])


def watched_until(supervisor: Supervisor, fact: Callable[[], object]) -> None:
    """Let the supervisor watch in the main thread until a fact holds."""

    class Seen(BaseException):
        pass

    deadline = time.monotonic() + 20
    tell = supervisor.changed

    def look() -> bool:
        tell()
        if fact():
            raise Seen
        assert time.monotonic() < deadline, "it did not come about"
        return False

    watcher = Child("watcher", launch=lambda: pytest.fail("not launched"), is_ready=lambda: False, log=Path())
    watcher.is_ready = look
    supervisor.groups.append([watcher])
    try:
        with pytest.raises(Seen):
            supervisor.watch()
    finally:
        supervisor.groups.pop()


def test_a_crashed_child_is_named_and_started_again(house: House, supervisor: Supervisor) -> None:
    child = house.service("referral")
    supervisor.start([child])
    assert child.process is not None
    first = child.process.pid
    child.process.kill()
    watched_until(supervisor, lambda: len(house.told) == 2)
    assert house.told[0].startswith("referral was ended by SIGKILL: serving (log: ")
    assert house.told[0].endswith("it is started again in 0.5 s")
    assert house.told[1] == "referral is ready again"
    assert child.process.pid != first


def test_five_crashes_of_one_child_in_a_minute_end_everything(house: House, supervisor: Supervisor) -> None:
    child = house.service("crisis")
    supervisor.start([child])
    assert child.process is not None
    child.launch = house.program("crisis", "raise SystemExit('broken')").launch
    child.process.kill()
    with pytest.raises(CannotStart, match=r"^5 crashes in a minute, everything is ended; the last: crisis "):
        supervisor.watch()
    assert len(house.told) == 4


def test_five_children_that_crash_once_are_all_started_again(house: House, supervisor: Supervisor) -> None:
    children = [house.service(name) for name in ("access", "referral", "crisis", "issuer", "gateway")]
    supervisor.start(children)
    for child in children:
        assert child.process is not None
        child.process.kill()
    watched_until(supervisor, lambda: sum(line.endswith("is ready again") for line in house.told) == 5)


def test_a_child_that_crashes_again_and_again_waits_longer_each_time(
    house: House, supervisor: Supervisor
) -> None:
    child = house.service("crisis")
    supervisor.start([child])
    assert child.process is not None
    child.launch = house.program("crisis", "raise SystemExit('broken')").launch
    child.process.kill()
    watched_until(supervisor, lambda: len(house.told) == 3)
    assert [line.rsplit(" in ", 1)[1] for line in house.told] == ["0.5 s", "1 s", "2 s"]


def test_postgresql_is_started_again_after_sigkill_on_the_same_port(
    house: House, supervisor: Supervisor
) -> None:
    log = house.folder / "pg.log"
    server = EmbeddedPostgres(house.folder / "pg", password="x", durable=False, log=log)
    server.start()
    child = Child("PostgreSQL", server.launch, server.is_ready, log, ends_by=signal.SIGINT)
    child.process = server.process
    supervisor.add_running(child)
    port = server.port
    server.kill()
    watched_until(supervisor, lambda: house.told[-1:] == ["PostgreSQL is ready again"])
    assert server.is_ready()
    assert server.port == port
    supervisor.end()
    assert not server.is_ready()


LAUNCHER = """
import json, os, sys
from pathlib import Path
from wegwijs_cli.child_process import MARK, inherited_environment
from wegwijs_cli.embedded_nats import ADMIN, EmbeddedNats
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.guardian import Guardian
from wegwijs_cli.leftovers import new_mark
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.supervisor import Supervisor, http_child

home, service, port = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
os.environ[MARK] = new_mark(home)
guardian = Guardian(os.environ[MARK])
if sys.argv[4] == "without-guardian":
    guardian.dismiss()
supervisor = Supervisor(tell=print)
postgres = EmbeddedPostgres(home / "pg", password="x", durable=False, log=home / "pg.log")
postgres.start()
users = [ADMIN, *(room.name for room in ROOMS)]
nats = EmbeddedNats(home / "nats", passwords=dict.fromkeys(users, "x"), durable=False, log=home / "nats.log")
nats.start()
deaf = "import signal, time, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + sys.argv[5]
child = http_child("svc", [sys.executable, service, "svc", port, str(home / "ended")],
                   f"http://127.0.0.1:{port}", home / "svc.log", inherited_environment())
supervisor.start([child])
from wegwijs_cli.child_process import launch
stubborn = launch([sys.executable, "-c", deaf], log=home / "deaf.log", environment=inherited_environment())
print(json.dumps([postgres.process.pid, nats.process.pid, child.process.pid, stubborn.pid]), flush=True)
supervisor.watch()
"""
DEAF = "print('deaf', flush=True); time.sleep(600)"


def a_launcher(folder: Path, guardian: str) -> tuple[subprocess.Popen[str], list[int]]:
    service = folder / "service.py"
    service.write_text(SERVICE)
    port = free_ports(1)[0]
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(folder), str(service), str(port), guardian, DEAF],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert launcher.stdout is not None
    pids: list[int] = json.loads(launcher.stdout.readline())
    eventually(lambda: "deaf" in (folder / "deaf.log").read_text())
    return launcher, pids


def test_sigkill_of_the_launcher_leaves_no_child_behind_not_even_a_deaf_one(tmp_path: Path) -> None:
    launcher, pids = a_launcher(tmp_path, "with-guardian")
    assert set(pids) <= set(leftovers.marked(f"{tmp_path}#"))
    launcher.kill()
    launcher.wait()
    eventually(lambda: not leftovers.marked(f"{tmp_path}#"))
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


def test_the_next_start_clears_what_is_left_when_even_the_guardian_was_killed(tmp_path: Path) -> None:
    launcher, pids = a_launcher(tmp_path, "without-guardian")
    launcher.kill()
    launcher.wait()
    assert pids[3] in leftovers.marked(f"{tmp_path}#"), "the deaf one lives on"
    assert leftovers.end_marked(f"{tmp_path}#") >= 1
    assert not leftovers.marked(f"{tmp_path}#")


def test_a_process_without_the_mark_of_this_folder_is_never_ended(tmp_path: Path) -> None:
    environment = os.environ | {MARK: f"{tmp_path}-other#run"}
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env=environment)
    try:
        eventually(lambda: leftovers.marked(f"{tmp_path}-other#"))
        assert leftovers.end_marked(f"{tmp_path}#") == 0
        assert stranger.poll() is None
    finally:
        stranger.communicate()


def test_ready_is_asked_of_the_child_s_own_address(house: House, supervisor: Supervisor) -> None:
    port = free_port()
    supervisor.start([house.service("access", port)])
    assert httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200
