"""How long somebody who was referred may wait: what the country agreed on, and what the region says."""

from dataclasses import dataclass
from typing import Self

from region_policy.model import RegionPolicy

NATIONAL_FIRST_CONTACT_DAYS = 28
NATIONAL_START_DAYS = 70
"""The national norm on waiting (Treeknorm), which providers and payers agreed on in 2000 and the care for
mental health counts by: four weeks from the referral to the first contact, ten from there to the start."""


@dataclass(frozen=True)
class WaitingNorm:
    """In days: of the country and of the region, for one stretch of the way."""

    national: int
    regional: int

    @property
    def strictest(self) -> int:
        """Where the region is less strict than the country, the country's counts all the same."""
        return min(self.national, self.regional)


@dataclass(frozen=True)
class WaitingNorms:
    """From the referral `to_first_contact`, and from there `to_start` of care."""

    to_first_contact: WaitingNorm
    to_start: WaitingNorm

    @classmethod
    def of(cls, policy: RegionPolicy) -> Self:
        own = policy.following.waiting
        return cls(
            to_first_contact=WaitingNorm(NATIONAL_FIRST_CONTACT_DAYS, own.first_contact_days),
            to_start=WaitingNorm(NATIONAL_START_DAYS, own.start_days),
        )
