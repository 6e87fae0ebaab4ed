"""Prices in whole euro cents. No float ever touches an amount."""

MINUTES_PER_HOUR = 60


def amount_cents(cents_per_hour: int, minutes: int) -> int:
    """Price one delivery line in cents: tariff x minutes / 60, rounded half up (IJS-19).

    Raises ValueError for a negative tariff or a negative number of minutes.
    """
    if cents_per_hour < 0 or minutes < 0:
        raise ValueError("a tariff and a number of minutes are never negative")
    return (2 * cents_per_hour * minutes + MINUTES_PER_HOUR) // (2 * MINUTES_PER_HOUR)


def amount_of_stay(cents_per_etmaal: int, etmalen: int) -> int:
    """Price a stay in cents: tariff x whole etmalen (IJS-27).

    Raises ValueError for a negative tariff or a negative number of etmalen.
    """
    if cents_per_etmaal < 0 or etmalen < 0:
        raise ValueError("a tariff and a number of etmalen are never negative")
    return cents_per_etmaal * etmalen
