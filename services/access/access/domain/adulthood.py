"""Towards eighteen, and past it (NV-14, NV-15). Pure.

This room never has a birth date: it knows whole years on the day of a referral, and that an age was told.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTHS = 12
EIGHTEEN = 18 * MONTHS


class FollowOnKind(StrEnum):
    """What comes after help that ends around eighteen; NONE_NEEDED is the explicit stop."""

    NONE_NEEDED = "none-needed"
    PROLONGED = "prolonged"
    ADULT_CARE = "adult-care"


@dataclass(frozen=True)
class FollowOn:
    """`ground`: of prolonged help, by the policy's list."""

    kind: FollowOnKind
    ground: str | None = None


@dataclass(frozen=True)
class AgeKnown:
    """At least so many months old on this day."""

    months: int
    on: date


def months_at(known: Iterable[AgeKnown], day: date) -> int:
    """The least age in whole months on a day, as far as it is known."""
    return max((each.months + whole_months(each.on, day) for each in known if each.on <= day), default=0)


def whole_months(first: date, last: date) -> int:
    """How many whole months have passed; none where `last` is the earlier."""
    months = (last.year - first.year) * MONTHS + last.month - first.month - (last.day < first.day)
    return max(months, 0)


class AdulthoodSignal(StrEnum):
    """TURNS_18: a moment of the policy before it. The others tell of help without a follow-on."""

    TURNS_18 = "turns-18"
    ENDS_AT_18 = "ends-at-18"
    RUNS_PAST_18 = "runs-past-18"
    TURNED_18 = "turned-18"


def alarm_of(
    months: int, day: date, *, valid_until: date, policy_months: Iterable[int]
) -> AdulthoodSignal | None:
    """What is wrong with help without a follow-on, of somebody who is so old on this day.

    Nothing before the policy's first moment before eighteen, and nothing past that birthday.
    """
    left = EIGHTEEN - months
    if not 0 < left <= max(policy_months):
        return None
    is_past = whole_months(day, valid_until) >= left
    return AdulthoodSignal.RUNS_PAST_18 if is_past else AdulthoodSignal.ENDS_AT_18


def signals_at(
    months: int, *, heard_on: date, valid_until: date, has_follow_on: bool, policy_months: Collection[int]
) -> list[AdulthoodSignal]:
    """What to tell about help that runs when its young person reaches this age.

    From the policy's first moment before eighteen on, help without a follow-on is alarmed, each time anew:
    it ends at eighteen or before, or runs past it without a ground.
    """
    if months == EIGHTEEN:
        return [] if has_follow_on else [AdulthoodSignal.TURNED_18]
    if EIGHTEEN - months not in policy_months:
        return []
    alarm = alarm_of(months, heard_on, valid_until=valid_until, policy_months=policy_months)
    return [AdulthoodSignal.TURNS_18, *([alarm] if alarm and not has_follow_on else [])]
