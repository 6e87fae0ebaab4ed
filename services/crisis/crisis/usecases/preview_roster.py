"""Show what a plan or overrides would make of a line. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from crisis.domain.overriding import KeptOverride
from crisis.store import roster
from crisis.usecases.make_plan import why_no_plan
from crisis.usecases.override_roster import IN_THE_PAST, require_workers
from crisis.usecases.work_out import agreed, this_minute
from roster.coverage import Doubled, Gap, doubled, time_on_call
from roster.effective import EffectiveShift
from roster.written import WrittenPlan
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, ReasonGiven


@dataclass(frozen=True)
class Preview:
    """Of a period. `reasons`: why this would be refused, beside its gaps."""

    shifts: list[EffectiveShift]
    gaps: list[Gap]
    doubled: list[Doubled]
    time: dict[str, timedelta]
    reasons: list[ReasonGiven]


async def preview_roster(
    tx: Transaction,
    line_id: UUID,
    start: datetime,
    end: datetime,
    *,
    since: datetime | None,
    written: WrittenPlan | None,
    overrides: Sequence[KeptOverride],
) -> Preview:
    """As the line would be from `start` to `end` (UTC, ahead). Raises NotFound, InvalidInput."""
    # The database itself refuses whatever would be written from here on.
    await tx.session.execute(text("SET TRANSACTION READ ONLY"))
    line = await roster.duty_line(tx, line_id)
    if line is None:
        raise NotFound
    plan, reasons = None, await require_workers(tx, line, overrides)
    if written and since:
        plan = written.plan(since)
        reasons += await why_no_plan(tx, line, since, written)
    if any(each.start < this_minute(tx) for each in overrides):
        reasons.append(IN_THE_PAST)
    what = await agreed(tx, line.id, plan=plan, overrides=overrides)
    shifts = what.shifts(start, end)
    return Preview(
        shifts,
        what.gaps(start, end),
        doubled(shifts, start, end),
        time_on_call(shifts),
        list(dict.fromkeys(reasons)),
    )
