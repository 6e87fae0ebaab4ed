"""Say what became of a goal."""

from uuid import UUID

from referral.domain.plan import NEXT_OF_GOAL, GoalStatus, PlanStatus
from referral.refusals import require_step
from referral.store import households, plans
from referral.store.rows_household import GoalRow
from referral.usecases.read_household import sight_of
from referral.usecases.tell_household import tell_plan
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def move_goal(
    tx: Transaction,
    household_id: UUID,
    goal_id: UUID,
    to: GoalStatus,
    *,
    by: Organisation,
    if_match: str | None,
) -> GoalRow:
    """Say that a goal was reached, given up, or is worked at again.

    Raises NotFound (also of a goal for a child that the caller may not see), ImpossibleStep, VersionMissing,
    VersionStale.
    """
    await households.lock_household(tx, household_id)
    found = await plans.goal(tx, goal_id)
    if found is None or found[1].household != household_id:
        raise NotFound
    goal, plan = found
    sight = await sight_of(tx, household_id, by)
    if goal.client is not None and sight.member_of(goal.client) is None:
        raise NotFound
    if plan.state is not PlanStatus.ACTIVE:
        raise ImpossibleStep(possible_steps=[])
    require_step(NEXT_OF_GOAL, goal.state, to)
    require_match(goal, if_match)
    moved = await plans.move_goal(tx, goal, to, by.id)
    await tell_plan(tx, plan.id)
    return moved
