"""Files that only their owner reads and writes, whole or not at all."""

import os
import stat
from pathlib import Path


def write_private(path: Path, content: str | bytes) -> None:
    """Replace the file in one step; a reader finds the old one or the new one."""
    # Two processes may write the same file: each its own part, and the last one stays.
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.unlink(missing_ok=True)
    data = content.encode() if isinstance(content, str) else content
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)


def read_private(path: Path) -> bytes:
    """Raises OSError where there is none, and where somebody else could have written or read it."""
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
            raise PermissionError(f"{path} is not private")
        return file.read()
