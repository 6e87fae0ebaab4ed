"""The outer skin of every process: correlation id, address, body limit, headers, access log, 401 and 500."""

import asyncio
import time
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from doorkit.addresses import Proxies, caller_address
from doorkit.limits import Slowing, Wrong
from wirekit.identifiers import uuid7
from wirekit.logs import log, set_correlation_id
from wirekit.problems import Bug, Problem, TooLarge, TooSlow
from wirekit.texts import language_of

BODY_WITHIN_SECONDS = 15
CORRELATION = b"x-correlation-id"
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
RELAYED = "wegwijs.relayed"
"""In the scope of a call whose answer another process of ours gives, and slows where need be."""


class Edge:
    """Pure ASGI: a middleware that wraps each response object would double the cost of a request."""

    def __init__(
        self, app: ASGIApp, *, body_limit_bytes: int, api_version: str, proxies: Proxies, wrong: Wrong
    ) -> None:
        self._app, self._limit, self._proxies = app, body_limit_bytes, proxies
        self._slowing = Slowing(wrong)
        headers = {**SECURITY_HEADERS, "API-Version": api_version}
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        correlation = _correlation(headers.get("x-correlation-id"))
        set_correlation_id(correlation)
        self._proxies.note(scope)
        started = time.perf_counter_ns()
        status = 0
        taken = 0

        async def count(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if status == 401 and RELAYED not in scope:
                    await self._slowing.wait(caller_address(), _operation(scope))
                # By hand: starlette's headers look through all of them for each one.
                told = [each for each in message.get("headers", ()) if each[0] != CORRELATION]
                names = {name for name, _ in told}
                told += [each for each in self._headers if each[0] not in names]
                message["headers"] = [*told, (CORRELATION, str(correlation).encode())]
            await send(message)

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise TooLarge
            return message

        try:
            await self._app(scope, bounded, count)
        except ClientDisconnect:
            log.info("caller gone", operation=_operation(scope))
        except Exception as error:
            log.error("bug", operation=_operation(scope), exc_info=error)
            if not status:
                answer = Bug().response(language_of(headers.get("accept-language")))
                await answer(scope, receive, count)
        log.info(
            "answered",
            operation=_operation(scope),
            status=status,
            milliseconds=(time.perf_counter_ns() - started) // 1_000_000,
        )


async def read_body(request: Request, limit: int) -> Problem | None:
    """Take the body in, before a connection to the database is taken: a slow caller must hold up nobody.

    What is wrong with it is given back, to be raised once the caller was let through.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        return TooLarge()
    try:
        async with asyncio.timeout(BODY_WITHIN_SECONDS):
            body = await request.body()
    except TooLarge as problem:
        return problem
    except TimeoutError:
        return TooSlow()
    return TooLarge() if len(body) > limit else None


def _correlation(sent: str | None) -> UUID:
    try:
        return UUID(sent) if sent else uuid7()
    except ValueError:
        return uuid7()


def _operation(scope: Scope) -> str:
    """The name of the route; never the path, in which a stranger may write what he likes."""
    return str(scope.get("operation", "unknown"))
