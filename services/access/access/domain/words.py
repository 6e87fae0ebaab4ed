"""The words of a decision: what was found, by whom, with what outcome. Sealed wherever they are stored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from region_policy.codes import LegalStep, Precondition
from region_policy.on_record import OnRecord


class Partner(StrEnum):
    """With whom is consulted before a stay (IJS-31); `family`: the young person and the family."""

    PROVIDER = "provider"
    FAMILY = "family"


class Spoken(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepFound(Spoken):
    """A legal step (LAW-04): what was found, by which discipline and registered professional."""

    step: LegalStep
    finding: str
    discipline: str
    professional: str


class Consultation(Spoken):
    """Who was spoken with, on which day (Europe/Amsterdam), and what came of it (IJS-31)."""

    partner: Partner
    who: str
    on: date
    outcome: str


class SetAside(Spoken):
    """A soft rule that gives way, and why (NV-10)."""

    rule: Precondition
    reason: str


@dataclass(frozen=True)
class Period:
    """From a first to a last day, both included: that of a court's authorisation (machtiging)."""

    start: date
    end: date


class Words(Spoken):
    """All words of one decision but the intended result, which the provider reads too."""

    legal_steps: tuple[StepFound, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    lighter_help: str | None = None
    personal_budget_answer: str | None = None
    overrides: tuple[SetAside, ...] = ()
    authorisation_number: str | None = None


CONSULTED = {
    Partner.PROVIDER: Precondition.CONSULTATION_PROVIDER,
    Partner.FAMILY: Precondition.CONSULTATION_FAMILY,
}


def on_record(
    intended_result: str | None,
    words: Words,
    *,
    is_supervised: bool,
    authorised: Period | None,
    also: frozenset[Precondition] = frozenset(),
) -> OnRecord:
    """What these words put on record; `also` is on record by something else, such as a determination."""
    present = {CONSULTED[consultation.partner] for consultation in words.consultations}
    if intended_result is not None:
        present.add(Precondition.INTENDED_RESULT)
    if words.lighter_help is not None:
        present.add(Precondition.LIGHTER_HELP_WEIGHED)
    return OnRecord(
        present=frozenset(present) | also,
        steps=frozenset(found.step for found in words.legal_steps),
        overrides=tuple(dict.fromkeys(each.rule for each in words.overrides)),
        is_supervised=is_supervised,
        authorised_from=authorised.start if authorised else None,
        authorised_until=authorised.end if authorised else None,
    )
