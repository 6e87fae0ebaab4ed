"""The decisions: pure functions of a policy and the facts of a case. No clock, no I/O, no randomness.

These are rules of form (who, which route, which budget, which day). Whether help is needed is never judged
here: the law gives that word to the doctor, an institution with a measure, the court, or the desk's worker.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from region_policy.answers import Advice, BudgetOpen, Recommendation, RouteAdvice, Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BUDGET_ROUTES,
    Complexity,
    Firmness,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.durations import broken_by_the_longest, stated_days
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.parts import OpenRoute, ReferrerRule
from region_policy.preconditions import (
    Asking,
    asked_by,
    asked_by_a_stay,
    broken_by_the_authorisation,
    broken_by_the_choices,
    broken_by_the_record,
    component_of,
    firmest,
    lightest_open,
    noted,
    overridden,
)
from region_policy.reasons import Reason, ReasonGiven, because
from region_policy.rules import (
    broken_by_the_budget,
    broken_by_the_case,
    components_of,
    no_budget_valid,
    why_closed,
    why_open,
)
from region_policy.rules_of_products import (
    broken_by_a_missing_ground,
    broken_by_nobody_deciding,
    broken_by_the_agreement,
    broken_by_the_duration,
    broken_by_the_ground,
    broken_by_the_product,
    days_of,
    nights_of,
)
from region_policy.rules_of_stays import broken_by_the_stay

WHY_FIRST = {
    Complexity.SIMPLE: Reason.FIRST_FOR_SIMPLE_QUESTION,
    Complexity.COMPLEX: Reason.FIRST_FOR_COMPLEX_QUESTION,
}


def advise(policy: RegionPolicy, facts: Facts) -> Advice:
    """Tell for every route whether it is open to this referrer, who settles it, and why."""
    policy = policy.of(facts.municipality)
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    broken = tuple(broken_by_the_case(policy, facts, rule))
    routes = tuple(advice_on_route(policy, facts, rule, route, broken) for route in Route)
    return Advice(
        policy=policy.identity,
        components=components_of(policy, facts),
        routes=routes,
        offered=offered(policy, facts, routes),
        recommended=recommendation(policy, facts, routes),
    )


def check(policy: RegionPolicy, facts: Facts, choice: Choice) -> Verdict:
    """Tell whether the referrer may make this choice; if not, name every broken rule."""
    policy = policy.of(facts.municipality)
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    return verdict(policy, facts, choice, rule)


def desk_rule(policy: RegionPolicy, facts: Facts) -> ReferrerRule | None:
    """The municipality's own rule, except where the referrer's binds the desk (IJS-15)."""
    policy = policy.of(facts.municipality)
    asked_by_referrer = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    if asked_by_referrer is not None and asked_by_referrer.binds_desk:
        return asked_by_referrer
    return policy.rule_for(ReferrerType.MUNICIPALITY, measure_in_force=facts.measure_in_force)


def check_desk_decision(
    policy: RegionPolicy, facts: Facts, choices: Sequence[Choice], *, on_record: OnRecord
) -> Verdict:
    """Tell whether an access worker may decide this on a referrer's request; if not, give every broken rule.

    One choice per component. What a choice may be, the desk's rule says; what must be on record for it,
    the preconditions of that rule's routes.
    """
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    broken = [*broken_by_the_case(policy, facts, rule), *broken_by_the_choices(policy, choices)]
    for choice in choices:
        broken += broken_by_the_choice(policy, facts, choice, rule)
        broken += broken_by_a_missing_ground(policy, facts, choice)
        broken += broken_by_nobody_deciding(choice)
    whole = as_one_row(policy, choices, on_record)
    asking = asking_of(policy, facts, rule, whole, on_record)
    asked = asked_by(opened_to(rule, whole), asking)
    broken += broken_by_the_record(asked, on_record, asking)
    etmalen = [nights for each in choices if (nights := nights_of(policy, each) or 0) > 0]
    broken += broken_by_the_authorisation(etmalen, on_record, first_day=facts.decision_day)
    return desk_verdict(policy, rule, broken, asked, on_record)


def asked_of_the_desk(
    policy: RegionPolicy, facts: Facts, choices: Sequence[Choice], *, on_record: OnRecord
) -> dict[Precondition, Firmness]:
    """What must be on record for these choices, and how firmly; what is missing is not told here."""
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    whole = as_one_row(policy, choices, on_record)
    return asked_by(opened_to(rule, whole), asking_of(policy, facts, rule, whole, on_record))


def as_one_row(policy: RegionPolicy, choices: Sequence[Choice], on_record: OnRecord) -> list[Choice]:
    """Each choice as long as it is with the help that it goes on from: a longest duration counts both."""
    return [
        each.model_copy(update={"days": before + (stated_days(policy, each) or days_of(policy, each) or 0)})
        if (before := on_record.ran_before.get(component_of(policy, each), 0))
        else each
        for each in choices
    ]


def opened_to(rule: ReferrerRule | None, choices: Sequence[Choice]) -> list[tuple[OpenRoute, Choice]]:
    """Each choice whose route this rule opens, with that route."""
    if rule is None:
        return []
    return [(found, each) for each in choices if (found := rule.open_route(each.route))]


def asking_of(
    policy: RegionPolicy,
    facts: Facts,
    rule: ReferrerRule | None,
    choices: Sequence[Choice],
    on_record: OnRecord,
) -> Asking:
    return Asking(
        policy=policy,
        facts=facts,
        choices=tuple(choices),
        lightest=lightest_open(policy, rule),
        is_renewal=on_record.is_renewal,
        is_determined=rule is not None and rule.binds_desk,
    )


def check_award(
    policy: RegionPolicy,
    facts: Facts,
    *,
    referrer_asked_quote: bool,
    etmalen: Sequence[int],
    first_day: date,
    on_record: OnRecord,
    ground: str | None = None,
) -> Verdict:
    """Tell whether a quote may be awarded on this request; if not, give every broken rule (IJS-13).

    A quote that the referrer asked goes by the preconditions of the referrer's own rule: what a doctor or an
    institution with a measure asks is no decision of the municipality's (LAW-02, LAW-03). `etmalen` are those
    of each stay in the quote, from `first_day` on. `ground`: why the desk asked a quote (IJS-14).
    """
    policy = policy.of(facts.municipality)
    rule = desk_rule(policy, facts)
    if referrer_asked_quote:
        rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    choice = Choice(route=Route.QUOTE, ground=ground)
    broken = [
        *broken_by_the_case(policy, facts, rule),
        *broken_by_the_choice(policy, facts, choice, rule),
        *broken_by_a_missing_ground(policy, facts, choice),
    ]
    stay = Choice(route=Route.STAY, etmalen=sum(etmalen))
    choices = (choice, stay) if etmalen else (choice,)
    asking = asking_of(policy, facts, rule, choices, on_record)
    asked = asked_by(opened_to(rule, choices), asking)
    if etmalen and rule is not None and not rule.binds_desk:
        asked = firmest(asked, asked_by_a_stay(desk_rule(policy, facts), stay, asking))
    broken += broken_by_the_record(asked, on_record, asking)
    broken += broken_by_the_authorisation(etmalen, on_record, first_day=first_day)
    return desk_verdict(policy, rule, broken, asked, on_record)


def desk_verdict(
    policy: RegionPolicy,
    rule: ReferrerRule | None,
    broken: Sequence[ReasonGiven],
    asked: dict[Precondition, Firmness],
    on_record: OnRecord,
) -> Verdict:
    if broken or rule is None:
        return Verdict(policy=policy.identity, broken=each_once(broken), grounds=(), settled_by=None)
    return Verdict(
        policy=policy.identity,
        broken=(),
        grounds=tuple(why_open(policy, rule, SettledBy.DESK)),
        settled_by=SettledBy.DESK,
        overridden=overridden(asked, on_record),
        noted=noted(asked, on_record),
    )


def each_once(reasons: Sequence[ReasonGiven]) -> tuple[ReasonGiven, ...]:
    """Two choices can break the same rule in the same way."""
    return tuple(each for at, each in enumerate(reasons) if each not in reasons[:at])


def verdict(policy: RegionPolicy, facts: Facts, choice: Choice, rule: ReferrerRule | None) -> Verdict:
    """What a referrer may ask or settle.

    Who settles alone gives no reason that somebody weighs, so here a soft longest duration does not give way
    either: longer help is the desk's to decide.
    """
    opened = None if rule is None else rule.open_route(choice.route)
    broken = [*broken_by_the_case(policy, facts, rule), *broken_by_the_choice(policy, facts, choice, rule)]
    if opened is not None and opened.settled_by is SettledBy.REFERRER and not (rule and rule.binds_desk):
        broken += broken_by_the_longest(policy, [choice])
    if broken or rule is None or opened is None:
        return Verdict(policy=policy.identity, broken=each_once(broken), grounds=(), settled_by=None)
    grounds = tuple(why_open(policy, rule, opened.settled_by))
    return Verdict(policy=policy.identity, broken=(), grounds=grounds, settled_by=opened.settled_by)


def broken_by_the_choice(
    policy: RegionPolicy, facts: Facts, choice: Choice, rule: ReferrerRule | None
) -> Iterator[ReasonGiven]:
    """What closes this one choice, whatever is on record."""
    if rule is not None:
        opened = rule.open_route(choice.route)
        if opened is None:
            yield why_closed(policy, rule, choice.route)
        yield from broken_by_the_budget(policy, facts, choice, rule, opened)
    yield from broken_by_the_stay(policy, facts, choice)
    yield from broken_by_the_product(policy, facts, choice)
    yield from broken_by_the_ground(policy, choice)
    yield from broken_by_the_agreement(choice)
    yield from broken_by_the_duration(choice)


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
        return RouteAdvice(
            route=route,
            is_open=False,
            settled_by=None,
            budgets=(),
            preconditions=(),
            reasons=tuple(reasons),
        )
    return RouteAdvice(
        route=route,
        is_open=True,
        settled_by=opened.settled_by,
        budgets=tuple(BudgetOpen.of(budget) for budget in budgets),
        preconditions=opened.preconditions,
        reasons=tuple(why_open(policy, rule, opened.settled_by)),
    )


def recommendation(
    policy: RegionPolicy, facts: Facts, routes: tuple[RouteAdvice, ...]
) -> Recommendation | None:
    """The first that is offered; None when nothing is open."""
    first = next(iter(offered(policy, facts, routes)), None)
    if first is None:
        return None
    return Recommendation(route=first, reasons=(because(order_of_routes(policy, facts)[1]),))


def offered(policy: RegionPolicy, facts: Facts, routes: tuple[RouteAdvice, ...]) -> tuple[Route, ...]:
    """Every open route in the policy's order; those that the order does not name come last (NV-07)."""
    order, _ = order_of_routes(policy, facts)
    open_routes = [advice.route for advice in routes if advice.is_open]
    return tuple(sorted(open_routes, key=lambda route: order.index(route) if route in order else len(order)))


def order_of_routes(policy: RegionPolicy, facts: Facts) -> tuple[tuple[Route, ...], Reason]:
    if facts.asks_only_stay:
        return policy.first_offered.only_stay_asked, Reason.FIRST_WHERE_ONLY_STAY_IS_ASKED
    return policy.first_offered.order_for(facts.complexity), WHY_FIRST[facts.complexity]
