"""Triage: the questions of a region, and what was answered after an alarm was sent."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import AwareDatetime, Field

from crisis.domain.triage import Triage, TriageAdvice, TriageAnswer
from crisis.routes.duty_lines import Name
from crisis.routes.fields import CbsCode, Slug
from crisis.usecases.answer_triage import answer_triage as answer
from crisis.usecases.answer_triage import questions_for
from crisis.usecases.region_of_place import require_municipality
from servicekit.preconditions import IdempotencyKey, claim
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["triage"])


class QuestionRead(Answer):
    id: str
    name: Name


class QuestionsRead(Answer):
    """Each is answered yes, no or unknown. They help a professional, and decide nothing."""

    items: tuple[QuestionRead, ...]


class TriageCreate(Body):
    """`answers`: by the id of the question; what is left out is not known, and counts as a crisis."""

    answers: Annotated[dict[Slug, TriageAnswer], Field(max_length=50)]


class TriageRead(Answer):
    """`advice` binds nobody: the alarm goes its way, and a professional decides."""

    id: UUID
    alarm: UUID
    answers: dict[str, TriageAnswer]
    advice: TriageAdvice
    answered_by: UUID
    answered_at: AwareDatetime

    @classmethod
    def of(cls, triage: Triage) -> Self:
        return cls.model_validate(triage, from_attributes=True)


@router.get("/triage-questions", summary="What a region asks after an alarm was sent")
async def list_triage_questions(
    tx: Tx, municipality: Annotated[CbsCode, Query(description="Where the young person is now")]
) -> QuestionsRead:
    require_municipality(tx, "municipality", municipality)
    questions = questions_for(tx, municipality)
    return QuestionsRead(
        items=tuple(
            QuestionRead(id=each.id, name=Name(nl=each.name.nl, en=each.name.en)) for each in questions
        )
    )


@router.post(
    "/alarms/{alarm_id}/triage",
    status_code=status.HTTP_201_CREATED,
    summary="Answer the questions; the alarm goes its way whatever the answers are",
)
async def answer_triage(alarm_id: UUID, body: TriageCreate, tx: Tx, key: IdempotencyKey) -> TriageRead:
    claimed = await claim(tx, key, body, about=alarm_id)
    answered = await answer(tx, claimed.resource_id, alarm_id, body.answers, made_before=claimed.made_before)
    return TriageRead.of(answered)
