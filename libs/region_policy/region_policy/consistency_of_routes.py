"""The rules that one value of a policy file sets for another: routes, products, buyers, settings, frames."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from region_policy.codes import (
    PRODUCT_ROUTES,
    BuyingForm,
    BuyingLevel,
    Firmness,
    Funding,
    QuantityUnit,
    Route,
    SettledBy,
    TriageUrgency,
)
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.municipal import open_in_the_file
from region_policy.parts import Norms
from region_policy.parts_desk import DecisionTermSetting, PreconditionSetting, RouteSetting, Setting
from region_policy.parts_routes import Product
from region_policy.places import given_twice, not_ascending
from region_policy.register import MunicipalityRegister

AT_LEAST_REGIONAL = frozenset({BuyingForm.LIVING, BuyingForm.RESIDENTIAL, BuyingForm.HIGHLY_SPECIALIST})
"""Stay and what is highly specialist is never bought by one municipality alone (GRO-11)."""
SETTLED_BY_PROVIDER = {Route.TASK_BASED: SettledBy.PROVIDER, Route.FREELY_ACCESSIBLE: SettledBy.NOBODY}


def approval(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    yield from given_twice([office.id for office in policy.approval.offices], ("approval", "offices"))


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


def categories(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A category lies inside the model or outside it, once."""
    inside = [each.category for each in policy.categories.items]
    yield from given_twice(inside, ("categories", "list"), key="category")
    for at, outside in enumerate(policy.categories.outside):
        if outside.category in inside:
            place: Place = ("categories", "outside", at, "category")
            yield Fault(place, f"{outside.category} is in the list too; it lies inside or outside")


def products(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    listed = policy.products.items if policy.products else ()
    path: Place = ("products", "list")
    yield from given_twice([product.id for product in listed], path)
    known = {each.category for each in policy.categories.items}
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


def elsewhere(policy: PolicyFile, own: Iterable[str], path: Place) -> Iterator[Fault]:
    for code in own:
        if code not in policy.municipalities.items:
            yield Fault((*path, code), f"{code} is not one of the municipalities of this region")


def settings(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A municipality sets only what the region leaves free, and within its bounds (ZHZ-02)."""
    for at, setting in enumerate(policy.settings):
        path: Place = ("settings", at)
        yield from elsewhere(policy, setting.own, (*path, "own"))
        yield from wrong_setting(policy, setting, path)


def wrong_setting(policy: PolicyFile, setting: Setting, path: Place) -> Iterator[Fault]:
    match setting:
        case DecisionTermSetting():
            most, longest = setting.at_most, policy.terms.decision.length
            if not setting.at_least <= most <= longest:
                yield Fault((*path, "at_most"), f"must lie between at_least and the region's {longest}")
            for code, days in setting.own.items():
                if not setting.at_least <= days <= most:
                    message = f"must lie between {setting.at_least} and {most}"
                    yield Fault((*path, "own", code), message)
        case PreconditionSetting() | RouteSetting():
            allowed = [str(each).lower() for each in setting.allowed]
            chosen: dict[Place, object] = {(*path, "default"): setting.default}
            chosen |= {(*path, "own", code): value for code, value in setting.own.items()}
            for place, value in chosen.items():
                if value not in setting.allowed:
                    yield Fault(place, f"lies outside what the region allows: {', '.join(allowed)}")
            if isinstance(setting, RouteSetting) and not open_in_the_file(policy.referrers, setting):
                yield Fault((*path, "route"), f"the file does not open {setting.route} to {setting.referrer}")
            if isinstance(setting, PreconditionSetting):
                yield from binding_a_frame_rule(policy, setting, path)


def binding_a_frame_rule(policy: PolicyFile, setting: PreconditionSetting, path: Place) -> Iterator[Fault]:
    """What the region asks hard of everybody is a frame; no municipality sets it otherwise (ZHZ-02)."""
    for rule in policy.referrers:
        for opened in rule.routes:
            if opened.route in setting.routes and any(
                each.rule is setting.rule and each.firmness is Firmness.HARD for each in opened.preconditions
            ):
                message = f"{setting.rule} is hard for the whole region on {opened.route}; it cannot be set"
                yield Fault((*path, "rule"), message)
                return


def desk(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    rules = policy.desk
    if rules.triage:
        urgencies = [lane.urgency for lane in rules.triage.lanes]
        yield from given_twice(urgencies, ("desk", "triage", "lanes"), key="urgency")
        missing = [each for each in TriageUrgency if each not in urgencies]
        if missing:
            yield Fault(("desk", "triage", "lanes"), f"must also have: {', '.join(missing)}")
    if rules.weighing:
        yield from given_twice([item.id for item in rules.weighing.items], ("desk", "weighing", "list"))
    if rules.reviews:
        yield from rising(rules.reviews.after_days, ("desk", "reviews", "after_days"))
    if rules.account_signals:
        yield from rising(rules.account_signals.at_percent, ("desk", "account_signals", "at_percent"))
    if rules.adulthood:
        months = rules.adulthood.signal_months_before
        yield from given_twice(months, ("desk", "adulthood", "signal_months_before"), key=None)
        prolonged = rules.adulthood.prolonged
        if prolonged and prolonged.until_age <= policy.ages.oldest + 1:
            place: Place = ("desk", "adulthood", "prolonged", "until_age")
            yield Fault(place, f"must be above the oldest age of ordinary help ({policy.ages.oldest})")
    if rules.acceptance:
        grounds = [ground.id for ground in rules.acceptance.refusal_grounds]
        yield from given_twice(grounds, ("desk", "acceptance", "refusal_grounds"))
        if rules.acceptance.duty and not grounds:
            message = "a duty to accept needs its closed list of grounds to refuse"
            yield Fault(("desk", "acceptance", "refusal_grounds"), message)
    for at, provision in enumerate(rules.free_provisions.items if rules.free_provisions else ()):
        path: Place = ("desk", "free_provisions", "list", at, "municipalities")
        yield from elsewhere(policy, provision.municipalities, path)


def rising(values: tuple[int, ...], path: Place) -> Iterator[Fault]:
    for at, (earlier, later) in enumerate(pairwise(values), start=1):
        if later <= earlier:
            yield Fault((*path, at), f"must be above the one before it ({earlier})")


def frames(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    if policy.frames is None:
        return
    yield from rising(policy.frames.thresholds_percent, ("frames", "thresholds_percent"))
    listed = policy.frames.items
    yield from given_twice([frame.municipality for frame in listed], ("frames", "list"), key="municipality")
    for at, frame in enumerate(listed):
        path: Place = ("frames", "list", at)
        if frame.municipality not in policy.municipalities.items:
            message = f"{frame.municipality} is not one of the municipalities of this region"
            yield Fault((*path, "municipality"), message)
        yield from given_twice([line.id for line in frame.lines], (*path, "lines"))
        yield from counted_twice([line.counts for line in frame.lines], (*path, "lines"))
        for line_at, line in enumerate(frame.lines):
            years = [each.year for each in line.years]
            yield from given_twice(years, (*path, "lines", line_at, "years"), key="year")


def counted_twice(lines: list[tuple[BuyingForm, ...]], path: Place) -> Iterator[Fault]:
    """Every euro comes from one line only."""
    seen: set[BuyingForm] = set()
    for at, forms in enumerate(lines):
        for form in forms:
            if form in seen:
                yield Fault((*path, at, "counts"), f"{form} is counted in an earlier line; each counts once")
            seen.add(form)


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
