"""The decisions: pure functions of a policy and the facts of a case. No clock, no I/O, no randomness.

These are rules of form (who, which route, which budget, which day). Whether help is needed is never judged
here: the law gives that word to the doctor, an institution with a measure, the court, or the desk's worker.
"""

from region_policy.answers import Advice, BudgetOpen, Recommendation, RouteAdvice, Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, Complexity, Precondition, ReferrerType, Route, SettledBy
from region_policy.model import RegionPolicy
from region_policy.parts import ReferrerRule
from region_policy.reasons import Reason, ReasonGiven, because
from region_policy.rules import (
    broken_by_the_budget,
    broken_by_the_case,
    broken_by_the_stay,
    no_budget_valid,
    why_closed,
    why_open,
)

WHY_FIRST = {
    Complexity.SIMPLE: Reason.FIRST_FOR_SIMPLE_QUESTION,
    Complexity.COMPLEX: Reason.FIRST_FOR_COMPLEX_QUESTION,
}


def advise(policy: RegionPolicy, facts: Facts) -> Advice:
    """Tell for every route whether it is open to this referrer, who settles it, and why."""
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    broken = tuple(broken_by_the_case(policy, facts, rule))
    routes = tuple(advice_on_route(policy, facts, rule, route, broken) for route in Route)
    return Advice(policy=policy.identity, routes=routes, recommended=recommendation(policy, facts, routes))


def check(policy: RegionPolicy, facts: Facts, choice: Choice) -> Verdict:
    """Tell whether the referrer may make this choice; if not, name every broken rule."""
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    return verdict(policy, facts, choice, rule, decided_by_desk=False)


def check_desk_decision(
    policy: RegionPolicy, facts: Facts, choice: Choice, *, intended_result: str | None
) -> Verdict:
    """Tell whether an access worker may decide this on a referrer's request; if not, give every broken rule.

    The desk decides by the municipality's own rule, except where the referrer's rule binds it (IJS-15).
    """
    asked_by = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    rule = asked_by
    if asked_by is not None and not asked_by.binds_desk:
        rule = policy.rule_for(ReferrerType.MUNICIPALITY, measure_in_force=facts.measure_in_force)
    checked = verdict(policy, facts, choice, rule, decided_by_desk=True)
    opened = None if rule is None else rule.open_route(choice.route)
    if opened is None or Precondition.INTENDED_RESULT not in opened.preconditions:
        return checked
    if intended_result is not None and intended_result.strip():
        return checked
    broken = (*checked.broken, because(Reason.INTENDED_RESULT_MISSING))
    return Verdict(policy=policy.identity, broken=broken, grounds=(), settled_by=None)


def verdict(
    policy: RegionPolicy, facts: Facts, choice: Choice, rule: ReferrerRule | None, *, decided_by_desk: bool
) -> Verdict:
    broken = [*broken_by_the_case(policy, facts, rule)]
    opened = None
    if rule is not None:
        opened = rule.open_route(choice.route)
        if opened is None:
            broken.append(why_closed(policy, rule, choice.route))
        broken += broken_by_the_budget(policy, facts, choice, rule, opened)
    broken += broken_by_the_stay(policy, choice)
    if broken or rule is None or opened is None:
        return Verdict(policy=policy.identity, broken=tuple(broken), grounds=(), settled_by=None)
    settled_by = SettledBy.DESK if decided_by_desk else opened.settled_by
    grounds = tuple(why_open(rule, settled_by))
    return Verdict(policy=policy.identity, broken=(), grounds=grounds, settled_by=settled_by)


def advice_on_route(
    policy: RegionPolicy,
    facts: Facts,
    rule: ReferrerRule | None,
    route: Route,
    broken_by_case: tuple[ReasonGiven, ...],
) -> RouteAdvice:
    opened = None if rule is None else rule.open_route(route)
    budgets = () if opened is None else policy.budgets_open(opened, facts.decision_day)
    reasons = list(broken_by_case)
    if rule is not None and opened is None:
        reasons.append(why_closed(policy, rule, route))
    if opened is not None and route in BUDGET_ROUTES and not budgets:
        reasons.append(no_budget_valid(facts, route))
    if reasons or rule is None or opened is None:
        return RouteAdvice(route=route, is_open=False, settled_by=None, budgets=(), reasons=tuple(reasons))
    return RouteAdvice(
        route=route,
        is_open=True,
        settled_by=opened.settled_by,
        budgets=tuple(BudgetOpen.of(budget) for budget in budgets),
        reasons=tuple(why_open(rule, opened.settled_by)),
    )


def recommendation(
    policy: RegionPolicy, facts: Facts, routes: tuple[RouteAdvice, ...]
) -> Recommendation | None:
    """The first open route in the policy's order; None when nothing is open."""
    order = policy.first_offered.order_for(facts.complexity)
    reason = WHY_FIRST[facts.complexity]
    if facts.asks_only_stay:
        order, reason = policy.first_offered.only_stay_asked, Reason.FIRST_WHERE_ONLY_STAY_IS_ASKED
    open_routes = {advice.route for advice in routes if advice.is_open}
    for route in order:
        if route in open_routes:
            return Recommendation(route=route, reasons=(because(reason),))
    return None
