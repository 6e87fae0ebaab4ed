"""Whose figures somebody may see: a municipality its own, a region those of each of its municipalities."""

from collections.abc import Iterable
from datetime import date

from region_policy.loader import NoPolicyInForce, Policies
from region_policy.model import RegionPolicy


def whose_figures(
    policies: Policies, kind: str, area: str | None, regions: Iterable[str], *, on: date
) -> dict[str, RegionPolicy]:
    """Each municipality with the policy of its region on this day, by code, in the order of the codes.

    `kind`, `area` (code of the municipality), `regions`: of the organisation that asks; of a kind that is
    neither a region nor a municipality it gives nothing.
    """
    found: dict[str, RegionPolicy] = {}
    for region in regions:
        try:
            policy = policies.in_force(region, on=on)
        except NoPolicyInForce:
            continue
        codes = policy.municipality_codes
        if kind != "region":
            codes = codes & ({area} if kind == "municipality" else set())
        found |= dict.fromkeys(codes, policy)
    return dict(sorted(found.items()))
