"""What a young person or parent thought of the help, and from how many answers on it is shown (GRO-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LOWEST, HIGHEST = 1, 10


class Question(StrEnum):
    """The fixed questions, each answered with a whole number from 1 to 10."""

    LISTENED = "listened"
    DECIDED_ALONG = "decided-along"
    HELPED = "helped"
    OVERALL = "overall"


@dataclass(frozen=True)
class Sums:
    """The answers about one provider in one region: how many, and the sum of the scores per question."""

    answers: int
    sums: Mapping[Question, int]


def means(given: Sums, minimum: int) -> dict[Question, int] | None:
    """The mean per question in tenths (73 is 7.3), rounded half up; None below the minimum count."""
    if given.answers < max(minimum, 1):
        return None
    return {
        question: (20 * total + given.answers) // (2 * given.answers)
        for question, total in given.sums.items()
    }
