"""The way to the crisis function from a referral with a safety flag (HLM-08, IJS-34)."""

from collections.abc import Sequence
from dataclasses import dataclass

from region_policy.codes import ReferrerType
from region_policy.model import RegionPolicy
from region_policy.parts_landscape import EmergencyNumber


@dataclass(frozen=True)
class CrisisWay:
    """`may_raise`: the policy opens the crisis function to this reader; if not, the desk can call back."""

    may_raise: bool
    numbers: Sequence[EmergencyNumber]


def crisis_way(policy: RegionPolicy, reader: ReferrerType | None, *, safety: bool) -> CrisisWay | None:
    """No budget, frame or queue is asked. `reader`: as which referrer somebody acts here, if as any."""
    if not safety:
        return None
    crisis = policy.crisis
    return CrisisWay(may_raise=reader in crisis.open_to, numbers=crisis.numbers.items)
