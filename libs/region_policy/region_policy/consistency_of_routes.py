"""The rules that one value of a policy file sets for another: routes, categories, products, buyers, norms."""

from collections.abc import Iterator

from region_policy.codes import (
    PRODUCT_ROUTES,
    BuyingForm,
    BuyingLevel,
    Firmness,
    Funding,
    Measure,
    Precondition,
    QuantityUnit,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.parts import Norms
from region_policy.parts_routes import Product
from region_policy.places import elsewhere, given_twice, not_ascending
from region_policy.register import MunicipalityRegister

AT_LEAST_REGIONAL = frozenset({BuyingForm.LIVING, BuyingForm.RESIDENTIAL, BuyingForm.HIGHLY_SPECIALIST})
"""Stay and what is highly specialist is never bought by one municipality alone (GRO-11)."""
SETTLED_BY_PROVIDER = {Route.TASK_BASED: SettledBy.PROVIDER, Route.FREELY_ACCESSIBLE: SettledBy.NOBODY}

WEIGHED_BY_THE_DESK = frozenset(
    {
        Precondition.LEGAL_STEPS,
        Precondition.LIGHTER_HELP_WEIGHED,
        Precondition.FAMILY_GROUP_PLAN,
        Precondition.WEIGHING_LIST,
        Precondition.AWAY_FROM_HOME,
        Precondition.AMBULATORY_WEIGHED,
        Precondition.HEAVIER_ROUTE,
        Precondition.FAMILY_SETTING_WEIGHED,
        Precondition.NECESSITY,
    }
)
"""What weighs whether this help is needed: of a determination the desk looks at the form only (LAW-02)."""


def approval(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    offices = policy.approval.offices if policy.approval else ()
    yield from given_twice([office.id for office in offices], ("approval", "offices"))
    for at, document in enumerate(policy.documents):
        if document.body is None:
            yield Fault(("documents", at, "body"), "is missing")


def route_rules(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """Each route that somebody has is described once, and none that nobody has."""
    described = [rule.route for rule in policy.route_rules]
    yield from given_twice(described, ("route_rules",), key="route")
    opened = {opened.route for rule in policy.referrers for opened in rule.routes}
    for at, rule in enumerate(policy.route_rules):
        place: Place = ("route_rules", at)
        if rule.route not in opened:
            yield Fault((*place, "route"), f"{rule.route} is open to no referrer; leave it out or open it")
        yield from given_twice([ground.id for ground in rule.grounds], (*place, "grounds"))
        if rule.ground_needed_from and not rule.grounds:
            yield Fault((*place, "grounds"), "must have a ground, since ground_needed_from asks for one")
        if (rule.route is Route.TASK_BASED) != (rule.funding is Funding.POPULATION):
            message = f"task-based and {Funding.POPULATION} belong together; {rule.route} has {rule.funding}"
            yield Fault((*place, "funding"), message)
    missing = sorted(opened.difference(described))
    if missing:
        yield Fault(("route_rules",), f"must also describe the open routes: {', '.join(missing)}")


def settled_by(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """The provider settles what is task-based, nobody what is free, and the two others everything else."""
    for rule_at, rule in enumerate(policy.referrers):
        for at, opened in enumerate(rule.routes):
            wanted = SETTLED_BY_PROVIDER.get(opened.route)
            place: Place = ("referrers", rule_at, "routes", at, "settled_by")
            if wanted is not None and opened.settled_by is not wanted:
                yield Fault(place, f"on the route {opened.route} this must be {wanted}")
            if wanted is None and opened.settled_by in SETTLED_BY_PROVIDER.values():
                yield Fault(place, f"on the route {opened.route} this must be referrer or desk")


def determinations(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """An institution with a measure in force has the last word on need (LAW-02)."""
    for rule_at, rule in enumerate(policy.referrers):
        if rule.referrer is not ReferrerType.CERTIFIED_INSTITUTION or rule.measure is Measure.NONE:
            continue
        path: Place = ("referrers", rule_at)
        if not rule.binds_desk:
            message = f"must be true: what {rule.referrer} determines under a measure binds the desk"
            yield Fault((*path, "binds_desk"), message)
        for route_at, opened in enumerate(rule.routes):
            for at, each in enumerate(opened.preconditions):
                if each.rule in WEIGHED_BY_THE_DESK and each.firmness is not Firmness.NOTED:
                    place: Place = (*path, "routes", route_at, "preconditions", at, "rule")
                    yield Fault(place, f"{each.rule} weighs a need that is determined; allowed: as noted")


def categories(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A category lies inside the model or outside it, once."""
    if policy.categories is None:
        return
    inside = [each.category for each in policy.categories.items]
    yield from given_twice(inside, ("categories", "list"), key="category")
    outsides = [each.category for each in policy.categories.outside]
    yield from given_twice(outsides, ("categories", "outside"), key="category")
    for at, outside in enumerate(policy.categories.outside):
        if outside.category in inside:
            place: Place = ("categories", "outside", at, "category")
            yield Fault(place, f"{outside.category} is in the list too; it lies inside or outside")


def products(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    listed = policy.products.items if policy.products else ()
    path: Place = ("products", "list")
    yield from given_twice([product.id for product in listed], path)
    known = {each.category for each in policy.categories.items} if policy.categories else set()
    open_routes = {opened.route for rule in policy.referrers for opened in rule.routes}
    for at, product in enumerate(listed):
        yield from wrong_product(product, known, open_routes, (*path, at))
        yield from not_ascending(product.tariffs, (*path, at, "tariffs"))
    for route in sorted(open_routes & PRODUCT_ROUTES):
        if not any(route in product.routes for product in listed):
            yield Fault(("products",), f"must have a product on the open route {route}")


def wrong_product(product: Product, categories: set[str], routes: set[Route], path: Place) -> Iterator[Fault]:
    for at, route in enumerate(product.routes):
        if route not in PRODUCT_ROUTES or route not in routes:
            possible = ", ".join(sorted(PRODUCT_ROUTES & routes)) or "none"
            yield Fault((*path, "routes", at), f"{route} has no products here; allowed: {possible}")
    if product.category not in categories:
        yield Fault((*path, "category"), f"{product.category} is not in the categories")
    is_priced = product.funding in (Funding.EFFORT, Funding.RESULT)
    if is_priced and (product.unit is None or not product.tariffs):
        yield Fault((*path, "tariffs"), f"what is paid by {product.funding} needs a unit and a tariff")
    if not is_priced and product.tariffs:
        yield Fault((*path, "tariffs"), f"what is paid by {product.funding} has no tariff; leave this out")
    if product.funding is Funding.RESULT and product.unit not in (None, QuantityUnit.PIECE):
        yield Fault((*path, "unit"), f"a result is paid per {QuantityUnit.PIECE}")


def buying(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    if policy.buying is None:
        return
    path: Place = ("buying", "list")
    yield from given_twice([each.form for each in policy.buying.items], path, key="form")
    for at, each in enumerate(policy.buying.items):
        levels: dict[Place, BuyingLevel] = {(*path, at, "level"): each.level}
        levels |= {(*path, at, "own", code): level for code, level in each.own.items()}
        for place, level in levels.items():
            if each.form in AT_LEAST_REGIONAL and level is BuyingLevel.LOCAL:
                allowed = f"{BuyingLevel.REGIONAL}, {BuyingLevel.SUPRA_REGIONAL}, {BuyingLevel.NATIONAL}"
                yield Fault(place, f"{each.form} is never bought by one municipality; allowed: {allowed}")
        yield from elsewhere(policy, each.own, (*path, at, "own"))


def norms(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A tariff that says from what it was built is what comes out of that, half up."""
    for at, group in enumerate(policy.function_groups.items):
        for tariff_at, tariff in enumerate(group.tariffs):
            if tariff.norms is not None and (built := built_from(tariff.norms)) != tariff.cents_per_hour:
                place: Place = ("function_groups", "list", at, "tariffs", tariff_at, "cents_per_hour")
                yield Fault(place, f"is {tariff.cents_per_hour}, but its norms give {built}")


def built_from(norms: Norms) -> int:
    """Cents per hour: staff with its overhead, spread over the hours that can be charged, half up."""
    cents = norms.staff_cents_per_year * (1000 + norms.overhead_per_mille) * 60
    minutes = norms.chargeable_minutes_per_year * 1000
    return (2 * cents + minutes) // (2 * minutes)
