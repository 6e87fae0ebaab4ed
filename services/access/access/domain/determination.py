"""The determination (bepaling jeugdhulp): which help a child under a measure needs (LAW-02)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from access.domain.words import Consultation, Period, Spoken, Words


@dataclass(frozen=True)
class Determination:
    """`measure`: the kind of the measure that was in force. `authorised`: the court's authorisation."""

    request: UUID
    determined_on: date
    measure: str
    authorised: Period | None
    stored_at: datetime


class DeterminationWords(Spoken):
    """Which help, and what it shall bring about; with whom that was spoken over. Sealed."""

    help: str
    intended_result: str
    consultations: tuple[Consultation, ...] = ()
    authorisation_number: str | None = None


@dataclass(frozen=True)
class Determined:
    """A determination with its words; None after erasure."""

    determination: Determination
    words: DeterminationWords | None


@dataclass(frozen=True)
class OnFile:
    """What is on record at an award: said then, and determined before."""

    intended_result: str | None
    words: Words
    authorised: Period | None


def with_determination(
    intended_result: str | None,
    words: Words,
    authorised: Period | None,
    found: Determined | None,
    *,
    binds: bool,
) -> OnFile:
    """What the municipality says, completed by what the institution determined.

    Where that `binds`, because the measure is in force, the institution's word goes first (LAW-02).
    """
    if found is None or found.words is None:
        return OnFile(intended_result, words, authorised)
    said, period = found.words, found.determination.authorised
    number = words.authorisation_number
    if period is not None and (binds or authorised is None):
        authorised, number = period, said.authorisation_number
    merged = words.model_copy(
        update={
            "consultations": (*said.consultations, *words.consultations),
            "authorisation_number": number,
        }
    )
    result = said.intended_result if binds else intended_result or said.intended_result
    return OnFile(result, merged, authorised)


def rewrites(intended_result: str | None, authorised: Period | None, found: Determined | None) -> bool:
    """Whether the municipality says otherwise than the institution determined."""
    if found is None or found.words is None:
        return False
    period = found.determination.authorised
    return intended_result not in (None, found.words.intended_result) or (
        period is not None and authorised not in (None, period)
    )
