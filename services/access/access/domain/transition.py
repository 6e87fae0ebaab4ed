"""Which rules help goes by after its region has changed its model (HLM-28). Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from region_policy.model import RegionPolicy


def own_rules_until(own: date, listed: Sequence[RegionPolicy], today: date) -> date | None:
    """The last day on which help granted by the policy that began on `own` keeps its rules.

    None while no later policy has begun: there is nothing to pass to. The region's next policy says for how
    long; one that says nothing about it gives no time at all.
    """
    later = [policy for policy in listed if own < policy.valid_from <= today]
    return _keeps_until(later[0]) if later else None


def in_force_or_kept(
    listed: Sequence[RegionPolicy], day: date, *, granted_on: date
) -> Iterator[RegionPolicy]:
    """The policy of the day, and then those before it as long as what was granted by them keeps its rules.

    A group or an intensity that a new model no longer has is still paid for help that was granted before.
    """
    begun = [policy for policy in reversed(listed) if policy.valid_from <= day]
    for later, policy in zip([None, *begun], begun, strict=False):
        if later is not None and (granted_on >= later.valid_from or day > _keeps_until(later)):
            return
        yield policy


def _keeps_until(policy: RegionPolicy) -> date:
    """A length of 365 days ends on the day before the first day a year later."""
    transition = policy.desk.transition
    return policy.valid_from + timedelta(days=(transition.after_model_days if transition else 0) - 1)
