"""A page asks rooms, in the name of who is signed in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from doorkit.addresses import caller_address
from gateway.pages.answers import ProblemTold
from gateway.problems import RoomSilent, RoomUnreachable
from gateway.rooms import NoAnswer, Rooms, Said
from gateway.session import Session
from wirekit.logs import correlation_id, log
from wirekit.problems import Problem
from wirekit.texts import Language

T = TypeVar("T", bound=BaseModel)


class SessionEnded(Exception):
    """A room no longer takes the token of this session: choose again who you are."""


class PageRefused(Exception):
    """Without this answer there is nothing to show; the page says why."""

    def __init__(self, problem: ProblemTold) -> None:
        super().__init__()
        self.problem = problem


@dataclass(frozen=True)
class Told(Generic[T]):
    """What a room answered beside the page's own question; `value` is None where it did not."""

    room: str
    value: T | None = None
    etag: str = ""
    problem: ProblemTold | None = None


class Asking:
    """Asks and sends by the token of one session, if there is one, in the language of one page."""

    def __init__(self, rooms: Rooms, session: Session | None, language: Language) -> None:
        self._rooms, self._session, self._language = rooms, session, language

    async def need(self, kind: type[T], room: str, path: str, /, **query: object) -> tuple[T, str]:
        """The answer that the page is about, and its ETag. Raises PageRefused, SessionEnded."""
        told = await self.want(kind, room, path, **query)
        if told.value is None:
            assert told.problem
            raise PageRefused(told.problem)
        return told.value, told.etag

    async def want(self, kind: type[T], room: str, path: str, /, **query: object) -> Told[T]:
        """An answer that the page can do without; a list stands in the query once per entry.

        Raises SessionEnded.
        """
        given = {name: value for name, value in query.items() if value is not None}
        url = self._url(room, path) + (f"?{urlencode(given, doseq=True)}" if given else "")
        return await self._told(kind, room, lambda: self._rooms.ask(url, self._headers()))

    async def ask_in_body(self, kind: type[T], room: str, path: str, body: Mapping[str, Any]) -> Told[T]:
        """A question that is kept out of URLs. Raises SessionEnded."""
        headers = self._headers() | {"Content-Type": "application/json"}
        url = self._url(room, path)
        return await self._told(kind, room, lambda: self._rooms.ask(url, headers, to_json(body)))

    async def send(
        self,
        kind: type[T],
        room: str,
        method: str,
        path: str,
        body: Mapping[str, Any],
        *,
        key: str | None = None,
        if_match: str | None = None,
    ) -> Told[T]:
        """A command: done, or the room's problem. Never sent twice by us. Raises SessionEnded."""
        headers = self._headers() | {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        if if_match:
            headers["If-Match"] = if_match
        url = self._url(room, path)
        return await self._told(kind, room, lambda: self._rooms.send(method, url, headers, to_json(body)))

    async def document(
        self, room: str, path: str, /, body: Mapping[str, Any] | None = None, **query: object
    ) -> bytes:
        """A document that a room makes, as it is; `body`: what it is asked by, kept out of URLs.

        Raises PageRefused, SessionEnded.
        """
        given = {name: value for name, value in query.items() if value is not None}
        url = self._url(room, path) + (f"?{urlencode(given)}" if given else "")
        try:
            if body is None:
                said = await self._rooms.send("GET", url, self._headers(), b"")
            else:
                headers = self._headers() | {"Content-Type": "application/json"}
                said = await self._rooms.send("POST", url, headers, to_json(body))
        except NoAnswer as error:
            raise PageRefused(self._own(_silence(room, error))) from None
        if said.status == 401:
            raise SessionEnded
        if said.status >= 300:
            raise PageRefused(ProblemTold.model_validate_json(said.body))
        return said.body

    async def _told(self, kind: type[T], room: str, call: Callable[[], Awaitable[Said]]) -> Told[T]:
        try:
            said = await call()
        except NoAnswer as error:
            return Told(room, problem=self._own(_silence(room, error)))
        if said.status == 401:
            raise SessionEnded
        try:
            if said.status < 300:
                return Told(room, kind.model_validate_json(said.body or b"{}"), said.etag or "")
            return Told(room, problem=ProblemTold.model_validate_json(said.body))
        except ValidationError as error:
            log.warning("answer-unreadable", about=room, exc_info=error)
            return Told(room, problem=self._own(RoomUnreachable(room)))

    def _own(self, problem: Problem) -> ProblemTold:
        return ProblemTold.model_validate(problem.body(self._language))

    def _url(self, room: str, path: str) -> str:
        return f"{self._rooms.urls[room]}/v1{path}"

    def _headers(self) -> dict[str, str]:
        signed = {"Authorization": f"Bearer {self._session.token}"} if self._session else {}
        return signed | {
            "Accept-Language": self._language,
            "X-Correlation-Id": str(correlation_id()),
            "X-Forwarded-For": caller_address(),
        }


def _silence(room: str, error: NoAnswer) -> Problem:
    return RoomSilent(room) if error.is_silent else RoomUnreachable(room)


A = TypeVar("A")
B = TypeVar("B")


async def both(one: Awaitable[A], other: Awaitable[B]) -> tuple[A, B]:
    """Two questions at the same time."""
    return await asyncio.gather(one, other)
