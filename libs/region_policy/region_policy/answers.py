"""What a decision function answers: what is open, or whether a choice is allowed, always with reasons."""

from pydantic import BaseModel, ConfigDict

from region_policy.codes import Component, Precondition, Route, SettledBy
from region_policy.language import Name
from region_policy.model import PolicyIdentity
from region_policy.parts import Budget, PreconditionRule
from region_policy.reasons import ReasonGiven


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BudgetOpen(Answer):
    """`illustrative` must be shown wherever the budget is."""

    id: str
    name: Name
    ceiling_cents: int
    duration_days: int
    illustrative: bool

    @classmethod
    def of(cls, budget: Budget) -> "BudgetOpen":
        return cls(
            id=budget.id,
            name=budget.name,
            ceiling_cents=budget.ceiling_cents,
            duration_days=budget.duration_days,
            illustrative=budget.illustrative,
        )


class RouteAdvice(Answer):
    """One route. Closed: every reason why. Open: on which ground, who settles it, with which budgets.

    `preconditions`: what must be on record before the desk can decide along it.
    """

    route: Route
    is_open: bool
    settled_by: SettledBy | None
    budgets: tuple[BudgetOpen, ...]
    preconditions: tuple[PreconditionRule, ...]
    reasons: tuple[ReasonGiven, ...]


class Recommendation(Answer):
    """The open route that the policy puts first. It closes none of the others."""

    route: Route
    reasons: tuple[ReasonGiven, ...]


class Advice(Answer):
    """`components`: the parts of youth care that the question falls under, one at least (IJS-04).

    `offered`: every open route, in the order in which the policy offers them.
    """

    policy: PolicyIdentity
    components: tuple[Component, ...]
    routes: tuple[RouteAdvice, ...]
    offered: tuple[Route, ...]
    recommended: Recommendation | None

    @property
    def open_routes(self) -> tuple[Route, ...]:
        return tuple(advice.route for advice in self.routes if advice.is_open)

    def on(self, route: Route) -> RouteAdvice:
        return next(advice for advice in self.routes if advice.route is route)


class Verdict(Answer):
    """`broken`: every rule that the choice breaks, empty when it is allowed. `grounds`: why it is allowed.

    `settled_by` is set only when the choice is allowed: REFERRER is granted at once, DESK goes to the list.
    `overridden`: the soft rules that gave way to a reason (NV-10). `noted`: what is not on record and should
    be, but stops nobody.
    """

    policy: PolicyIdentity
    broken: tuple[ReasonGiven, ...]
    grounds: tuple[ReasonGiven, ...]
    settled_by: SettledBy | None
    overridden: tuple[Precondition, ...] = ()
    noted: tuple[Precondition, ...] = ()

    @property
    def is_allowed(self) -> bool:
        return not self.broken
