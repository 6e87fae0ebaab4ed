"""A granted component does not work at a goal after all: it was linked by mistake (ZHZ-05)."""

from uuid import UUID

from referral.domain.plan import PlanStatus
from referral.store import households, plans, referrals
from referral.usecases.tell_household import tell_plan
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound


async def withdraw_citation(
    tx: Transaction, referral_id: UUID, citation_id: UUID, *, if_match: str | None
) -> None:
    """Take the link out of the plan, for all who read it; with the version of the plan in If-Match.

    Raises NotFound, ImpossibleStep (a closed plan), VersionMissing, VersionStale.
    """
    await referrals.lock_referral(tx, referral_id)
    cited = await plans.citation_under(tx, referral_id, citation_id)
    if cited is None:
        raise NotFound
    found = await plans.goal(tx, cited.goal)
    assert found is not None, "no goal is ever taken away"
    await households.lock_household(tx, found[1].household)
    found = await plans.goal(tx, cited.goal)
    assert found is not None, "no goal is ever taken away"
    if found[1].state is not PlanStatus.ACTIVE:
        raise ImpossibleStep(possible_steps=[])
    require_match(found[1], if_match)
    await plans.remove_citation(tx, cited.id)
    await tell_plan(tx, found[1].id)
