"""Rounds in which providers come in, and how each application was weighed (IJS-41)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from region_policy.codes import CareForm


class RoundStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class ApplicationStatus(StrEnum):
    SUBMITTED = "submitted"
    ADMITTED = "admitted"
    REJECTED = "rejected"


NEXT_OF_ROUND: Mapping[RoundStatus, Mapping[str, RoundStatus]] = {
    RoundStatus.OPEN: {"closing": RoundStatus.CLOSED},
    RoundStatus.CLOSED: {},
}
"""A closed round does not open again: a next one is opened, with its own ground."""

STEPS_OF_APPLICATION: Mapping[ApplicationStatus, frozenset[str]] = {
    ApplicationStatus.SUBMITTED: frozenset({"assessment"}),
    ApplicationStatus.ADMITTED: frozenset(),
    ApplicationStatus.REJECTED: frozenset(),
}
"""Where an assessment leads follows from its results."""


@dataclass(frozen=True)
class Criterion:
    """What a provider must meet in this round; `text` as the region wrote it."""

    id: str
    text: str


@dataclass(frozen=True)
class AdmissionRound:
    """`number` counts the rounds of a form in a region from 1. `ground`: of the policy's list, why a later
    round was opened, with what was told on it.
    """

    id: UUID
    version: int
    status: RoundStatus
    region: str
    form: CareForm
    number: int
    criteria: tuple[Criterion, ...]
    ground: str | None
    ground_told: str | None
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class CriterionResult:
    criterion: str
    met: bool
    note: str | None


@dataclass(frozen=True)
class Application:
    """`results`: per criterion of its round, once it was assessed."""

    id: UUID
    version: int
    status: ApplicationStatus
    round: UUID
    provider: UUID
    applied_at: datetime
    results: tuple[CriterionResult, ...] | None = None
    assessed_at: datetime | None = None


def each_criterion_once(criteria: Sequence[Criterion], results: Sequence[CriterionResult]) -> bool:
    """Whether these results answer all criteria of the round, each of them once."""
    return sorted(result.criterion for result in results) == sorted(each.id for each in criteria)


def outcome_of(results: Sequence[CriterionResult]) -> ApplicationStatus:
    """Admitted where every criterion is met."""
    met = all(result.met for result in results)
    return ApplicationStatus.ADMITTED if met else ApplicationStatus.REJECTED


def needs_a_ground(number: int, *, closed_after_first_round: bool) -> bool:
    """Whether this round may be opened only because too little is on offer, and that must be on record."""
    return closed_after_first_round and number > 1
