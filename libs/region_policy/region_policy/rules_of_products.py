"""The rules of form on products, on grounds, and on what a contract for one case agreed. Pure."""

from collections.abc import Iterator, Mapping

from region_policy.cases import Choice, Facts
from region_policy.codes import (
    PRODUCT_ROUTES,
    STAY_FORMS,
    UNDECIDED_ROUTES,
    Funding,
    QuantityUnit,
    Route,
)
from region_policy.language import Name, name_of_day
from region_policy.model import RegionPolicy, in_force_on
from region_policy.parts_routes import Product, RouteRule
from region_policy.reasons import Reason, ReasonGiven, because, field_name, funding_name, route_name
from region_policy.rules import by_id

NEEDED: Mapping[Funding, frozenset[str]] = {
    Funding.AVAILABILITY: frozenset({"days"}),
    Funding.EFFORT: frozenset({"quantity"}),
    Funding.RESULT: frozenset(),
    Funding.POPULATION: frozenset(),
}
"""What a decision on a product must hold, by the way of funding (HLM-21).

Standing ready: for how long; p x q: how much; a result: that result, which is a precondition; a population:
nothing, since nothing is granted to one young person.
"""
PRODUCT_FIELDS = ("quantity", "days")


def broken_by_the_product(policy: RegionPolicy, facts: Facts, choice: Choice) -> Iterator[ReasonGiven]:
    if choice.route not in PRODUCT_ROUTES:
        if choice.product is not None or choice.quantity is not None:
            yield because(
                Reason.PRODUCT_NOT_ON_ROUTE, route=choice.route, route_name=route_name(choice.route)
            )
        return
    possible = [each for each in policy.products_by_id.values() if choice.route in each.routes]
    if choice.product is None:
        yield because(Reason.PRODUCT_MISSING, products=by_id(possible))
        return
    product = policy.products_by_id.get(choice.product)
    if product is None or choice.route not in product.routes:
        yield because(Reason.PRODUCT_UNKNOWN, region_name=policy.name, products=by_id(possible))
        return
    if choice.quantity is not None and choice.quantity < 1:
        yield because(Reason.QUANTITY_NOT_POSITIVE, quantity=choice.quantity)
    yield from broken_by_the_funding(product, choice)
    if product.tariffs and in_force_on(product.tariffs, facts.decision_day) is None:
        yield because(
            Reason.NO_PRODUCT_TARIFF_ON_DAY,
            product=product.id,
            product_name=product.name,
            day=facts.decision_day.isoformat(),
            day_name=name_of_day(facts.decision_day),
        )


def broken_by_the_funding(product: Product, choice: Choice) -> Iterator[ReasonGiven]:
    about: dict[str, int | str | Name] = {
        "product": product.id,
        "product_name": product.name,
        "funding": product.funding,
        "funding_name": funding_name(product.funding),
    }
    if product.funding is Funding.POPULATION:
        yield because(Reason.NO_DECISION_ON_ROUTE, route=choice.route, route_name=route_name(choice.route))
        return
    needed = NEEDED[product.funding]
    for field in PRODUCT_FIELDS:
        is_given = getattr(choice, field) is not None
        if field in needed and not is_given:
            yield because(Reason.FIELD_NEEDED_BY_FUNDING, field=field, field_name=field_name(field), **about)
        # How long is always welcome; a number of units only where units are paid.
        if field == "quantity" and is_given and field not in needed:
            yield because(Reason.FIELD_NOT_WITH_FUNDING, field=field, field_name=field_name(field), **about)


def broken_by_the_ground(policy: RegionPolicy, choice: Choice) -> Iterator[ReasonGiven]:
    """A coded ground is one of the route's own list."""
    rule = policy.rules_of_routes.get(choice.route)
    if choice.ground is None or (rule and choice.ground in {ground.id for ground in rule.grounds}):
        return
    yield _about_the_grounds(Reason.GROUND_UNKNOWN, rule, choice)


def broken_by_a_missing_ground(policy: RegionPolicy, facts: Facts, choice: Choice) -> Iterator[ReasonGiven]:
    """The desk states a ground where the route asks one of this referrer (IJS-14)."""
    rule = policy.rules_of_routes.get(choice.route)
    if rule and choice.ground is None and facts.referrer in rule.ground_needed_from:
        yield _about_the_grounds(Reason.GROUND_MISSING, rule, choice)


def _about_the_grounds(reason: Reason, rule: RouteRule | None, choice: Choice) -> ReasonGiven:
    return because(
        reason,
        route=choice.route,
        route_name=route_name(choice.route),
        grounds=by_id(rule.grounds if rule else ()),
    )


def broken_by_the_agreement(choice: Choice) -> Iterator[ReasonGiven]:
    """Only a contract for one young person has an amount that was agreed; all others follow from tariffs."""
    about: dict[str, int | str | Name] = {
        "route": choice.route,
        "route_name": route_name(choice.route),
    }
    if choice.route is Route.ONE_OFF_CONTRACT:
        if choice.ceiling_cents is None or choice.ceiling_cents < 1:
            yield because(Reason.AGREED_AMOUNT_MISSING, **about)
    elif choice.ceiling_cents is not None:
        yield because(Reason.AGREED_AMOUNT_NOT_ON_ROUTE, **about)


def broken_by_the_duration(choice: Choice) -> Iterator[ReasonGiven]:
    if choice.days is not None and choice.days < 1:
        yield because(Reason.DURATION_NOT_POSITIVE, days=choice.days)


def nights_of(policy: RegionPolicy, choice: Choice) -> int | None:
    """The etmalen that a choice gives, by a stay of its own or by a product that is a place to stay."""
    product = policy.products_by_id.get(choice.product or "")
    if product is not None and product.form in STAY_FORMS and product.unit is QuantityUnit.ETMAAL:
        return choice.quantity
    return choice.etmalen


def days_of(policy: RegionPolicy, choice: Choice) -> int | None:
    """How many days a product or a contract for one case runs; None where nothing says so.

    That of the choice itself, else the longest that the region lets this route run.
    """
    rule = policy.rules_of_routes.get(choice.route)
    longest = rule.longest.days if rule and rule.longest else None
    return longest if choice.days is None else choice.days


def lacks_period(policy: RegionPolicy, choice: Choice) -> bool:
    """Whether somebody must still say how long; of a place to stay the etmalen say it."""
    if choice.route not in PRODUCT_ROUTES and choice.route is not Route.ONE_OFF_CONTRACT:
        return False
    return days_of(policy, choice) is None and nights_of(policy, choice) is None


def broken_by_nobody_deciding(choice: Choice) -> Iterator[ReasonGiven]:
    """The desk grants nothing on a route where nobody decides for one young person (GRO-01, ZHZ-03)."""
    if choice.route in UNDECIDED_ROUTES:
        yield because(Reason.NO_DECISION_ON_ROUTE, route=choice.route, route_name=route_name(choice.route))
