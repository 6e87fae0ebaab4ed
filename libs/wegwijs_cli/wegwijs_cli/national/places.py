"""Municipalities, the regions that they buy in, and what a region says of beds and of old words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

from region_policy.loader import NoPolicyInForce, Policies
from region_policy.model import RegionPolicy
from wegwijs_cli.national.figures import STALE_AFTER_DAYS

Point = tuple[float, float]
# Of regions without a policy; illustrative.
INTENSITIES = {
    care_form: tuple(f"{care_form}-{n}" for n in (1, 2, 3)) for care_form in ("living", "residential")
}
EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Places:
    """As the policies have them on this day."""

    policies: Policies
    day: date

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """By municipality, degrees of WGS 84."""
        register = self.policies.register.by_code
        return {code: (each.latitude, each.longitude) for code, each in register.items()}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(sorted(self.points))

    @cached_property
    def region_of(self) -> Mapping[str, str]:
        """The region whose policy lists a municipality, or else its youth region."""
        register = self.policies.register.by_code
        return {
            code: self.policies.region_of(code, on=self.day) or slug(register[code].youth_region)
            for code in self.codes
        }

    @cached_property
    def regions(self) -> Mapping[str, tuple[str, ...]]:
        """The municipalities of each region, in the order of their codes."""
        found: dict[str, tuple[str, ...]] = {}
        for code, region in self.region_of.items():
            found[region] = (*found.get(region, ()), code)
        return found

    @cached_property
    def nearest(self) -> Mapping[str, tuple[str, ...]]:
        """All other regions, the nearest first."""
        middle = {region: self._middle(codes) for region, codes in self.regions.items()}
        return {
            region: tuple(sorted(middle.keys() - {region}, key=lambda o: (kilometres(here, middle[o]), o)))
            for region, here in middle.items()
        }

    def _middle(self, codes: tuple[str, ...]) -> Point:
        points = [self.points[code] for code in codes]
        return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)

    def name(self, code: str) -> str:
        return self.policies.register.by_code[code].name

    def intensities(self, region: str, care_form: str) -> tuple[str, ...]:
        """The list of the policy; of a region without one names that no source gives."""
        policy = self.policy(region)
        if policy is None:
            return INTENSITIES[care_form]
        listed = policy.intensities.living if care_form == "living" else policy.intensities.residential
        return tuple(each.id for each in listed.items)

    def stale_after_days(self, region: str) -> int:
        policy = self.policy(region)
        return policy.landscape.capacity.stale_after_days if policy else STALE_AFTER_DAYS

    def policy(self, region: str) -> RegionPolicy | None:
        try:
            return self.policies.in_force(region, on=self.day)
        except NoPolicyInForce:
            return None


def slug(name: str) -> str:
    """The name of a region as it stands in addresses and events."""
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


def kilometres(one: Point, other: Point) -> int:
    """Whole kilometres as the crow flies."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(half)))
