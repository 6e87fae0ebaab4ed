"""A swap: an own shift offered against another's, or given away; accepted, refused, withdrawn or lapsed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from crisis.domain.shift import Shift, ShiftStatus


class SwapStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


NEXT: Mapping[SwapStatus, frozenset[SwapStatus]] = {
    SwapStatus.OPEN: frozenset(SwapStatus) - {SwapStatus.OPEN},
    SwapStatus.ACCEPTED: frozenset(),
    SwapStatus.REFUSED: frozenset(),
    SwapStatus.WITHDRAWN: frozenset(),
    SwapStatus.LAPSED: frozenset(),
}
STEPS: Mapping[SwapStatus, str] = {
    SwapStatus.ACCEPTED: "accept",
    SwapStatus.REFUSED: "refuse",
    SwapStatus.WITHDRAWN: "withdraw",
}
"""What somebody does; an offer lapses by itself."""


@dataclass(frozen=True)
class Offered:
    """A shift as it was when the swap was offered: `version` tells whether it has changed since."""

    shift: Shift
    version: int

    @property
    def stands(self) -> bool:
        return self.shift.status is ShiftStatus.PLANNED and self.shift.version == self.version


@dataclass(frozen=True)
class Swap:
    """`given` goes to `to`, or to whoever takes it; `back` is the shift of `to` that comes in its place.

    `offered_by` is the subject of who offered it, for `organisation`. `lapses_at` (UTC): the start of the
    first of its shifts. `taken_by`: who took it.
    """

    id: UUID
    line: UUID
    given: Offered
    back: Offered | None
    to: UUID | None
    why: str | None
    offered_by: str
    organisation: UUID
    offered_at: datetime
    lapses_at: datetime
    status: SwapStatus = SwapStatus.OPEN
    taken_by: UUID | None = None
    ended_at: datetime | None = None
    version: int = 1

    def status_at(self, at: datetime) -> SwapStatus:
        """An open offer has lapsed from its last moment on, also where nobody has noted it yet."""
        late = self.status is SwapStatus.OPEN and at >= self.lapses_at
        return SwapStatus.LAPSED if late else self.status

    def possible_steps(self, at: datetime) -> list[str]:
        return [STEPS[status] for status in NEXT[self.status_at(at)] if status in STEPS]

    @property
    def shifts(self) -> list[Offered]:
        return [self.given, self.back] if self.back else [self.given]


class SwapRefusal(StrEnum):
    """Why a shift cannot change hands so."""

    SAME_WORKER = "same-worker"
    HAS_BEGUN = "shift-has-begun"
    SHIFT_CHANGED = "shift-changed"
    SHIFTS_OVERLAP = "shifts-overlap"


def why_no_swap(swap: Swap, taker: UUID | None, at: datetime) -> list[SwapRefusal]:
    """Every reason, for an offer or for who takes it; `taker` is None while nobody takes it."""
    given, back = swap.given.shift, swap.back.shift if swap.back else None
    broken = {
        SwapRefusal.SAME_WORKER: given.worker in (taker, back.worker if back else None),
        SwapRefusal.HAS_BEGUN: any(each.shift.start <= at for each in swap.shifts),
        SwapRefusal.SHIFT_CHANGED: not all(each.stands for each in swap.shifts),
        # Beside each other at one rank, an exchange leaves everybody where they are, or somebody there twice.
        SwapRefusal.SHIFTS_OVERLAP: back is not None and given.rank == back.rank and overlap(given, back),
    }
    return [refusal for refusal, is_broken in broken.items() if is_broken]


def overlap(one: Shift, other: Shift) -> bool:
    return one.start < other.end and other.start < one.end


def stands_elsewhere(swap: Swap, taker: UUID, planned: Sequence[Shift]) -> bool:
    """Whether one of both would be on call at two places of this line at once after the swap.

    `planned`: all planned shifts of the line that share an instant with those of the swap.
    """
    moved = {each.shift.id for each in swap.shifts}
    gets = [(taker, swap.given.shift)]
    if swap.back:
        gets.append((swap.given.shift.worker, swap.back.shift))
    return any(
        own.worker == worker and own.id not in moved and overlap(own, shift)
        for worker, shift in gets
        for own in planned
    )
