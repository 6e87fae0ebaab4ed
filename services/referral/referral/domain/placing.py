"""How providers are asked, how one of them is chosen, and what may be said along the way."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from region_policy.terms import DAY, end_of, is_working_day, local_day


class RoundMode(StrEnum):
    """What an acceptance does where several are asked at once (HLM-01): close, or stand beside others."""

    FIRST_CLOSES = "first-closes"
    CHOICE = "choice"


def mode_of(stated: RoundMode | None, *, asked: int) -> RoundMode:
    """The family chooses among several unless the request says beforehand that the first one closes."""
    if stated is not None:
        return stated
    return RoundMode.FIRST_CLOSES if asked == 1 else RoundMode.CHOICE


class ChosenBy(StrEnum):
    """Who chose the provider."""

    FAMILY = "family"
    REFERRER = "referrer"
    DIRECTOR = "director"


class WhyNotFamily(StrEnum):
    """Why somebody else chose in its place."""

    FAMILY_LEAVES_IT = "family-leaves-it"
    FAMILY_NOT_REACHED = "family-not-reached"
    NO_TIME_TO_CHOOSE = "no-time-to-choose"
    UNDER_A_MEASURE = "under-a-measure"


class WhyStartMoved(StrEnum):
    """Why care starts on another day than was promised."""

    PLACE_GONE = "place-gone"
    STAFF = "staff"
    FAMILY_WISH = "family-wish"
    EARLIER_POSSIBLE = "earlier-possible"


class WhyWithdrawn(StrEnum):
    """Why a provider need not answer any more, or is not the one."""

    TAKEN_BY_ANOTHER = "taken-by-another"
    NOT_CHOSEN = "not-chosen"
    REFERRAL_OVER = "referral-over"
    GOES_ON_ELSEWHERE = "goes-on-elsewhere"
    PROVIDER_STOPS = "provider-stops"
    PASSED_TO_MEMBER = "passed-to-member"
    TAKEN_BACK = "taken-back"


def is_short_of_choice(shown: int) -> bool:
    """Where a single provider could be shown, that is what is kept (NV-12)."""
    return shown == 1


def last_day(due_at: datetime) -> date:
    """The last day, in Europe/Amsterdam, of a term that ends at this moment."""
    return local_day(due_at - timedelta(seconds=1))


def remind_at(due_at: datetime, *, working_days_before: int) -> datetime | None:
    """When (UTC) somebody hears that a term ends: so many working days before its last day, as that begins.

    None where the policy wants no reminder.
    """
    day, left = last_day(due_at), working_days_before
    if not left:
        return None
    while left:
        day -= DAY
        left -= is_working_day(day)
    return end_of(day - DAY)
