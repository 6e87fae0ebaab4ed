"""Who is signed in: kept here, under a number that only the browser has, with the tokens that it never gets.

Kept on disk a session goes on after a restart, also with the identity provider away: a crisis desk works on.
On disk stands the hash of the number, and the rest sealed, so that a copy of the file lets nobody in.
"""

import hashlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.regions import DemoCaller

COOKIE = "wegwijs-session"
MOST_SESSIONS = 10_000
"""And as many sign-ins under way: one address begins 1300 of them while one stays (`limits.yaml`)."""
ENDS_BEFORE_TOKEN_SECONDS = 30
"""A session ends before its token does, so that nobody types a form that nothing will take any more."""
SEAL = {"alg": "dir", "enc": "A256GCM"}
TABLE = """
    CREATE TABLE IF NOT EXISTS kept (
        hash TEXT PRIMARY KEY, kind TEXT NOT NULL, ends_at REAL NOT NULL, sealed TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS kept_by_kind ON kept (kind);
    CREATE INDEX IF NOT EXISTS kept_by_end ON kept (ends_at)"""

M = TypeVar("M", bound=BaseModel)


class Tokens(BaseModel):
    """What the provider gave: the access token goes to rooms, the others back to the provider only."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    access_token: str
    expires_in: int
    refresh_token: str | None = None
    id_token: str | None = None


class _Kept(BaseModel):
    caller: DemoCaller
    tokens: Tokens


@dataclass(frozen=True)
class Session:
    """`ends_at` on the clock of `Sessions`, in seconds."""

    id: str
    caller: DemoCaller
    tokens: Tokens
    ends_at: float

    @property
    def token(self) -> str:
        return self.tokens.access_token


class Store:
    """Sealed things by the hash of a number, until a moment. At most `most` of a kind: the oldest makes way.

    Without a `file` in memory. `key`: 32 bytes; whatever is sealed with another one is as good as absent.
    """

    def __init__(self, key: bytes, file: Path | None, clock: Callable[[], float], most: int) -> None:
        self._key, self.clock, self._most = OctKey.import_key(key), clock, most
        if file is not None:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        # Several gateways may share the file.
        self._rows = sqlite3.connect(file or ":memory:", isolation_level=None, timeout=2)
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = NORMAL")
        self._rows.executescript(TABLE)

    def put(self, kind: str, number: str, thing: BaseModel, ends_at: float) -> None:
        sealed = jwe.encrypt_compact(SEAL, thing.model_dump_json(by_alias=True), self._key)
        values = (_hash(number), kind, ends_at, sealed)
        self._rows.execute("DELETE FROM kept WHERE ends_at <= ?", (self.clock(),))
        self._rows.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", values)
        self._rows.execute(
            "DELETE FROM kept WHERE rowid IN (SELECT rowid FROM kept WHERE kind = ?"
            " ORDER BY rowid DESC LIMIT -1 OFFSET ?)",
            (kind, self._most),
        )

    def find(self, shape: type[M], kind: str, number: str) -> tuple[M, float] | None:
        row = self._rows.execute(
            "SELECT sealed, ends_at FROM kept WHERE hash = ? AND kind = ? AND ends_at > ?",
            (_hash(number), kind, self.clock()),
        ).fetchone()
        if row is None:
            return None
        try:
            opened = jwe.decrypt_compact(row[0], self._key).plaintext
            return shape.model_validate_json(opened or b""), row[1]
        except (JoseError, ValueError, ValidationError):
            return None

    def take(self, shape: type[M], kind: str, number: str) -> M | None:
        """The same, once: nobody gets it a second time."""
        found = self.find(shape, kind, number)
        was_there = self._rows.execute("DELETE FROM kept WHERE hash = ?", (_hash(number),)).rowcount
        return found[0] if found and was_there else None

    def forget(self, number: str) -> None:
        self._rows.execute("DELETE FROM kept WHERE hash = ?", (_hash(number),))

    def close(self) -> None:
        self._rows.close()


class Sessions:
    def __init__(
        self,
        key: bytes | None = None,
        file: Path | None = None,
        clock: Callable[[], float] = time.time,
        most: int = MOST_SESSIONS,
    ) -> None:
        self.store = Store(key or secrets.token_bytes(32), file, clock, most)

    def begin(self, caller: DemoCaller, tokens: Tokens) -> Session:
        return self._kept(secrets.token_urlsafe(32), caller, tokens)

    def renew(self, session: Session, tokens: Tokens) -> Session:
        """The same session with fresh tokens; what the provider did not give again stays as it was."""
        given = tokens.model_dump(exclude_none=True)
        return self._kept(session.id, session.caller, session.tokens.model_copy(update=given))

    def find(self, id_: str | None) -> Session | None:
        found = self.store.find(_Kept, "session", id_ or "")
        return Session(id_ or "", found[0].caller, found[0].tokens, found[1]) if found else None

    def end(self, id_: str | None) -> None:
        self.store.forget(id_ or "")

    def remaining_seconds(self, session: Session) -> float:
        return session.ends_at - self.store.clock()

    def _kept(self, id_: str, caller: DemoCaller, tokens: Tokens) -> Session:
        ends_at = self.store.clock() + tokens.expires_in - ENDS_BEFORE_TOKEN_SECONDS
        self.store.put("session", id_, _Kept(caller=caller, tokens=tokens), ends_at)
        return Session(id_, caller, tokens, ends_at)


def _hash(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()
