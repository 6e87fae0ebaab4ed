"""Tokens: signed JWTs, checked by each room itself with keys that it keeps."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx
from joserfc import errors, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from doorkit.claims import ClaimsMissing, ClaimsOfProvider
from doorkit.openid import ProviderAway, discover
from wirekit.caller import Caller
from wirekit.logs import log
from wirekit.private_files import read_private, write_private
from wirekit.problems import CannotCheckTokens, Unauthenticated

LEEWAY_SECONDS = 5
CACHED_SECONDS = 30
REFETCH_SECONDS = 5
TELEPHONE = re.compile(r"\+[1-9][0-9]{7,14}")

refused_tokens: Counter[str] = Counter()
"""Since the start of this process, by reason."""


class Refusal(StrEnum):
    """Why a token proves nothing. `signature`: tampered with, or signed by somebody else."""

    UNREADABLE = "unreadable"
    ALGORITHM = "algorithm"
    KEY = "key"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET = "not-yet-valid"
    CLAIMS = "claims"


class TokenRefused(Exception):
    """This token proves nothing."""

    def __init__(self, reason: Refusal = Refusal.UNREADABLE) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS: Mapping[type[JoseError], Refusal] = {
    errors.UnsupportedAlgorithmError: Refusal.ALGORITHM,
    errors.ConflictAlgorithmError: Refusal.ALGORITHM,
    errors.MissingAlgorithmError: Refusal.ALGORITHM,
    errors.BadSignatureError: Refusal.SIGNATURE,
    errors.InvalidKeyIdError: Refusal.KEY,
}


class KeysUnknown(Exception):
    """The issuer's keys are not at hand and cannot be fetched now: no token can be judged, good or bad."""


@dataclass
class Verifier:
    """Checks tokens of one issuer. A checked token is remembered until it expires, 30 seconds at most.

    `claims`: how its tokens say who calls. Its keys are found by discovery, fetched once, and again when a
    token does not fit the keys at hand (they may have been rotated); with the issuer gone, the keys at hand
    go on working, and after a restart those of `keys_file`.
    """

    issuer: str
    audience: str
    keys: KeySet | None = None
    keys_file: Path | None = None
    claims: ClaimsOfProvider = field(default_factory=ClaimsOfProvider)
    _checked: dict[str, tuple[float, Caller]] = field(default_factory=dict)
    _asked_last: float = -REFETCH_SECONDS
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def caller(self, token: str) -> Caller:
        """Raises TokenRefused, and KeysUnknown."""
        if known := self.remembered(token):
            return known
        try:
            caller, expires = self._check(await self.signed(token))
        except TokenRefused as refusal:
            refused_tokens[refusal.reason] += 1
            log.warning("token-refused", reason=refusal.reason)
            raise
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

    async def signed(self, token: str) -> dict[str, Any]:
        """What a token claims, of which nothing but the signature is checked yet.

        Keys that do not fit may have been changed: they are fetched anew. Raises TokenRefused, KeysUnknown.
        """
        if self.keys is None:
            await self._fetch()
        try:
            return self._decoded(token)
        except TokenRefused as refusal:
            if refusal.reason not in {Refusal.KEY, Refusal.SIGNATURE} or not await self._fetch():
                raise
            return self._decoded(token)

    def _decoded(self, token: str) -> dict[str, Any]:
        if self.keys is None:
            raise KeysUnknown
        try:
            return jwt.decode(token, self.keys, algorithms=list(self.claims.algorithms)).claims
        except JoseError as error:
            raise TokenRefused(REASONS.get(type(error), Refusal.UNREADABLE)) from None
        except (ValueError, KeyError, TypeError, AttributeError):  # a header may hold anything
            raise TokenRefused from None

    def _check(self, claims: dict[str, Any]) -> tuple[Caller, float]:
        require(claims, issuer=self.claims.issuer or self.issuer, audience=self.audience)
        try:
            subject, organisation, role = self.claims.who(claims)
        except ClaimsMissing:
            raise TokenRefused(Refusal.CLAIMS) from None
        number = self.claims.number(claims) or ""
        telephone = number if TELEPHONE.fullmatch(number) else None
        return Caller(subject, organisation, role, telephone), claims["exp"]

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
                    answer = await http.get((await discover(self.issuer, http)).jwks_uri)
                    answer.raise_for_status()
                    self.keys = KeySet.import_key_set(answer.json())
            except (ProviderAway, httpx.HTTPError, JoseError, ValueError, KeyError):
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


def require(claims: Mapping[str, Any], *, issuer: str, audience: str) -> None:
    """Whose token it is, for whom, and when (RFC 7519, section 4.1), 5 seconds give or take.

    Raises TokenRefused.
    """
    now, meant_for = time.time(), claims.get("aud")
    expires, issued, not_before = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    if claims.get("iss") != issuer:
        raise TokenRefused(Refusal.ISSUER)
    if audience not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        raise TokenRefused(Refusal.AUDIENCE)
    if not all(isinstance(at, int | float) for at in (expires, issued, not_before)):
        raise TokenRefused(Refusal.CLAIMS)
    if claims["exp"] + LEEWAY_SECONDS < now:
        raise TokenRefused(Refusal.EXPIRED)
    if max(claims["iat"], claims.get("nbf", 0)) - LEEWAY_SECONDS > now:
        raise TokenRefused(Refusal.NOT_YET)
