"""Sending in a thread of its own: one that hangs, also while a name is looked up, holds up nobody.

Not one of a pool: a few that hang would fill it. As a daemon it does not keep the process from ending.
"""

import asyncio
import threading
from collections.abc import Callable

from crisis.domain.notification import Sending


async def apart(send: Callable[[], Sending]) -> Sending:
    """Cancelling it leaves the thread behind, whose own time-outs end it. Raises what `send` raises."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Sending] = loop.create_future()

    def tell(outcome: Sending | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        elif outcome is not None:
            done.set_result(outcome)

    def run() -> None:
        outcome, error = None, None
        try:
            outcome = send()
        except Exception as raised:
            error = raised
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, outcome, error)

    threading.Thread(target=run, name="channel", daemon=True).start()
    return await done
