"""The folder in which one installation keeps everything, and the lock that lets one `up` run in it."""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.running import RUNNING_FILE, read_running


class StateFolder:
    """A usable folder, locked for this process. The kernel frees the lock whatever way we end."""

    def __init__(self, path: Path, *, ephemeral: bool = False) -> None:
        """Make the folder and lock it. Raises CannotStart when it is unusable or somebody runs in it."""
        self.ephemeral = ephemeral
        self.path = Path(os.path.abspath(path))
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o755)
            self.logs.mkdir(exist_ok=True)
            # Kept open as long as we live; no child inherits it.
            self._lock = (self.path / "up.lock").open("a")
        except OSError as error:
            raise CannotStart(f"{self.path} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = read_running(self.path)
            where = f": {running.gateway} (pid {running.pid})" if running else ""
            raise CannotStart(f"already running in {self.path}{where}") from None
        except OSError as error:
            raise CannotStart(f"{self.path} cannot be locked: {error.strerror}") from None
        (self.path / RUNNING_FILE).unlink(missing_ok=True)

    @classmethod
    def new_ephemeral(cls) -> "StateFolder":
        """A folder that nobody keeps."""
        path = Path(tempfile.mkdtemp(prefix="wegwijs-"))
        # PostgreSQL may run as nobody, who must be able to pass; what is in here keeps its own rights.
        path.chmod(0o711)
        return cls(path, ephemeral=True)

    def erase_when_ephemeral(self) -> None:
        if self.ephemeral:
            shutil.rmtree(self.path, ignore_errors=True)

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    def log_of(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def begin_new_logs(self) -> None:
        """Put the logs of the last run aside; of older runs none is kept."""
        for log in self.logs.glob("*.log"):
            log.rename(log.with_suffix(".log.previous"))
