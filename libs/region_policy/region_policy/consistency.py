"""The rules that one value of a policy file sets for another."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from region_policy import consistency_of_desk as of_desk
from region_policy import consistency_of_preconditions as of_preconditions
from region_policy import consistency_of_routes as of_routes
from region_policy import consistency_of_tariffs as of_tariffs
from region_policy.codes import BUDGET_ROUTES, STAY_FORMS, Measure, ReferrerType, Route, TermUnit
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.parts import Declared, FunctionGroup, OpenRoute, Source
from region_policy.places import given_twice
from region_policy.register import MunicipalityRegister

MOST_TO_DECIDE = {TermUnit.DAYS: 56, TermUnit.WORKING_DAYS: 40}
"""Eight weeks, in either unit (LAW-05)."""
Find = Callable[[PolicyFile, MunicipalityRegister], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`needs`: the sections that must have their shape before `find` can run."""

    needs: tuple[str, ...]
    find: Find


def inconsistencies(sections: Mapping[str, Any], register: MunicipalityRegister) -> Iterator[Fault]:
    """Every broken rule among the sections that have the right shape."""
    known = PolicyFile.model_construct(None, **sections)
    for rule in RULES:
        if all(name in sections for name in rule.needs):
            yield from rule.find(known, register)
    for name, section in sections.items():
        yield from wrong_numbers(section, (name,))
        if "documents" in sections:
            documents = tuple(document.id for document in known.documents)
            yield from unknown_documents(section, (name,), documents)


def wrong_numbers(part: object, path: Place) -> Iterator[Fault]:
    """A declared number that differs from the length of its list."""
    if isinstance(part, Declared) and part.declared != len(part.items):
        message = f"says {part.declared}, but the list has {len(part.items)}; the two must be equal"
        yield Fault((*path, "declared"), message)
    for inner, inner_path in parts_inside(part, path):
        yield from wrong_numbers(inner, inner_path)


def unknown_documents(part: object, path: Place, documents: Sequence[str]) -> Iterator[Fault]:
    if isinstance(part, Source) and part.document not in documents:
        message = f"{part.document} is not one of the documents; allowed: {', '.join(documents)}"
        yield Fault((*path, "document"), message)
    for inner, inner_path in parts_inside(part, path):
        yield from unknown_documents(inner, inner_path, documents)


def parts_inside(part: object, path: Place) -> Iterator[tuple[object, Place]]:
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield getattr(part, name), (*path, field.alias or name)
    elif isinstance(part, tuple):
        for at, item in enumerate(part):
            yield item, (*path, at)


