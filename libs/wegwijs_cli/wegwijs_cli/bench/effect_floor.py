"""`python -m wegwijs_cli.bench.effect_floor send|take`: the floor of "a commit has its effect elsewhere".

`send` commits one row and publishes it, and answers once the stream has acknowledged. `take` commits one
row for each message, and acknowledges it. Both in raw ASGI, with the drivers that the rooms have.
"""

import asyncio
import sys
from contextlib import suppress

import asyncpg
import nats
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.types import Receive, Scope, Send

from doorkit.serve import run
from wirekit.identifiers import uuid7

STREAM, SUBJECT, DURABLE, PATH = "BENCH", "bench.sent", "bench", "/send"
# As long as the event of a referral; what is said in it is the id, in the first sixteen bytes.
FILL = b"x" * 1200


class FloorSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="WEGWIJS_", extra="ignore", frozen=True)

    database_url: SecretStr
    nats_url: SecretStr
    port: int


class Floor:
    """Either half, until the server ends."""

    def __init__(self, settings: FloorSettings, *, takes: bool) -> None:
        self._settings, self._takes = settings, takes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["path"] == PATH:
            await self._send_one()
            status = 201
        else:
            status = 200
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._database = await asyncpg.connect(self._settings.database_url.get_secret_value())
        bus = await nats.connect(self._settings.nats_url.get_secret_value())
        self._stream = bus.jetstream()
        taking = asyncio.create_task(self._take_each(bus)) if self._takes else None
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if taking:
            taking.cancel()
        await bus.close()
        await self._database.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _send_one(self) -> None:
        ref = uuid7()
        async with self._database.transaction():
            await self._database.execute("INSERT INTO sent VALUES ($1)", ref)
        await self._stream.publish(SUBJECT, ref.bytes + FILL)

    async def _take_each(self, bus: Client) -> None:
        config = ConsumerConfig(durable_name=DURABLE, ack_policy=AckPolicy.EXPLICIT)
        await self._stream.add_consumer(STREAM, config)
        subscription = await self._stream.pull_subscribe_bind(durable=DURABLE, stream=STREAM)
        while bus.is_connected:
            with suppress(TimeoutError):
                [message] = await subscription.fetch(1, timeout=5)
                async with self._database.transaction():
                    await self._database.execute(
                        "INSERT INTO taken VALUES (encode($1, 'hex')::uuid)", message.data[:16]
                    )
                await message.ack()


def main(what: str) -> None:
    settings = FloorSettings()  # the environment gives what is required
    run(Floor(settings, takes=what == "take"), "127.0.0.1", settings.port)


if __name__ == "__main__":
    main(sys.argv[1])
