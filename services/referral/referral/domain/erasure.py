"""When what is known of a young person may be destroyed on request (Jeugdwet art. 7.3.9; LAW-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.status import LIVE, ReferralStatus


class ErasureGround(StrEnum):
    """Who asked for it, or why it must be. A young person asks from twelve on, parents before that."""

    YOUNG_PERSON = "asked-by-young-person"
    PARENTS = "asked-by-parents"
    UNLAWFUL = "unlawfully-kept"
    COURT = "ordered-by-court"


class Hindrance(StrEnum):
    """HELP_GOES_ON is never set aside: who is being helped needs a file. OBJECTION_OPEN may be."""

    HELP_GOES_ON = "help-goes-on"
    OBJECTION_OPEN = "objection-open"


@dataclass(frozen=True)
class Hindered:
    hindrances: tuple[Hindrance, ...]

    def remaining(self, *, set_aside: bool) -> tuple[Hindrance, ...]:
        """What still stands in the way where the privacy officer sets aside what may be set aside."""
        return tuple(each for each in self.hindrances if each is Hindrance.HELP_GOES_ON or not set_aside)


def what_hinders(
    statuses: Collection[ReferralStatus], objections_until: Collection[date], *, today: date
) -> Hindered:
    """Against all referrals of a young person, and the last days of objection of its letters."""
    found = {
        Hindrance.HELP_GOES_ON: any(status in LIVE for status in statuses),
        Hindrance.OBJECTION_OPEN: any(today <= last for last in objections_until),
    }
    return Hindered(tuple(hindrance for hindrance, holds in found.items() if holds))
