"""The steps that prepare a house elsewhere, run as their containers run them: files in, a house out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import nats
import pytest
from nats.errors import TimeoutError as NatsTimeout

from wegwijs_cli.child_process import end, launch
from wegwijs_cli.embedded_nats import find_server
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.ports import free_port
from wegwijs_cli.rooms import ACCESS, ROOMS
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.upkeep.make_secrets import Addresses, make_secrets


def step(module: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One step in a process of its own, told only this."""
    environment = {f"WEGWIJS_{name.upper()}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-P", "-m", f"wegwijs_cli.upkeep.{module}", *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secrets")


@pytest.fixture(scope="module")
def addresses(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """A PostgreSQL and, by the settings that the step wrote, a NATS; both empty."""
    addresses = Addresses(postgres=f"127.0.0.1:{free_port()}", nats=f"127.0.0.1:{free_port()}")
    made = step("make_secrets", str(folder), postgres=addresses.postgres, nats=addresses.nats)
    assert (made.returncode, made.stderr) == (0, "")
    stores = tmp_path_factory.mktemp("stores")
    postgres = EmbeddedPostgres(
        stores / "cluster",
        password=Secrets.load(folder).postgres,
        durable=False,
        log=stores / "postgres.log",
        port=int(addresses.postgres.partition(":")[2]),
    )
    written = step("prepare", "nats", str(stores), passwords_file=str(folder / "keys" / "passwords.json"))
    assert (written.returncode, written.stderr) == (0, "")
    conf = stores / "nats.conf"
    assert conf.stat().st_mode & 0o077 == 0
    ports = ("-a", "127.0.0.1", "-p", addresses.nats.partition(":")[2], "-m", str(free_port()))
    server = launch([str(find_server()), "-c", str(conf), *ports], log=stores / "nats.log")
    try:
        postgres.start()
        yield addresses
    finally:
        end(server)
        postgres.stop()
        postgres.erase()


async def test_a_house_is_prepared_from_files_alone_and_may_be_prepared_again(
    folder: Path, addresses: Addresses
) -> None:
    keys = folder / "keys"
    for _ in range(2):
        done = step(
            "prepare",
            "house",
            passwords_file=str(keys / "passwords.json"),
            postgres=addresses.postgres,
            nats=addresses.nats,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == ["databases stand", "streams stand", "tables are up to date"]
    for room in ROOMS:
        app = await asyncpg.connect((keys / f"{room.name}.database").read_text())
        assert await app.fetchval("SELECT count(*) FROM outbox") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("DROP TABLE outbox")
        await app.close()
    client = await nats.connect(
        [(keys / f"{ACCESS.name}.nats").read_text()], inbox_prefix=ACCESS.inbox.encode()
    )
    told = await client.jetstream().publish("wegwijs.nl.access.request.opened", b"{}")
    assert told.stream == ACCESS.stream
    with pytest.raises(NatsTimeout):
        await client.jetstream(timeout=0.3).publish("wegwijs.nl.crisis.alarm.raised", b"{}")
    await client.close()


def test_who_makes_databases_gets_no_master_key_and_secrets_are_made_once(tmp_path: Path) -> None:
    first = {path: path.read_text() for path in make_secrets(tmp_path, Addresses())}
    assert {path: path.read_text() for path in make_secrets(tmp_path, Addresses())} == first
    assert all(path.stat().st_mode & 0o077 == 0 for path in first)
    secrets = Secrets.load(tmp_path)
    told = (tmp_path / "keys" / "passwords.json").read_text()
    assert all(password in told for password in secrets.app.values())
    hidden = (*secrets.master.values(), *secrets.client.values(), secrets.issuer_key)
    assert not [secret for secret in hidden if secret in told]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{}", "no password for access"),
        ('{"postgres": ["hidden"]}', "not right: postgres"),
        ("hidden", "not right: the file of passwords"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_that_quotes_no_password(
    tmp_path: Path, content: str, named: str
) -> None:
    file = tmp_path / "passwords.json"
    file.write_text(content)
    told = step("prepare", "house", passwords_file=str(file), postgres="127.0.0.1:1", nats="127.0.0.1:1")
    assert told.returncode == 1
    assert named in told.stderr
    assert len(told.stderr.splitlines()) == 1, told.stderr
    assert "hidden" not in told.stderr


def test_a_store_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    make_secrets(tmp_path, Addresses())
    file = str(tmp_path / "keys" / "passwords.json")
    told = step("prepare", "house", passwords_file=file, postgres="127.0.0.1:1", nats="127.0.0.1:1")
    assert told.returncode == 1
    assert told.stderr.startswith("prepare: PostgreSQL: the databases cannot be made: ")
    assert len(told.stderr.splitlines()) == 1
