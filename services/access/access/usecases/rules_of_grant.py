"""The policy by which running help is changed: its own for a time, and then that of today (HLM-28)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from access.domain.decision import Decision
from access.domain.request import Request
from access.domain.transition import in_force_or_kept, own_rules_until
from access.resources import policies
from access.store import watching
from access.usecases.policy_of_decision import policy_by_text
from access.usecases.policy_of_today import policy_of_today
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def rules_of(tx: Transaction, request: Request, decision: Decision) -> RegionPolicy:
    """Raises RuleBroken where the region has no policy any more."""
    today = local_day(tx.now)
    listed = policies(tx).by_region.get(request.region, ())
    until = own_rules_until(decision.policy.valid_from, listed, today)
    if until is None or today > until:
        return policy_of_today(tx, request)
    return await policy_by_text(tx, request.region, decision.policy.sha256)


async def own_policy_began(tx: Transaction, decision_id: UUID) -> date:
    """The first day of the policy by which something was granted."""
    return await watching.policy_began(tx, decision_id)


def policies_that_price(tx: Transaction, region: str, day: date, *, own: date) -> Iterator[RegionPolicy]:
    """The policy of the day of delivery (IJS-19), and then those whose rules the help still keeps.

    What a new model does not have any more is priced by the old one as long as the transition lasts.
    """
    return in_force_or_kept(policies(tx).by_region.get(region, ()), day, granted_on=own)
