"""Work the shifts of a line out from its plans and overrides, and bring the table to what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.overriding import KeptOverride
from crisis.domain.shift import HORIZON, Shift, changes
from crisis.events import ShiftChanged
from crisis.store import plans as store
from crisis.store import roster, shifts
from crisis.usecases.watch_coverage import watch_coverage
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
    """All that the shifts of a line follow from, for now and later.

    `leaves`: from when (UTC) a worker is on call here no more, whatever is planned: the organisation ends or
    left the crisis group, or there is no number to call.
    """

    plans: tuple[Plan, ...]
    overrides: tuple[KeptOverride, ...]
    leaves: Mapping[str, datetime] = field(default_factory=dict)

    def shifts(self, start: datetime, end: datetime) -> list[EffectiveShift]:
        found = effective_shifts(self.plans, [each.override() for each in self.overrides], start, end)
        cut = [replace(each, end=min(each.end, self.leaves.get(each.worker, each.end))) for each in found]
        return [each for each in cut if each.start < each.end]

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


async def agreed(
    tx: Transaction, line_id: UUID, *, plan: Plan | None = None, overrides: Sequence[KeptOverride] = ()
) -> Agreed:
    """What counts on a line from this minute on; with a plan and overrides that are only proposed, if any."""
    now = this_minute(tx)
    rows = await store.plans_of(tx, line_id)
    kept = [row.written.plan(row.since) for row in rows]
    counting = _counting([*kept, *([plan] if plan else [])], now)
    laid = (*await store.overrides_from(tx, line_id, now), *overrides)
    return Agreed(counting, laid, await _leaves(tx, line_id, counting, laid))


def _counting(plans: Sequence[Plan], now: datetime) -> tuple[Plan, ...]:
    # Of two plans for one moment the later made one counts: the order of what is equal stays.
    ordered = sorted(plans, key=lambda plan: plan.since or now)
    begun = [plan for plan in ordered if plan.since and plan.since <= now][-1:]
    ahead = [plan for plan in ordered if plan.since and plan.since > now]
    return (*(begun or [Plan(NEEDED_WITHOUT_PLAN)]), *ahead)


async def _leaves(
    tx: Transaction, line_id: UUID, plans: Sequence[Plan], overrides: Sequence[KeptOverride]
) -> dict[str, datetime]:
    line = await roster.duty_line(tx, line_id)
    group = line.crisis_group if line else frozenset()
    named = {UUID(member) for plan in plans for layer in plan.layers for member in layer.members}
    named |= {each.worker for each in overrides if each.worker}
    found: dict[str, datetime] = {}
    for id_, (worker, ends) in (await roster.workers_with_end(tx, named)).items():
        if worker.organisation not in group or worker.telephone is None:
            found[str(id_)] = this_minute(tx)
        elif ends:
            found[str(id_)] = ends.replace(second=0, microsecond=0)
    return found


async def work_out(
    tx: Transaction, line: DutyLine, *, until: datetime | None = None, why: str | None = None
) -> Sequence[Shift]:
    """Bring the shifts from this minute on to what is agreed, and tell what changed. The line must be locked.

    What was on call before is left as it stands. `why`: the reason with which a gap is accepted. Gives the
    shifts that are new or changed.
    """
    now, until = this_minute(tx), until or horizon(tx)
    what = await agreed(tx, line.id)
    found = changes(await shifts.planned_from(tx, line.id, now), what.shifts(now, until), now)
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
    await watch_coverage(tx, line, what.gaps(now, until), now, why=why)
    await roster.set_planned_until(tx, line.id, until)
    for shift in (*found.changed, *new):
        tx.publish(ShiftChanged.of(shift, line.region))
    return [*found.changed, *new]
