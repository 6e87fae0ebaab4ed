"""What a decision letter is to say, for the room that addresses and sets it."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter

from access.domain.change import ChangeKind, ChangeReason
from access.domain.request import Ground
from access.usecases.read_letter_content import read_letter_content as content_for
from region_policy.codes import (
    CareForm,
    Component,
    LegalStep,
    Precondition,
    QuantityUnit,
    ReferrerType,
    Route,
    SettledBy,
)
from servicekit.routing import GuardedRoute, Tx
from wirekit.field_errors import FieldError
from wirekit.models import Answer
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOT_BOTH = Text(
    nl="vraag een besluit of een wijziging, een van de twee", en="ask for a decision or a change, one of them"
)
router = APIRouter(route_class=GuardedRoute, tags=["letters"])


class NameRead(Answer):
    nl: str
    en: str


class AskedForRead(Answer):
    """`on` a day in Europe/Amsterdam. `help`: the budget or the intensity, as the region calls it."""

    on: date
    by: ReferrerType
    route: Route
    forms: tuple[CareForm, ...]
    help: NameRead | None
    etmalen: int | None


class GivenRead(Answer):
    """One component of what is given; `validUntil` is its last day. `provider`: bound by the decision."""

    grant: UUID
    component: Component
    help: NameRead | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: date
    valid_until: date
    provider: UUID | None


class RefusedRead(Answer):
    """Where the need was judged the family was heard on a day, and what it said; else null."""

    ground: Ground
    because: NameRead
    heard_on: date | None
    said: str | None


class FreeHelpRead(Answer):
    """Help that needs no decision, against the wish of the family: heard on a day, and what it said."""

    provision: NameRead | None
    heard_on: date
    said: str


class StepInLetterRead(Answer):
    """A period of help that is phased out, up to and including `until`, with what may be used in it."""

    until: date
    cents: int | None
    etmalen: int | None
    quantity: int | None


class LighterRead(Answer):
    help: NameRead | None
    etmalen: int | None
    valid_until: date


class StatementInLetterRead(Answer):
    about: Precondition
    words: str


class ChangedRead(Answer):
    """What the municipality changed of running help, and since which day it is otherwise.

    `ceilingByCents`, `etmalenBy`, `quantityBy` (in `unit`): how much more; below zero how much less.
    """

    change: UUID
    grant: UUID
    kind: ChangeKind
    reason: ChangeReason
    because: NameRead
    component: Component
    help: NameRead | None
    from_day: date
    valid_until: date
    valid_until_before: date
    ceiling_by_cents: int
    etmalen_by: int
    quantity_by: int
    unit: QuantityUnit | None
    schedule: tuple[StepInLetterRead, ...]
    lighter: LighterRead | None
    said: tuple[StatementInLetterRead, ...]


class FoundRead(Answer):
    """A legal step (LAW-04): what was found, by which discipline and registered professional."""

    step: LegalStep
    finding: str
    discipline: str
    professional: str


class LetterContentRead(Answer):
    """Nobody's name and no address. Of a refusal, free help and a change `decision` and `decidedBy` are null.

    Until when somebody can object is not here: that counts from the day on which the letter is sent.
    """

    request: UUID
    decision: UUID | None
    region: str
    municipality: str
    decided_on: date
    decided_by: SettledBy | None
    legal_ground: NameRead | None
    asked: AskedForRead
    given: tuple[GivenRead, ...]
    refused: RefusedRead | None
    free_help: FreeHelpRead | None
    changed: ChangedRead | None
    steps: tuple[FoundRead, ...]
    intended_result: str | None
    personal_budget_answer: str | None


@router.get("/requests/{request_id}/letter-content", summary="What a decision letter is to say")
async def read_letter_content(
    request_id: UUID, tx: Tx, decision: UUID | None = None, change: UUID | None = None
) -> LetterContentRead:
    """Of this decision or this change of running help; without either of the refusal of the request, or else
    of the decision on it."""
    if decision is not None and change is not None:
        raise InvalidInput(errors=[FieldError("change", NOT_BOTH)])
    content = await content_for(tx, request_id, decision, change)
    return LetterContentRead.model_validate(content, from_attributes=True)
