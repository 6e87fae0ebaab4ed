"""Keep what is known of gaps in a roster, and tell of each in time: when it is found and as it comes near."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.known_gap import KnownGap, compare
from crisis.events import CoverageBroken
from crisis.store import gaps as store
from crisis.store import plans, roster
from roster.coverage import Gap
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

COVERAGE_GAP = "coverage-gap"


async def watch_coverage(
    tx: Transaction, line: DutyLine, found: Sequence[Gap], now: datetime, *, why: str | None
) -> None:
    """Bring the known gaps of a line, which is locked, to what was found from `now` (a whole minute) on.

    `why`: the reason with which a planner accepts what is new. Who must mend a gap has a term for it.
    """
    known = await store.open_gaps(tx, line.id, now)
    changes = compare(known, found, now, await roster.planned_until(tx, line.id))
    for each in (*changes.grown, *changes.shifted, *changes.mended):
        await tx.cancel_deadline(COVERAGE_GAP, each.id)
    new = [
        KnownGap(uuid7(), line.id, gap.rank, gap.start, gap.end, gap.needed, gap.there, why, tx.now)
        for gap in changes.new
    ]
    grown = [replace(gap, why=why) for gap in changes.grown]
    shifted = [replace(gap, why=why or gap.why) for gap in changes.shifted]
    await store.add_gaps(tx, new)
    await store.change_gaps(tx, [*grown, *shifted, *changes.mended])
    open_ones = [*new, *grown, *shifted]
    owner = await _planner(tx, line, now) if open_ones else ""
    for gap in open_ones:
        _remind(tx, gap, line.region, owner)
    for gap in (*new, *grown):
        tx.publish(CoverageBroken.of(gap, line.region))


async def gap_comes_near(tx: Transaction, missed: Deadline) -> None:
    """Tell again of a gap that nobody has mended, and when to tell the next time."""
    gap = await store.open_gap(tx, missed.ref)
    if gap is None or gap.end <= tx.now:
        return
    told = replace(gap, version=gap.version + 1)
    await store.change_gaps(tx, [told])
    _remind(tx, told, missed.region, missed.owner)
    days = (gap.start - missed.due_at).days
    tx.publish(CoverageBroken.of(told, missed.region, notice_days=days))


def _remind(tx: Transaction, gap: KnownGap, region: str, owner: str) -> None:
    if due := gap.next_notice(tx.now):
        tx.set_deadline(COVERAGE_GAP, gap.id, region=region, owner=owner, due_at=due)


async def _planner(tx: Transaction, line: DutyLine, now: datetime) -> str:
    """Whose plan counts now; where nothing is planned who is at work on the line, else the first of it."""
    begun: list[UUID] = [plan.organisation for plan in await plans.plans_of(tx, line.id) if plan.since <= now]
    working = tx.caller.organisation in line.crisis_group
    without_plan = tx.caller.organisation if working else min(line.crisis_group)
    owner = begun[-1] if begun and begun[-1] in line.crisis_group else without_plan
    return str(owner)
