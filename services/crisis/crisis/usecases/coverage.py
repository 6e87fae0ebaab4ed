"""No change leaves a line with a gap in silence: it is refused, unless somebody forces it with a reason."""

from collections.abc import Sequence
from typing import Any

from roster.coverage import Gap
from wirekit.problems import Problem, ReasonGiven
from wirekit.texts import Language, Text


class RosterHasGaps(Problem):
    """`gaps` in the answer: each with rank, start, end (UTC), how many are needed and how many are there."""

    status, type = 409, "/problems/roster-has-gaps"
    title = Text(
        nl="Zo heeft niet elke minuut genoeg mensen met dienst",
        en="This leaves minutes without enough people on call",
    )
    sentence = Text(
        nl="Op rang {rank} zijn er van {start} tot {end} {there} van de {needed} mensen",
        en="Rank {rank} has {there} of {needed} people from {start} until {end}",
    )
    MOST = 100
    """Gaps that are named; `count` tells how many there are."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        self.gaps = tuple(gaps)
        reasons = [
            ReasonGiven(
                "gap",
                self.sentence.format(
                    rank=gap.rank,
                    start=gap.start.isoformat(),
                    end=gap.end.isoformat(),
                    there=gap.there,
                    needed=gap.needed,
                ),
            )
            for gap in self.gaps[: self.MOST]
        ]
        super().__init__(self.title, reasons=reasons)

    def body(self, language: Language) -> dict[str, Any]:
        named = [
            {
                "rank": gap.rank,
                "start": gap.start.isoformat(),
                "end": gap.end.isoformat(),
                "needed": gap.needed,
                "there": gap.there,
            }
            for gap in self.gaps[: self.MOST]
        ]
        return super().body(language) | {"gaps": named, "count": len(self.gaps)}
