"""A warm handover (warme overdracht): who goes on has met the family before the sender lets go."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class HandoverStatus(StrEnum):
    """RETURNED: nobody goes on yet, and the sender has the next move again (HLM-17)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


NEXT_OF_HANDOVER: Mapping[HandoverStatus, frozenset[HandoverStatus]] = {
    HandoverStatus.PROPOSED: frozenset(
        {HandoverStatus.CONFIRMED, HandoverStatus.RETURNED, HandoverStatus.WITHDRAWN}
    ),
    HandoverStatus.CONFIRMED: frozenset(),
    HandoverStatus.RETURNED: frozenset({HandoverStatus.PROPOSED, HandoverStatus.WITHDRAWN}),
    HandoverStatus.WITHDRAWN: frozenset(),
}

UNSETTLED = frozenset(status for status, after in NEXT_OF_HANDOVER.items() if after)
"""A placement has at most one of these to each destination; the database holds to it."""


class Destination(StrEnum):
    """Where the help goes on: at another provider, near home, or under another Act (Wmo, Zvw, Wlz)."""

    YOUTH_CARE = "youth-care"
    LOCAL_HELP = "local-help"
    WMO = "wmo"
    ZVW = "zvw"
    WLZ = "wlz"


ADULT_SCHEMES = frozenset({Destination.WMO, Destination.ZVW, Destination.WLZ})


class HandoverReturn(StrEnum):
    """Why a handover came back. HANDOVER_NOT_CONFIRMED: the term ended and nobody had confirmed contact."""

    FULL = "full"
    NOT_OUR_TARGET_GROUP = "not-our-target-group"
    INFORMATION_MISSING = "information-missing"
    HANDOVER_NOT_CONFIRMED = "handover-not-confirmed"


class HandoverRelation(StrEnum):
    """The names that permissions.yaml uses, beside the responsible municipality.

    RECORDER: the sender, where the receiver is outside the network and cannot confirm here itself.
    """

    SENDER = "sending-organisation"
    RECEIVER = "receiving-organisation"
    RECORDER = "recording-organisation"


class Contact(BaseModel):
    """Somebody who can be called."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    telephone: str


class Package(BaseModel):
    """What goes along with consent: so that nobody has to tell the same story again."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    summary: str
    goals: tuple[str, ...]
    contacts: tuple[Contact, ...]


class Papers(BaseModel):
    """What the sender gave; sealed under the client's key.

    `call`: who to call at the sender. `receiver_name`: of a receiver outside the network.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    call: Contact
    receiver_name: str | None
    package: Package | None
