"""`python -m wegwijs_cli.guardian MARK [FOLDER]`: ends the children of a launcher that was killed.

It holds the reading end of a pipe whose other end only the launcher has. At the end of the pipe the
launcher is gone, however it went; then everything with its mark ends, and FOLDER (of an ephemeral run) goes.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from wegwijs_cli.child_process import MARK
from wegwijs_cli.leftovers import end_marked


class Guardian:
    """The launcher's side: as long as this object lives, so does the pipe."""

    def __init__(self, mark: str, *, erase: Path | None = None) -> None:
        command = [sys.executable, "-P", "-m", "wegwijs_cli.guardian", mark, *([str(erase)] if erase else [])]
        # Without the mark: a guardian must not end itself, nor be ended by its own kind in passing.
        environment = {name: value for name, value in os.environ.items() if name != MARK}
        self._process = subprocess.Popen(  # noqa: S603  # our own program, no shell
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        """Everything has ended in order: nothing is left to guard."""
        self._process.kill()
        self._process.wait()


def main(mark: str, erase: Path | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_marked(mark)
    if erase is not None:
        shutil.rmtree(erase, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else None)
