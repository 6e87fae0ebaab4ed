"""What is within reach of each municipality."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text

from provider_registry.domain.capacity import FULL, UNKNOWN
from provider_registry.domain.coverage import Supply
from provider_registry.store.mapping import thing_of
from servicekit.transaction import Transaction

# With the intensity left out once more: the form as a whole. A place that may not be told counts as near,
# for its distance would tell it.
SUPPLIES = text("""
    SELECT municipality, form, intensity, grouping(intensity) AS as_a_whole,
        count(DISTINCT provider) AS providers,
        count(DISTINCT provider) FILTER (WHERE wait_days < :full) AS open_now,
        percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_days)
            FILTER (WHERE wait_days < :unknown) AS wait_days
    FROM option
    WHERE municipality = ANY(:municipalities) AND valid_from <= :day AND valid_until >= :day
        AND (kilometres IS NULL OR kilometres <= :within)
    GROUP BY GROUPING SETS ((municipality, form, intensity), (municipality, form))
""")


async def supplies(tx: Transaction, municipalities: Sequence[str], day: date, within_km: int) -> list[Supply]:
    """Counts of providers; without an intensity: of the form as a whole."""
    asked = {
        "municipalities": list(municipalities),
        "day": day,
        "within": within_km,
        "full": FULL,
        "unknown": UNKNOWN,
    }
    rows = (await tx.session.execute(SUPPLIES, asked)).mappings()
    return [
        thing_of(Supply, {name: value for name, value in row.items() if name != "as_a_whole"})
        for row in rows
        if row["as_a_whole"] or row["intensity"] is not None
    ]
