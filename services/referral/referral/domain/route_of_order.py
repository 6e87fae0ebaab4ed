"""Along which way the municipality first looks where a court's order names none (HLM-04)."""

from datetime import date

from referral.domain.asked import Asked, Wanted
from region_policy.codes import Route
from region_policy.decisions import check
from region_policy.model import RegionPolicy


def asked_by_order(policy: RegionPolicy, wanted: Wanted, *, municipality: str, age: int, day: date) -> Asked:
    """The first way that the policy opens to the court as the order stands; the desk may decide on another.

    Where none is open it is asked along any, so that every reason is told. `day` in Europe/Amsterdam.
    """
    ways = [wanted.asked(municipality=municipality, age=age, route=route) for route in Route]
    open_ways = (each for each in ways if check(policy, each.facts(day), each.choice).is_allowed)
    return next(open_ways, ways[0])
