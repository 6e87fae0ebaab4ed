"""An override as it is kept: what lies on the plan, who laid it there, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from roster.plan import Override, OverrideKind


class Cause(StrEnum):
    """`taken-now`: somebody took a running shift over at once."""

    PLANNER = "planner"
    SWAP = "swap"
    ABSENCE = "absence"
    TAKEN_NOW = "taken-now"


@dataclass(frozen=True)
class KeptOverride:
    """See `roster.plan.Override`. `caused_by`: the swap or absence that it belongs to, if any.

    `made_by` is the subject of who laid it there, for `organisation`.
    """

    id: UUID
    line: UUID
    kind: OverrideKind
    start: datetime
    end: datetime
    worker: UUID | None
    replaces: UUID | None
    rank: int | None
    cause: Cause
    caused_by: UUID | None
    why: str | None
    made_by: str
    organisation: UUID
    made_at: datetime
    withdrawn_at: datetime | None = None
    version: int = 1

    def override(self) -> Override:
        """As the roster is worked out from it. It counts until it was withdrawn: what was, stands."""
        end = min(self.end, self.withdrawn_at or self.end)
        worker = str(self.worker) if self.worker else None
        replaces = str(self.replaces) if self.replaces else None
        return Override(str(self.id), self.kind, self.start, end, worker, replaces, self.rank)
