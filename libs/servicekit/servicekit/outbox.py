"""The relay: what was committed to the outbox goes to JetStream, oldest first, until it is acknowledged.

One relay at a time per room (advisory lock), or the order within an aggregate is lost. A row is
deleted only after the server's acknowledgement; a repeat after a crash carries the same Nats-Msg-Id
and is dropped by the server inside its window, by the reader's inbox after that.
"""

import asyncio
from contextlib import suppress
from typing import Any

import asyncpg
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import PubAck

from wirekit.logs import log

BATCH = 500
LOCK = 7_741_001
POLL_SECONDS = 1.0
CHANNEL = "wegwijs_outbox"


class Relay:
    """Runs for the life of the process; outlives both a lost database and a lost server."""

    def __init__(self, dsn: str, nats: Client) -> None:
        self._dsn, self._stream = dsn, nats.jetstream()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        while True:
            try:
                await self._with_connection()
            except Exception as error:  # a database that is killed shows in many ways
                log.warning("relay lost its database, tries again", exc_info=error)
                await asyncio.sleep(POLL_SECONDS)

    async def _with_connection(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
            # The other relay is another process: there is nothing to wait on but time.
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110
                await asyncio.sleep(POLL_SECONDS)
            while True:
                self._wake.clear()
                if not await self.send_batch(connection):
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
        finally:
            connection.terminate()

    async def send_batch(self, connection: "asyncpg.Connection[Any]") -> int:
        """Send the oldest rows and delete those that were acknowledged; returns how many."""
        rows = await connection.fetch(
            "SELECT position, event_id, nats_subject, body FROM outbox ORDER BY position LIMIT $1", BATCH
        )
        acknowledgements: list[asyncio.Future[PubAck]] = []
        sent: list[int] = []
        try:
            for row in rows:
                headers = {"Nats-Msg-Id": str(row["event_id"])}
                acknowledgements.append(
                    await self._stream.publish_async(row["nats_subject"], row["body"], headers=headers)
                )
            for row, acknowledgement in zip(rows, acknowledgements, strict=True):
                await asyncio.wait_for(acknowledgement, timeout=5)
                sent.append(row["position"])
        except (NatsError, TimeoutError, OSError) as error:
            # What was acknowledged is deleted all the same; the rest is sent again, in order.
            log.warning("events wait: the stream does not acknowledge", exc_info=error)
            for acknowledgement in acknowledgements:
                acknowledgement.cancel()  # or each would hold one of the client's places for ever
            await asyncio.sleep(POLL_SECONDS)
        if sent:
            await connection.execute("DELETE FROM outbox WHERE position = ANY($1)", sent)
        return len(sent)
