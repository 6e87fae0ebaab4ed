"""Tokens: signed JWTs, checked by each room itself with keys that it keeps."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from wirekit.logs import log
from wirekit.private_files import read_private, write_private
from wirekit.problems import CannotCheckTokens, Unauthenticated

ALGORITHMS = ["ES256"]
LEEWAY_SECONDS = 5
CACHED_SECONDS = 30
REFETCH_SECONDS = 5
TELEPHONE = re.compile(r"\+[1-9][0-9]{7,14}")


@dataclass(frozen=True)
class Caller:
    """Who calls: an opaque subject, the organisation for which it acts, and its one role.

    `telephone`: the work number of the account in E.164, where the issuer tells one.
    """

    subject: str
    organisation: UUID
    role: str
    telephone: str | None = None


class TokenRefused(Exception):
    """This token proves nothing."""


class KeysUnknown(Exception):
    """The issuer's keys are not at hand and cannot be fetched now: no token can be judged, good or bad."""


@dataclass
class Verifier:
    """Checks tokens of one issuer. A checked token is remembered until it expires, 30 seconds at most.

    Keys are fetched once, and again when a token does not fit the keys at hand (they may have been
    rotated); with the issuer gone, the keys at hand go on working, and after a restart those of `keys_file`.
    """

    issuer: str
    audience: str
    keys: KeySet | None = None
    keys_file: Path | None = None
    _checked: dict[str, tuple[float, Caller]] = field(default_factory=dict)
    _asked_last: float = -REFETCH_SECONDS
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def caller(self, token: str) -> Caller:
        """Raises TokenRefused, and KeysUnknown."""
        if known := self.remembered(token):
            return known
        if self.keys is None:
            await self._fetch()
        try:
            claims = self._decoded(token)
        except TokenRefused:
            if not await self._fetch():
                raise
            claims = self._decoded(token)
        caller, expires = self._check(claims)
        if len(self._checked) > 10_000:
            self._checked.clear()
        self._checked[token] = (min(expires, time.time() + CACHED_SECONDS), caller)
        return caller

    def remembered(self, token: str) -> Caller | None:
        """Who calls, if this token was checked a moment ago."""
        known = self._checked.get(token)
        return known[1] if known and known[0] > time.time() else None

    async def bearer(self, authorization: str) -> Caller:
        """Who calls by this header. Raises Unauthenticated, and CannotCheckTokens."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        try:
            return await self.caller(token)
        except TokenRefused:
            raise Unauthenticated from None
        except KeysUnknown:
            raise CannotCheckTokens from None

    def _decoded(self, token: str) -> dict[str, object]:
        if self.keys is None:
            raise KeysUnknown
        try:
            return jwt.decode(token, self.keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, KeyError):
            raise TokenRefused from None

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
            who = str(claims["sub"]), UUID(str(claims["org"])), str(claims["role"])
            number = str(claims.get("phone_number"))
            return Caller(*who, number if TELEPHONE.fullmatch(number) else None), expires
        except (KeyError, ValueError):
            raise TokenRefused from None

    async def _fetch(self) -> bool:
        """Whether there may be other keys now. Who comes while a fetch is under way shares its outcome.

        With keys at hand it asks every 5 seconds at most, whatever strangers send.
        """
        began = time.monotonic()
        async with self._one_at_a_time:
            if self._asked_last >= began:
                return True
            if self.keys is not None and began - self._asked_last < REFETCH_SECONDS:
                return False
            try:
                async with httpx.AsyncClient(timeout=2) as http:
                    answer = await http.get(f"{self.issuer}/jwks.json")
                    answer.raise_for_status()
                    self.keys = KeySet.import_key_set(answer.json())
            except (httpx.HTTPError, JoseError, ValueError):
                self.keys = self.keys or self._kept()
                return False
            finally:
                self._asked_last = time.monotonic()
        self._keep()
        return True

    def _keep(self) -> None:
        if self.keys_file is None or self.keys is None:
            return
        kept = {"issuer": self.issuer, "keys": self.keys.as_dict(private=False)}
        try:
            write_private(self.keys_file, json.dumps(kept))
        except OSError as error:
            log.warning("the issuer's keys are not kept", exc_info=error)

    def _kept(self) -> KeySet | None:
        """What the issuer told before; None where that is not there, or of another issuer."""
        if self.keys_file is None:
            return None
        try:
            kept: dict[str, Any] = json.loads(read_private(self.keys_file))
            if kept["issuer"] != self.issuer:
                raise ValueError("of another issuer")
            keys = KeySet.import_key_set(kept["keys"])
        except (OSError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("the issuer is away, and no keys of it are kept", exc_info=error)
            return None
        log.warning("the issuer is away: its keys of before are taken")
        return keys
