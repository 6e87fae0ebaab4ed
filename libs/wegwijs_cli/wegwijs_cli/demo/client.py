"""A client of the house as any other: HTTP through the gateway, with tokens of the development provider."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from doorkit.openid import ProviderAway, discover
from wegwijs_cli.identity_provider.asking import form_of_caller

TIMEOUT_SECONDS = 15
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.02, 0.5
SERVER_ERROR = 500
PAGE = 100

S = TypeVar("S", bound="Seen")
T = TypeVar("T")


class WrongAnswer(Exception):
    """The house answered otherwise than it must, or not in time; the message is one line."""


class Seen(BaseModel):
    """What we read of an answer: only the fields that are looked at, the rest is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)


class ReasonSeen(Seen):
    code: str
    text: str


class ProblemSeen(Seen):
    type: str
    reasons: tuple[ReasonSeen, ...] = ()


class PageSeen(Seen):
    items: list[Any]
    next: str | None


@dataclass(frozen=True)
class Answer:
    """`tries` is more than one where the first one was cut off: it may have been carried out."""

    status: int
    content: bytes
    etag: str | None
    tries: int

    def must_be(self, status: int) -> Self:
        """Raises WrongAnswer, with the problem that came instead."""
        if self.status == status:
            return self
        raise WrongAnswer(f"{self.status} instead of {status}{self._told()}")

    def read(self, shape: type[S]) -> S:
        """Raises WrongAnswer where the answer does not have this shape."""
        try:
            return shape.model_validate_json(self.content)
        except ValidationError as error:
            raise WrongAnswer(f"unreadable as {shape.__name__}: {_first_of(error)}") from None

    def page(self, shape: type[S]) -> tuple[list[S], str | None]:
        """One page of a list, and the key of the next one. Raises WrongAnswer."""
        page = self.read(PageSeen)
        try:
            return [shape.model_validate(item) for item in page.items], page.next
        except ValidationError as error:
            raise WrongAnswer(f"unreadable as a list of {shape.__name__}: {_first_of(error)}") from None

    def _told(self) -> str:
        try:
            problem = ProblemSeen.model_validate_json(self.content)
        except ValidationError:
            return ""
        return f" ({problem.type}{''.join(f', {reason.code}' for reason in problem.reasons)})"


def _first_of(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


@dataclass
class Gateway:
    """One client for all demo callers. `url` of the gateway and `issuer`, both without a slash at the end.

    Facts that come by events are waited for at most `patience_seconds`. With `insists`, a call that is
    cut off or answered with a 5xx is sent again, unchanged, for as long; without it, it is a wrong answer.
    """

    url: str
    issuer: str
    patience_seconds: float = 20
    insists: bool = False
    _tokens: dict[str, str] = field(default_factory=dict)
    _token_endpoint: str = ""
    _http: httpx.AsyncClient = field(init=False)

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def call(
        self,
        who: str | None,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        key: str | None = None,
        if_match: str | None = None,
    ) -> Answer:
        """Call `/api/<path>` as this caller, None without a token. Raises WrongAnswer when nobody answers."""
        headers = {"Accept-Language": "nl"}
        if who is not None:
            headers["Authorization"] = f"Bearer {await self.token_of(who)}"
        if key is not None:
            headers["Idempotency-Key"] = key
        if if_match is not None:
            headers["If-Match"] = if_match
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = body.model_dump_json(by_alias=True, exclude_none=True).encode()
        return await self._send(method, f"{self.url}/api/{path}", headers, content)

    async def command(
        self,
        who: str,
        path: str,
        body: BaseModel | None,
        *,
        thing: str,
        if_match: str | None,
        method: str = "POST",
    ) -> Answer:
        """A command on an existing thing. One that was cut off may have been carried out all the same:
        its repeat is then refused as stale or impossible, and the thing itself tells what became of it."""
        answer = await self.call(who, method, path, body, if_match=if_match)
        if answer.tries > 1 and answer.status in {409, 412}:
            return await self.call(who, "GET", thing)
        if self.insists and answer.status == httpx.codes.PRECONDITION_FAILED:
            # While a part was away the clock went on: who is told that it is stale looks and tries again.
            fresh = await self.call(who, "GET", thing)
            return await self.call(who, method, path, body, if_match=fresh.etag)
        return answer

    async def all_of(self, who: str, path: str, shape: type[S]) -> list[S]:
        """A whole list, page after page. Raises WrongAnswer."""
        found: list[S] = []
        after = ""
        while True:
            answer = await self.call(who, "GET", f"{path}?limit={PAGE}{after}")
            items, next_key = answer.must_be(httpx.codes.OK).page(shape)
            found += items
            if next_key is None:
                return found
            after = f"&after={next_key}"

    async def token_of(self, who: str) -> str:
        """The token under this name, else that of the demo caller, kept meanwhile. Raises WrongAnswer."""
        if who not in self._tokens:
            await self.fetch_token(who, form_of_caller(who))
        return self._tokens[who]

    async def token_endpoint(self) -> str:
        """Where tokens are asked for, by discovery. Raises WrongAnswer."""
        if not self._token_endpoint:
            try:
                self._token_endpoint = (await discover(self.issuer, self._http)).token_endpoint
            except ProviderAway as error:
                raise WrongAnswer(f"the identity provider does not answer ({error})") from None
        return self._token_endpoint

    async def fetch_token(self, who: str, form: dict[str, str]) -> None:
        """Keep under this name the token that the provider gives for the form. Raises WrongAnswer."""
        try:
            answer = await self._http.post(await self.token_endpoint(), data=form)
        except httpx.HTTPError as error:
            raise WrongAnswer(f"the identity provider does not answer ({type(error).__name__})") from None
        if answer.status_code != httpx.codes.OK:
            raise WrongAnswer(f"the identity provider gives no token for {who} ({answer.status_code})")
        self._tokens[who] = str(answer.json()["access_token"])

    async def until(self, question: Callable[[], Awaitable[T | None]], fact: str) -> T:
        """Ask until there is something to answer. Raises WrongAnswer when `fact` does not come in time."""
        deadline = time.monotonic() + self.patience_seconds
        pause = FIRST_PAUSE_SECONDS
        while (found := await question()) is None:
            if time.monotonic() > deadline:
                raise WrongAnswer(f"not within {self.patience_seconds:g} s: {fact}")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        return found

    async def _send(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> Answer:
        deadline = time.monotonic() + self.patience_seconds
        tries, pause = 0, FIRST_PAUSE_SECONDS
        while True:
            tries += 1
            try:
                answer = await self._http.request(method, url, headers=headers, content=content)
                if answer.status_code < SERVER_ERROR or not self._goes_on(deadline):
                    return Answer(answer.status_code, answer.content, answer.headers.get("etag"), tries)
            except httpx.HTTPError as error:
                if not self._goes_on(deadline):
                    raise WrongAnswer(f"no answer ({type(error).__name__})") from None
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _goes_on(self, deadline: float) -> bool:
        return self.insists and time.monotonic() < deadline
