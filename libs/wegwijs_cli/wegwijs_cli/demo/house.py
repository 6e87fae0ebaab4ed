"""The house that a command works on: the one that runs in this folder, else an ephemeral one."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import ValidationError

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.ports import free_port
from wegwijs_cli.running import Running, read_running
from wegwijs_cli.settings import LauncherSettings

LOADED_WITHIN_SECONDS = 120
ENDED_WITHIN_SECONDS = 60


@contextmanager
def running_house(settings: LauncherSettings) -> Iterator[Running]:
    """The house that runs in this folder, else an ephemeral one for as long as it is needed.

    Raises CannotStart.
    """
    running = read_running(settings.home)
    deadline = time.monotonic() + LOADED_WITHIN_SECONDS
    while running is not None and running.state == "loading" and time.monotonic() < deadline:
        time.sleep(0.1)
        running = read_running(settings.home)
    if running is not None:
        if running.state == "loading":
            raise CannotStart(
                f"the house in {settings.home} is loading for {LOADED_WITHIN_SECONDS} s already"
            )
        yield running
        return
    with started_house("--ephemeral") as started:
        yield started


@contextmanager
def started_house(*options: str, environment: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A house that `up` starts with these options, for as long as it is needed. Raises CannotStart."""
    # It ends with us in whatever way we end: nobody else knows that it is there.
    wish = ("setpriv", "--pdeathsig", "TERM", "--") if shutil.which("setpriv") else ()
    command = [sys.executable, "-P", "-m", "wegwijs_cli", "up", "--json", "--without-work", *options]
    process = subprocess.Popen(  # noqa: S603  # our own program, no shell
        [*wish, *command, "--port", str(free_port())],
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )
    assert process.stdout is not None
    try:
        yield _as_told(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(ENDED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _as_told(line: bytes) -> Running:
    try:
        return Running.model_validate_json(line)
    except ValidationError:
        raise CannotStart("no house runs here, and none could be started") from None
