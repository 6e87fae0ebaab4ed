"""A receiver of webhooks on a real port, that can be down, slow or unwilling; and a room that tells."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from referral.domain.messages import MessageKind
from referral.settings import Settings
from referral.store.messages import tell
from referral.usecases.deliver_message import deliver_next
from referral.webhook_sender import WebhookSender
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Given, a_key

Json = dict[str, Any]
PATIENCE_SECONDS = 30


async def eventually(fact: Callable[[], Awaitable[bool]], *, within: float = PATIENCE_SECONDS) -> None:
    """Look again and again until it is so; fails when it does not come about."""
    async with asyncio.timeout(within):
        while not await fact():  # noqa: ASYNC110  # what is looked at is in another process or a database
            await asyncio.sleep(0.05)


@dataclass(frozen=True)
class Received:
    headers: dict[str, str]
    body: bytes
    port: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> Json:
        return dict(json.loads(self.body))


def _port_of(request: Request) -> int:
    """The port of who sent it, at its own end."""
    assert request.client is not None
    return request.client.port


@dataclass
class Receiver:
    """Keeps what it got. `answer` may be replaced; `up` and `down` open and close its port."""

    port: int
    received: list[Received] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    answer: Callable[[Received], Awaitable[Response]] | None = None
    certificate: Path | None = None
    _serving: tuple[uvicorn.Server, asyncio.Task[None]] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/inbox"

    def deduplicated(self) -> list[Json]:
        """What a receiver keeps that leaves out each id that it had before."""
        return list({each.id: each.event for each in reversed(self.received)}.values())[::-1]

    async def up(self) -> None:
        async def take(request: Request) -> Response:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                got = Received(dict(request.headers), await request.body(), _port_of(request))
                self.received.append(got)
                return await self.answer(got) if self.answer else Response(status_code=204)
            finally:
                self.at_once -= 1

        app = Starlette(routes=[Route("/inbox", take, methods=["POST"])])
        server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, lifespan="off", ssl_certfile=self.certificate)
        )
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        listening.listen(64)
        self._serving = server, asyncio.create_task(server.serve(sockets=[listening]))

    async def down(self) -> None:
        if self._serving is not None:
            server, task = self._serving
            server.should_exit = True
            await task
            self._serving = None


@asynccontextmanager
async def a_receiver(certificate: Path | None = None) -> AsyncIterator[Receiver]:
    """`certificate`: a file with it and its key, for a receiver that speaks TLS."""
    receiver = Receiver(port=0, certificate=certificate)
    await receiver.up()
    try:
        yield receiver
    finally:
        await receiver.down()


@dataclass
class Post:
    """The room, one that listens to it, and the work of sending, done when a test says so."""

    room: RoomUnderTest
    given: Given
    settings: Settings
    sender: WebhookSender

    @classmethod
    def of(cls, room: RoomUnderTest, given: Given, **settings: float) -> "Post":
        own: Settings = room.app.state.api.state.settings
        changed = own.model_copy(update=settings)
        return cls(room, given, changed, WebhookSender(changed, at_once=8))

    async def webhook(self, by: Caller, url: str, **more: Any) -> Json:
        made = await self.given.post(by, "/webhooks", {"url": url, **more}, **{"Idempotency-Key": a_key()})
        assert made.status_code == 201, made.text
        return dict(made.json())

    async def listed(self, by: Caller) -> list[Json]:
        return list((await self.given.get(by, "/webhooks")).json()["items"])

    async def tell(self, to: UUID, referral: UUID, *codes: str, kind: MessageKind | None = None) -> None:
        """One message each, whose reason is what it is known by."""
        for code in codes:
            async with self.room.begin() as tx:
                await tell(tx, [to], kind or MessageKind.CLOSED, referral=referral, reasons=[code])

    async def deliver(self) -> int:
        """Try all that is due at this moment; how many were tried."""
        tried = 0
        while await deliver_next(self.room.transactions, self.settings, self.sender):
            tried += 1
        return tried

    async def pass_time(self, duration: timedelta) -> int:
        """Let the clock run, from one try to the next; deadlines fire as they fall due. How many tries."""
        ends, tried = self.room.clock() + duration, 0
        while True:
            tried += await self.deliver()
            await self.room.fire_deadlines()
            moments = await self.room.rows(
                "SELECT next_try_at AS at FROM webhook WHERE status IN ('failing', 'parked') "
                "UNION SELECT next_try_at FROM deadline WHERE fired_at IS NULL AND kind = 'webhook-delivery'"
            )
            next_one: datetime = min((row.at for row in moments), default=ends)
            if next_one >= ends:
                self.room.clock.at = ends
                return tried
            self.room.clock.at = max(next_one, self.room.clock() + timedelta(seconds=1))

    async def codes(self, by: Caller) -> list[tuple[str, str]]:
        """Referral and code of each message of an inbox, in its order."""
        found, after = [], ""
        while True:
            page = (await self.given.get(by, f"/messages?limit=100{after}")).json()
            found += [(m["referral"], r["code"]) for m in page["items"] for r in m["reasons"]]
            if page["next"] is None:
                return found
            after = f"&after={page['next']}"


def some_referrals(count: int) -> list[UUID]:
    return [uuid7() for _ in range(count)]
