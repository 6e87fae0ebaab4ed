"""Work the shifts of a line out from its plans and overrides, and bring the table to what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.overriding import KeptOverride
from crisis.domain.shift import HORIZON, Shift, changes
from crisis.events import ShiftChanged
from crisis.store import plans as store
from crisis.store import roster, shifts
from region_policy.terms import end_of, local_day
from roster.coverage import Gap, gaps
from roster.effective import EffectiveShift, effective_shifts
from roster.plan import Plan
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

NEEDED_WITHOUT_PLAN = (1,)
"""A line on which nothing is planned needs somebody all the same: its gap is no silence."""


@dataclass(frozen=True)
class Agreed:
    """All that the shifts of a line follow from, for now and later."""

    plans: tuple[Plan, ...]
    overrides: tuple[KeptOverride, ...]

    def shifts(self, start: datetime, end: datetime) -> list[EffectiveShift]:
        return effective_shifts(self.plans, [each.override() for each in self.overrides], start, end)

    def gaps(self, start: datetime, end: datetime) -> list[Gap]:
        """Where a rank has too few, by the plan that counts at that moment."""
        found, came_out = [], self.shifts(start, end)
        for plan, until in zip(self.plans, [*(each.since for each in self.plans[1:]), end], strict=True):
            since = max(plan.since or start, start)
            if until and since < min(until, end):
                found += gaps(came_out, plan.needed, since, min(until, end))
        return found


def this_minute(tx: Transaction) -> datetime:
    """The roster knows nothing smaller than a minute; what is decided now counts from its beginning."""
    return tx.now.replace(second=0, microsecond=0)


def horizon(tx: Transaction) -> datetime:
    """Until when (UTC) shifts are worked out: a midnight in Europe/Amsterdam, 26 weeks ahead."""
    return end_of(local_day(tx.now + HORIZON))


async def agreed(tx: Transaction, line_id: UUID) -> Agreed:
    """What counts on a line from this minute on."""
    now = this_minute(tx)
    rows = await store.plans_of(tx, line_id)
    begun = [row for row in rows if row.since <= now][-1:]
    counting = [row.written.plan(row.since) for row in [*begun, *(row for row in rows if row.since > now)]]
    if not begun:
        counting.insert(0, Plan(NEEDED_WITHOUT_PLAN))
    return Agreed(tuple(counting), tuple(await store.overrides_from(tx, line_id, now)))


async def work_out(tx: Transaction, line: DutyLine, *, until: datetime | None = None) -> Sequence[Shift]:
    """Bring the shifts from this minute on to what is agreed, and tell what changed. The line must be locked.

    What was on call before is left as it stands. Gives the shifts that are new or changed.
    """
    now, until = this_minute(tx), until or horizon(tx)
    wanted = (await agreed(tx, line.id)).shifts(now, until)
    found = changes(await shifts.planned_from(tx, line.id, now), wanted, now)
    new = [
        Shift(
            uuid7(),
            line.id,
            UUID(each.worker),
            each.rank,
            each.start,
            each.end,
            seat=each.seat,
            source=each.source,
        )
        for each in found.new
    ]
    await shifts.change_shifts(tx, found.changed)
    await shifts.add_shifts(tx, new)
    await roster.set_planned_until(tx, line.id, until)
    for shift in (*found.changed, *new):
        tx.publish(ShiftChanged.of(shift, line.region))
    return [*found.changed, *new]
