"""What the desk says in words: the shapes that a decision, an award and a refusal share."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from access.domain.free_help import Hearing
from access.domain.stated import IN_WORDS
from access.domain.words import (
    Consultation,
    FamilyGroupPlan,
    Partner,
    Period,
    PlanAnswer,
    SetAside,
    Statement,
    StepFound,
    Weighed,
    Words,
)
from access.domain.worker import Worker
from access.routes.fields import Code
from region_policy.codes import LegalStep, Precondition
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Day, Line, Prose
from wirekit.problems import InvalidInput
from wirekit.texts import Text

Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,39}$")]
"""A court's case number."""
HAS_ITS_OWN_FIELD = Text(
    nl="heeft een eigen veld; zie de bevindingen, het overleg, het plan of de afweeglijst",
    en="has a field of its own; see the findings, consultations, the plan or the weighing list",
)
NAMES_NOBODY = Text(
    nl="is nodig; of leg eerst uw eigen discipline en registratie vast",
    en="is needed; or register your own discipline and registration first",
)
NOT_BEFORE_START = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")


class StepGiven(Body):
    """`professional`: the registered professional (SKJ, BIG) whose finding it is.

    Discipline and professional are those of who is signed in, where they are left out.
    """

    step: LegalStep
    finding: Prose
    discipline: Line | None = None
    professional: Line | None = None


class HearingGiven(Body):
    """`on` a day in Europe/Amsterdam; `outcome`: what the family said, kept sealed."""

    on: Day
    outcome: Prose

    def hearing(self) -> Hearing:
        return Hearing(on=self.on, outcome=self.outcome)


class ConsultationGiven(Body):
    """`with`: the provider, or the young person and the family; `on` a day in Europe/Amsterdam."""

    partner: Annotated[Partner, Field(alias="with")]
    who: Line
    on: Day
    outcome: Prose


class FamilyGroupPlanGiven(Body):
    """On which day the family was offered to make its own plan first, and what it answered."""

    offered_on: Day
    answer: PlanAnswer


class WeighedGiven(Body):
    """What was found on one item of the region's weighing list."""

    item: Code
    finding: Prose


class StatementGiven(Body):
    """What is said on one thing that the region or the law asks, such as why help cannot be given at home."""

    about: Precondition
    words: Prose

    @field_validator("about")
    @classmethod
    def _met_by_words(cls, about: Precondition) -> Precondition:
        if about not in IN_WORDS:
            raise FieldRefused(HAS_ITS_OWN_FIELD)
        return about


class OverrideGiven(Body):
    rule: Precondition
    reason: Prose


class AuthorisationGiven(Body):
    """A court's authorisation (machtiging); `end` is its last day."""

    number: Number
    start: Day
    end: Day

    @field_validator("end")
    @classmethod
    def _ends_after_start(cls, end: date, of: ValidationInfo) -> date:
        start = of.data.get("start")
        if start and end < start:
            raise FieldRefused(NOT_BEFORE_START)
        return end


def steps_found(given: tuple[StepGiven, ...], worker: Worker | None) -> tuple[StepFound, ...]:
    """The findings, signed by who is signed in where they name nobody. Raises InvalidInput."""
    errors = [
        FieldError(f"legalSteps.{at}.{part}", NAMES_NOBODY)
        for at, each in enumerate(given)
        for part in ("discipline", "professional")
        if worker is None and getattr(each, part) is None
    ]
    if errors:
        raise InvalidInput(errors=errors)
    return tuple(
        StepFound(
            step=each.step,
            finding=each.finding,
            discipline=each.discipline or (worker.discipline if worker else ""),
            professional=each.professional or (worker.professional if worker else ""),
        )
        for each in given
    )


class WordsGiven(Body):
    """What the law and the policy ask to be on record; which of it is needed follows from what is decided."""

    legal_steps: Annotated[tuple[StepGiven, ...], Field(max_length=5)] = ()
    consultations: Annotated[tuple[ConsultationGiven, ...], Field(max_length=10)] = ()
    lighter_help: Prose | None = None
    personal_budget_answer: Prose | None = None
    overrides: Annotated[tuple[OverrideGiven, ...], Field(max_length=10)] = ()
    authorisation: AuthorisationGiven | None = None
    family_group_plan: FamilyGroupPlanGiven | None = None
    weighing: Annotated[tuple[WeighedGiven, ...], Field(max_length=50)] = ()
    statements: Annotated[tuple[StatementGiven, ...], Field(max_length=20)] = ()

    def words(self, worker: Worker | None) -> Words:
        """`worker`: who is signed in, and signs the findings that name nobody else."""
        return Words(
            legal_steps=steps_found(self.legal_steps, worker),
            consultations=tuple(Consultation(**given.model_dump()) for given in self.consultations),
            lighter_help=self.lighter_help,
            personal_budget_answer=self.personal_budget_answer,
            overrides=tuple(SetAside(**given.model_dump()) for given in self.overrides),
            authorisation_number=self.authorisation.number if self.authorisation else None,
            family_group_plan=FamilyGroupPlan(**self.family_group_plan.model_dump())
            if self.family_group_plan
            else None,
            weighing=tuple(Weighed(**given.model_dump()) for given in self.weighing),
            statements=tuple(Statement(**given.model_dump()) for given in self.statements),
        )

    @property
    def authorised(self) -> Period | None:
        return Period(self.authorisation.start, self.authorisation.end) if self.authorisation else None


class StepRead(Answer):
    step: LegalStep
    finding: str
    discipline: str
    professional: str


class ConsultationRead(Answer):
    partner: Annotated[Partner, Field(alias="with")]
    who: str
    on: date
    outcome: str


class FamilyGroupPlanRead(Answer):
    offered_on: date
    answer: PlanAnswer


class WeighedRead(Answer):
    item: str
    finding: str


class StatementRead(Answer):
    about: Precondition
    words: str


class OverrideRead(Answer):
    rule: Precondition
    reason: str


class PeriodRead(Answer):
    """From a first to a last day, both included."""

    start: date
    end: date

    @classmethod
    def of(cls, period: Period) -> Self:
        return cls(start=period.start, end=period.end)


class WordsRead(Answer):
    """The case history of a decision: its five steps, who was consulted, and what was set aside."""

    legal_steps: tuple[StepRead, ...]
    consultations: tuple[ConsultationRead, ...]
    lighter_help: str | None
    personal_budget_answer: str | None
    overrides: tuple[OverrideRead, ...]
    authorisation_number: str | None
    family_group_plan: FamilyGroupPlanRead | None
    weighing: tuple[WeighedRead, ...]
    statements: tuple[StatementRead, ...]

    @classmethod
    def of(cls, words: Words) -> Self:
        return cls.model_validate(words, from_attributes=True)
