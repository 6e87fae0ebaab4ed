"""Open a new plan for a household, after the former one was closed; never two at once (ZHZ-05, NV-11)."""

from uuid import UUID

from pydantic import BaseModel

from referral.refusals_household import OneAlready
from referral.store import households, plans
from referral.store.rows_household import PlanRow
from referral.usecases.tell_household import tell_plan
from servicekit.preconditions import claim
from servicekit.transaction import Transaction


async def open_plan(tx: Transaction, household_id: UUID, *, key: str, body: BaseModel) -> PlanRow:
    """Open a plan where the former one was closed; the same key again answers with the plan made before.

    Raises KeyReused, OneAlready where a plan is active.
    """
    await households.lock_household(tx, household_id)
    claimed = await claim(tx, key, body, about=household_id)
    if claimed.made_before:
        made = await plans.plan(tx, household_id, claimed.resource_id)
        assert made is not None, "a claim that was kept made a plan"
        return made
    active = await plans.active_plan(tx, household_id)
    if active is not None:
        raise OneAlready(active.id)
    await plans.add_plan(tx, claimed.resource_id, household_id)
    return await tell_plan(tx, claimed.resource_id)
