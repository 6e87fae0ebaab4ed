"""`running.json`: what runs now and where, for the demo, the tests and a second `up`."""

import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from wirekit.private_files import write_private

RUNNING_FILE = "running.json"


class RunningProcess(BaseModel):
    """One process: `pid` is None where it runs somewhere else; an `url` may bear a password."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pid: int | None
    url: str
    log: str | None


class Running(BaseModel):
    """All of it. `pid` is the launcher's own; a service that is being restarted keeps its last pid.

    `state` is "loading" until the demo population is in. Only its owner reads the file: the URLs of
    `postgres` and `nats` are the admin's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    state: Literal["loading", "ready"]
    pid: int
    home: str
    gateway: str
    issuer: str
    documentation: str
    services: dict[str, RunningProcess]
    nats: RunningProcess
    postgres: RunningProcess | None

    def without_passwords(self) -> "Running":
        """The same to be printed: what is printed lands in the logs of whoever started it."""
        return self.model_copy(
            update={
                "nats": _masked(self.nats),
                "postgres": _masked(self.postgres) if self.postgres else None,
            }
        )

    def write(self, home: Path) -> None:
        write_private(home / RUNNING_FILE, self.model_dump_json(indent=1))


def _masked(process: RunningProcess) -> RunningProcess:
    return process.model_copy(update={"url": re.sub(r"//[^@/]*@", "//", process.url)})


def read_running(home: Path) -> Running | None:
    """What runs in this folder; None when nothing does, or the file is of a run that was killed."""
    try:
        running = Running.model_validate_json((home / RUNNING_FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    return running if Path(f"/proc/{running.pid}").exists() else None
