"""What each municipality of a region has within reach, and what it misses (IJS-39, GRO-12)."""

from datetime import date

from provider_registry.domain.coverage import Coverage, coverage_of
from provider_registry.resources import regions
from provider_registry.store import coverage as store
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NO_POLICY = Text(nl="is geen regio met een geldend beleid", en="is no region with a policy in force")


async def see_coverage(tx: Transaction, region: str, day: date | None) -> Coverage:
    """On this day, today where none is given. Raises InvalidInput (no policy in force there then)."""
    day = day or local_day(tx.now)
    policy = regions(tx).policy(region, day)
    if policy is None:
        raise InvalidInput(errors=[FieldError("region", NO_POLICY)])
    within = policy.landscape.coverage.within_km
    supplies = await store.supplies(tx, policy.municipalities.items, day, within)
    return coverage_of(policy, day, supplies)
