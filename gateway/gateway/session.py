"""Who somebody plays in the demonstration: kept here, in memory, under a number that only the browser has.

There are sessions only outside production: there nobody can choose who he is.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from gateway.regions import DemoCaller

COOKIE = "wegwijs-session"
MOST_SESSIONS = 1000
ENDS_BEFORE_TOKEN_SECONDS = 30
"""A session ends before its token does, so that nobody types a form that nothing will take any more."""


@dataclass(frozen=True)
class Session:
    """`ends_at` on the clock of `Sessions`, in seconds."""

    id: str
    caller: DemoCaller
    token: str
    ends_at: float


class Sessions:
    """At most `most`: the oldest makes way. A restart of the gateway ends them all."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_SESSIONS) -> None:
        self._clock, self._most = clock, most
        self._by_id: dict[str, Session] = {}

    def begin(self, caller: DemoCaller, token: str, *, valid_seconds: int) -> Session:
        ends_at = self._clock() + valid_seconds - ENDS_BEFORE_TOKEN_SECONDS
        session = Session(secrets.token_urlsafe(32), caller, token, ends_at)
        while len(self._by_id) >= self._most:
            del self._by_id[next(iter(self._by_id))]
        self._by_id[session.id] = session
        return session

    def find(self, id_: str | None) -> Session | None:
        session = self._by_id.get(id_ or "")
        if session is not None and session.ends_at <= self._clock():
            self.end(session.id)
            return None
        return session

    def end(self, id_: str | None) -> None:
        self._by_id.pop(id_ or "", None)
