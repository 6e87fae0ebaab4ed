"""What a product costs on a day."""

from datetime import date

from access.usecases.reasons_of_routes import no_product_tariff
from access.usecases.rules_of_grant import policies_that_price
from region_policy.model import in_force_on
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


def product_tariff(
    tx: Transaction, region: str, product_id: str, day: date, *, own: date
) -> tuple[int, bool]:
    """Cents per unit (per hour of minutes) by the policy of that day, and whether it is illustrative.

    `own`: the first day of the policy that granted it. Raises RuleBroken for a day on which there is none.
    """
    for policy in policies_that_price(tx, region, day, own=own):
        product = policy.products_by_id.get(product_id)
        tariff = in_force_on(product.tariffs, day) if product else None
        if product is not None and tariff is not None:
            return tariff.cents, product.illustrative or tariff.illustrative
    raise RuleBroken(reasons=[no_product_tariff(day)])
