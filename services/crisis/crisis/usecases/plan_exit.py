"""Help after a crisis needs a way out: somebody owes an exit plan, by a day."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from crisis.domain.alarm import Alarm
from crisis.domain.intervention import ExitPlan, exit_plan_due
from crisis.store import alarms
from crisis.store import interventions as store
from crisis.usecases.raise_alarm import next_working_day
from crisis.usecases.region_of_place import policy_for
from crisis.usecases.take_in_hand import locked
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, ReasonGiven, RuleBroken
from wirekit.texts import Text

EXIT_PLAN = "exit-plan"
PLAN_DAYS_WITHOUT_POLICY, SHORT_DAYS_WITHOUT_POLICY = 14, 28
"""As in the policies that we have; for a crisis in a place that no policy covers."""
NOT_A_MOMENT = ReasonGiven(
    "not-between-start-and-now",
    Text(
        nl="Een vertrekplan is er na het begin van de hulp, en niet in de toekomst",
        en="An exit plan is made after the start of the help, and not in the future",
    ),
)


async def owe_exit_plan(
    tx: Transaction, alarm: Alarm, *, since: date, planned_end: date | None, owner: str
) -> ExitPlan | None:
    """Make `owner` answerable for the plan; the alarm is locked. `since`: the first day of the help.

    One that was made stays made. Of an exercise none is owed.
    """
    if alarm.is_drill:
        return None
    found = await store.exit_plan(tx, alarm.id)
    policy = policy_for(tx, alarm.municipality, None)
    care = policy.crisis.aftercare if policy else None
    due = exit_plan_due(
        since,
        planned_end,
        plan_days=care.exit_plan_days if care else PLAN_DAYS_WITHOUT_POLICY,
        short_days=care.short_help_days if care else SHORT_DAYS_WITHOUT_POLICY,
    )
    owed = ExitPlan(alarm.id, since, planned_end, due, owner)
    if found is not None:
        owed = replace(owed, made_at=found.made_at, made_by=found.made_by)
    await store.keep_exit_plan(tx, owed)
    if owed.made_at is None:
        tx.set_deadline(EXIT_PLAN, alarm.id, region=alarm.region, owner=owner, due_at=end_of(due))
    return owed


async def owe_no_exit_plan(tx: Transaction, alarm_id: UUID) -> None:
    """The help is over: a plan that was not made is owed by nobody any more. The alarm is locked."""
    await store.drop_exit_plan(tx, alarm_id)
    await tx.cancel_deadline(EXIT_PLAN, alarm_id)


async def exit_plan_made(
    tx: Transaction, alarm_id: UUID, made_at: datetime, *, if_match: str | None
) -> Alarm:
    """Note that the plan is there, with the family (`made_at` in UTC); what it says stands elsewhere.

    Raises NotFound, ImpossibleStep (none is owed, or it is there), VersionMissing, VersionStale, RuleBroken.
    """
    alarm = await locked(tx, alarm_id)
    owed = await store.exit_plan(tx, alarm_id)
    if owed is None or owed.made_at is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(alarm, if_match)
    if not owed.since <= local_day(made_at) or made_at > tx.now:
        raise RuleBroken(reasons=[NOT_A_MOMENT])
    await store.keep_exit_plan(tx, replace(owed, made_at=made_at, made_by=tx.caller.organisation))
    noted = replace(alarm, version=alarm.version + 1)
    await alarms.change(tx, noted)
    await tx.cancel_deadline(EXIT_PLAN, alarm.id)
    return noted


async def exit_plan_is_late(tx: Transaction, missed: Deadline) -> None:
    """Told again on every working day, until it is there."""
    alarm = await alarms.alarm(tx, missed.ref, lock=True, wait=False)
    owed = await store.exit_plan(tx, missed.ref) if alarm else None
    if owed is not None and owed.made_at is None:
        due = end_of(next_working_day(tx))
        tx.set_deadline(EXIT_PLAN, missed.ref, region=missed.region, owner=missed.owner, due_at=due)
