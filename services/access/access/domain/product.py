"""What a product costs: so many of its own units at a tariff."""

from region_policy.codes import QuantityUnit
from region_policy.money import amount_cents


def price(unit: QuantityUnit | None, tariff_cents: int, quantity: int) -> int:
    """Cents: of minutes the tariff per hour x minutes / 60, half up; else tariff x etmalen or pieces."""
    if unit is QuantityUnit.MINUTE:
        return amount_cents(tariff_cents, quantity)
    return tariff_cents * quantity
