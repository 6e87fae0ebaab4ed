"""The rules of form, each giving every reason it finds. Pure; `decisions` puts them together."""

from collections.abc import Iterable, Iterator

from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, Measure, Route, SettledBy
from region_policy.language import Name, enumeration, name_of_day
from region_policy.model import RegionPolicy
from region_policy.parts import Budget, Intensity, OpenRoute, ReferrerRule
from region_policy.reasons import Reason, ReasonGiven, because, referrer_name, route_name


def broken_by_the_case(
    policy: RegionPolicy, facts: Facts, rule: ReferrerRule | None
) -> Iterator[ReasonGiven]:
    """What closes every route, whichever is chosen."""
    if facts.decision_day < policy.valid_from:
        yield because(
            Reason.POLICY_NOT_YET_IN_FORCE,
            valid_from=policy.valid_from.isoformat(),
            valid_from_name=name_of_day(policy.valid_from),
            day=facts.decision_day.isoformat(),
            day_name=name_of_day(facts.decision_day),
        )
    if facts.municipality not in policy.municipality_codes:
        yield why_outside(policy, facts.municipality)
    if not policy.ages.youngest <= facts.age <= policy.ages.oldest:
        yield because(
            Reason.AGE_OUT_OF_RANGE,
            age=facts.age,
            youngest=policy.ages.youngest,
            oldest=policy.ages.oldest,
        )
    if rule is None:
        yield because(
            Reason.REFERRER_NOT_IN_POLICY,
            referrer=facts.referrer,
            referrer_name=referrer_name(facts.referrer),
            region_name=policy.name,
        )


def why_outside(policy: RegionPolicy, code: str) -> ReasonGiven:
    municipality = policy.municipality_register.find(code)
    if municipality is None:
        return because(Reason.MUNICIPALITY_UNKNOWN, municipality=code)
    return because(
        Reason.MUNICIPALITY_OUTSIDE_REGION,
        municipality=code,
        municipality_name=municipality.name,
        youth_region=municipality.youth_region,
        region=policy.region,
        region_name=policy.name,
    )


def why_closed(policy: RegionPolicy, rule: ReferrerRule, route: Route) -> ReasonGiven:
    """Why this rule does not open the route; that the region lacks the route altogether comes first."""
    if route not in policy.routes:
        return because(
            Reason.ROUTE_NOT_IN_POLICY,
            route=route,
            route_name=route_name(route),
            region_name=policy.name,
        )
    reason = Reason.ROUTE_NOT_OPEN_TO_REFERRER
    if rule.measure is Measure.IN_FORCE:
        reason = Reason.ROUTE_CLOSED_BY_MEASURE
    return because(
        reason,
        route=route,
        route_name=route_name(route),
        referrer=rule.referrer,
        referrer_name=rule.name,
        open_routes=enumeration(route_name(opened.route) for opened in rule.routes),
    )


def why_open(rule: ReferrerRule, settled_by: SettledBy) -> Iterator[ReasonGiven]:
    reason = Reason.OPEN_DECIDED_BY_DESK
    if settled_by is SettledBy.REFERRER:
        reason = Reason.OPEN_SETTLED_BY_REFERRER
    yield because(reason, referrer=rule.referrer, referrer_name=rule.name, legal_ground=rule.legal_ground)
    if rule.assumption:
        yield because(Reason.ASSUMED_WHERE_SOURCE_IS_SILENT, referrer=rule.referrer, referrer_name=rule.name)


def no_budget_valid(facts: Facts, route: Route) -> ReasonGiven:
    return because(
        Reason.NO_BUDGET_VALID_ON_DAY,
        route=route,
        route_name=route_name(route),
        day=facts.decision_day.isoformat(),
        day_name=name_of_day(facts.decision_day),
    )


def broken_by_the_budget(
    policy: RegionPolicy, facts: Facts, choice: Choice, rule: ReferrerRule, opened: OpenRoute | None
) -> Iterator[ReasonGiven]:
    open_budgets = () if opened is None else policy.budgets_open(opened, facts.decision_day)
    if opened is not None and choice.route in BUDGET_ROUTES and not open_budgets:
        yield no_budget_valid(facts, choice.route)
    if choice.route is not Route.CHOICE_BUDGET:
        if choice.budget is not None:
            yield because(
                Reason.BUDGET_NOT_ON_ROUTE,
                route=choice.route,
                route_name=route_name(choice.route),
            )
        return
    if choice.budget is None:
        yield because(Reason.BUDGET_MISSING, open_budgets=by_id(open_budgets))
        return
    budget = policy.budget(choice.budget)
    if budget is None:
        yield because(Reason.BUDGET_UNKNOWN, region_name=policy.name, open_budgets=by_id(open_budgets))
        return
    if opened is not None and budget.id not in opened.budgets:
        yield because(
            Reason.BUDGET_NOT_OPEN_TO_REFERRER,
            budget=budget.id,
            budget_name=budget.name,
            referrer=rule.referrer,
            referrer_name=rule.name,
            open_budgets=by_id(open_budgets),
        )
    yield from budget_out_of_date(facts, budget)


def by_id(items: Iterable[Budget | Intensity]) -> Name:
    """What can be chosen, each with the id that a caller must send."""
    return enumeration(
        Name(nl=f"{item.name.nl} ({item.id})", en=f"{item.name.en} ({item.id})") for item in items
    )


def budget_out_of_date(facts: Facts, budget: Budget) -> Iterator[ReasonGiven]:
    if not budget.is_valid_on(facts.decision_day):
        yield because(
            Reason.BUDGET_NOT_VALID_ON_DAY,
            budget=budget.id,
            budget_name=budget.name,
            day=facts.decision_day.isoformat(),
            day_name=name_of_day(facts.decision_day),
        )


def broken_by_the_stay(policy: RegionPolicy, choice: Choice) -> Iterator[ReasonGiven]:
    """A stay needs etmalen and an intensity, a quote request may state them, a budget never does (IJS-24)."""
    states_stay = choice.etmalen is not None or choice.intensity is not None
    if choice.route in BUDGET_ROUTES and states_stay:
        yield because(Reason.STAY_NOT_ON_ROUTE, route=choice.route, route_name=route_name(choice.route))
    if choice.route in BUDGET_ROUTES:
        return
    is_stay = choice.route is Route.STAY
    if is_stay and choice.etmalen is None:
        yield because(Reason.ETMALEN_MISSING)
    if choice.etmalen is not None and choice.etmalen < 1:
        yield because(Reason.ETMALEN_NOT_POSITIVE, etmalen=choice.etmalen)
    possible = by_id(policy.all_intensities.values())
    if is_stay and choice.intensity is None:
        yield because(Reason.INTENSITY_MISSING, intensities=possible)
    if choice.intensity is not None and policy.intensity(choice.intensity) is None:
        yield because(Reason.INTENSITY_UNKNOWN, intensities=possible)
