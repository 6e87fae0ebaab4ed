"""A notification: one call of an alarm over one channel, tried until it is taken or not needed any more."""

from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum


class Recipient(StrEnum):
    """`desk`: the crisis desk of the region, where nobody is on call or nobody answers."""

    WORKER = "worker"
    DESK = "desk"


class NotificationStatus(StrEnum):
    """`refused`: for good, so it is not tried again. `not-needed`: answered, closed, or climbed past."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    NOT_NEEDED = "not-needed"


class Sending(StrEnum):
    """What came of one try."""

    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    TOO_SLOW = "too-slow"


PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 30))
"""After the first try, the second, and so on; the last one counts from then on."""
GRACE = timedelta(seconds=60)
"""So long somebody is still sought whom the alarm has climbed past: they may take it all the same."""
STATUS_AFTER = {Sending.SENT: NotificationStatus.SENT, Sending.REFUSED: NotificationStatus.REFUSED}
"""All other tries leave it waiting."""


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries, from 1."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def outcome_of(status: int) -> Sending:
    """What an HTTP status says. Too many, too early and too slow are no refusal of this one."""
    if 200 <= status < 300:
        return Sending.SENT
    return Sending.REFUSED if 400 <= status < 500 and status not in (408, 425, 429) else Sending.FAILED


def reaches_nobody(statuses: Collection[NotificationStatus]) -> bool:
    """Whether every channel to somebody has refused for good. Without any channel there is the screen."""
    return bool(statuses) and set(statuses) == {NotificationStatus.REFUSED}
