"""Tokens: signed JWTs, checked by each room itself with keys that it keeps."""

import time
from dataclasses import dataclass, field
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["ES256"]
LEEWAY_SECONDS = 5
CACHED_SECONDS = 30
REFETCH_SECONDS = 5


@dataclass(frozen=True)
class Caller:
    """Who calls: an opaque subject, the organisation for which it acts, and its one role."""

    subject: str
    organisation: UUID
    role: str


class TokenRefused(Exception):
    """This token proves nothing."""


@dataclass
class Verifier:
    """Checks tokens of one issuer. A checked token is remembered until it expires, 30 seconds at most.

    Keys are fetched once and again when a token names a key not seen yet; with the issuer gone, the
    keys at hand go on working.
    """

    issuer: str
    audience: str
    keys: KeySet | None = None
    _checked: dict[str, tuple[float, Caller]] = field(default_factory=dict)
    _fetched_at: float = -REFETCH_SECONDS

    async def caller(self, token: str) -> Caller:
        """Raises TokenRefused."""
        known = self._checked.get(token)
        if known and known[0] > time.time():
            return known[1]
        try:
            claims = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, KeyError):
            if not await self._fetch():
                raise TokenRefused from None
            try:
                claims = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError, KeyError):
                raise TokenRefused from None
        caller, expires = self._check(claims)
        if len(self._checked) > 10_000:
            self._checked.clear()
        self._checked[token] = (min(expires, time.time() + CACHED_SECONDS), caller)
        return caller

    def _check(self, claims: dict[str, object]) -> tuple[Caller, float]:
        now = time.time()
        audience = claims.get("aud")
        expires, issued = claims.get("exp"), claims.get("iat")
        if (
            claims.get("iss") != self.issuer
            or self.audience not in (audience if isinstance(audience, list) else [audience])
            or not isinstance(expires, int | float)
            or expires + LEEWAY_SECONDS < now
            or not isinstance(issued, int | float)
            or issued - LEEWAY_SECONDS > now
        ):
            raise TokenRefused
        try:
            return Caller(str(claims["sub"]), UUID(str(claims["org"])), str(claims["role"])), expires
        except (KeyError, ValueError):
            raise TokenRefused from None

    async def _key_set(self) -> KeySet:
        if self.keys is None and not await self._fetch():
            raise TokenRefused
        assert self.keys is not None
        return self.keys

    async def _fetch(self) -> bool:
        """Fetch the keys, not more often than every 5 seconds, whatever strangers send."""
        if time.monotonic() - self._fetched_at < REFETCH_SECONDS:
            return False
        self._fetched_at = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=2) as http:
                answer = await http.get(f"{self.issuer}/jwks.json")
                answer.raise_for_status()
                self.keys = KeySet.import_key_set(answer.json())
        except (httpx.HTTPError, JoseError, ValueError):
            return False
        return True