def municipalities(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    codes = policy.municipalities.items
    yield from given_twice(codes, ("municipalities", "list"), key=None)
    for at, code in enumerate(codes):
        if register.find(code) is None:
            yield Fault(("municipalities", "list", at), f"no municipality has code {code}")


def ids(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    yield from given_twice([each.id for each in policy.documents], ("documents",))


def budgets(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    path: Place = ("choice_budgets", "list")
    yield from given_twice([budget.id for budget in policy.choice_budgets.items], path)
    for at, budget in enumerate(policy.choice_budgets.items):
        if budget.valid_to is not None and budget.valid_to < budget.valid_from:
            yield Fault((*path, at, "valid_to"), f"must not be before valid_from ({budget.valid_from})")


def groups(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    yield from given_twice([group.id for group in policy.function_groups.items], ("function_groups", "list"))


def intensities(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    living, residential = policy.intensities.living.items, policy.intensities.residential.items
    yield from given_twice([each.id for each in living], ("intensities", "living", "list"))
    yield from given_twice([each.id for each in residential], ("intensities", "residential", "list"))
    in_living = {intensity.id for intensity in living}
    for at, intensity in enumerate(residential):
        if intensity.id in in_living:
            place: Place = ("intensities", "residential", "list", at, "id")
            yield Fault(place, f"{intensity.id} is a living intensity too; an id may occur in one of the two")


def groups_of_functions(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """IJS-18: every function of the catalogue is in exactly one group, and groups name no other function."""
    known = [function.id for function in (policy.functions.items if policy.functions else ())]
    yield from given_twice(known, ("functions", "list"))
    groups_that_have = {function: having(policy.function_groups.items, function) for function in known}
    for at, function in enumerate(known):
        groups = groups_that_have[function]
        if not groups:
            yield Fault(
                ("functions", "list", at, "id"), f"{function} is in no function group; it must be in one"
            )
        if len(groups) > 1:
            message = (
                f"{function} is in {len(groups)} function groups ({', '.join(groups)}); it must be in one"
            )
            yield Fault(("functions", "list", at, "id"), message)
    for group_at, group in enumerate(policy.function_groups.items):
        path: Place = ("function_groups", "list", group_at, "functions")
        yield from given_twice(group.functions, path, key=None)
        for at, function in enumerate(group.functions):
            if function not in groups_that_have:
                yield Fault((*path, at), f"{function} is not in the list of functions")


def having(groups: Sequence[FunctionGroup], function: str) -> list[str]:
    return [group.id for group in groups if function in group.functions]


def referrers(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """Each referrer has one rule for any case, or one with and one without a measure."""
    given: dict[str, list[Measure]] = {}
    for at, rule in enumerate(policy.referrers):
        measures = given.setdefault(rule.referrer, [])
        if rule.measure in measures or Measure.ANY in measures or (measures and rule.measure is Measure.ANY):
            yield Fault(("referrers", at, "measure"), f"{rule.referrer} already has a rule for such a case")
        measures.append(rule.measure)
    for at, rule in enumerate(policy.referrers):
        if Counter(given[rule.referrer]).total() == 1 and rule.measure is not Measure.ANY:
            message = f"{rule.referrer} has no rule for the other case; allowed alone: {Measure.ANY}"
            yield Fault(("referrers", at, "measure"), message)
    if ReferrerType.MUNICIPALITY not in given:
        yield Fault(("referrers",), f"must have a rule of {ReferrerType.MUNICIPALITY}: the desk goes by it")


def routes(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    for rule_at, rule in enumerate(policy.referrers):
        path: Place = ("referrers", rule_at, "routes")
        yield from given_twice([opened.route for opened in rule.routes], path, key="route")
        for at, opened in enumerate(rule.routes):
            yield from wrong_route(opened, (*path, at))


def wrong_route(opened: OpenRoute, path: Place) -> Iterator[Fault]:
    yield from given_twice(opened.budgets, (*path, "budgets"), key=None)
    rules = [each.rule for each in opened.preconditions]
    yield from given_twice(rules, (*path, "preconditions"), key="rule")
    if opened.route in BUDGET_ROUTES and not opened.budgets:
        yield Fault((*path, "budgets"), f"the route {opened.route} needs at least one choice budget")
    if opened.route not in BUDGET_ROUTES and opened.budgets:
        yield Fault((*path, "budgets"), f"the route {opened.route} takes no choice budget; leave this out")


def budgets_of_routes(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    known = [budget.id for budget in policy.choice_budgets.items]
    opened_to_somebody = {name for rule in policy.referrers for each in rule.routes for name in each.budgets}
    for at, budget in enumerate(known):
        if budget not in opened_to_somebody:
            message = f"{budget} is open to nobody; name it on a route or leave it out"
            yield Fault(("choice_budgets", "list", at, "id"), message)
    for rule_at, rule in enumerate(policy.referrers):
        for route_at, opened in enumerate(rule.routes):
            for at, budget in enumerate(opened.budgets):
                if budget not in known:
                    place: Place = ("referrers", rule_at, "routes", route_at, "budgets", at)
                    yield Fault(place, f"{budget} is no choice budget; allowed: {', '.join(known)}")


def order_of_routes(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """An open route that no order names would never be recommended, whatever else is closed."""
    opened = {opened.route for rule in policy.referrers for opened in rule.routes}
    orders = {"simple": policy.first_offered.simple, "complex": policy.first_offered.complex}
    for key, order in orders.items():
        missing = sorted(opened.difference(order))
        if missing:
            yield Fault(("first_offered", key), f"must also name the open routes: {', '.join(missing)}")
    for key, order in (*orders.items(), ("only_stay_asked", policy.first_offered.only_stay_asked)):
        yield from given_twice(order, ("first_offered", key), key=None)


def order_where_only_a_stay_is_asked(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """It names the open routes along which a place to stay can be had."""
    opened = {opened.route for rule in policy.referrers for opened in rule.routes}
    to_stay = {Route.STAY, Route.QUOTE}
    for product in policy.products.items if policy.products else ():
        to_stay |= set(product.routes) if product.form in STAY_FORMS else set()
    missing = sorted((opened & to_stay).difference(policy.first_offered.only_stay_asked))
    if missing:
        message = f"must also name the open routes to a stay: {', '.join(missing)}"
        yield Fault(("first_offered", "only_stay_asked"), message)


def decision_term(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    term = policy.terms.decision
    most = MOST_TO_DECIDE[term.unit]
    if term.length > most:
        place: Place = ("terms", "decision", "length")
        yield Fault(place, f"the law gives eight weeks to decide; allowed: up to and including {most}")


def ages(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    if policy.ages.oldest < policy.ages.youngest:
        yield Fault(("ages", "oldest"), f"must not be below youngest ({policy.ages.youngest})")


def crisis_and_admission(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    yield from given_twice(policy.crisis.open_to, ("crisis", "open_to"), key=None)
    numbers = [number.id for number in policy.crisis.numbers.items]
    yield from given_twice(numbers, ("crisis", "numbers", "list"))
    questions = [question.id for question in policy.crisis.triage.items]
    yield from given_twice(questions, ("crisis", "triage", "list"))
    times = policy.crisis.times
    if times.remind_seconds >= times.in_hand_seconds:
        yield Fault(
            ("crisis", "times", "remind_seconds"), f"must be below in_hand_seconds ({times.in_hand_seconds})"
        )
    grounds = [ground.id for ground in policy.admission.reopening_grounds]
    yield from given_twice(grounds, ("admission", "reopening_grounds"))


def landscape(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    rule = policy.landscape
    years = rule.contracts.evaluation_after_years
    yield from given_twice(years, ("landscape", "contracts", "evaluation_after_years"), key=None)
    yield from given_twice(rule.coverage.forms, ("landscape", "coverage", "forms"), key=None)


RULES = (
    Rule(("documents",), ids),
    Rule(("municipalities",), municipalities),
    Rule(("ages",), ages),
    Rule(("choice_budgets",), budgets),
    Rule(("function_groups",), groups),
    Rule(("function_groups", "intensities"), of_tariffs.order),
    Rule(("function_groups", "intensities", "valid_from"), of_tariffs.begun),
    Rule(("products", "valid_from"), of_tariffs.of_products),
    Rule(("function_groups", "functions"), groups_of_functions),
    Rule(("intensities",), intensities),
    Rule(("referrers",), referrers),
    Rule(("referrers",), routes),
    Rule(("referrers", "choice_budgets"), budgets_of_routes),
    Rule(("referrers", "first_offered"), order_of_routes),
    Rule(("referrers", "first_offered", "products"), order_where_only_a_stay_is_asked),
    Rule(("terms",), decision_term),
    Rule(("quotes", "referrers"), of_routes.quotes),
    Rule(("crisis", "admission"), crisis_and_admission),
    Rule(("landscape",), landscape),
    Rule(("approval", "documents"), of_routes.approval),
    Rule(("referrers", "route_rules"), of_routes.route_rules),
    Rule(("referrers",), of_routes.settled_by),
    Rule(("referrers", "intensities"), of_routes.stays),
    Rule(("referrers", "route_rules", "choice_budgets"), of_routes.longest_of_budgets),
    Rule(("referrers",), of_preconditions.on_routes),
    Rule(("referrers",), of_preconditions.determinations),
    Rule(("referrers", "ages", "desk"), of_preconditions.from_ages),
    Rule(("settings",), of_preconditions.settings),
    Rule(("categories",), of_routes.categories),
    Rule(("products", "categories", "referrers"), of_routes.products),
    Rule(("buying", "municipalities"), of_routes.buying),
    Rule(("products", "buying"), of_routes.bought),
    Rule(("settings", "municipalities", "referrers", "terms"), of_desk.settings),
    Rule(("desk", "ages", "municipalities"), of_desk.desk),
    Rule(("desk", "referrers", "settings"), of_preconditions.weighing),
    Rule(("frames", "municipalities"), of_desk.frames),
    Rule(("function_groups",), of_tariffs.norms),
)
