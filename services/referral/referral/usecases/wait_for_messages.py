"""Wait until an inbox holds more (long-poll): many callers, one question to the database each half second."""

import asyncio
from contextlib import suppress
from uuid import UUID

from referral.store.messages import inboxes_with_more
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transactions
from wirekit.caller import Caller
from wirekit.logs import log

LOOK_EVERY_SECONDS = 0.5
ROOM = Caller("room:referral", PLATFORM, "service")
Place = tuple[UUID, int]
"""An inbox, and the number after which something is waited for."""


class WaitingCalls:
    """Those who wait in this process. None of them holds a connection, and no more than `most` wait."""

    def __init__(self, transactions: Transactions, *, most: int) -> None:
        self._transactions, self._most = transactions, most
        self._waiting: dict[asyncio.Event, Place] = {}
        self._looking: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def until_more(self, place: Place, *, seconds: float) -> bool:
        """Whether more was committed after that number meanwhile. False at once where too many wait."""
        if self.waiting >= self._most:
            return False
        woken = asyncio.Event()
        self._waiting[woken] = place
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), seconds)
        finally:
            del self._waiting[woken]
        return woken.is_set()

    async def _look(self) -> None:
        """Runs as long as somebody waits."""
        while self._waiting:
            try:
                async with self._transactions.begin(ROOM, operation="wait_for_messages") as tx:
                    have_more = await inboxes_with_more(tx, list(set(self._waiting.values())))
                for woken, place in self._waiting.items():
                    if place in have_more:
                        woken.set()
            except Exception as error:
                log.warning("who waits for messages waits on", exc_info=error)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
