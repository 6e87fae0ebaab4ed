"""The policy by which something is done on a request today."""

from access.domain.request import Request
from access.resources import policies
from access.usecases.reasons import no_policy
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


def policy_of_today(tx: Transaction, request: Request) -> RegionPolicy:
    """Raises RuleBroken where the region of the request has none."""
    day = local_day(tx.now)
    try:
        return policies(tx).in_force(request.region, on=day)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_policy(day)]) from None
