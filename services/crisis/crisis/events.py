"""What this room tells the others."""

from datetime import UTC, datetime
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from crisis import store
from crisis.domain.shift import Shift, ShiftStatus
from servicekit.transaction import Transaction
from wirekit.events import Event


class ShiftChanged(Event):
    """A shift was planned or withdrawn. `worker` is a reference; name and telephone stay in this room."""

    NAME = "shift.changed"

    line: UUID
    worker: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    status: ShiftStatus

    @classmethod
    def of(cls, shift: Shift, region: str) -> Self:
        return cls(
            ref=shift.id,
            version=shift.version,
            region=region,
            line=shift.line,
            worker=shift.worker,
            rank=shift.rank,
            start=shift.start,
            end=shift.end,
            status=shift.status,
        )


async def shifts_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every shift."""
    return [ShiftChanged.of(shift, region) for shift, region in await store.shifts_after(tx, after, limit)]


EXAMPLES = (
    ShiftChanged(
        ref=UUID("01990000-0000-7000-8000-000000005001"),
        version=1,
        region="voorbeeldregio",
        line=UUID("01990000-0000-7000-8000-000000005002"),
        worker=UUID("01990000-0000-7000-8000-000000005003"),
        rank=1,
        start=datetime(2026, 3, 2, 8, tzinfo=UTC),
        end=datetime(2026, 3, 2, 16, tzinfo=UTC),
        status=ShiftStatus.PLANNED,
    ),
)
