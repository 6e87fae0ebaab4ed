"""One child process: how it is launched, what its log says, how it is ended."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

KILLED_AFTER_SECONDS = 10
ANSWERED_WITHIN_SECONDS = 120
READ_BACK_BYTES = 16_384
SAYS_WHY = (
    "fatal",
    "panic",
    "[ftl]",
    "error",
    "exception",
    "refused",
    "could not",
    "cannot",
    "address already",
)
OF_NO_WEIGHT = ("[inf]", "info:", "traceback", '"level":"info"', '"level": "info"')


# In the environment of every child and of what it starts: the state folder and the run it belongs to.
MARK = "WEGWIJS_CHILD_OF"


class CannotStart(Exception):
    """Something does not start; the message is one line for whoever sits at the terminal."""


def inherited_environment() -> dict[str, str]:
    """What every child gets of our environment: all but addresses, for the admin's bear passwords."""
    return {
        name: value
        for name, value in os.environ.items()
        if not (name == "WEGWIJS_HOME" or (name.startswith("WEGWIJS_") and name.endswith("_URL")))
    }


def launch(
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
    death_signal: signal.Signals = signal.SIGTERM,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches only its parent.

    It gets `death_signal` from the kernel when the thread that launched it dies. setpriv stands after
    `prefix`, because a change of user or namespace clears that wish.
    """
    wish = ("setpriv", "--pdeathsig", death_signal.name.removeprefix("SIG"), "--")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603  # our own programs, no shell
            [*prefix, *(wish if shutil.which("setpriv") else ()), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=inherited_environment() if environment is None else dict(environment),
            cwd=folder,
            start_new_session=True,
        )


def ask(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and keep what it says; one that cannot run or hangs counts as failed."""
    try:
        return subprocess.run(  # noqa: S603  # our own programs, no shell
            list(command),
            capture_output=True,
            text=True,
            cwd="/",
            timeout=ANSWERED_WITHIN_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(command), 127, "", str(error))


def log_size(log: Path) -> int:
    """Bytes written so far: where the output of the next start begins."""
    return log.stat().st_size if log.exists() else 0


def log_since(log: Path, start: int) -> str:
    """What stands in the log after byte `start`, the last 16 KB of it at most."""
    if not log.exists():
        return ""
    with log.open("rb") as written:
        written.seek(max(start, log_size(log) - READ_BACK_BYTES))
        return written.read().decode(errors="replace")


def last_line_that_matters(log: Path, start: int = 0) -> str:
    """The last line that names a failure; without one, the last line at all."""
    lines = [line.strip() for line in log_since(log, start).splitlines() if line.strip()]
    weighty = [line for line in lines if not any(word in line.lower() for word in OF_NO_WEIGHT)]
    failures = [line for line in weighty if any(word in line.lower() for word in SAYS_WHY)]
    for candidates in (failures, weighty, lines):
        if candidates:
            return candidates[-1][:300]
    return "it wrote nothing"


def end(
    process: subprocess.Popen[bytes],
    *,
    first: signal.Signals = signal.SIGTERM,
    grace_seconds: float = KILLED_AFTER_SECONDS,
) -> int:
    """End a child: `first`, and after the grace the whole session by SIGKILL. The exit status is returned."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            kill_session(process.pid)
    return process.wait()


def kill_session(leader: int) -> None:
    """SIGKILL to a session that we began; none left is no mistake."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
