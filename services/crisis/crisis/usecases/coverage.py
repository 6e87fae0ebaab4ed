"""No change leaves a line with a gap in silence: it is refused, unless somebody forces it with a reason."""

from collections.abc import Sequence
from typing import Any

from crisis.domain.duty_line import DutyLine
from crisis.domain.shift import Shift
from region_policy.terms import AMSTERDAM
from roster.coverage import Gap
from wirekit.problems import Problem, ReasonGiven
from wirekit.texts import Language, Text

MOST_NAMED = 100
"""So many gaps or shifts a refusal names; its counts tell how many there are."""
GAP = Text(
    nl="{line}: op rang {rank} zijn er van {start} tot {end} {there} van de {needed} mensen",
    en="{line}: rank {rank} has {there} of {needed} people from {start} until {end}",
)
"""In words by the clock in the Netherlands; in `gaps` in UTC."""
CLOCK = Text(nl="%d-%m-%Y %H:%M", en="%Y-%m-%d %H:%M")


class RosterHasGaps(Problem):
    """`gaps` in the answer: each with line, rank, start, end (UTC), how many are needed, and are there."""

    status, type = 409, "/problems/roster-has-gaps"
    title = Text(
        nl="Zo heeft niet elke minuut genoeg mensen met dienst",
        en="This leaves minutes without enough people on call",
    )

    def __init__(self, gaps: Sequence[tuple[DutyLine, Gap]]) -> None:
        self.gaps = tuple(gaps)
        super().__init__(self.title, reasons=[_reason(*each) for each in self.gaps[:MOST_NAMED]])

    def body(self, language: Language) -> dict[str, Any]:
        named = [_named(*each) for each in self.gaps[:MOST_NAMED]]
        return super().body(language) | {"gaps": named, "count": len(self.gaps)}


class StillRostered(Problem):
    """Who would go has shifts ahead: `shifts` names them, and `gaps` what they would leave open."""

    status, type = 409, "/problems/still-rostered"
    title = Text(
        nl="Wie hiermee vertrekt, heeft nog diensten voor zich",
        en="Who would leave with this still has shifts ahead",
    )
    SHIFT = ReasonGiven("shifts-ahead", title)

    def __init__(self, shifts: Sequence[Shift], gaps: Sequence[tuple[DutyLine, Gap]]) -> None:
        self.shifts, self.gaps = tuple(shifts), tuple(gaps)
        found = [self.SHIFT] if self.shifts else []
        super().__init__(
            self.title, reasons=[*found, *(_reason(*each) for each in self.gaps[: MOST_NAMED - 1])]
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
        gaps = [_named(*each) for each in self.gaps[:MOST_NAMED]]
        counts = {"countOfShifts": len(self.shifts), "count": len(self.gaps)}
        return super().body(language) | {"shifts": shifts, "gaps": gaps, **counts}


def _reason(line: DutyLine, gap: Gap) -> ReasonGiven:
    return ReasonGiven(
        "gap",
        Text(nl=_told(GAP.nl, line.name_nl, gap, CLOCK.nl), en=_told(GAP.en, line.name_en, gap, CLOCK.en)),
    )


def _told(text: str, line: str, gap: Gap, clock: str) -> str:
    start, end = (at.astimezone(AMSTERDAM).strftime(clock) for at in (gap.start, gap.end))
    return text.format(line=line, rank=gap.rank, start=start, end=end, there=gap.there, needed=gap.needed)


def _named(line: DutyLine, gap: Gap) -> dict[str, Any]:
    return {
        "line": str(line.id),
        "rank": gap.rank,
        "start": gap.start.isoformat(),
        "end": gap.end.isoformat(),
        "needed": gap.needed,
        "there": gap.there,
    }
