"""What a product costs on a day."""

from datetime import date

from access.resources import policies
from access.usecases.reasons_of_routes import no_product_tariff
from region_policy.loader import NoPolicyInForce
from region_policy.model import in_force_on
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


def product_tariff(tx: Transaction, region: str, product_id: str, day: date) -> tuple[int, bool]:
    """Cents per unit (per hour of minutes) by the policy of that day, and whether it is illustrative.

    Raises RuleBroken for a day on which there is none.
    """
    try:
        product = policies(tx).in_force(region, on=day).products_by_id.get(product_id)
    except NoPolicyInForce:
        product = None
    tariff = in_force_on(product.tariffs, day) if product else None
    if product is None or tariff is None:
        raise RuleBroken(reasons=[no_product_tariff(day)])
    return tariff.cents, product.illustrative or tariff.illustrative
