"""A provider passes somebody on: asked with a reason, decided by who decides a placement (HLM-06)."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID


class OnwardStatus(StrEnum):
    """AGREED: it goes on elsewhere, and is not placed there yet. LAPSED: the help ended before that."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    MOVED = "moved"
    LAPSED = "lapsed"


NEXT_OF_ONWARD: Mapping[OnwardStatus, frozenset[OnwardStatus]] = {
    OnwardStatus.ASKED: frozenset(
        {OnwardStatus.AGREED, OnwardStatus.DECLINED, OnwardStatus.MOVED, OnwardStatus.LAPSED}
    ),
    OnwardStatus.AGREED: frozenset({OnwardStatus.MOVED, OnwardStatus.LAPSED}),
    OnwardStatus.DECLINED: frozenset(),
    OnwardStatus.MOVED: frozenset(),
    OnwardStatus.LAPSED: frozenset(),
}

WAITING_ONWARD = frozenset(status for status, after in NEXT_OF_ONWARD.items() if after)
"""Of a placement at most one is in these; the database holds to it too."""
COUNTED = frozenset({OnwardStatus.ASKED, OnwardStatus.AGREED, OnwardStatus.MOVED})
"""These make the chain: what was declined, or came to nothing, does not."""


class OnwardReason(StrEnum):
    """Why a provider passes somebody on. There is no "full": who is full does not accept."""

    OTHER_EXPERTISE = "other-expertise"
    HEAVIER_HELP = "heavier-help"
    LIGHTER_HELP = "lighter-help"
    CLOSER_TO_HOME = "closer-to-home"
    NOT_SAFE_HERE = "not-safe-here"
    FAMILY_WISH = "family-wish"
    PROVIDER_STOPS = "provider-stops"


BACK_TO_EARLIER = "back-to-earlier-provider"
"""The warning that somebody would come back to a provider of the same chain."""


def place_in_chain(earlier: int) -> int:
    """Which provider in a row the next one is: the first passing on goes to the second provider."""
    return earlier + 2


def is_back(chain: Sequence[UUID | None], to: UUID | None) -> bool:
    """Whether `to` had this young person before, by the chain of providers so far."""
    return to is not None and to in chain
