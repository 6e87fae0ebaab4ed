"""A shift: one worker, on one line, at one rank, from one instant to another, as the roster came out.

Shifts follow from plans and overrides. Those ahead are worked out anew at every change; what was on call is
recorded and never worked out again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from roster.effective import EffectiveShift

LONGEST = timedelta(days=32)
"""A month of 31 days and the hour that the autumn clock change adds, rounded up to days."""
HORIZON = timedelta(weeks=26)
"""So far ahead the shifts are worked out, in whole days."""


class ShiftStatus(StrEnum):
    PLANNED = "planned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Shift:
    """`start` belongs to the shift and `end` does not (UTC, whole minutes). Rank 1 is called first.

    `seat` keeps apart who stand side by side at one rank. `source` tells from what it follows:
    `layer:<name>:<turn>` or `override:<id>`.
    """

    id: UUID
    line: UUID
    worker: UUID
    rank: int
    start: datetime
    end: datetime
    status: ShiftStatus = ShiftStatus.PLANNED
    version: int = 1
    seat: int = 1
    source: str = ""

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end

    @property
    def place(self) -> tuple[int, int, str, str]:
        return self.rank, self.seat, str(self.worker), self.source


@dataclass(frozen=True)
class ShiftChanges:
    """What of the shifts that stand must change, for the roster to come out as wanted."""

    new: list[EffectiveShift] = field(default_factory=list)
    changed: list[Shift] = field(default_factory=list)


def changes(standing: Sequence[Shift], wanted: Iterable[EffectiveShift], now: datetime) -> ShiftChanges:
    """Bring planned shifts that end after `now` (a whole minute) to what is wanted from `now` on.

    One that runs keeps its beginning: it goes on, ends earlier or later, or ends now, also where it would be
    longer than LONGEST and another must go on. One that is ahead and not wanted any more is withdrawn.
    """
    left = {
        (shift.rank, shift.seat, str(shift.worker), shift.source, shift.start): shift for shift in standing
    }
    running = {shift.place: shift for shift in standing if shift.start < now}
    wanted = _on_their_seats([*wanted], running.values(), now)
    new: list[EffectiveShift] = []
    changed: list[Shift] = []
    for each in wanted:
        place = (each.rank, each.seat, each.worker, each.source)
        found = running.get(place) if each.start == now else None
        found = found or left.get((*place, each.start))
        # A new plan may go on with a layer of the same name; a look-up looks back no further than this.
        if found and each.end - found.start > LONGEST:
            found = None
        if found is None or (*found.place, found.start) not in left:
            new.append(each)
            continue
        del left[(*found.place, found.start)]
        if found.end != each.end:
            changed.append(replace(found, end=each.end, version=found.version + 1))
    for shift in left.values():
        ended = {"end": now} if shift.start < now else {"status": ShiftStatus.WITHDRAWN}
        changed.append(replace(shift, version=shift.version + 1, **ended))
    return ShiftChanges(new, changed)


def _on_their_seats(
    wanted: list[EffectiveShift], running: Iterable[Shift], now: datetime
) -> list[EffectiveShift]:
    """Who was added beside others keeps the seat on which the shift runs, if nobody else is to have it.

    A seat is found by what is still ahead, so it could be another one when it is worked out again.
    """
    seats = {(shift.rank, str(shift.worker), shift.source): shift.seat for shift in running}
    kept: list[EffectiveShift] = []
    for each in wanted:
        seat = seats.get((each.rank, each.worker, each.source), each.seat) if each.start == now else each.seat
        taken = seat != each.seat and any(
            (other.rank, other.seat) == (each.rank, seat) and other.start < each.end for other in wanted
        )
        kept.append(each if taken else replace(each, seat=seat))
    return kept
