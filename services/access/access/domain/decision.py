"""A decision: a route with what it gives, on facts, by the policy of the day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, Route, SettledBy
from region_policy.decisions import advise
from region_policy.model import PolicyIdentity, RegionPolicy
from region_policy.reasons import ReasonGiven

AMBULATORY = "ambulatory"


@dataclass(frozen=True)
class Decision:
    """`facts`, `choice` and the policy's hash are kept, so that the decision can be taken again later."""

    id: UUID
    version: int
    request: UUID
    client: UUID
    region: str
    municipality: str
    policy: PolicyIdentity
    decided_by: SettledBy
    facts: Facts
    choice: Choice
    grounds: tuple[ReasonGiven, ...]
    preferred_provider: UUID | None
    decided_at: datetime

    @property
    def decided_on(self) -> date:
        return self.facts.decision_day


@dataclass(frozen=True)
class Granted:
    """A ceiling in cents from a first to a last day, both included."""

    budget: str | None
    ceiling_cents: int
    illustrative: bool
    valid_from: date
    valid_until: date


def is_settled_now(choice: Choice, settled_by: SettledBy | None) -> bool:
    """Whether the referrer's word alone grants it. A quote and a stay have no ceiling yet."""
    return settled_by is SettledBy.REFERRER and choice.route in BUDGET_ROUTES


def what_is_granted(policy: RegionPolicy, facts: Facts, choice: Choice) -> Granted:
    """The ceiling and period of a choice that `check` or `check_desk_decision` has allowed.

    Where the choice of the budget is left to the provider, the largest one that is open counts as the
    ceiling (our reading: what the provider may pick must be there to pay).
    """
    day = facts.decision_day
    if choice.route is Route.LEFT_TO_PROVIDER:
        possible = advise(policy, facts).on(choice.route).budgets
        budget = max(possible, key=lambda each: each.ceiling_cents)
        longest = max(each.duration_days for each in possible)
        return _from(day, None, budget.ceiling_cents, longest, any(each.illustrative for each in possible))
    chosen = policy.budgets[choice.budget or ""]
    return _from(day, chosen.id, chosen.ceiling_cents, chosen.duration_days, chosen.illustrative)


def _from(day: date, budget: str | None, cents: int, days: int, illustrative: bool) -> Granted:
    return Granted(budget, cents, illustrative, day, day + timedelta(days=days - 1))
