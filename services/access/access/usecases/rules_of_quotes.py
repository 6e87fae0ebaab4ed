"""How quotes go in a region; not every region has them."""

from access.usecases.reasons_of_quotes import NO_QUOTES_HERE
from region_policy.model import RegionPolicy
from region_policy.parts import Quotes
from wirekit.problems import RuleBroken


def rules_of_quotes(policy: RegionPolicy) -> Quotes:
    """Raises RuleBroken in a region without quotes."""
    if policy.quotes is None:
        raise RuleBroken(reasons=[NO_QUOTES_HERE])
    return policy.quotes
