"""A PostgreSQL of our own: a direct child on 127.0.0.1, with its files in one folder."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from wegwijs_cli.child_process import (
    CannotStart,
    ask,
    end,
    last_line_that_matters,
    launch,
    log_since,
    log_size,
)
from wegwijs_cli.ports import free_port
from wegwijs_cli.postgres_binaries import Binaries, RunAs, find_binaries, give_to, reachable, run_as

ADMIN = "postgres"
READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 30
OUTSIDE = Path("/var/lib/wegwijs")
TAKEN = "could not bind"
STILL_ATTACHED = "shared memory block"
# A failing statement, its values and the DETAIL of a broken constraint can name a person: only LOG,
# FATAL and PANIC are written. What went wrong with a statement is the service's own to log, by ids.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "250",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "password_encryption": "scram-sha-256",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One cluster in `folder`. `start`, `stop`, `kill`; or `prepare`, `launch`, `is_ready` by a supervisor.

    `durable=False` is for tests: a crash of the machine may then lose everything. `binaries` overrides
    the search; `namespace_allowed=False` takes the second way of running as root; `outside` is where files
    go that the user who runs PostgreSQL could not reach under `folder`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        password: str,
        durable: bool,
        log: Path,
        port: int | None = None,
        binaries: Iterable[Path] | None = None,
        namespace_allowed: bool = True,
        outside: Path = OUTSIDE,
    ) -> None:
        self.folder = folder.resolve()
        self.password = password
        self.durable = durable
        self.log = log
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.data = self.folder / "data"
        self._port_may_change = port is None
        self._search = binaries
        self._namespace_allowed = namespace_allowed
        self._outside = outside
        self._log_start = 0
        self._binaries: Binaries | None = None
        self._who: RunAs | None = None

    @property
    def admin_url(self) -> str:
        return self.url_of("postgres", ADMIN, self.password)

    def url_of(self, database: str, user: str, password: str) -> str:
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the cluster where there is none, start it, wait until it answers. Raises CannotStart."""
        self.prepare()
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        self.launch()
        while not self.is_ready():
            if self.process is None or self.process.poll() is not None:
                self._after_a_failed_start(deadline)
            elif time.monotonic() > deadline:
                self.kill()
                raise CannotStart(f"PostgreSQL is not ready after {READY_WITHIN_SECONDS} s (log: {self.log})")
            time.sleep(0.02)

    def prepare(self) -> None:
        """Find the programs and the user that runs them; initdb on first use. Raises CannotStart."""
        self._who = who = run_as(namespace_allowed=self._namespace_allowed)
        self._binaries = find_binaries(self._search)
        self.folder.mkdir(parents=True, exist_ok=True)
        outside = self._outside / sha256(str(self.folder).encode()).hexdigest()[:12]
        self._binaries = reachable(self._binaries, who, outside=self._outside)
        self.data = self._home_for(who, outside) / "data"
        if not self.data.exists():
            self._initdb(who)
        give_to(who, self.data)
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(self._binaries.major):
            raise CannotStart(
                f"{self.data} is of PostgreSQL {made_by} and the programs found are {self._binaries.major}"
            )

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it; `prepare` comes first."""
        assert self._binaries is not None, "prepare() comes first"
        assert self._who is not None
        self._clear_the_pid_file_of_another()
        settings = SETTINGS if self.durable else SETTINGS | NOT_DURABLE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self._binaries.program("postgres"), "-D", str(self.data), "-p", str(self.port), *options]
        self._log_start = log_size(self.log)
        self.process = launch(
            command, log=self.log, prefix=self._who.prefix, death_signal=signal.SIGINT, folder=Path("/")
        )
        return self.process

    def is_ready(self) -> bool:
        """Whether *our* child says ready: the pid file of a killed server says so too."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            self.process is not None
            and self.process.poll() is None
            and len(lines) > 7
            and lines[0].strip() == str(self.process.pid)
            and lines[7].strip() == "ready"
        )

    def stop(self) -> None:
        """End it in order (SIGINT: open connections are cut, everything is written)."""
        if self.process is not None:
            end(self.process, first=signal.SIGINT, grace_seconds=STOPPED_WITHIN_SECONDS)

    def kill(self) -> None:
        """SIGKILL, as a crash would; `start` brings it back with what was committed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def erase(self) -> None:
        """Remove all its files, those outside `folder` too."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.data.parent != self.folder:
            shutil.rmtree(self.data.parent, ignore_errors=True)

    def _home_for(self, who: RunAs, outside: Path) -> Path:
        """Where the data is or will be: the folder, or outside when who runs PostgreSQL cannot reach it."""
        reaches_folder = who.may("-x", self.folder)
        if (outside / "data").exists() or not reaches_folder:
            outside.mkdir(parents=True, exist_ok=True, mode=0o755)
            if not who.may("-x", outside):
                raise CannotStart(f"{outside}: the user that runs PostgreSQL cannot come here")
            if (self.folder / "data").exists():
                # Moved, never copied: of two copies the older one would be used one day.
                shutil.copytree(self.folder / "data", outside / "data.partial", dirs_exist_ok=True)
                (outside / "data.partial").rename(outside / "data")
                shutil.rmtree(self.folder / "data")
            return outside
        return self.folder

    def _initdb(self, who: RunAs) -> None:
        assert self._binaries is not None
        home = self.data.parent / "initdb"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(mode=0o700)
        password = home / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        os.chown(password, who.uid, who.gid)
        os.chown(home, who.uid, who.gid)
        made = ask(
            [
                *who.prefix,
                self._binaries.program("initdb"),
                f"--pgdata={home / 'data'}",
                f"--username={ADMIN}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--locale=C",
                "--encoding=UTF8",
                *(() if self.durable else ("--no-sync",)),
            ]
        )
        if made.returncode != 0:
            why = made.stderr.strip().splitlines()
            raise CannotStart(f"initdb in {home}: {why[-1] if why else made.returncode}")
        (home / "data").rename(self.data)
        shutil.rmtree(home)

    def _clear_the_pid_file_of_another(self) -> None:
        """Remove a stale postmaster.pid whose number now belongs to a process that has nothing to do with it.

        PostgreSQL itself only asks whether a process of that number lives, and would then refuse for ever.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            works_in = Path(f"/proc/{pid}/cwd").readlink()
        except (OSError, ValueError, IndexError):
            return
        if works_in == self.data:
            raise CannotStart(f"another PostgreSQL (pid {pid}) runs on {self.data}")
        pid_file.unlink()

    def _after_a_failed_start(self, deadline: float) -> None:
        """Try again what can go right the second time, else raise CannotStart with the server's own words."""
        said = log_since(self.log, self._log_start)
        if STILL_ATTACHED in said and time.monotonic() < deadline:
            # The children of a killed server need a moment to notice that it is gone.
            self.launch()
        elif TAKEN in said and self._port_may_change and time.monotonic() < deadline:
            self.port = free_port()
            self.launch()
        else:
            why = last_line_that_matters(self.log, self._log_start)
            raise CannotStart(f"PostgreSQL does not start: {why} (log: {self.log})")
