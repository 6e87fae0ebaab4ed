"""A measure: rounds in which a thing and its floor take turns, and the ratio that each round gives.

A ratio and never a time: how long something takes says as much about the machine as about the code.
"""

import statistics
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

ROUNDS = 7
T = TypeVar("T")


class Measure(BaseModel):
    """What `--json` prints: the median of the rounds as `ratio`, and the rounds' extremes."""

    model_config = ConfigDict(frozen=True)
    name: str
    ratio: float
    better: Literal["higher", "lower"]
    goal: float
    met: bool
    min: float
    median: float
    max: float

    def __str__(self) -> str:
        kept = "met" if self.met else "NOT MET"
        bound = "at least" if self.better == "higher" else "at most"
        rounds = f"{self.min:.3g} / {self.median:.3g} / {self.max:.3g}"
        return f"{self.name}: {self.ratio:.3g} ({kept}: {bound} {self.goal:g}; rounds {rounds})"


def measured(
    name: str,
    rounds: Sequence[float],
    *,
    better: Literal["higher", "lower"],
    goal: float,
    ratio: float | None = None,
) -> Measure:
    """`ratio` where it is not the median of the rounds."""
    median = statistics.median(rounds)
    found = median if ratio is None else ratio
    return Measure(
        name=name,
        ratio=found,
        better=better,
        goal=goal,
        met=found >= goal if better == "higher" else found <= goal,
        min=min(rounds),
        median=median,
        max=max(rounds),
    )


async def in_turns(rounds: int, *sides: Callable[[], Awaitable[T]]) -> list[tuple[T, ...]]:
    """What each side gave in each round: A B, B A, A B …, so that a drift of the machine falls on all.

    With three sides the order is turned and mirrored in the same way.
    """
    given: list[tuple[T, ...]] = []
    for number in range(rounds):
        order = [*range(len(sides))]
        if number % 2:
            order.reverse()
        found = {which: await sides[which]() for which in order}
        given.append(tuple(found[which] for which in range(len(sides))))
    return given


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least this part (0 to 1) of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-part * len(ordered) // 1) - 1)]
