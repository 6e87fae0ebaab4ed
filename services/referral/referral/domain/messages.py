"""What an organisation finds in its inbox: codes and references, no person and no money."""

from enum import StrEnum


class MessageKind(StrEnum):
    """What happened, as the one who is told reads it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    STARTED = "started"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    PLACEMENT_REQUESTED = "placement-requested"
    PLACEMENT_WITHDRAWN = "placement-withdrawn"
