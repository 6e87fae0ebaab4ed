"""The whole house: PostgreSQL, NATS, identity provider, rooms, gateway, demo population."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from doorkit.openid import GATEWAY
from wegwijs_cli.bootstrap import RoomDatabase, make_databases, make_streams, migrate, room_databases
from wegwijs_cli.calls_shown import CallsShown
from wegwijs_cli.child_process import CannotStart, last_line_that_matters, launch
from wegwijs_cli.embedded_nats import EmbeddedNats
from wegwijs_cli.embedded_postgres import EmbeddedPostgres
from wegwijs_cli.page_parts import fetch_page_parts
from wegwijs_cli.ports_kept import PortsKept
from wegwijs_cli.processes import IDENTITY_PROVIDER, Processes
from wegwijs_cli.progress import Progress
from wegwijs_cli.rooms import AUDIT, ROOMS, Room
from wegwijs_cli.running import Running, RunningProcess
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.state_folder import StateFolder
from wegwijs_cli.supervisor import Child, PortTaken, Supervisor

ROUNDS_OF_PORTS = 3


class House:
    """Starts and ends it all; `supervisor` keeps it running in between."""

    def __init__(
        self,
        folder: StateFolder,
        settings: LauncherSettings,
        port: int,
        progress: Progress,
        *,
        with_work: bool = False,
    ) -> None:
        self._with_work = with_work
        self._folder, self._settings, self._port, self._progress = folder, settings, port, progress
        self._ports = PortsKept(folder.path)
        self._postgres: EmbeddedPostgres | None = None
        self._nats: EmbeddedNats | None = None
        self._processes: Processes | None = None
        self._packages = Path()
        self._state: Literal["loading", "ready"] = "loading"
        calls = CallsShown(folder.path, progress.tell)
        self.supervisor = Supervisor(tell=progress.tell, changed=self._write_running, each_look=calls.look)

    def start(self) -> None:
        """All of it, in order. Raises CannotStart with one line; `end` ends what had started."""
        self._folder.begin_new_logs()
        self._packages = self._fetch_packages()
        secrets = Secrets.load(self._folder.path)
        secrets.write_key_files(self._folder.path)
        databases = self._start_postgres(secrets)
        nats_urls = self._start_nats(secrets)
        with self._progress.step("Tables are up to date"):
            migrate(databases, self._folder.logs)
        with self._progress.step("Identity provider, services and gateway are healthy"):
            self._start_processes(databases, nats_urls)
        self._write_running()
        with self._progress.step("Demo population is loaded"):
            self._load_demo_population()
        self._state = "ready"
        self._write_running()

    def end(self) -> None:
        """Gateway, rooms, identity provider, NATS, PostgreSQL: the reverse of the start."""
        self.supervisor.end()
        for embedded in (self._nats, self._postgres):
            if embedded is not None:
                embedded.stop()

    def erase_postgres(self) -> None:
        """Remove the files of PostgreSQL, which may lie outside the state folder."""
        if self._postgres is not None:
            self._postgres.erase()

    def running(self, state: Literal["loading", "ready"]) -> Running:
        """What runs now."""
        assert self._processes is not None
        children = {child.name: child for child in self.supervisor.children}
        gateway = self._processes.url_of(GATEWAY)
        given = self._settings.nats_url
        nats_url = self._nats.admin_url if self._nats else given.get_secret_value() if given else ""
        return Running(
            state=state,
            pid=os.getpid(),
            home=str(self._folder.path),
            gateway=gateway,
            issuer=self._processes.url_of(IDENTITY_PROVIDER),
            documentation=f"{gateway}/docs",
            services={
                name: _entry(children.get(name), self._processes.url_of(name))
                for name in (*(room.name for room in ROOMS), IDENTITY_PROVIDER, GATEWAY)
            },
            nats=_entry(children.get("NATS"), nats_url),
            postgres=_entry(children.get("PostgreSQL"), self._admin_url) if self._admin_url else None,
        )

    @property
    def _admin_url(self) -> str | None:
        if self._postgres:
            return self._postgres.admin_url
        given = self._settings.postgres_url
        return given.get_secret_value() if given else None

    def _fetch_packages(self) -> Path:
        """Without them pages would only look plain, but nobody could sign in. Raises CannotStart."""
        return (self._settings.page_parts_dir or fetch_page_parts(self._progress)).absolute()

    def _start_postgres(self, secrets: Secrets) -> Mapping[Room, RoomDatabase]:
        own = {room: self._settings.postgres_url_of(room) for room in ROOMS}
        given = {room: RoomDatabase(url, url, own[AUDIT] or url) for room, url in own.items() if url}
        if given and len(given) < len(ROOMS):
            absent = ", ".join(room.variable("POSTGRES_URL") for room in ROOMS if room not in given)
            raise CannotStart(f"a URL for each room or for none: {absent} is not set")
        if given:
            return given
        if self._settings.postgres_url is None:
            self._embed_postgres(secrets)
        admin_url = self._admin_url
        assert admin_url is not None
        with self._progress.step("Databases stand"):
            asyncio.run(make_databases(admin_url, secrets))
        return room_databases(admin_url, secrets)

    def _embed_postgres(self, secrets: Secrets) -> None:
        log = self._folder.log_of("postgres")
        self._postgres = server = EmbeddedPostgres(
            self._folder.path / "postgres", password=secrets.postgres, durable=True, log=log
        )
        server.port = self._ports.take("postgres")
        with self._progress.step("PostgreSQL is ready"):
            server.start()
        self._ports.keep("postgres", server.port)
        child = Child("PostgreSQL", server.launch, server.is_ready, log, ends_by=signal.SIGINT)
        child.process = server.process
        self.supervisor.add_running(child)

    def _start_nats(self, secrets: Secrets) -> Mapping[Room, str]:
        if given := self._settings.nats_url:
            asyncio.run(make_streams(given.get_secret_value()))
            return dict.fromkeys(ROOMS, given.get_secret_value())
        log = self._folder.log_of("nats")
        self._nats = server = EmbeddedNats(
            self._folder.path / "nats", passwords=secrets.nats, durable=True, log=log
        )
        server.port = self._ports.take("nats")
        with self._progress.step("NATS is ready"):
            server.start()
            asyncio.run(make_streams(server.admin_url))
        self._ports.keep("nats", server.port)
        child = Child("NATS", server.launch, server.is_ready, log)
        child.process = server.process
        self.supervisor.add_running(child)
        return {room: server.url_for(room.name) for room in ROOMS}

    def _start_processes(self, databases: Mapping[Room, RoomDatabase], nats_urls: Mapping[Room, str]) -> None:
        """Provider, then rooms, then gateway; once more with other ports when somebody took one meanwhile."""
        standing = len(self.supervisor.groups)
        for round_ in range(ROUNDS_OF_PORTS):
            self._processes = made = Processes(
                self._folder,
                self._settings,
                gateway_port=self._port,
                ports=self._ports,
                packages=self._packages,
            )
            groups = [
                [made.identity_provider()],
                [made.room(room, databases[room], nats_urls[room]) for room in ROOMS],
                [made.gateway()],
            ]
            try:
                for group in groups:
                    self.supervisor.start(group)
            except PortTaken:
                if round_ == ROUNDS_OF_PORTS - 1:
                    raise
                while len(self.supervisor.groups) > standing:
                    self.supervisor.end_last_group()
            else:
                return

    def _load_demo_population(self) -> None:
        assert self._processes is not None
        log = self._folder.log_of("demo-population")
        command = [sys.executable, "-P", "-m", "wegwijs_cli.demo.population"]
        process = launch(
            [
                *(*command, "--gateway", self._processes.url_of(GATEWAY)),
                *(["--with-work"] if self._with_work else []),
            ],
            log=log,
            environment={**self._processes.environment, "WEGWIJS_HOME": str(self._folder.path)},
        )
        if process.wait() != 0:
            raise CannotStart(
                f"the demo population was not loaded: {last_line_that_matters(log)} (log: {log})"
            )

    def _write_running(self) -> None:
        self.running(self._state).write(self._folder.path)


def _entry(child: Child | None, url: str) -> RunningProcess:
    if child is None or child.process is None:
        return RunningProcess(pid=None, url=url, log=None)
    return RunningProcess(pid=child.process.pid, url=url, log=str(child.log))
