"""Change the entry of somebody who can be on call."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from crisis.domain.duty_line import DutyLine, OnCallWorker
from crisis.store import roster
from crisis.usecases.take_off_roster import take_off_roster
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


async def locked_worker(tx: Transaction, worker_id: UUID) -> tuple[OnCallWorker, list[DutyLine]]:
    """The entry and the lines on which its organisation stands; the lines are locked first, as everywhere.

    Raises NotFound.
    """
    entered = await roster.worker(tx, worker_id)
    lines = await roster.lines_of_group_member(tx, entered.organisation) if entered else []
    worker = await roster.lock_worker(tx, worker_id)
    if worker is None:
        raise NotFound
    return worker, lines


async def change_worker(
    tx: Transaction,
    worker: OnCallWorker,
    wanted: OnCallWorker,
    lines: Sequence[DutyLine],
    *,
    forced: bool,
    why: str | None,
) -> OnCallWorker:
    """Bring the entry to what is wanted; it and the lines are locked.

    Who cannot be called is on call no more: raises StillRostered where that ends shifts, unless it is forced.
    Gives the entry as it is now.
    """
    changed = replace(wanted, version=worker.version + 1)

    async def store_it() -> None:
        await roster.change_worker(tx, changed)

    if (worker.telephone is None) is (changed.telephone is None):
        await store_it()
        return changed
    leaving = {worker.id} if changed.telephone is None else set()
    await take_off_roster(tx, lines, leaving, store_it, forced=forced, why=why)
    return changed
