"""How often a caller may call, and how long a wrong token waits for its answer. In memory, per process."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from ipaddress import IPv6Address
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from doorkit.addresses import caller_address
from doorkit.tokens import Verifier, refused_tokens
from wirekit.caller import Caller
from wirekit.logs import log
from wirekit.problems import Problem, Unauthenticated
from wirekit.texts import Text

BUILT_IN = Path(__file__).with_name("limits.yaml")
MOST_BUCKETS = 50_000
MOST_WAITING = 50
"""Answers that wait at the same moment; further ones do not, or waiting would use up the connections."""
WRONG_FORGOTTEN_SECONDS = 12
"""In which one of them no longer counts."""
DOUBLED_AT_MOST = 7
"""Times; whoever mended his token is back at no delay within two minutes."""

limited: Counter[str] = Counter()
"""Calls refused since the start of this process, by operation."""


class Rule(BaseModel):
    """`most_bytes`: of a body, where that is less than what any operation takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    per_minute: float = Field(gt=0)
    burst: int = Field(ge=1)
    most_bytes: int | None = Field(default=None, ge=1)


class Wrong(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    handful: int = Field(ge=0)
    first_seconds: float = Field(ge=0)
    longest_seconds: float = Field(ge=0, le=2)


class LimitTable(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    caller: Rule
    address: Rule
    operations: Mapping[str, Rule]
    wrong: Wrong

    @classmethod
    def load(cls, *files: Path | None) -> "LimitTable":
        """Ours, and each file goes before what stands before it. Raises OSError, ValidationError."""
        table: dict[str, Any] = {"operations": {}}
        for file in (BUILT_IN, *filter(None, files)):
            given = yaml.safe_load(file.read_text()) or {}
            operations = {**table["operations"], **given.get("operations", {})}
            table = {**table, **given, "operations": operations}
        return cls.model_validate(table)


class TooMany(Problem):
    status, type = 429, "/problems/too-many-calls"
    title = Text(nl="Dit is te vaak achter elkaar gevraagd", en="This was asked too often in a row")

    def __init__(self, rule: Rule, seconds: int) -> None:
        detail = Text(
            nl="Hoogstens {burst} keer achter elkaar en {per_minute:g} keer per minuut; "
            "over {seconds} s kan het weer",
            en="At most {burst} times in a row and {per_minute:g} times per minute; "
            "possible again in {seconds} s",
        )
        told = detail.format(burst=rule.burst, per_minute=rule.per_minute, seconds=seconds)
        super().__init__(told, headers={"Retry-After": str(seconds)})


class Limits:
    """A bucket per operation for each caller, and for each address that shows no right token."""

    def __init__(self, table: LimitTable, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._bytes = {name: rule.most_bytes for name, rule in table.operations.items()}
        self._of_callers = _Buckets(table.caller, table.operations)
        self._of_addresses = _Buckets(table.address, table.operations)

    def take(self, who: Caller | str, operation: str) -> None:
        """One call of this caller, or of this address. Raises TooMany, and counts it."""
        rule, seconds = self._take(who, operation)
        if seconds:
            limited[operation] += 1
            raise TooMany(rule, math.ceil(seconds))

    def has(self, who: Caller | str, operation: str) -> bool:
        """As `take`, for who passes the call on to where it is taken again, and refused."""
        return not self._take(who, operation)[1]

    def bytes_of(self, operation: str, usual: int) -> int:
        """How long a body of this operation may be."""
        return min(self._bytes.get(operation) or usual, usual)

    async def caller(self, verifier: Verifier, authorization: str, operation: str) -> Caller:
        """Who calls by this header, within the limits. Raises Unauthenticated, CannotCheckTokens, TooMany."""
        try:
            caller = await verifier.bearer(authorization)
        except Unauthenticated:
            self.take(caller_address(), operation)
            raise
        self.take(caller, operation)
        return caller

    def _take(self, who: Caller | str, operation: str) -> tuple[Rule, float]:
        """The rule, and the seconds until there is a place: 0 where it was taken."""
        if isinstance(who, str):
            return self._of_addresses.take(_neighbours(who), operation, self._clock())
        return self._of_callers.take((who.subject, who.organisation), operation, self._clock())


class _Buckets:
    """Each as the moment at which it is full again; one that is full need not be kept."""

    def __init__(self, default: Rule, rules: Mapping[str, Rule]) -> None:
        self._default, self._rules = _timed(default), {name: _timed(rule) for name, rule in rules.items()}
        self._full_at: dict[tuple[Hashable, str], float] = {}

    def take(self, who: Hashable, operation: str, now: float) -> tuple[Rule, float]:
        rule, of_one, of_all = self._rules.get(operation, self._default)
        key = (who, operation)
        full_at = max(self._full_at.get(key, now), now) + of_one
        if full_at - now > of_all:
            return rule, full_at - now - of_all
        self._full_at[key] = full_at
        if len(self._full_at) > MOST_BUCKETS:
            self._forget(now)
        return rule, 0

    def _forget(self, now: float) -> None:
        """The full ones, which changes nothing for anybody; if that is not enough, the half begun first."""
        kept = [(key, at) for key, at in self._full_at.items() if at > now]
        self._full_at = dict(kept[len(kept) // 2 :] if len(kept) > MOST_BUCKETS // 2 else kept)


class Slowing:
    """How long the answer to a wrong token or sign-in waits, by the address that it comes from."""

    def __init__(self, rule: Wrong, clock: Callable[[], float] = time.monotonic) -> None:
        self._rule, self._clock, self._waiting = rule, clock, 0
        self._wrong: dict[str, tuple[float, float]] = {}

    async def wait(self, address: str, operation: str) -> None:
        """Holds up this one answer and nothing else: nobody's connection to a database is taken by now."""
        seconds = self.seconds(_neighbours(address))
        if not seconds or self._waiting >= MOST_WAITING:
            return
        log.warning("a wrong token is slowed", operation=operation, milliseconds=int(seconds * 1000))
        self._waiting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            self._waiting -= 1

    def seconds(self, address: str) -> float:
        """Of one more from this address; what was wrong before is forgotten bit by bit."""
        now = self._clock()
        before, at = self._wrong.pop(address, (0.0, now))
        count = max(0.0, before - (now - at) / WRONG_FORGOTTEN_SECONDS) + 1
        over = min(count - self._rule.handful, DOUBLED_AT_MOST)
        self._wrong[address] = min(count, self._rule.handful + DOUBLED_AT_MOST), now
        if len(self._wrong) > MOST_BUCKETS:
            del self._wrong[next(iter(self._wrong))]
        if over <= 0:
            return 0
        return min(self._rule.longest_seconds, self._rule.first_seconds * 2 ** (over - 1))


async def counts(request: Request) -> JSONResponse:
    """`GET /health/counts`: what this process refused since it started. Numbers only: of nobody."""
    request.scope["operation"] = "counts"
    return JSONResponse({"refusedTokens": dict(refused_tokens), "limitedCalls": dict(limited)})


def _timed(rule: Rule) -> tuple[Rule, float, float]:
    """With the seconds in which one call comes back, and in which an empty bucket fills."""
    of_one = 60 / rule.per_minute
    return rule, of_one, rule.burst * of_one


@lru_cache(maxsize=4096)
def _neighbours(address: str) -> str:
    """One house has 2^64 addresses of IP version 6: they count as one."""
    try:
        return str(IPv6Address(int(IPv6Address(address)) >> 64 << 64))
    except ValueError:
        return address
