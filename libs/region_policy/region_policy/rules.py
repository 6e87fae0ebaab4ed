"""The rules of form, each giving every reason it finds. Pure; `decisions` puts them together."""

from collections.abc import Iterable, Iterator

from region_policy.cases import Choice, Facts
from region_policy.codes import BUDGET_ROUTES, STAY_FORMS, Component, Measure, ReferrerType, Route, SettledBy
from region_policy.language import Name, enumeration, name_of_day
from region_policy.model import RegionPolicy
from region_policy.municipal import sets_apart
from region_policy.parts import Budget, Intensity, OpenRoute, ReferrerRule
from region_policy.parts_desk import RouteSetting
from region_policy.parts_routes import NamedGround, Product
from region_policy.reasons import Reason, ReasonGiven, because, referrer_name, route_name

WHY_OPEN = {
    SettledBy.REFERRER: Reason.OPEN_SETTLED_BY_REFERRER,
    SettledBy.DESK: Reason.OPEN_DECIDED_BY_DESK,
    SettledBy.PROVIDER: Reason.OPEN_SETTLED_BY_PROVIDER,
    SettledBy.NOBODY: Reason.OPEN_TO_EVERYBODY,
}


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
    yield from broken_by_the_age(policy, facts)
    yield from broken_by_the_category(policy, facts)
    if rule is None:
        own = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
        # Where the referrer has a rule, it is the desk that has none.
        missing = facts.referrer if own is None else ReferrerType.MUNICIPALITY
        yield because(
            Reason.REFERRER_NOT_IN_POLICY,
            referrer=missing,
            referrer_name=referrer_name(missing),
            region_name=policy.name,
        )


def broken_by_the_age(policy: RegionPolicy, facts: Facts) -> Iterator[ReasonGiven]:
    """Past the oldest age help goes on by a ground only, until the age that the policy gives (NV-14)."""
    ages, age = policy.ages, facts.age
    prolonged = policy.desk.adulthood.prolonged if policy.desk.adulthood else None
    if age <= ages.oldest and facts.prolonged_ground is not None:
        yield because(Reason.PROLONGED_GROUND_TOO_YOUNG, age=age)
    if ages.youngest <= age <= ages.oldest:
        return
    if prolonged is None or age < ages.youngest or age >= prolonged.until_age:
        oldest = ages.oldest if prolonged is None else prolonged.until_age - 1
        yield because(Reason.AGE_OUT_OF_RANGE, age=age, youngest=ages.youngest, oldest=oldest)
    elif facts.prolonged_ground not in {ground.id for ground in prolonged.grounds}:
        yield because(
            Reason.PROLONGED_NEEDS_GROUND,
            age=age,
            until_age=prolonged.until_age,
            grounds=by_id(prolonged.grounds),
        )


def broken_by_the_category(policy: RegionPolicy, facts: Facts) -> Iterator[ReasonGiven]:
    """A category of the national messages that this model does not cover, or does not know (IJS-02)."""
    if facts.category is None:
        return
    for outside in policy.categories.outside if policy.categories else ():
        if outside.category == facts.category:
            yield because(
                Reason.CATEGORY_OUTSIDE_MODEL,
                category=facts.category,
                category_name=outside.name,
                goes_to=outside.goes_to,
            )
            return
    if facts.category not in policy.components:
        yield because(
            Reason.CATEGORY_UNKNOWN,
            category=facts.category,
            region_name=policy.name,
            categories=", ".join(policy.components),
        )


def components_of(policy: RegionPolicy, facts: Facts) -> tuple[Component, ...]:
    """The parts of youth care under which a question falls; ambulatory where nothing is said (IJS-04)."""
    found = {Component.STAY if form in STAY_FORMS else Component.AMBULATORY for form in facts.forms}
    if facts.category in policy.components:
        found.add(policy.components[facts.category])
    return tuple(component for component in Component if component in found) or (Component.AMBULATORY,)


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
    """Why this rule does not open the route: closed here, unknown in the region, or not for this referrer."""
    if policy.settings_of is not None and is_closed_here(policy, rule, route):
        return because(
            Reason.CLOSED_BY_MUNICIPALITY,
            municipality=policy.settings_of,
            municipality_name=municipality_name(policy),
            route=route,
            route_name=route_name(route),
            referrer=rule.referrer,
            referrer_name=rule.name,
        )
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


def is_closed_here(policy: RegionPolicy, rule: ReferrerRule, route: Route) -> bool:
    """Whether it is this municipality, or the region's default, that closes what the file opens."""
    return any(
        isinstance(setting, RouteSetting)
        and setting.referrer is rule.referrer
        and setting.route is route
        and not setting.own.get(policy.settings_of or "", setting.default)
        for setting in policy.settings
    )


def municipality_name(policy: RegionPolicy) -> str:
    found = policy.municipality_register.find(policy.settings_of or "")
    return found.name if found else ""


def why_open(policy: RegionPolicy, rule: ReferrerRule, settled_by: SettledBy) -> Iterator[ReasonGiven]:
    yield because(
        WHY_OPEN[settled_by], referrer=rule.referrer, referrer_name=rule.name, legal_ground=rule.legal_ground
    )
    if policy.settings_of is not None and sets_apart(policy.settings, policy.settings_of, rule.referrer):
        yield because(
            Reason.SET_BY_MUNICIPALITY,
            municipality=policy.settings_of,
            municipality_name=municipality_name(policy),
            region_name=policy.name,
        )
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


def by_id(items: Iterable[Budget | Intensity | Product | NamedGround]) -> Name:
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
