"""The work of a room that no caller waits for: relay, consumers, parked events, deadlines."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from typing import Any

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError

from servicekit.consumer import Consumer, look_at_parked
from servicekit.deadlines import Chore, WhenMissed, keep_firing
from servicekit.outbox import Relay
from servicekit.subscriptions import Subscription, Subscriptions
from servicekit.transaction import Transactions
from wirekit.logs import log
from wirekit.settings import RoomSettings


class Workers:
    """Everything that runs beside the API, in one process in the embedded run, apart in production."""

    def __init__(
        self,
        settings: RoomSettings,
        transactions: Transactions,
        subscriptions: Sequence[Subscription[Any]],
        when_missed: Mapping[str, WhenMissed],
        chores: Sequence[Chore] = (),
    ) -> None:
        self._settings, self._transactions = settings, transactions
        self._when_missed, self._chores = when_missed, chores
        self.subscriptions = Subscriptions(transactions, subscriptions)
        self._nats: Client | None = None

    @property
    def connected(self) -> bool:
        return self._nats is not None and self._nats.is_connected

    async def run(self) -> None:
        """Run until cancelled; deadlines fire also while NATS cannot be reached.

        Should it ever end by itself, the process ends too: a room without its workers only looks well.
        """
        room, woken = self._transactions.room, asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(keep_firing(self._transactions, self._when_missed))
                group.create_task(look_at_parked(self.subscriptions, woken))
                for chore in self._chores:
                    group.create_task(chore(self._settings, self._transactions))
                self._nats = connection = await self._connect()
                group.create_task(Relay(self._settings.database_url.get_secret_value(), connection).run())
                for producer in self.subscriptions.per_room:
                    group.create_task(Consumer(connection, self.subscriptions, room, producer, woken).run())
        except Exception as error:
            log.error("workers ended, so the process ends", exc_info=error)
            signal.raise_signal(signal.SIGTERM)

    async def _connect(self) -> Client:
        while True:
            try:
                return await nats.connect(
                    [self._settings.nats_url.get_secret_value()],
                    name=self._transactions.room,
                    inbox_prefix=f"_INBOX.{self._transactions.room}".encode(),
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=0.25,
                )
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("NATS cannot be reached, tries again", exc_info=error)
                await asyncio.sleep(0.5)
