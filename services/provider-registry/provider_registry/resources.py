"""What this room opens once, at its start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import cast

from provider_registry.settings import Settings
from region_policy.loader import NoPolicyInForce, Policies
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Regions:
    """The policies, and where a region has none what everybody goes by."""

    policies: Policies
    stale_after_days: int
    waiting_norm_days: int

    @cached_property
    def points(self) -> Mapping[str, tuple[float, float]]:
        """The point of each municipality, degrees of WGS 84."""
        register = self.policies.register.by_code
        return {code: (each.latitude, each.longitude) for code, each in register.items()}

    def policy(self, region: str, day: date) -> RegionPolicy | None:
        try:
            return self.policies.in_force(region, on=day)
        except NoPolicyInForce:
            return None

    def municipalities(self, region: str, day: date) -> tuple[str, ...]:
        """Those of the policy; of a region without one those of the youth region of that name."""
        policy = self.policy(region, day)
        return tuple(policy.municipalities.items) if policy else self._youth_regions.get(region, ())

    def region_of(self, municipality: str, day: date) -> str | None:
        """The region whose policy lists it, or else its youth region; None for an unknown code."""
        found = self.policies.region_of(municipality, on=day)
        known = self.policies.register.find(municipality)
        return found or (slug(known.youth_region) if known else None)

    def stale_after(self, region: str, day: date) -> int:
        """After how many days a word on places is too old to go by."""
        policy = self.policy(region, day)
        return policy.landscape.capacity.stale_after_days if policy else self.stale_after_days

    def waiting_norm(self, region: str, day: date) -> int:
        """The longest wait in days that the region finds acceptable."""
        policy = self.policy(region, day)
        return policy.landscape.capacity.waiting_norm_days if policy else self.waiting_norm_days

    @cached_property
    def _youth_regions(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code, each in self.policies.register.by_code.items():
            found.setdefault(slug(each.youth_region), []).append(code)
        return {region: tuple(codes) for region, codes in found.items()}


def slug(name: str) -> str:
    """The name of a region as it stands in addresses and events."""
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


def open_resources(settings: Settings) -> Regions:
    """Raises PolicyMistakes: with a wrong file the room does not start."""
    policies = Policies.load(Path(settings.regions_dir))
    return Regions(policies, settings.stale_after_days, settings.waiting_norm_days)


def regions(tx: Transaction) -> Regions:
    return cast(Regions, tx.resources)
