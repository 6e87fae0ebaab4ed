"""`python -m wegwijs_cli.bench.hop_floor room|hop`: two raw ASGI applications, as small as they can be.

`room` answers every call with the same words. `hop` passes a call to WEGWIJS_ROOM_URL and its answer back;
it checks nothing and changes nothing but the path.
"""

import json
import sys

import aiohttp
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.types import ASGIApp, Receive, Scope, Send
from yarl import URL

from doorkit.serve import run

PREFIX = len(b"/api/referral")
OF_THIS_HOP = frozenset({b"host", b"connection", b"content-length", b"transfer-encoding"})
# As long as a referral that is read back.
ANSWER = json.dumps({"id": "0199b0c5-0000-7000-8000-000000000000", "fill": "x" * 900}).encode()


class HopSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    port: int
    room_url: str = ""


async def room(scope: Scope, receive: Receive, send: Send) -> None:
    """The room that does nothing."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    await _body(receive)
    status = 200 if scope["path"].startswith("/health/") else 201
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


class Hop:
    """One aiohttp session, as the gateway has."""

    session: aiohttp.ClientSession

    def __init__(self, room_url: str) -> None:
        self._room = room_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            async with aiohttp.ClientSession(auto_decompress=False) as self.session:
                await _live(receive, send)
            return
        raw: bytes = scope["raw_path"]
        path = (raw if raw.startswith(b"/health/") else raw[PREFIX:]).decode()
        headers = [(n.decode(), v.decode()) for n, v in scope["headers"] if n not in OF_THIS_HOP]
        async with self.session.request(
            scope["method"],
            URL(self._room + path, encoded=True),
            headers=headers,
            data=await _body(receive) or None,
            allow_redirects=False,
        ) as answer:
            body = await answer.read()
            told = [(n, v) for n, v in answer.raw_headers if n.lower() != b"date"]
            await send({"type": "http.response.start", "status": answer.status, "headers": told})
            await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


async def _live(receive: Receive, send: Send) -> None:
    """From the server's start to its end."""
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def main(what: str) -> None:
    settings = HopSettings()  # the environment gives what is required
    app: ASGIApp = room if what == "room" else Hop(settings.room_url)
    run(app, "127.0.0.1", settings.port)


if __name__ == "__main__":
    main(sys.argv[1])
