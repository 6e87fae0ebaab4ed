"""Bridging care (overbruggingszorg): help by another provider while a component waits for its own (NV-18)."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class BridgingStatus(StrEnum):
    """RUNNING: accepted, with its first day. WITHDRAWN: taken back, or the real start left no day of it."""

    REQUESTED = "requested"
    RUNNING = "running"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


NEXT_OF_BRIDGING: Mapping[BridgingStatus, frozenset[BridgingStatus]] = {
    BridgingStatus.REQUESTED: frozenset(
        {
            BridgingStatus.RUNNING,
            BridgingStatus.REFUSED,
            BridgingStatus.WITHDRAWN,
            BridgingStatus.EXPIRED,
        }
    ),
    BridgingStatus.RUNNING: frozenset({BridgingStatus.ENDED, BridgingStatus.WITHDRAWN}),
    # A start that is entered late may turn out to lie before all of it.
    BridgingStatus.ENDED: frozenset({BridgingStatus.WITHDRAWN}),
    BridgingStatus.REFUSED: frozenset(),
    BridgingStatus.WITHDRAWN: frozenset(),
    BridgingStatus.EXPIRED: frozenset(),
}

OPEN_BRIDGING = frozenset({BridgingStatus.REQUESTED, BridgingStatus.RUNNING})
"""A component has one of these at most; the database holds to it too."""

HAS_DAYS = frozenset({BridgingStatus.RUNNING, BridgingStatus.ENDED})
"""On some days of it somebody is helped, was, or will be."""


class BridgingEnd(StrEnum):
    """Why bridging ended."""

    CARE_STARTED = "care-started"
    REFERRAL_OVER = "referral-over"
    GRANT_LAPSED = "grant-lapsed"
    STOPPED_BY_PROVIDER = "stopped-by-provider"


def last_day_before(real_start: date, starts_on: date) -> date | None:
    """The eve of the real start; None where that leaves the bridging no day."""
    eve = real_start - timedelta(days=1)
    return eve if eve >= starts_on else None
