"""What every test of the house may use: a real PostgreSQL, a real NATS, and the markers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import yaml

from region_policy import loader
from testkit.rooms import TEST_PASSWORD, login
from testkit.rules_judged import RulesJudged
from wegwijs_cli.bootstrap import make_roles, make_streams, open_to_the_app
from wegwijs_cli.embedded_nats import ADMIN, EmbeddedNats
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.results_of_tests import ResultsOfTests, is_full_run
from wegwijs_cli.rooms import ROOMS, Room
from wegwijs_cli.secret_store import Secrets, new_password
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.upkeep.migrate import upgrade
from wirekit.identifiers import uuid7

# Whoever is connected still goes; tables that were ever written to are as new, and so are their numbers.
EMPTY = """
    SET session_replication_role = replica;
    SET lock_timeout = '2s';
    SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    DO $$
    DECLARE written text := (
        SELECT string_agg(oid::regclass::text, ', ') FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0);
    BEGIN
        IF written IS NOT NULL THEN
            EXECUTE 'TRUNCATE ' || written || ' RESTART IDENTITY CASCADE';
        END IF;
    END $$"""
# A test that adds, drops or renames something changes one of these; so does a table that migrations fill.
SHAPE = """
    SELECT concat_ws(' ', (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_constraint),
        (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc),
        (SELECT count(last_value) FROM pg_sequences),
        (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace),
        (SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0))"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requirement(id, …): proves these requirements, two at most")
    config.addinivalue_line("markers", "long: real durations or big sizes; run by ./wegwijs test --long")
    config.addinivalue_line(
        "markers", "browser: needs Chromium; left out by ./wegwijs test --without-browser"
    )
    results = LauncherSettings().home / "test-results.json"
    config.pluginmanager.register(ResultsOfTests(config, results), "results-of-tests")
    not_yet = config.rootpath / "tests" / "rules_not_yet_evaluated.yaml"
    judged = RulesJudged(config, config.rootpath / "regions", not_yet, is_whole=is_full_run(config))
    config.pluginmanager.register(judged, "rules-judged")


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """The same YAML text is parsed once: every room that starts reads the same files, most of its start."""
    parse = lru_cache(maxsize=64)(yaml.safe_load)

    def safe_load(text: Any) -> Any:
        return deepcopy(parse(text)) if isinstance(text, str) else yaml.load(text, yaml.SafeLoader)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "read_yaml", lru_cache(maxsize=64)(loader.read_yaml))
        patch.setattr(yaml, "safe_load", safe_load)
        yield


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


@dataclass
class Databases:
    """The databases of one test process, per room's module.

    `spare` are those that a test has given back as empty as a new one: it takes less than a copy.
    """

    admin_url: str
    templates: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    spare: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def take(self, module: str) -> str:
        """The URL of an empty, migrated database; the first one of a room is migrated, others are copies."""
        if self.spare[module]:
            return self.spare[module].pop()
        if module not in self.templates:
            # Roles, rights and tables as the house has them: what the app may not do, it may not do here.
            room = next(room for room in ROOMS if room.module == module)
            secrets = Secrets(**{each: {room.name: TEST_PASSWORD} for each in ("owner", "app", "log")})
            await _roles(self.admin_url, room, secrets)
            template = f"template_{module}_{uuid7().hex}"
            await _admin(
                self.admin_url, f"CREATE DATABASE {template} TEMPLATE template0 OWNER {module}_owner"
            )
            url = database_url(self.admin_url, template)
            await open_to_the_app(url, room)
            await upgrade(module, login(url, f"{module}_owner"))
            connection = await asyncpg.connect(url)
            self.shapes[module] = await connection.fetchval(SHAPE)
            await connection.close()
            self.templates[module] = template
        name = f"test_{module}_{uuid7().hex}"
        made_of = f"TEMPLATE {self.templates[module]} OWNER {module}_owner"
        await _admin(self.admin_url, f"CREATE DATABASE {name} {made_of}")
        return database_url(self.admin_url, name)

    async def give_back(self, module: str, url: str) -> None:
        """What cannot be emptied, or is of another shape than a new one then, is not used again."""
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(url)
            try:
                await connection.execute(EMPTY)
                if await connection.fetchval(SHAPE) == self.shapes[module]:
                    self.spare[module].append(url)
            finally:
                await connection.close()


@pytest.fixture(scope="session")
def databases(postgres_url: str) -> Databases:
    return Databases(postgres_url)


@pytest.fixture
async def new_database(databases: Databases) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Makes a fresh, migrated database of a room (by its module) and gives its URL."""
    taken = []

    async def new(module: str) -> str:
        url = await databases.take(module)
        taken.append((module, url))
        return url

    yield new
    for module, url in taken:
        await databases.give_back(module, url)


def database_url(admin_url: str, name: str) -> str:
    return urlunsplit(urlsplit(admin_url)._replace(path=f"/{name}"))


async def _roles(admin_url: str, room: Room, secrets: Secrets) -> None:
    """One worker at a time: all of them work on one server."""
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("SELECT pg_advisory_lock(7741001)")
        await make_roles(admin, room, secrets)
    finally:
        await admin.close()


async def _admin(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
