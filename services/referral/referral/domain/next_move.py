"""Who has the next move on a referral, and until when: what every referrer wants to know first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Party(StrEnum):
    """Whose move it is, without saying which organisation that is. PLATFORM: ours to mend."""

    REFERRER = "referrer"
    PROVIDER = "provider"
    MUNICIPALITY = "municipality"
    PLATFORM = "platform"


class Move(StrEnum):
    """What is waited for; the kinds of waiting of this room by the same name, and the desk's decision."""

    TAKE_UP = "decision-awaited"
    DECIDE = "decision"
    ANSWER = "placement-answer"
    ANSWER_QUESTION = "question-answer"
    CHOOSE = "family-choice"
    FIND_PROVIDER = "next-placement"
    START = "start-awaited"
    TRANSFER = "transfer-awaited"
    MOVE_ON = "onward-awaited"


WHOSE: Mapping[Move, Party] = {
    Move.TAKE_UP: Party.PLATFORM,
    Move.DECIDE: Party.MUNICIPALITY,
    Move.ANSWER: Party.PROVIDER,
    Move.ANSWER_QUESTION: Party.MUNICIPALITY,
    Move.CHOOSE: Party.MUNICIPALITY,
    Move.FIND_PROVIDER: Party.MUNICIPALITY,
    Move.START: Party.PROVIDER,
    Move.TRANSFER: Party.MUNICIPALITY,
    Move.MOVE_ON: Party.MUNICIPALITY,
}
"""Where the owner is not the referrer itself."""


@dataclass(frozen=True)
class NextMove:
    """`until` in UTC; None where the desk has a report only, on which no term runs (LAW-05)."""

    what: Move
    whose: Party
    until: datetime | None


def next_move(what: Move, owner: str, until: datetime | None, *, referrer: str) -> NextMove:
    """`owner` and `referrer`: ids of organisations, as a deadline names them."""
    return NextMove(what, Party.REFERRER if owner == referrer else WHOSE[what], until)
