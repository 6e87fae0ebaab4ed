"""The chain over the log: the link of an entry is the SHA-256 of the link before it and of the entry.

What an entry is in bytes: a JSON list in UTF-8 without spaces, of `FORM` and then each column in the order of
`COLUMNS`: a moment in UTC as ISO 8601 with six digits of a second, an id in lower case, nothing as null.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from auditlog.entry import COLUMNS

FORM = "wegwijs-log-1"
START = bytes(32)
"""What stands before the first link."""


class Fault(StrEnum):
    """In what way the log is not what was stored."""

    GAP = "gap"
    REMOVED = "removed"
    CHANGED = "changed"
    CUT = "cut"
    RECOMPUTED = "recomputed"
    HEAD_REMOVED = "head-removed"
    HEAD_NOT_SIGNED = "head-not-signed"
    NOT_CHAINED = "not-chained"


@dataclass(frozen=True)
class Wrong:
    """The first thing that is wrong, and where: the number of a link, or the id of an entry without one."""

    fault: Fault
    sequence: int | None
    entry: UUID | None = None


@dataclass(frozen=True)
class Link:
    """As it is stored. `values`: the entry by column; None where it is not there."""

    sequence: int
    entry: UUID
    hash: bytes
    values: Mapping[str, Any] | None


@dataclass(frozen=True)
class Head:
    """The chain up to link `sequence`, at a moment in UTC; what is signed and kept elsewhere."""

    sequence: int
    hash: bytes
    at: datetime


def canonical(values: Mapping[str, Any]) -> bytes:
    """The bytes of an entry, of its values by column."""
    told = [FORM, *(_plain(values[name]) for name in COLUMNS)]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def link(previous: bytes, values: Mapping[str, Any]) -> bytes:
    """The link of this entry after that one."""
    return hashlib.sha256(previous + canonical(values)).digest()


class Walk:
    """Goes along the chain, link by link, and says the first thing that is wrong.

    `heads` are signed; `after`: the head that is believed, where the walk does not begin at the first link.
    """

    def __init__(self, heads: Iterable[Head], after: Head | None = None) -> None:
        self.sequence, self._hash = (after.sequence, after.hash) if after else (0, START)
        later = (head for head in heads if head.sequence > self.sequence)
        self._heads = deque(sorted(later, key=lambda head: head.sequence))

    def take(self, found: Link) -> Wrong | None:
        """The next link of the store, in the order of their numbers."""
        expected, self.sequence = self.sequence + 1, found.sequence
        if found.sequence != expected:
            return Wrong(Fault.GAP, expected)
        if found.values is None:
            return Wrong(Fault.REMOVED, found.sequence, found.entry)
        try:
            follows = link(self._hash, found.values) == found.hash and found.values["id"] == found.entry
        except (OverflowError, ValueError):  # a moment or a text that no room writes
            follows = False
        if not follows:
            return Wrong(Fault.CHANGED, found.sequence, found.entry)
        self._hash = found.hash
        while self._heads and self._heads[0].sequence == found.sequence:
            if self._heads.popleft().hash != found.hash:
                return Wrong(Fault.RECOMPUTED, found.sequence, found.entry)
        return None

    def end(self) -> Wrong | None:
        """After the last link of the store."""
        return Wrong(Fault.CUT, self._heads[0].sequence) if self._heads else None


def verify(links: Iterable[Link], heads: Iterable[Head], after: Head | None = None) -> Wrong | None:
    """The first thing wrong with these links, in the order of their numbers; None where all is well."""
    walk = Walk(heads, after)
    for each in links:
        if wrong := walk.take(each):
            return wrong
    return walk.end()


def _plain(value: Any) -> str | bool | None:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case UUID():
            return str(value)
    return value  # type: ignore[no-any-return]  # text, yes or no, or nothing
