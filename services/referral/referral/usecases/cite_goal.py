"""A granted component works at a goal of the household's one plan (ZHZ-05)."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.plan import CITATIONS_AT_MOST, NEXT_OF_GOAL, GoalStatus, PlanStatus
from referral.domain.status import LIVE, NEXT
from referral.refusals_household import PLAN_FULL, UNKNOWN_GOAL, UNKNOWN_GRANT, OneAlready
from referral.store import households, plans, referrals
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.store.rows_household import CitationRow, GoalRow, PlanRow
from referral.usecases.tell_household import tell_plan
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken


async def cite_goal(
    tx: Transaction, referral_id: UUID, grant_id: UUID, goal_id: UUID, *, key: str, body: BaseModel
) -> tuple[CitationRow, str]:
    """Link a component of this referral to a goal for this child, or for a household in which it lives.

    With the kind of the component. The same key again answers with the link made before. Raises KeyReused,
    ImpossibleStep (the referral is over, or nobody works at the goal any more), InvalidInput, OneAlready,
    RuleBroken (the plan is full).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await plans.citation_with_id(tx, claimed.resource_id)
    if referral.state not in LIVE:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    kinds = {part.grant.id: part.grant.component for part in await components(tx, referral_id)}
    if grant_id not in kinds:
        raise InvalidInput(errors=[FieldError("grant", UNKNOWN_GRANT)])
    goal, plan = await _goal(tx, referral, goal_id)
    if goal.state is not GoalStatus.ACTIVE:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_GOAL[goal.state]])
    existing = await plans.citation(tx, goal_id, grant_id)
    if existing is not None:
        raise OneAlready(existing.id)
    if await plans.count_citations(tx, plan.id) >= CITATIONS_AT_MOST:
        raise RuleBroken(reasons=[PLAN_FULL])
    row = await plans.add_citation(
        tx,
        {
            "id": claimed.resource_id,
            "goal": goal_id,
            "grant_id": grant_id,
            "referral": referral_id,
            "organisation": tx.caller.organisation,
        },
    )
    await tell_plan(tx, plan.id)
    return row, kinds[grant_id]


async def _goal(tx: Transaction, referral: ReferralRow, goal_id: UUID) -> tuple[GoalRow, PlanRow]:
    """The goal, with its household locked. Raises InvalidInput, the same for every other goal."""
    unknown = InvalidInput(errors=[FieldError("goal", UNKNOWN_GOAL)])
    homes = await households.homes_of(tx, referral.client)
    found = await plans.goal(tx, goal_id)
    if found is None or found[1].household not in {home.household for home in homes if home.ended_at is None}:
        raise unknown
    await households.lock_household(tx, found[1].household)
    found = await plans.goal(tx, goal_id)
    assert found is not None, "no goal is ever taken away"
    goal, plan = found
    if goal.client not in {None, referral.client} or plan.state is not PlanStatus.ACTIVE:
        raise unknown
    return goal, plan
