"""A consultation of a specialist by a local team or practice, about a question and not a person (GRO-05)."""

from collections.abc import Mapping
from enum import StrEnum


class ConsultationStatus(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


NEXT_OF_CONSULTATION: Mapping[ConsultationStatus, frozenset[ConsultationStatus]] = {
    ConsultationStatus.ASKED: frozenset(
        {ConsultationStatus.ANSWERED, ConsultationStatus.DECLINED, ConsultationStatus.WITHDRAWN}
    ),
    ConsultationStatus.ANSWERED: frozenset(),
    ConsultationStatus.DECLINED: frozenset(),
    ConsultationStatus.WITHDRAWN: frozenset(),
}


class ConsultationRelation(StrEnum):
    """The names that permissions.yaml uses."""

    ASKER = "consulting-organisation"
    SPECIALIST = "consulted-provider"


class Decline(StrEnum):
    """Why a specialist does not answer."""

    FULL = "full"
    NOT_OUR_TARGET_GROUP = "not-our-target-group"
    INFORMATION_MISSING = "information-missing"
