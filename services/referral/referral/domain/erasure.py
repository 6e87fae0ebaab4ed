"""When what is known of a young person may be destroyed on request (Jeugdwet art. 7.3.9; LAW-11)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.status import LIVE, ReferralStatus


class ErasureGround(StrEnum):
    """Who asked for it, or why it must be. A young person asks from twelve on, parents before that.

    RETENTION_OVER: nobody asked; what the region's policy keeps it for is over.
    """

    YOUNG_PERSON = "asked-by-young-person"
    PARENTS = "asked-by-parents"
    UNLAWFUL = "unlawfully-kept"
    COURT = "ordered-by-court"
    RETENTION_OVER = "retention-over"


ASKED_FOR = frozenset(ErasureGround) - {ErasureGround.RETENTION_OVER}


class Hindrance(StrEnum):
    """OBJECTION_OPEN may be set aside. The others never: who is being helped needs a file, and a legal hold
    is lifted first."""

    HELP_GOES_ON = "help-goes-on"
    ON_HOLD = "on-hold"
    OBJECTION_OPEN = "objection-open"


NEVER_SET_ASIDE = frozenset(Hindrance) - {Hindrance.OBJECTION_OPEN}


@dataclass(frozen=True)
class Hindered:
    hindrances: tuple[Hindrance, ...]

    def remaining(self, *, set_aside: bool) -> tuple[Hindrance, ...]:
        """What still stands in the way where the privacy officer sets aside what may be set aside."""
        return tuple(each for each in self.hindrances if each in NEVER_SET_ASIDE or not set_aside)


def what_hinders(
    statuses: Collection[ReferralStatus], objections_until: Collection[date], *, is_held: bool, today: date
) -> Hindered:
    """Against all referrals of a young person, the last days of objection of its letters, and its holds."""
    found = {
        Hindrance.HELP_GOES_ON: any(status in LIVE for status in statuses),
        Hindrance.ON_HOLD: is_held,
        Hindrance.OBJECTION_OPEN: any(today <= last for last in objections_until),
    }
    return Hindered(tuple(hindrance for hindrance, holds in found.items() if holds))
