"""Change a duty line: its name, whom it serves, and who may stand on it."""

from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.store import roster, shifts
from crisis.usecases.create_duty_line import require_sound
from crisis.usecases.report_absence import lay_known_absences
from crisis.usecases.take_off_roster import take_off_roster
from crisis.usecases.work_out import this_minute
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def change_line(
    tx: Transaction,
    line: DutyLine,
    wanted: DutyLine,
    *,
    planner: Organisation,
    forced: bool,
    why: str | None,
) -> None:
    """Bring a line, which is locked, to what is wanted.

    Who leaves the crisis group with shifts ahead is named first (IJS-32). Raises InvalidInput, RuleBroken and
    StillRostered.
    """
    await require_sound(tx, wanted, planner=planner, entering=wanted.crisis_group - line.crisis_group)

    async def store_it() -> None:
        await roster.change_duty_line(tx, wanted)
        await lay_known_absences(tx, wanted, wanted.crisis_group - line.crisis_group)

    if wanted.crisis_group == line.crisis_group:
        await store_it()
        return
    leaving = await _who_leaves(tx, wanted)
    await take_off_roster(tx, [wanted], leaving, store_it, forced=forced, why=why)


async def _who_leaves(tx: Transaction, wanted: DutyLine) -> set[UUID]:
    ahead = {each.worker for each in await shifts.planned_from(tx, wanted.id, this_minute(tx))}
    workers = await roster.workers_with_end(tx, ahead)
    return {id_ for id_, (worker, _) in workers.items() if worker.organisation not in wanted.crisis_group}
