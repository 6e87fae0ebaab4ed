"""Where it is measured: a house of our own, and processes beside it on the same PostgreSQL and NATS."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from wegwijs_cli.bench.cast import Cast, cast_of
from wegwijs_cli.bootstrap import room_databases
from wegwijs_cli.child_process import CannotStart, end, inherited_environment
from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.demo.house import started_house
from wegwijs_cli.ports import free_port
from wegwijs_cli.progress import Progress
from wegwijs_cli.rooms import ROOMS, Room
from wegwijs_cli.running import Running, read_running
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.supervisor import Child, http_child
from wegwijs_cli.upkeep.migrate import upgrade

LIMITS = {"WEGWIJS_LIMITS_FILE": str(Path(__file__).with_name("limits.yaml"))}
READY_WITHIN_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass
class Stand:
    """The house, with the admin's addresses. `big`: it holds the data of a whole country.

    `profiles`: the folder for the profile of each process that is measured; then no ratio is worth anything.
    """

    running: Running
    settings: LauncherSettings
    progress: Progress
    big: bool
    profiles: Path | None = None
    _children: list[Child] = field(default_factory=list)
    _databases: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return Path(self.running.home)

    @cached_property
    def secrets(self) -> Secrets:
        return Secrets.load(self.home)

    @cached_property
    def cast(self) -> Cast:
        return cast_of(self.settings.regions_dir)

    @property
    def admin_url(self) -> str:
        assert self.running.postgres is not None
        return self.running.postgres.url

    @property
    def log_of_postgres(self) -> Path:
        return self.home / "logs" / "postgres.log"

    def database_url(self, name: str) -> str:
        """A database of this server, as its admin."""
        return urlunsplit(urlsplit(self.admin_url)._replace(path=f"/{name}"))

    def own_url(self, room: Room) -> str:
        """A room's database in the house, as the room itself."""
        return room_databases(self.admin_url, self.secrets)[room].app_url

    async def make_database(self, name: str, *, room: Room | None = None, template: str = "template0") -> str:
        """A database for this run, with the tables of a room where one is named; gives its URL."""
        await self.forget_database(name)
        self._databases.append(name)
        admin = await asyncpg.connect(self.admin_url)
        try:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        finally:
            await admin.close()
        if room is not None:
            await upgrade(room.module, self.database_url(name))
        return self.database_url(name)

    async def forget_database(self, name: str) -> None:
        admin = await asyncpg.connect(self.admin_url)
        try:
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        finally:
            await admin.close()

    async def token(self, who: str) -> str:
        async with Gateway(self.running.gateway, self.running.issuer) as gateway:
            return await gateway.token_of(who)

    def start_room(self, room: Room, name: str, database_url: str) -> "Beside":
        """The room itself in one process of its own, without its workers. Raises CannotStart."""
        return self.start_python(name, room.module, self.told_to(room, database_url), "--role", "api")

    def told_to(self, room: Room, database_url: str) -> dict[str, str]:
        """What a room is told beside what all are told; no log, so that it keeps its looks itself."""
        keys = self.home / "keys"
        return {
            "WEGWIJS_DATABASE_URL": database_url,
            "WEGWIJS_NATS_URL": self.running.nats.url,
            "WEGWIJS_MASTER_KEY_FILE": str(keys / f"{room.name}.master"),
            "WEGWIJS_CLIENT_KEY_FILE": str(keys / f"{room.name}.client"),
        }

    def start_python(self, name: str, module: str, own: Mapping[str, str], *arguments: str) -> "Beside":
        """A process of ours, told what the house's processes are told, and `own`. Raises CannotStart."""
        profiled = (
            ["wegwijs_cli.bench.profiled", str(self.profiles / f"{name}.prof")] if self.profiles else []
        )
        command = [sys.executable, "-P", "-m", *profiled, module, *arguments]
        port = free_port()
        return self.start(name, command, port, self._shared | dict(own) | {"WEGWIJS_PORT": str(port)})

    def start(
        self, name: str, command: list[str], port: int, environment: Mapping[str, str] | None = None
    ) -> "Beside":
        """Start a program and wait until it answers /health/ready at this port. Raises CannotStart."""
        url = f"http://127.0.0.1:{port}"
        log = self.home / "logs" / f"bench-{name}.log"
        child = http_child(f"bench {name}", command, url, log, dict(environment or self._shared))
        self._children.append(child)
        child.start()
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not child.is_ready():
            if child.crashed:
                raise CannotStart(child.epitaph())
            if time.monotonic() > deadline:
                raise CannotStart(f"{child.name} is not ready after {READY_WITHIN_SECONDS} s (log: {log})")
            time.sleep(0.05)
        return Beside(child, url)

    def end_children(self) -> None:
        """The processes of the measure that is over."""
        while self._children:
            child = self._children.pop()
            if child.process is not None:
                end(child.process)

    async def clear(self) -> None:
        """End what was started for the measure that is over, and remove its databases."""
        self.end_children()
        while self._databases:
            await self.forget_database(self._databases.pop())

    @cached_property
    def _shared(self) -> dict[str, str]:
        addresses = {room.variable("URL"): self.running.services[room.name].url for room in ROOMS}
        return (
            inherited_environment()
            | LIMITS
            | {
                "WEGWIJS_ENV": self.settings.env.value,
                "WEGWIJS_REGIONS_DIR": str(self.settings.regions_dir.absolute()),
                "WEGWIJS_ISSUER": self.running.issuer,
                "PYTHONUNBUFFERED": "1",
            }
            | addresses
        )


@dataclass(frozen=True)
class Beside:
    """A process that was started for a measure, and where it answers."""

    child: Child
    url: str

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used until now, user and system together."""
        assert self.child.process is not None
        return cpu_seconds_of(self.child.process.pid)


def cpu_seconds_of(pid: int) -> float:
    """Processor time of a process on this machine, user and system together."""
    status = Path(f"/proc/{pid}/stat").read_text()
    user, system = status.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / TICKS_PER_SECOND


async def backends_of(url: str) -> list[int]:
    """The processes of PostgreSQL that serve this database to others."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
    return [row["pid"] for row in rows]


@contextmanager
def standing(
    settings: LauncherSettings, progress: Progress, *, big: bool, profiles: Path | None = None
) -> Iterator[Stand]:
    """An ephemeral house; for the big sizes one that keeps its data in `bench/` of the state folder.

    Never the house that runs here, for a measure writes thousands of referrals; and always on embedded
    servers, so that both sides of a measure have the same settings. Raises CannotStart.
    """
    environment = inherited_environment() | LIMITS
    if big:
        environment |= {"WEGWIJS_HOME": str((settings.home / "bench").absolute())}
    with started_house(*([] if big else ["--ephemeral"]), environment=environment) as told:
        # What `up` prints has no passwords in it.
        running = read_running(Path(told.home))
        if running is None:
            raise CannotStart("the house that was to be measured has ended")
        stand = Stand(running, settings, progress, big, profiles)
        try:
            yield stand
        finally:
            stand.end_children()
