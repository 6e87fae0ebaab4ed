"""What an asked provider may ask before it answers."""

from collections.abc import Mapping
from enum import StrEnum


class QuestionKind(StrEnum):
    """What a provider lacks; its words stand sealed beside it."""

    INFORMATION_MISSING = "information-missing"
    START_OR_DURATION = "start-or-duration"
    PRACTICAL = "practical"


class QuestionStatus(StrEnum):
    """DROPPED: the placement request ended before anybody answered."""

    OPEN = "open"
    ANSWERED = "answered"
    DROPPED = "dropped"


NEXT_OF_QUESTION: Mapping[QuestionStatus, frozenset[QuestionStatus]] = {
    QuestionStatus.OPEN: frozenset({QuestionStatus.ANSWERED, QuestionStatus.DROPPED}),
    QuestionStatus.ANSWERED: frozenset(),
    QuestionStatus.DROPPED: frozenset(),
}
