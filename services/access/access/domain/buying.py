"""What a grant counts as where money is looked at: how it is paid, and which form of care somebody buys."""

from region_policy.codes import BuyingForm, BuyingLevel, Component, Funding, Route
from region_policy.model import RegionPolicy


def funding_of(policy: RegionPolicy, route: Route, product: str | None = None) -> Funding | None:
    """How help on this route is paid; a product says so itself. None by a text that is older than that."""
    if product is not None and product in policy.products_by_id:
        return policy.products_by_id[product].funding
    rule = policy.rules_of_routes.get(route)
    return rule.funding if rule else None


def buying_form(
    policy: RegionPolicy, component: Component, intensity: str | None, product: str | None = None
) -> BuyingForm:
    """The form of care for which money was granted: by the product, or by where somebody lives."""
    if product is not None and product in policy.products_by_id:
        return policy.products_by_id[product].buying
    if component is Component.STAY:
        living = {each.id for each in policy.intensities.living.items}
        return BuyingForm.LIVING if intensity in living else BuyingForm.RESIDENTIAL
    return BuyingForm.CRISIS if component is Component.CRISIS else BuyingForm.AMBULATORY


def level_of(policy: RegionPolicy, form: BuyingForm, municipality: str) -> BuyingLevel | None:
    """Who buys this form of care for this municipality (GRO-10); None where the file does not say."""
    listed = policy.buying.items if policy.buying else ()
    buyer = next((each for each in listed if each.form is form), None)
    return buyer.own.get(municipality, buyer.level) if buyer else None
