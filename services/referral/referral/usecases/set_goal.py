"""Set a goal in the plan of a household, for one child or for all who live there."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.asked import Domain
from referral.domain.plan import GOALS_AT_MOST
from referral.refusals_household import NO_ACTIVE_PLAN, PLAN_FULL, UNKNOWN_MEMBER_OF_GOAL
from referral.store import households, plans
from referral.store.rows_household import GoalRow
from referral.usecases.keep_person import key_of
from referral.usecases.read_household import Sight, sight_of
from referral.usecases.tell_household import tell_plan
from sealing.keyring import DataKey
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken


@dataclass(frozen=True)
class Wish:
    """`member`: whose goal it is, by the link to the household; None for all who live there."""

    words: str
    domain: Domain
    member: UUID | None


async def set_goal(
    tx: Transaction, household_id: UUID, wish: Wish, *, by: Organisation, key: str, body: BaseModel
) -> GoalRow:
    """Add a goal to the active plan; the same key again answers with the goal made before.

    Raises KeyReused, InvalidInput (a child that the caller may not see), RuleBroken (no plan, full, erased).
    """
    await households.lock_household(tx, household_id)
    claimed = await claim(tx, key, body, about=household_id)
    if claimed.made_before:
        made = await plans.goal(tx, claimed.resource_id)
        assert made is not None, "a claim that was kept made a goal"
        return made[0]
    client = _whose(await sight_of(tx, household_id, by), wish.member)
    plan = await plans.active_plan(tx, household_id)
    if plan is None:
        raise RuleBroken(reasons=[NO_ACTIVE_PLAN])
    if len(await plans.goals(tx, plan.id)) >= GOALS_AT_MOST:
        raise RuleBroken(reasons=[PLAN_FULL])
    data_key = await _key(tx, household_id, client)
    row = await plans.add_goal(
        tx,
        {
            "id": claimed.resource_id,
            "plan": plan.id,
            "client": client,
            "domain": wish.domain.value,
            "words": data_key.seal(wish.words, f"goal/{claimed.resource_id}"),
        },
        by.id,
    )
    await tell_plan(tx, plan.id)
    return row


def _whose(sight: Sight, member_id: UUID | None) -> UUID | None:
    if member_id is None:
        return None
    for member in sight.members:
        if member.id == member_id:
            return member.client
    raise InvalidInput(errors=[FieldError("member", UNKNOWN_MEMBER_OF_GOAL)])


async def _key(tx: Transaction, household_id: UUID, client: UUID | None) -> DataKey:
    if client is None:
        return await plans.key_of_household(tx, household_id)
    return await key_of(tx, client)
