"""The ways of a referral and of a placement request, as tables: what is not in them cannot happen."""

from collections.abc import Mapping
from enum import StrEnum


class ReferralStatus(StrEnum):
    """WITH_PROVIDER: nobody decides for this young person; the provider does, within one sum (GRO-01)."""

    SUBMITTED = "submitted"
    AT_DESK = "at-desk"
    GRANTED = "granted"
    WITH_PROVIDER = "with-provider"
    ACCEPTED = "accepted"
    IN_CARE = "in-care"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


NEXT: Mapping[ReferralStatus, frozenset[ReferralStatus]] = {
    ReferralStatus.SUBMITTED: frozenset(
        {
            ReferralStatus.AT_DESK,
            ReferralStatus.GRANTED,
            ReferralStatus.WITH_PROVIDER,
            ReferralStatus.WITHDRAWN,
            ReferralStatus.CLOSED,
        }
    ),
    ReferralStatus.AT_DESK: frozenset(
        {
            ReferralStatus.GRANTED,
            ReferralStatus.ACCEPTED,
            ReferralStatus.WITHDRAWN,
            ReferralStatus.CLOSED,
        }
    ),
    ReferralStatus.GRANTED: frozenset(
        {
            ReferralStatus.ACCEPTED,
            ReferralStatus.AT_DESK,
            ReferralStatus.WITHDRAWN,
            ReferralStatus.CLOSED,
        }
    ),
    ReferralStatus.WITH_PROVIDER: frozenset(
        {ReferralStatus.ACCEPTED, ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED}
    ),
    # Closed: its grant went on elsewhere, and its last day has passed before anybody else was found.
    ReferralStatus.ACCEPTED: frozenset(
        {ReferralStatus.IN_CARE, ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED}
    ),
    ReferralStatus.IN_CARE: frozenset({ReferralStatus.ENDED}),
    ReferralStatus.ENDED: frozenset(),
    ReferralStatus.WITHDRAWN: frozenset(),
    ReferralStatus.CLOSED: frozenset(),
}

LIVE = frozenset(status for status, after in NEXT.items() if after)
"""A referral on which somebody still works."""


class PlacementStatus(StrEnum):
    """OFFERED: the provider would take the young person, and the family has not chosen yet (HLM-01)."""

    REQUESTED = "requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_CARE = "in-care"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


NEXT_OF_PLACEMENT: Mapping[PlacementStatus, frozenset[PlacementStatus]] = {
    PlacementStatus.REQUESTED: frozenset(
        {
            PlacementStatus.OFFERED,
            PlacementStatus.ACCEPTED,
            PlacementStatus.REFUSED,
            PlacementStatus.WITHDRAWN,
            PlacementStatus.EXPIRED,
        }
    ),
    PlacementStatus.OFFERED: frozenset(
        {PlacementStatus.ACCEPTED, PlacementStatus.REFUSED, PlacementStatus.WITHDRAWN}
    ),
    PlacementStatus.ACCEPTED: frozenset({PlacementStatus.IN_CARE, PlacementStatus.WITHDRAWN}),
    PlacementStatus.IN_CARE: frozenset({PlacementStatus.ENDED}),
    PlacementStatus.ENDED: frozenset(),
    PlacementStatus.REFUSED: frozenset(),
    PlacementStatus.WITHDRAWN: frozenset(),
    PlacementStatus.EXPIRED: frozenset(),
}

OPEN_PLACEMENTS = frozenset(status for status, after in NEXT_OF_PLACEMENT.items() if after)
"""For a grant each provider has at most one placement request in these; the database holds to it too."""

UNDECIDED = frozenset({PlacementStatus.REQUESTED, PlacementStatus.OFFERED})
"""The provider sees a profile without identity."""

TAKEN = frozenset({PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE})
"""A grant has at most one placement request in these; the database holds to it too."""

CHOSEN = frozenset({PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE, PlacementStatus.ENDED})
"""To the provider of such a placement the file is open."""


class RefusalReason(StrEnum):
    """Why a provider does not take somebody."""

    FULL = "full"
    NOT_OUR_TARGET_GROUP = "not-our-target-group"
    INFORMATION_MISSING = "information-missing"
    REDIRECTED = "redirected"


class StopReason(StrEnum):
    """Why care stopped, after the reasons for ending in the national messages on youth care (iJw)."""

    DECEASED = "deceased"
    ACCORDING_TO_PLAN = "according-to-plan"
    EARLY_BY_FAMILY = "early-by-family"
    EARLY_BY_PROVIDER = "early-by-provider"
    EARLY_BY_AGREEMENT = "early-by-agreement"
    EXTERNAL_CIRCUMSTANCES = "external-circumstances"
    BY_MUNICIPALITY = "by-municipality"
    CHANGE_REQUESTED = "change-requested"
    TO_OTHER_PROVIDER = "to-other-provider"
    TO_OTHER_DOMAIN = "to-other-domain"


END_CODES: Mapping[StopReason, str] = {
    StopReason.DECEASED: "02",
    StopReason.ACCORDING_TO_PLAN: "31",
    StopReason.EARLY_BY_FAMILY: "32",
    StopReason.EARLY_BY_PROVIDER: "33",
    StopReason.EARLY_BY_AGREEMENT: "34",
    StopReason.EXTERNAL_CIRCUMSTANCES: "35",
    StopReason.BY_MUNICIPALITY: "36",
    StopReason.CHANGE_REQUESTED: "37",
    StopReason.TO_OTHER_PROVIDER: "38",
    StopReason.TO_OTHER_DOMAIN: "39",
}
"""The code of each in the national messages: JZ588 of iJw 3.2, in the message JW307."""

END_CODE_OF_INTERRUPTION = "20"
"""In the same list, of help that stops for a while and will go on: no StopReason, for it is not over."""
