"""What every test of the house may use: a real PostgreSQL, a real NATS, and the markers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from wegwijs_cli.bootstrap import make_streams
from wegwijs_cli.embedded_nats import ADMIN, EmbeddedNats
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.results_of_tests import ResultsOfTests
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.secret_store import new_password
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.upkeep.migrate import upgrade
from wirekit.identifiers import uuid7


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(id, …): proves these requirements, two at most")
    config.addinivalue_line("markers", "long: real durations or big sizes; run by ./wegwijs test --long")
    config.addinivalue_line(
        "markers", "browser: needs Chromium; left out by ./wegwijs test --without-browser"
    )
    results = LauncherSettings().home / "test-results.json"
    config.pluginmanager.register(ResultsOfTests(config, results), "results-of-tests")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The admin URL of a PostgreSQL for tests; without one in the environment, our own for this run."""
    if given := LauncherSettings().test_postgres_url:
        yield given.get_secret_value()
        return
    folder = tmp_path_factory.mktemp("postgres")
    server = EmbeddedPostgres(
        folder / "cluster", password=new_password(), durable=False, log=folder / "postgres.log"
    )
    server.start()
    try:
        yield server.admin_url
    finally:
        server.stop()
        server.erase()


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedNats]:
    """A NATS server of this test process, with the user and the stream of every room.

    `url_for(room)`, `admin_url`; `kill()` and `start()` for tests of what survives a crash.
    """
    folder = tmp_path_factory.mktemp("nats")
    passwords = {user: new_password() for user in (ADMIN, *(room.name for room in ROOMS))}
    server = EmbeddedNats(folder, passwords=passwords, durable=False, log=folder / "nats.log")
    server.start()
    try:
        # A loop of its own, left in place as it was found: the tests' loop may be running already.
        with asyncio.Runner() as runner:
            runner.run(make_streams(server.admin_url))
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> Callable[[str], Awaitable[str]]:
    """Gives, per room's module, the name of a migrated database to copy; migrates once per test process."""
    made: dict[str, str] = {}

    async def template(module: str) -> str:
        if module not in made:
            name = f"template_{module}_{uuid7().hex}"
            await _admin(postgres_url, f"CREATE DATABASE {name} TEMPLATE template0")
            await upgrade(module, database_url(postgres_url, name))
            made[module] = name
        return made[module]

    return template


@pytest.fixture
def new_database(
    postgres_url: str, template_database: Callable[[str], Awaitable[str]]
) -> Callable[[str], Awaitable[str]]:
    """Makes a fresh, migrated database of a room (by its module) and gives its URL."""

    async def new(module: str) -> str:
        name = f"test_{module}_{uuid7().hex}"
        await _admin(postgres_url, f"CREATE DATABASE {name} TEMPLATE {await template_database(module)}")
        return database_url(postgres_url, name)

    return new


def database_url(admin_url: str, name: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))


async def _admin(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
