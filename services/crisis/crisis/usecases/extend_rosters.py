"""As the days go by the shifts of each line are worked out further: 26 weeks ahead at every moment."""

import asyncio
from typing import Any
from uuid import UUID

from crisis.store import roster
from crisis.usecases.work_out import horizon, work_out
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transactions
from wirekit.caller import Caller
from wirekit.logs import log

LOOK_EVERY_SECONDS = 3600
ROOM = Caller("room:crisis", PLATFORM, "service")


async def keep_extending(settings: Any, transactions: Transactions) -> None:
    """At once, and then every hour."""
    while True:
        try:
            await extend_rosters(transactions)
        except Exception as error:
            log.warning("rosters wait", exc_info=error)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def extend_rosters(transactions: Transactions) -> int:
    """Work out every line that is behind, each in a transaction of its own; gives how many were.

    What another worker has at hand is left to it. A line that fails keeps nobody else waiting.
    """
    extended, after = 0, UUID(int=0)
    while True:
        line = None
        try:
            async with transactions.begin(ROOM, operation="extend_rosters") as tx:
                line = await roster.take_line_planned_before(tx, horizon(tx), after=after)
                if line is None:
                    return extended
                after = line.id
                await work_out(tx, line)
                extended += 1
        except Exception as error:
            if line is None:
                raise
            log.error("roster not extended", line=str(after), exc_info=error)
