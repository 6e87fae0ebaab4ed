"""Triage: questions that help a professional, after the alarm was sent. They decide nothing (IJS-35)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class TriageAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class TriageAdvice(StrEnum):
    CRISIS = "crisis"
    PERHAPS_NO_CRISIS = "perhaps-no-crisis"


@dataclass(frozen=True)
class Triage:
    """What was answered, by a code per question, and what that advises. `answered_at` in UTC."""

    id: UUID
    alarm: UUID
    answers: Mapping[str, TriageAnswer]
    advice: TriageAdvice
    answered_by: UUID
    answered_at: datetime


def advise_triage(questions: Collection[str], answers: Mapping[str, TriageAnswer]) -> TriageAdvice:
    """Perhaps no crisis only where every question is answered no; what is not answered counts as a crisis.

    Where the policy has no question there is nothing to go by, and it is a crisis.
    """
    all_no = bool(questions) and all(answers.get(each) is TriageAnswer.NO for each in questions)
    return TriageAdvice.PERHAPS_NO_CRISIS if all_no else TriageAdvice.CRISIS
