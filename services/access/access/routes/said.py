"""What the desk says in words: the shapes that a decision, an award and a refusal share."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from access.domain.words import Consultation, Partner, Period, SetAside, StepFound, Words
from region_policy.codes import LegalStep, Precondition
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Day, Line, Prose
from wirekit.texts import Text

Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ./-]{1,39}$")]
"""A court's case number."""
NOT_BEFORE_START = Text(nl="mag niet voor het begin liggen", en="may not lie before the start")


class StepGiven(Body):
    """`professional`: the registered professional (SKJ, BIG) whose finding it is."""

    step: LegalStep
    finding: Prose
    discipline: Line
    professional: Line


class ConsultationGiven(Body):
    """`with`: the provider, or the young person and the family; `on` a day in Europe/Amsterdam."""

    partner: Annotated[Partner, Field(alias="with")]
    who: Line
    on: Day
    outcome: Prose


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


class WordsGiven(Body):
    """What the law and the policy ask to be on record; which of it is needed follows from what is decided."""

    legal_steps: Annotated[tuple[StepGiven, ...], Field(max_length=5)] = ()
    consultations: Annotated[tuple[ConsultationGiven, ...], Field(max_length=10)] = ()
    lighter_help: Prose | None = None
    personal_budget_answer: Prose | None = None
    overrides: Annotated[tuple[OverrideGiven, ...], Field(max_length=10)] = ()
    authorisation: AuthorisationGiven | None = None

    def words(self) -> Words:
        return Words(
            legal_steps=tuple(StepFound(**given.model_dump()) for given in self.legal_steps),
            consultations=tuple(Consultation(**given.model_dump()) for given in self.consultations),
            lighter_help=self.lighter_help,
            personal_budget_answer=self.personal_budget_answer,
            overrides=tuple(SetAside(**given.model_dump()) for given in self.overrides),
            authorisation_number=self.authorisation.number if self.authorisation else None,
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


class OverrideRead(Answer):
    rule: Precondition
    reason: str


class WordsRead(Answer):
    """The case history of a decision: its five steps, who was consulted, and what was set aside."""

    legal_steps: tuple[StepRead, ...]
    consultations: tuple[ConsultationRead, ...]
    lighter_help: str | None
    personal_budget_answer: str | None
    overrides: tuple[OverrideRead, ...]
    authorisation_number: str | None

    @classmethod
    def of(cls, words: Words) -> Self:
        return cls.model_validate(words, from_attributes=True)
