"""Shows on this screen whom an alarm calls on, where no other channel was chosen."""

from collections.abc import Callable
from pathlib import Path

FILE = "calls"
"""In the state folder. There are links in it, so it begins anew with every run."""


class CallsShown:
    """Tells each whole line that was added to the file since the last look."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._file, self._tell, self._read = folder / FILE, tell, 0
        self._file.unlink(missing_ok=True)

    def look(self) -> None:
        try:
            with self._file.open("rb") as file:
                file.seek(self._read)
                added = file.read()
        except FileNotFoundError:
            return
        whole = added[: added.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.decode(errors="replace").splitlines():
            self._tell(line)
