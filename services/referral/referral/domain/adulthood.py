"""Help that stops around eighteen: has an adult scheme confirmed that it goes on (NV-04)?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.coming_of_age import EIGHTEEN, day_of_age
from referral.domain.handover import ADULT_SCHEMES, Destination, HandoverStatus
from referral.domain.status import StopReason
from region_policy.codes import Firmness

PLANS_FROM = EIGHTEEN - 12
"""In months: from seventeen on the provider in care plans who goes on."""
PLANNED_BY = EIGHTEEN - 6
AROUND_FROM = EIGHTEEN - 1
"""In months: what stops from here on stops around eighteen. Without an end: prolonged help stops later."""

BY_HANDOVER = frozenset({StopReason.TO_OTHER_PROVIDER, StopReason.TO_OTHER_DOMAIN})
"""The reasons that say that somebody else goes on."""
ASKS_FOR_A_RECEIVER = frozenset(
    {
        StopReason.ACCORDING_TO_PLAN,
        StopReason.EARLY_BY_PROVIDER,
        StopReason.EARLY_BY_AGREEMENT,
        StopReason.BY_MUNICIPALITY,
        StopReason.TO_OTHER_DOMAIN,
    }
)
"""With the others the family left, or youth help itself goes on: then nobody of another Act is waited for."""


class EndLacks(StrEnum):
    """What an end lacks."""

    HANDOVER_NOT_CONFIRMED = "handover-not-confirmed"
    ADULT_RECEIVER = "adult-receiver-missing"
    ADULT_RECEIVER_OR_REASON = "adult-receiver-or-reason-missing"


@dataclass(frozen=True)
class HandedOver:
    to: Destination
    status: HandoverStatus


@dataclass(frozen=True)
class Ending:
    """An end as it was found. `refused`: every reason against it.

    `without_receiver`: it ends around eighteen and no adult scheme has confirmed; where that is not refused,
    it is written down (soft) or said (noted).
    """

    refused: tuple[EndLacks, ...]
    without_receiver: bool


def judge_end(
    reason: StopReason,
    stopped_on: date,
    birth_date: date,
    handovers: Collection[HandedOver],
    binding: Firmness,
    *,
    says_why: bool,
) -> Ending:
    """Whether care may be recorded as ended on this day, in Europe/Amsterdam, for this reason.

    "Somebody else goes on" is refused while any handover waits for its confirmation (HLM-17). An end around
    eighteen without a confirmed adult scheme is as the policy has it (NV-04): refused, allowed on a reason,
    or noted. Younger than that, an end to another Act is a claim that needs its receiver in every region.
    """
    unsettled = any(each.status in {HandoverStatus.PROPOSED, HandoverStatus.RETURNED} for each in handovers)
    confirmed = {each.to for each in handovers if each.status is HandoverStatus.CONFIRMED}
    refused = []
    if reason in BY_HANDOVER and unsettled:
        refused.append(EndLacks.HANDOVER_NOT_CONFIRMED)
    if stopped_on < day_of_age(birth_date, AROUND_FROM):
        unclaimed = reason is StopReason.TO_OTHER_DOMAIN and not confirmed - {Destination.YOUTH_CARE}
        if unclaimed and not refused:
            refused.append(EndLacks.HANDOVER_NOT_CONFIRMED)
        return Ending(tuple(refused), without_receiver=False)
    without_receiver = reason in ASKS_FOR_A_RECEIVER and not confirmed & ADULT_SCHEMES
    if without_receiver and binding is Firmness.HARD:
        refused.append(EndLacks.ADULT_RECEIVER)
    elif without_receiver and binding is Firmness.SOFT and not says_why:
        refused.append(EndLacks.ADULT_RECEIVER_OR_REASON)
    return Ending(tuple(refused), without_receiver)
