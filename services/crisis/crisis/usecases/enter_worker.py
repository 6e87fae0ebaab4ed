"""Enter somebody who can be on call."""

from crisis.domain.duty_line import OnCallWorker
from crisis.store import roster as store
from servicekit.transaction import Transaction


async def enter_worker(tx: Transaction, worker: OnCallWorker, *, made_before: bool) -> OnCallWorker:
    """Store the worker, or give the entry as it is now when this call made it before.

    No event: name and telephone of staff stay in this room.
    """
    if made_before and (existing := await store.worker(tx, worker.id)):
        return existing
    await store.add_worker(tx, worker)
    return worker
