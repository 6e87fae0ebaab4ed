"""The file with the master keys of a room: what is sealed in its database is of no use without it.

A line is a master key (32 bytes, base64) or `look-up` and a key. The first master key wraps, those after it
only open what they wrapped once. A file of before there were more has one line; its look-up key was worked
out from that one, and is written down at the first rotation, because hashes must stay the same.
"""

import base64
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LOOK_UP = "look-up "
KEY_BYTES = 32


@dataclass(frozen=True)
class KeyFile:
    """`masters`: the newest first, at least one. `look_up`: by which keyed hashes are made."""

    masters: tuple[bytes, ...]
    look_up: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError; what it says holds nothing of a key."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        masters = tuple(_key(line) for line in lines if not line.startswith(LOOK_UP))
        told = [_key(line.removeprefix(LOOK_UP)) for line in lines if line.startswith(LOOK_UP)]
        if not masters or len(told) > 1 or len(set(masters)) != len(masters):
            raise ValueError("a file of master keys has each of them once, and one key for look-ups at most")
        return cls(masters, told[0] if told else derived(masters[-1], b"look-up"))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError, OSError."""
        try:
            return cls.parse(path.read_text())
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    def text(self) -> str:
        masters = [base64.b64encode(key).decode() for key in self.masters]
        return "\n".join([*masters, LOOK_UP + base64.b64encode(self.look_up).decode()])

    def rotated(self) -> Self:
        """With a new key in front. The key for look-ups stays: what it hashed cannot be hashed anew
        without opening every file (decision 0023)."""
        return replace(self, masters=(secrets.token_bytes(KEY_BYTES), *self.masters))

    def retired(self) -> Self:
        """Without the older keys: who still has an old copy of the database has nothing to open it."""
        return replace(self, masters=self.masters[:1])


class KeysOnDisk:
    """The keys as they are in the file now: a rotation reaches a running process without a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _stamp(path)
        self._keys = KeyFile.read(path)

    def __call__(self) -> KeyFile:
        # A file that is away for a moment, or half of one, does not take the keys from who has them.
        try:
            if (stamp := _stamp(self._path)) != self._seen:
                self._keys, self._seen = KeyFile.read(self._path), stamp
        except (OSError, ValueError):
            pass
        return self._keys


def derived(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"wegwijs " + purpose).derive(master_key)


def _key(line: str) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("a master key is 32 bytes, base64")
    return key


def _stamp(path: Path) -> tuple[int, int, int]:
    found = os.stat(path)
    return found.st_mtime_ns, found.st_ino, found.st_size
