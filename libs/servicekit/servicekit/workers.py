"""The work of a room that no caller waits for: relay, consumers, parked events, deadlines."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from servicekit.consumer import Consumer, look_at_parked
from servicekit.deadlines import WhenMissed, keep_firing
from servicekit.outbox import Relay
from servicekit.settings import RoomSettings
from servicekit.subscriptions import Subscription, Subscriptions
from servicekit.transaction import Transactions
from wirekit.logs import log


class Workers:
    """Everything that runs beside the API, in one process in the embedded run, apart in production."""

    def __init__(
        self,
        settings: RoomSettings,
        transactions: Transactions,
        subscriptions: Sequence[Subscription[Any]],
        when_missed: Mapping[str, WhenMissed],
    ) -> None:
        self._settings, self._transactions = settings, transactions
        self._when_missed = when_missed
        self.subscriptions = Subscriptions(transactions, subscriptions)
        self._nats: Client | None = None

    @property
    def connected(self) -> bool:
        return self._nats is not None and self._nats.is_connected

    async def run(self) -> None:
        """Run until cancelled; deadlines fire also while NATS cannot be reached."""
        room, woken = self._transactions.room, asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_firing(self._transactions, self._when_missed))
            group.create_task(look_at_parked(self.subscriptions, woken))
            self._nats = await self._connect()
            dsn = self._settings.database_url.get_secret_value()
            group.create_task(Relay(dsn, self._nats).run())
            for producer in self.subscriptions.per_room:
                consumer = Consumer(self._nats, self.subscriptions, room=room, producer=producer, woken=woken)
                group.create_task(consumer.run())

    async def _connect(self) -> Client:
        while True:
            try:
                return await nats.connect(
                    [self._settings.nats_url.get_secret_value()],
                    name=self._transactions.room,
                    inbox_prefix=f"_INBOX.{self._transactions.room}".encode(),
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,
                    error_cb=_on_error,
                )
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("NATS cannot be reached, tries again", exc_info=error)
                await asyncio.sleep(0.5)


async def _on_error(error: Exception) -> None:
    log.warning("NATS", exc_info=error)
