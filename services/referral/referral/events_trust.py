"""What this room tells of the emergency door: that it was opened, by which role, and what came of it."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.store.rows_trust import EmergencyOpeningRow
from wirekit.events import Event


class EmergencyOpened(Event):
    """Somebody opened a file in an emergency: no word of why, of whom, or which login that was.

    `overseen`: the organisations whose privacy officer judges it. `justified`: null until that is said.
    """

    NAME = "emergency.opened"

    organisation: UUID
    role: str
    until: AwareDatetime
    overseen: tuple[UUID, ...]
    justified: bool | None

    @classmethod
    def of(cls, row: EmergencyOpeningRow) -> Self:
        return cls(
            ref=row.id,
            version=row.version,
            region=row.region,
            organisation=row.organisation,
            role=row.role,
            until=row.until,
            overseen=tuple(row.told),
            justified=row.justified,
        )


class EmergencyJudged(EmergencyOpened):
    """The privacy officer said whether it was right."""

    NAME = "emergency.judged"
