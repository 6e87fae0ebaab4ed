"""Whose figures an organisation may see: a municipality its own, a region those of its municipalities."""

from datetime import date

from access.resources import policies
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


def whose_figures(tx: Transaction, own: Organisation, on: date) -> dict[str, RegionPolicy]:
    """Each municipality with the policy of its region on this day, by code; of another kind nothing."""
    found: dict[str, RegionPolicy] = {}
    for region in own.regions:
        try:
            policy = policies(tx).in_force(region, on=on)
        except NoPolicyInForce:
            continue
        codes = policy.municipality_codes
        if own.kind != "region":
            codes = codes & ({own.area} if own.kind == "municipality" else set())
        found |= dict.fromkeys(codes, policy)
    return dict(sorted(found.items()))
