"""A decision letter (beschikking): when one is sent, what it says, and until when somebody can object."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from referral.domain.asked import Asked
from region_policy.codes import CareForm, Component, LegalStep, QuantityUnit, ReferrerType
from region_policy.language import Language, Name
from region_policy.terms import is_working_day

BY_DESK = "desk"
SIX_WEEKS = timedelta(weeks=6)


class LetterKind(StrEnum):
    """A decision, refusal or later change of the municipality's own, or a letter that somebody asked for."""

    DECISION = "decision"
    REFUSAL = "refusal"
    CHANGE = "change"
    ON_REQUEST = "on-request"


class ChangeKind(StrEnum):
    """How the municipality changes running help by a decision of its own, whoever referred."""

    EXTEND = "extend"
    SHORTEN = "shorten"
    RAISE = "raise"
    LOWER = "lower"
    STOP = "stop"
    PHASE_OUT = "phase-out"
    STEP_DOWN = "step-down"


class Told(StrEnum):
    """Of which statements a letter of a change has the words."""

    PROGRESS_EVALUATION = "progress-evaluation"
    NECESSITY = "necessity"


class LetterStatus(StrEnum):
    """DROPPED: what it would say was erased before it was made."""

    WAITING = "waiting"
    ISSUED = "issued"
    DROPPED = "dropped"


NEXT_OF_LETTER: Mapping[LetterStatus, frozenset[LetterStatus]] = {
    LetterStatus.WAITING: frozenset({LetterStatus.ISSUED, LetterStatus.DROPPED}),
    LetterStatus.ISSUED: frozenset(),
    LetterStatus.DROPPED: frozenset(),
}


def is_own_decision(decided_by: str | None, asked: Asked, day: date) -> bool:
    """Whether the municipality itself decided (LAW-04), so that a letter follows without being asked for.

    What a doctor settled is none (LAW-03), and what an institution with a measure in force determined is
    only confirmed (LAW-02).
    """
    determined = asked.referrer is ReferrerType.CERTIFIED_INSTITUTION and asked.facts(day).measure_in_force
    return decided_by == BY_DESK and not determined


def last_day_to_object(sent_on: date) -> date:
    """Six weeks from the day after that of sending (Awb 6:7 and 6:8), in Europe/Amsterdam.

    Where that day is no working day, the first one after it (Algemene termijnenwet, article 1).
    """
    day = sent_on + SIX_WEEKS
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


class Said(BaseModel):
    """A part of what the room `access` says; only what a letter shows is read."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)


class AskedSaid(Said):
    """What was asked, on which day and by whom. `help`: as the region calls it."""

    on: date
    by: ReferrerType
    forms: tuple[CareForm, ...]
    help: Name | None
    etmalen: int | None


class GivenSaid(Said):
    """One component, from a first to a last day, both included. `ceiling_cents`: the most it may cost."""

    grant: UUID
    component: Component
    help: Name | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: date
    valid_until: date


class RefusedSaid(Said):
    """The hearing goes with a refusal that judges the need; None with one on form."""

    because: Name
    heard_on: date | None = None
    said: str | None = None


class FreeHelpSaid(Said):
    """Help that needs no decision, against the wish of the family; heard on a day, and what it said."""

    provision: Name | None
    heard_on: date
    said: str


class PeriodSaid(Said):
    """Of help that is phased out: what may be used up to and including `until`."""

    until: date
    cents: int | None
    etmalen: int | None
    quantity: int | None


class LighterSaid(Said):
    """The stay at a lighter intensity that comes after a step down, up to a last day."""

    help: Name | None
    etmalen: int | None
    valid_until: date


class StatementSaid(Said):
    about: Told
    words: str


class ChangedSaid(Said):
    """What changes of running help from `from_day` on; `…_by`: how much more, below zero how much less."""

    grant: UUID
    kind: ChangeKind
    because: Name
    component: Component
    help: Name | None
    from_day: date
    valid_until: date
    valid_until_before: date
    ceiling_by_cents: int
    etmalen_by: int
    quantity_by: int
    unit: QuantityUnit | None
    schedule: tuple[PeriodSaid, ...]
    lighter: LighterSaid | None
    said: tuple[StatementSaid, ...]


class StepSaid(Said):
    """A legal step: what was found, by which discipline and registered professional (LAW-04)."""

    step: LegalStep
    finding: str
    discipline: str
    professional: str


class LetterContent(Said):
    """What the letter says of the decision; nobody's name is in it."""

    municipality: str
    decided_on: date
    legal_ground: Name | None
    asked: AskedSaid
    given: tuple[GivenSaid, ...]
    refused: RefusedSaid | None
    free_help: FreeHelpSaid | None
    changed: ChangedSaid | None = None
    steps: tuple[StepSaid, ...]
    intended_result: str | None
    personal_budget_answer: str | None


class Table(BaseModel):
    model_config = ConfigDict(frozen=True)
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Part(BaseModel):
    """Under a heading of the second level. `said`: a person's own words, in Dutch, before the paragraphs."""

    model_config = ConfigDict(frozen=True)
    heading: str
    said: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


class Section(BaseModel):
    """Under a heading of the first level, in this order: paragraphs, `said`, table, `notes`, parts."""

    model_config = ConfigDict(frozen=True)
    heading: str
    paragraphs: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    table: Table | None = None
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


class Written(BaseModel):
    """A letter in words, ready to be set: the template adds no word of its own.

    `draft`: stands above every page of one that is not sent.
    """

    model_config = ConfigDict(frozen=True)
    language: Language
    title: str
    sender: str
    addressed: tuple[str, ...]
    about: tuple[str, ...]
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    page: str
    draft: str = ""
