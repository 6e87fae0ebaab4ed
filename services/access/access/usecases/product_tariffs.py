"""What a product costs on a day."""

from collections.abc import Iterator
from datetime import date

from access.domain.entitlement import Grant
from access.usecases.reasons_of_routes import no_product_tariff
from access.usecases.rules_of_grant import own_policy_began, policies_that_price
from region_policy.model import RegionPolicy, in_force_on
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


def product_tariff(
    tx: Transaction, region: str, product_id: str, day: date, *, own: date
) -> tuple[int, bool]:
    """Cents per unit (per hour of minutes) by the policy of that day, and whether it is illustrative.

    `own`: the first day of the policy that granted it. Raises RuleBroken for a day on which there is none.
    """
    found = _priced(policies_that_price(tx, region, day, own=own), product_id, day)
    if found is None:
        raise RuleBroken(reasons=[no_product_tariff(day)])
    return found


async def tariff_of_grant(tx: Transaction, region: str, grant: Grant, day: date) -> tuple[int, bool] | None:
    """The same of what was granted. By which policy that was is read only where the one of the day does not
    price it."""
    by_that_day = policies_that_price(tx, region, day, own=date.max)
    if (found := _priced(by_that_day, grant.product, day)) is not None:
        return found
    own = await own_policy_began(tx, grant.decision)
    return _priced(policies_that_price(tx, region, day, own=own), grant.product, day)


def _priced(by: Iterator[RegionPolicy], product_id: str | None, day: date) -> tuple[int, bool] | None:
    for policy in by:
        product = policy.products_by_id.get(product_id or "")
        tariff = in_force_on(product.tariffs, day) if product else None
        if product is not None and tariff is not None:
            return tariff.cents, product.illustrative or tariff.illustrative
    return None
