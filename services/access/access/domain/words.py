"""The words of a decision: what was found, by whom, with what outcome. Sealed wherever they are stored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from access.domain.stated import ONE_QUESTION, SAID_BY_STEP
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


class PlanAnswer(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"


class FamilyGroupPlan(Spoken):
    """The family was offered to make its own plan first (familiegroepsplan); and what it said (NV-09)."""

    offered_on: date
    answer: PlanAnswer


class Weighed(Spoken):
    """An item of the policy's weighing list, and what was found on it (HLM-10)."""

    item: str
    finding: str


class Statement(Spoken):
    """What was said on one precondition that is met by words, such as why help cannot be given at home."""

    about: Precondition
    words: str


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
    family_group_plan: FamilyGroupPlan | None = None
    weighing: tuple[Weighed, ...] = ()
    statements: tuple[Statement, ...] = ()

    def finding(self, step: LegalStep) -> str | None:
        return next((found.finding for found in self.legal_steps if found.step is step), None)


CONSULTED = {
    Partner.PROVIDER: frozenset({Precondition.CONSULTATION_PROVIDER, Precondition.VIEW_PROFESSIONAL}),
    Partner.FAMILY: frozenset({Precondition.CONSULTATION_FAMILY, Precondition.VIEW_FAMILY}),
}


def on_record(
    intended_result: str | None,
    words: Words,
    *,
    is_supervised: bool,
    authorised: Period | None,
    also: frozenset[Precondition] = frozenset(),
    is_renewal: bool = False,
) -> OnRecord:
    """What these words put on record; `also` is on record by something else, such as a determination.

    What is said once counts for every rule that asks for it: nobody fills in one thing twice.
    """
    present = set(also) | {statement.about for statement in words.statements}
    present |= {rule for found in words.legal_steps for rule in SAID_BY_STEP.get(found.step, ())}
    for consultation in words.consultations:
        present |= CONSULTED[consultation.partner]
    if intended_result is not None:
        present.add(Precondition.INTENDED_RESULT)
    if words.lighter_help is not None:
        present.add(Precondition.LIGHTER_HELP_WEIGHED)
    if words.family_group_plan is not None:
        present.add(Precondition.FAMILY_GROUP_PLAN)
    present |= {rule for said in present for rule in ONE_QUESTION.get(said, ())}
    return OnRecord(
        present=frozenset(present),
        weighed=frozenset(each.item for each in words.weighing),
        is_renewal=is_renewal,
        steps=frozenset(found.step for found in words.legal_steps),
        overrides=tuple(dict.fromkeys(each.rule for each in words.overrides)),
        is_supervised=is_supervised,
        authorised_from=authorised.start if authorised else None,
        authorised_until=authorised.end if authorised else None,
    )
