"""The questions of asked providers, and their answers."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.question import QuestionKind, QuestionStatus
from referral.store.rows_placement import QuestionRow
from referral.usecases import answer_question as answering
from referral.usecases import ask_question as asking
from referral.usecases import read_questions as reading
from referral.usecases.read_questions import QuestionView
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Prose

router = APIRouter(route_class=GuardedRoute, tags=["placements"])
QUESTIONS = "/placement-requests/{placement_request_id}/questions"


class QuestionCreate(Body):
    """`words`: the question itself, sealed as part of the file."""

    kind: QuestionKind
    words: Prose


class QuestionAnswer(Body):
    """`answer`: sealed. Whoever is asked has a profile without identity: name nobody."""

    answer: Prose


class QuestionRead(Answer):
    """`words` and `answer` are null for a reader who may not see them, or who has lost the profile."""

    id: UUID
    version: int
    status: QuestionStatus
    kind: QuestionKind
    words: str | None
    asked_at: AwareDatetime
    answer_due_at: AwareDatetime
    answer: str | None
    answered_at: AwareDatetime | None

    @classmethod
    def of(cls, row: QuestionRow, words: str | None = None, answer: str | None = None) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            kind=row.what,
            words=words,
            asked_at=row.asked_at,
            answer_due_at=row.answer_due_at,
            answer=answer,
            answered_at=row.answered_at,
        )

    @classmethod
    def seen(cls, view: QuestionView) -> Self:
        return cls.of(view.row, view.words, view.answer)


class QuestionsRead(Answer):
    """All questions about one placement request, oldest first."""

    items: tuple[QuestionRead, ...]


@router.post(QUESTIONS, status_code=status.HTTP_201_CREATED, summary="Ask before answering")
async def ask_question(
    placement_request_id: UUID,
    body: QuestionCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> QuestionRead:
    row = await asking.ask_question(
        tx, placement_request_id, body.kind, body.words, key=idempotency_key, body=body
    )
    response.headers["ETag"] = etag(row)
    return QuestionRead.of(row, body.words)


@router.get(QUESTIONS, summary="What the provider asked, and what it was told")
async def list_questions(placement_request_id: UUID, tx: Tx, organisation: OwnOrganisation) -> QuestionsRead:
    views = await reading.read_questions(tx, placement_request_id, organisation)
    return QuestionsRead(items=tuple(map(QuestionRead.seen, views)))


@router.post(QUESTIONS + "/{question_id}/answer", summary="Answer the provider")
async def answer_question(
    placement_request_id: UUID,
    question_id: UUID,
    body: QuestionAnswer,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> QuestionRead:
    row = await answering.answer_question(
        tx, placement_request_id, question_id, body.answer, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return QuestionRead.of(row, answer=body.answer)
