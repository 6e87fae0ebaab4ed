"""What the stories of alarms that are sent share: a screen to read, presses, and a gateway that can fail."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from crisis_stories import CrisisRoom, OnDuty, a_planned_room
from sqlalchemy import text

from crisis.app import ROOM, Settings
from crisis.usecases.send_notifications import send_one, take_next
from testkit.rooms import RoomUnderTest, running_room

REGIONS = Path(__file__).parents[3] / "regions"
PATIENCE_SECONDS = 20
Json = dict[str, Any]


async def eventually(fact: Callable[[], Awaitable[bool]]) -> None:
    """Look again and again until it is so; fails when it does not come about."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await fact():  # noqa: ASYNC110  # what is looked at is in a database
            await asyncio.sleep(0.02)


async def send_all(room: RoomUnderTest) -> list[str]:
    """Send all that is due at the clock's moment; what came of each."""
    came = []
    while due := await take_next(room.transactions):
        came.append(str(await send_one(room.transactions, due)))
    return came


@dataclass
class Called:
    """The room with its screen, on which every call of an alarm appears."""

    on_duty: OnDuty
    screen: Path

    async def lines(self) -> list[str]:
        """All that is on the screen once everything was sent."""
        await send_all(self.on_duty.room)
        return self.screen.read_text().splitlines() if self.screen.exists() else []

    async def token(self) -> str:
        """That of who was called on last."""
        return (await self.lines())[-1].rpartition("/called/")[2]

    async def view(self, token: str, **headers: str) -> Any:
        async with self.on_duty.room.as_caller(None, **headers) as client:
            return await client.post("/calls/view", json={"token": token})

    async def press(self, token: str, answer: str) -> Any:
        async with self.on_duty.room.as_caller(None) as client:
            return await client.post("/calls/answer", json={"token": token, "answer": answer})

    async def accepted(self, **changed: Any) -> tuple[Json, str]:
        """An alarm that the first in line has in hand, with their token."""
        alarm = await self.on_duty.alarm(**changed)
        token = await self.token()
        taken = await self.press(token, "accept")
        assert taken.status_code == 200, taken.text
        return alarm, token

    async def workers(self, alarm: Json) -> list[str]:
        return [attempt["worker"] for attempt in (await self.on_duty.read(alarm))["attempts"]]


@dataclass
class Gateway:
    """A gateway for calls on a real port. `answers` are taken in turn, the last one for ever."""

    answers: list[int | str] = field(default_factory=lambda: [200])
    asked: list[tuple[str, Json, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.asked.append((head[0].split(" ")[1], json.loads(body), headers))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer == "hangs":
                await self.let_go.wait()
            writer.write(f"HTTP/1.1 {answer} -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def a_gateway(*answers: int | str) -> AsyncIterator[Gateway]:
    gateway = Gateway(list(answers) or [200])
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.port = server.sockets[0].getsockname()[1]
    try:
        yield gateway
    finally:
        gateway.let_go.set()
        server.close()


@asynccontextmanager
async def on_duty_with(url: str, folder: Path, channels: Json, **more: str) -> AsyncIterator[OnDuty]:
    """A room whose region has chosen these channels, with two who are on call."""
    file = folder / "channels.yaml"
    file.write_text(yaml.safe_dump(channels))
    settings = {"channels_file": str(file), "public_address": "https://wegwijs.example", **more}
    async with running_room(ROOM, Settings, url, REGIONS, folder, **settings) as room:
        yield await OnDuty.on_a_line(await a_planned_room(room))


async def without_telephone(crisis: CrisisRoom, worker: str) -> None:
    """As from before telephones were asked for."""
    async with crisis.room.begin() as tx:
        await tx.session.execute(
            text("UPDATE on_call_worker SET telephone = NULL WHERE id = :worker"), {"worker": worker}
        )
