"""`/api/<room>/v1/…` to that room and back, streaming both ways.

A raw ASGI handler: request and response objects of a framework would cost more than the call itself.
It knows form only. Who may do what, each room decides by the token that it gets unchanged.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from doorkit.addresses import caller_address
from doorkit.edge import BODY_WITHIN_SECONDS, RELAYED
from gateway.problems import MalformedHeader, RoomSilent, RoomUnreachable, unknown_room
from gateway.rooms import Rooms
from wirekit.logs import correlation_id, log
from wirekit.problems import Problem, TooLarge, TooSlow
from wirekit.texts import language_of

_ROOM_PATH = re.compile(rb"/api/([a-z-]+)(/v1(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?)")
# A room, or what stands before it, may read these as another path than was asked for.
_AMBIGUOUS = re.compile(rb"/(?:\.|%2e){1,2}(?:/|$)|%2f|%5c|%00|%(?![0-9a-f]{2})", re.IGNORECASE)
_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection "
    b"te trailer transfer-encoding upgrade expect".split()
)
_SAID_BY_US = frozenset(
    b"host forwarded x-real-ip x-forwarded-for x-forwarded-proto x-forwarded-host "
    b"x-forwarded-port x-forwarded-prefix x-forwarded-server x-correlation-id".split()
)
# The cookies of the pages name a session; a room knows its callers by their token alone.
_ONLY_OURS_TO_ROOM = _HOP_BY_HOP | _SAID_BY_US | {b"cookie"}
_ONLY_OURS_TO_CALLER = _HOP_BY_HOP | {b"date"}  # uvicorn writes the date


class CallerGone(ConnectionError):
    """Nobody waits for this answer any more."""


class PassThrough:
    """Raw ASGI application for every path under /api/.

    Answers a problem of its own only where there is no room's answer to give: 400, 404, 408, 413, 502, 504.
    """

    def __init__(self, rooms: Rooms, body_limit_bytes: int) -> None:
        self._rooms, self._limit = rooms, body_limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["operation"], scope[RELAYED] = "pass-through", True
        try:
            await self._pass(scope, receive, send)
        except CallerGone:
            log.info("caller-gone", operation=scope["operation"])
        except Problem as problem:
            accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
            await problem.response(language_of(accepted))(scope, receive, send)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        room, target = self._target(scope)
        scope["operation"] = f"pass-through {room}"
        headers, has_body = self._headers_to_room(scope)
        upload = _Upload(receive, has_body)
        body = await upload.begin() if has_body else None
        answering = False
        try:
            async with asyncio.timeout(None) as call:
                watching = asyncio.create_task(upload.end_when_broken(call))
                try:
                    async with self._rooms.session.request(
                        scope["method"], target, headers=headers, data=body, allow_redirects=False
                    ) as answer:
                        answering = True
                        await _relay(answer, send)
                finally:
                    watching.cancel()
        except (aiohttp.ClientError, TimeoutError) as error:
            if not answering or isinstance(upload.broken, CallerGone):
                raise upload.broken or _problem_of(error, room) from None
            # The head is out. To leave without an end makes the server cut the connection: the only
            # honest sign that this is half an answer.
            log.warning("answer-cut-off", operation=scope["operation"], exc_info=error)

    def _target(self, scope: Scope) -> tuple[str, URL]:
        """The room and the URL there, byte for byte as it came in. Raises NotFound."""
        path: bytes = scope["raw_path"]
        found = _ROOM_PATH.fullmatch(path)
        if not found or _AMBIGUOUS.search(path):
            raise unknown_room()
        room = found[1].decode()
        base = self._rooms.urls.get(room)
        if base is None:
            raise unknown_room()
        query: bytes = scope["query_string"]
        rest = found[2] + b"?" + query if query else found[2]
        return room, URL(base + rest.decode(), encoded=True)

    def _headers_to_room(self, scope: Scope) -> tuple[list[tuple[str, str]], bool]:
        """What the room gets to see, and whether a body comes with it. Raises TooLarge, MalformedHeader."""
        dropped, host, has_body = _ONLY_OURS_TO_ROOM, "", False
        for name, value in scope["headers"]:
            if name == b"connection":
                dropped = dropped | _listed(value)
            elif name == b"content-length":
                has_body = True
                if int(value) > self._limit:
                    raise TooLarge
            elif name == b"transfer-encoding":
                has_body = True
            elif name == b"host":
                host = value.decode("latin-1")
        try:
            headers = [(n.decode(), v.decode()) for n, v in scope["headers"] if n not in dropped]
        except UnicodeDecodeError:
            raise MalformedHeader from None
        headers += [
            ("X-Correlation-Id", str(correlation_id())),
            ("X-Forwarded-For", caller_address()),
            ("X-Forwarded-Proto", scope["scheme"]),
            ("X-Forwarded-Host", host),
        ]
        return headers, has_body


class _Upload:
    """What the caller sends, and the word that it has gone."""

    def __init__(self, receive: Receive, has_body: bool) -> None:
        self._receive, self._ended = receive, asyncio.Event()
        self.broken: CallerGone | TooLarge | None = None
        if not has_body:
            self._ended.set()

    async def begin(self) -> bytes | AsyncIterator[bytes]:
        """A body that is here already as bytes, a longer one as a stream.

        Raises TooLarge, CallerGone, and TooSlow where nothing of it comes; how long all of it may take,
        the room measures.
        """
        try:
            async with asyncio.timeout(BODY_WITHIN_SECONDS):
                first = await self._next()
        except TimeoutError:
            raise TooSlow from None
        if first.get("more_body"):
            return self._chunks(first)
        self._ended.set()
        return bytes(first.get("body", b""))

    async def end_when_broken(self, call: asyncio.Timeout) -> None:
        """Stop this call once its body turns out too large, or its caller hangs up."""
        await self._ended.wait()
        with suppress(CallerGone):
            while not self.broken:
                await self._next()
        call.reschedule(asyncio.get_running_loop().time())

    async def _chunks(self, message: Message) -> AsyncIterator[bytes]:
        while True:
            if chunk := message.get("body"):  # an empty chunk would end a chunked body
                yield chunk
            if not message.get("more_body"):
                break
            message = await self._next()
        self._ended.set()

    async def _next(self) -> Message:
        try:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
        except (CallerGone, TooLarge) as error:
            self.broken = error
            self._ended.set()
            raise
        return message


async def _relay(answer: aiohttp.ClientResponse, send: Send) -> None:
    dropped = _ONLY_OURS_TO_CALLER
    for name, value in answer.raw_headers:
        if name.lower() == b"connection":
            dropped = dropped | _listed(value)
    headers = [(name.lower(), value) for name, value in answer.raw_headers if name.lower() not in dropped]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    content = answer.content
    ended = False
    while not ended:
        chunk = await content.readany()
        ended = content.at_eof()
        await send({"type": "http.response.body", "body": chunk, "more_body": not ended})


def _listed(connection: bytes) -> frozenset[bytes]:
    """The headers that a Connection header names as meant for this hop only."""
    return frozenset(name.strip().lower() for name in connection.split(b","))


def _problem_of(error: Exception, room: str) -> Problem:
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ConnectionTimeoutError):
        return RoomSilent(room)
    return RoomUnreachable(room)
