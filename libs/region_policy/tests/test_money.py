"""Prices are whole cents, rounded half up once per line."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from region_policy.money import amount_cents, amount_of_stay

TARIFFS = some.integers(min_value=0, max_value=1_000_000)
MINUTES = some.integers(min_value=0, max_value=1_000_000)


@given(tariff=TARIFFS, minutes=MINUTES)
def test_a_line_is_tariff_times_minutes_by_sixty_rounded_half_up(tariff: int, minutes: int) -> None:
    exact = Decimal(tariff) * Decimal(minutes) / Decimal(60)
    assert amount_cents(tariff, minutes) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@pytest.mark.requirement("IJS-10", "IJS-19")
def test_ninety_minutes_cost_one_and_a_half_times_the_tariff_and_half_a_cent_goes_up() -> None:
    assert amount_cents(6120, 90) == 9180
    assert amount_cents(5001, 90) == 7502
    assert amount_cents(5001, 0) == 0


@given(tariff=TARIFFS, etmalen=some.integers(min_value=0, max_value=10_000))
def test_a_stay_costs_its_tariff_for_every_etmaal(tariff: int, etmalen: int) -> None:
    assert amount_of_stay(tariff, etmalen) == int(Decimal(tariff) * Decimal(etmalen))


@pytest.mark.parametrize(("tariff", "quantity"), [(-1, 1), (1, -1)])
def test_a_negative_tariff_or_quantity_is_no_price(tariff: int, quantity: int) -> None:
    with pytest.raises(ValueError, match="never negative"):
        amount_cents(tariff, quantity)
    with pytest.raises(ValueError, match="never negative"):
        amount_of_stay(tariff, quantity)
