"""No change leaves a line with a gap in silence: it is refused, unless somebody forces it with a reason."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from crisis.domain.shift import Shift
from roster.coverage import Gap
from wirekit.problems import Problem, ReasonGiven
from wirekit.texts import Language, Text

MOST_NAMED = 100
"""So many gaps or shifts a refusal names; its counts tell how many there are."""
GAP = Text(
    nl="Op rang {rank} zijn er van {start} tot {end} {there} van de {needed} mensen",
    en="Rank {rank} has {there} of {needed} people from {start} until {end}",
)


class RosterHasGaps(Problem):
    """`gaps` in the answer: each with line, rank, start, end (UTC), how many are needed, and are there."""

    status, type = 409, "/problems/roster-has-gaps"
    title = Text(
        nl="Zo heeft niet elke minuut genoeg mensen met dienst",
        en="This leaves minutes without enough people on call",
    )

    def __init__(self, gaps: Sequence[Gap], line: UUID | None = None) -> None:
        self.gaps, self.line = tuple(gaps), line
        super().__init__(self.title, reasons=[_reason(gap) for gap in self.gaps[:MOST_NAMED]])

    def body(self, language: Language) -> dict[str, Any]:
        named = [_named(gap, self.line) for gap in self.gaps[:MOST_NAMED]]
        return super().body(language) | {"gaps": named, "count": len(self.gaps)}


class StillRostered(Problem):
    """Who would go has shifts ahead: `shifts` names them, and `gaps` what they would leave open."""

    status, type = 409, "/problems/still-rostered"
    title = Text(
        nl="Wie hiermee vertrekt, heeft nog diensten voor zich",
        en="Who would leave with this still has shifts ahead",
    )
    SHIFT = ReasonGiven("shifts-ahead", title)

    def __init__(self, shifts: Sequence[Shift], gaps: Sequence[tuple[UUID, Gap]]) -> None:
        self.shifts, self.gaps = tuple(shifts), tuple(gaps)
        found = [self.SHIFT] if self.shifts else []
        super().__init__(
            self.title, reasons=[*found, *(_reason(gap) for _, gap in self.gaps[: MOST_NAMED - 1])]
        )

    def body(self, language: Language) -> dict[str, Any]:
        shifts = [
            {
                "id": str(shift.id),
                "line": str(shift.line),
                "worker": str(shift.worker),
                "rank": shift.rank,
                "start": shift.start.isoformat(),
                "end": shift.end.isoformat(),
            }
            for shift in self.shifts[:MOST_NAMED]
        ]
        gaps = [_named(gap, line) for line, gap in self.gaps[:MOST_NAMED]]
        counts = {"countOfShifts": len(self.shifts), "count": len(self.gaps)}
        return super().body(language) | {"shifts": shifts, "gaps": gaps, **counts}


def _reason(gap: Gap) -> ReasonGiven:
    moments = {"start": gap.start.isoformat(), "end": gap.end.isoformat()}
    return ReasonGiven("gap", GAP.format(rank=gap.rank, there=gap.there, needed=gap.needed, **moments))


def _named(gap: Gap, line: UUID | None) -> dict[str, Any]:
    return {
        "line": str(line) if line else None,
        "rank": gap.rank,
        "start": gap.start.isoformat(),
        "end": gap.end.isoformat(),
        "needed": gap.needed,
        "there": gap.there,
    }
