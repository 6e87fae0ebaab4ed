"""An absence: from one instant to another a worker is on call nowhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

LONGEST_ABSENCE = timedelta(days=366)


class AbsenceStatus(StrEnum):
    IN_FORCE = "in-force"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Absence:
    """`start` belongs to it and `end` does not (UTC, whole minutes). `stand_in` comes in place of `worker`.

    `made_by` is the subject of who reported it, for `organisation`. `withdrawn_at`: from then on the worker
    is there again.
    """

    id: UUID
    worker: UUID
    start: datetime
    end: datetime
    stand_in: UUID | None
    why: str | None
    made_by: str
    organisation: UUID
    made_at: datetime
    withdrawn_at: datetime | None = None
    version: int = 1

    def status_at(self, at: datetime) -> AbsenceStatus:
        if self.withdrawn_at is not None:
            return AbsenceStatus.WITHDRAWN
        return AbsenceStatus.IN_FORCE if at < self.end else AbsenceStatus.OVER

    def possible_steps(self, at: datetime) -> list[str]:
        return ["withdraw"] if self.status_at(at) is AbsenceStatus.IN_FORCE else []
