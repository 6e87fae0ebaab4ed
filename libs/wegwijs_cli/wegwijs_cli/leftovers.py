"""Finds and ends what a killed launcher left behind: by a mark in the environment, never by number alone.

A process number from a file may belong to somebody else by now; a mark that the kernel shows for a living
process cannot. The mark names the state folder and the run, so a new run never ends its own children.
"""

import os
import signal
import time
from pathlib import Path
from uuid import uuid4

from wegwijs_cli.child_process import MARK

GRACE_SECONDS = 5
LOOK_EVERY_SECONDS = 0.05
QUIET_LOOKS = 3


def new_mark(home: Path) -> str:
    """The mark of a new run in this state folder."""
    return f"{home.resolve()}#{uuid4().hex}"


def marked(prefix: str) -> list[int]:
    """The living processes, ourselves apart, whose mark begins so: `new_mark`, or `folder#` for every run."""
    wanted = f"{MARK}={prefix}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:
            continue  # gone, or of another user: then not ours
        if any(part.startswith(wanted) for part in environment.split(b"\0")):
            found.append(int(entry.name))
    return found


def end_marked(prefix: str) -> int:
    """End all that bear the mark: asked first, killed after 5 seconds. How many there were is returned.

    Looks again until none is seen three times in a row: a child may be between fork and exec just now.
    """
    asked: set[int] = set()
    deadline = time.monotonic() + GRACE_SECONDS
    quiet = 0
    while quiet < QUIET_LOOKS:
        living = marked(prefix)
        quiet = 0 if living else quiet + 1
        for pid in living:
            if time.monotonic() > deadline:
                _send(pid, signal.SIGKILL)
            elif pid not in asked:
                asked.add(pid)
                # SIGTERM makes PostgreSQL wait for its clients; SIGINT ends it in order at once.
                _send(pid, signal.SIGINT if _program(pid) == "postgres" else signal.SIGTERM)
        time.sleep(LOOK_EVERY_SECONDS)
    return len(asked)


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _send(pid: int, which: signal.Signals) -> None:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return
