"""Word back to who referred: from sixteen a young person may stop it."""

from collections.abc import Collection
from datetime import date, datetime

from referral.domain.age import age_on
from referral.domain.consent import CONSENTS_ALONE
from referral.domain.relations import Relation
from region_policy.codes import ReferrerType

ASKS_FOR_ITSELF_OR_CARRIES_A_MEASURE = frozenset(
    {ReferrerType.MUNICIPALITY, ReferrerType.CERTIFIED_INSTITUTION, ReferrerType.COURT, ReferrerType.FAMILY}
)
"""To these no word back goes that could be stopped: the case is theirs by law, or their own."""


def may_stop_feedback(birth_date: date, day: date) -> bool:
    """From sixteen on a young person decides alone who hears of the help (Youth Act, section 7.3.11)."""
    return age_on(day, birth_date) >= CONSENTS_ALONE


def hears_no_more(relations: Collection[str], stopped_at: datetime | None) -> bool:
    """Whether who has these relations to a referral has none but that of a referrer that was stopped."""
    return stopped_at is not None and set(relations) == {Relation.REFERRING_ORGANISATION}


def can_be_stopped(referrer: ReferrerType) -> bool:
    return referrer not in ASKS_FOR_ITSELF_OR_CARRIES_A_MEASURE
