"""A decision that stands ready: it goes at its moment, unless somebody takes it back before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wirekit.problems import ReasonGiven

GOES_AFTER = timedelta(seconds=60)
"""Time to see a slip and take it back. Illustrative: a figure of our own, that no source gives."""


class ReadyStatus(StrEnum):
    """REFUSED: at its moment a rule, or what had happened by then, did not allow it any more."""

    READY = "ready"
    MADE = "made"
    TAKEN_BACK = "taken-back"
    REFUSED = "refused"


NEXT_OF_READY: Mapping[ReadyStatus, frozenset[ReadyStatus]] = {
    ReadyStatus.READY: frozenset({ReadyStatus.MADE, ReadyStatus.TAKEN_BACK, ReadyStatus.REFUSED}),
    ReadyStatus.MADE: frozenset(),
    ReadyStatus.TAKEN_BACK: frozenset({ReadyStatus.READY}),
    ReadyStatus.REFUSED: frozenset({ReadyStatus.READY}),
}
"""From taken back or refused it stands ready again when it is decided anew."""
STEPS_OF_READY = ("send_ready_decision", "take_back_ready_decision")
"""What can be done on a request while a decision on it stands ready; nothing else decides it."""


class ReadyKind(StrEnum):
    """AWARD: yes to a quote (offerte akkoord)."""

    DECISION = "decision"
    AWARD = "award"


@dataclass(frozen=True)
class Ready:
    """`id`: that of the decision when it is made. `goes_at` (UTC). `quote_request`: which quote is awarded.

    `subject`, `organisation`, `role`: of who decided, in whose name it is made.
    """

    id: UUID
    version: int
    request: UUID
    kind: ReadyKind
    status: ReadyStatus
    quote_request: UUID | None
    subject: str
    organisation: UUID
    role: str
    ready_at: datetime
    goes_at: datetime
    reasons: tuple[ReasonGiven, ...] = ()

    @property
    def possible_steps(self) -> tuple[str, ...]:
        return STEPS_OF_READY if self.status is ReadyStatus.READY else ()
