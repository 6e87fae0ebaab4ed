"""The rules that one value of a policy file sets for another: routes, categories, products, buyers."""

from collections.abc import Iterator

from region_policy.codes import (
    BUDGET_ROUTES,
    PRODUCT_ROUTES,
    STAY_FORMS,
    BuyingForm,
    BuyingLevel,
    Firmness,
    Funding,
    QuantityUnit,
    Route,
    SettledBy,
)
from region_policy.consistency_of_tariffs import not_ascending
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.parts_routes import Product
from region_policy.places import elsewhere, given_twice
from region_policy.register import MunicipalityRegister

AT_LEAST_REGIONAL = frozenset({BuyingForm.LIVING, BuyingForm.RESIDENTIAL, BuyingForm.HIGHLY_SPECIALIST})
"""Stay and what is highly specialist is never bought by one municipality alone (GRO-11)."""
SETTLED_BY_PROVIDER = {Route.TASK_BASED: SettledBy.PROVIDER, Route.FREELY_ACCESSIBLE: SettledBy.NOBODY}


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


def longest_of_budgets(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A budget that runs past what is hard on its route could never be granted."""
    budgets = {budget.id: budget for budget in policy.choice_budgets.items}
    opened = [each for rule in policy.referrers for each in rule.routes]
    for at, rule in enumerate(policy.route_rules):
        if (
            rule.route not in BUDGET_ROUTES
            or rule.longest is None
            or rule.longest.firmness is not Firmness.HARD
        ):
            continue
        named = dict.fromkeys(name for each in opened if each.route is rule.route for name in each.budgets)
        for budget in (budgets[name] for name in named if name in budgets):
            if budget.duration_days > rule.longest.days:
                message = f"is shorter than the {budget.duration_days} days of the budget {budget.id}"
                yield Fault(("route_rules", at, "longest", "days"), message)


def stays(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A stay is granted at an intensity."""
    if policy.intensities.living.items or policy.intensities.residential.items:
        return
    for rule_at, rule in enumerate(policy.referrers):
        for at, opened in enumerate(rule.routes):
            if opened.route is Route.STAY:
                place: Place = ("referrers", rule_at, "routes", at, "route")
                yield Fault(place, f"{Route.STAY} needs an intensity, and this file has none")


def quotes(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """Where somebody has the route of a quote, who asks for one or awards it has it too."""
    have = [rule.referrer for rule in policy.referrers if rule.open_route(Route.QUOTE)]
    if policy.quotes is None:
        if have:
            yield Fault(("quotes",), f"is missing; {have[0]} has the route {Route.QUOTE}")
        return
    if not have:
        yield Fault(("quotes",), f"is not used: nobody has the route {Route.QUOTE}; leave this out")
        return
    allowed = ", ".join(dict.fromkeys(have))
    for key, named in (("asked_by", policy.quotes.asked_by), ("awarded_by", policy.quotes.awarded_by)):
        yield from given_twice(named, ("quotes", key), key=None)
        for at, referrer in enumerate(named):
            if referrer not in have:
                message = f"{referrer} does not have the route {Route.QUOTE}; allowed: {allowed}"
                yield Fault(("quotes", key, at), message)


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
    if product.funding is Funding.POPULATION:
        message = f"nothing is granted by name of what is paid by {product.funding}; leave the product out"
        yield Fault((*path, "funding"), message)
    if product.form in STAY_FORMS and product.unit is QuantityUnit.MINUTE:
        message = f"a place to stay is not paid per {QuantityUnit.MINUTE}; allowed: "
        yield Fault((*path, "unit"), message + f"{QuantityUnit.ETMAAL}, {QuantityUnit.PIECE}")
    if product.funding is Funding.RESULT and product.unit not in (None, QuantityUnit.PIECE):
        yield Fault((*path, "unit"), f"a result is paid per {QuantityUnit.PIECE}")


def bought(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """Somebody buys each product."""
    forms = [each.form for each in policy.buying.items] if policy.buying else []
    for at, product in enumerate(policy.products.items if policy.products else ()):
        if product.buying not in forms:
            message = f"nobody buys {product.buying} here; allowed: {', '.join(forms)}"
            yield Fault(("products", "list", at, "buying"), message)


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
