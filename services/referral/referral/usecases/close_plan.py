"""Close the plan of a household."""

from uuid import UUID

from referral.domain.plan import NEXT_OF_PLAN, GoalStatus, PlanStatus
from referral.refusals import require_step
from referral.refusals_household import GOALS_OPEN
from referral.store import households, plans
from referral.store.rows_household import PlanRow
from referral.usecases.tell_household import tell_plan
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken


async def close_plan(tx: Transaction, household_id: UUID, plan_id: UUID, *, if_match: str | None) -> PlanRow:
    """Close a plan of which every goal was reached or given up.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, RuleBroken (goals are still worked at).
    """
    await households.lock_household(tx, household_id)
    plan = await plans.plan(tx, household_id, plan_id)
    if plan is None:
        raise NotFound
    require_step(NEXT_OF_PLAN, plan.state, PlanStatus.CLOSED)
    require_match(plan, if_match)
    if any(goal.state is GoalStatus.ACTIVE for goal in await plans.goals(tx, plan.id)):
        raise RuleBroken(reasons=[GOALS_OPEN])
    return await tell_plan(tx, plan.id, status=PlanStatus.CLOSED.value, closed_at=tx.now)
