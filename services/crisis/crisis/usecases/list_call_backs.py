"""List who waits for a call, with the number to call."""

from collections.abc import Collection
from uuid import UUID

from crisis.domain.call_back import CallBack
from crisis.store import call_backs
from crisis.usecases.leave_call_back import NUMBER
from sealing.keyring import Erased
from servicekit.transaction import Transaction

LOOK = "call-back"


async def call_backs_to_make(
    tx: Transaction, regions: Collection[str], *, after: UUID | None, limit: int
) -> tuple[list[tuple[CallBack, str]], UUID | None]:
    """A page of those that nobody has called yet, and after which one the next page begins.

    One that is called while we look is left out: its number is destroyed. Each look is recorded.
    """
    found = await call_backs.waiting(tx, regions, after=after, limit=limit + 1)
    page = []
    for stored in found[:limit]:
        assert stored.number is not None, "an open call-back has its number"
        try:
            key = await tx.keyring.data_key(tx.session, stored.call_back.id)
        except Erased:
            continue
        tx.looked_at(stored.call_back.id, LOOK)
        page.append((stored.call_back, key.open(stored.number, NUMBER)))
    return page, found[limit - 1].call_back.id if len(found) > limit else None
