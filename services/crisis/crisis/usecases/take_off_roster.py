"""Somebody may be on call no more: their shifts ahead are named before they end, and their gaps are told."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.shift import Shift
from crisis.store import shifts
from crisis.usecases.coverage import StillRostered
from crisis.usecases.work_out import agreed, horizon, this_minute, work_out
from roster.coverage import Gap, new_gaps
from servicekit.transaction import Transaction


async def take_off_roster(
    tx: Transaction,
    lines: Sequence[DutyLine],
    leaving: Collection[UUID],
    change: Callable[[], Awaitable[None]],
    *,
    forced: bool,
    why: str | None,
) -> None:
    """Store a change by which these workers leave these lines, which are locked, and work them out anew.

    Raises StillRostered where they have shifts ahead, unless it is forced, with the reason why.
    """
    now, until = this_minute(tx), horizon(tx)
    ahead: list[Shift] = []
    before: dict[UUID, list[Gap]] = {}
    for line in lines:
        before[line.id] = (await agreed(tx, line.id)).gaps(now, until)
        ahead += [each for each in await shifts.planned_from(tx, line.id, now) if each.worker in leaving]
    await change()
    found: list[tuple[DutyLine, Gap]] = []
    for line in lines:
        after = (await agreed(tx, line.id)).gaps(now, until)
        found += [(line, gap) for gap in new_gaps(before[line.id], after)]
    if (ahead or found) and not forced:
        raise StillRostered(ahead, found)
    for line in lines:
        await work_out(tx, line, why=why if forced else None)
