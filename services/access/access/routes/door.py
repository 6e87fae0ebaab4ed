"""The door of the access desk: application, triage, questions, and who has a request in hand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import Field

from access.domain.door import AskedOf
from access.routes.fields import Code
from access.routes.language import AskedLanguage
from access.routes.requests import RequestRead, read_request
from access.usecases.ask_question import answer_question as answer
from access.usecases.ask_question import ask_question as ask
from access.usecases.record_application import record_application as record
from access.usecases.take_request import give_back_request as give_back
from access.usecases.take_request import take_request as take
from access.usecases.triage_request import triage_request as triage
from region_policy.codes import Complexity, TriageUrgency
from servicekit.preconditions import IdempotencyKey, IfMatch
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Body, Day, Prose

router = APIRouter(route_class=GuardedRoute, tags=["door"])


class ApplicationRecord(Body):
    """`on`: the day (Europe/Amsterdam) on which the application was made."""

    on: Day


class TriagePut(Body):
    """`urgency` gives the lane. `complexity`, where it is said, counts from now on for the advice."""

    urgency: TriageUrgency
    domain: Code | None = None
    complexity: Complexity | None = None


class QuestionAsk(Body):
    """A written question; kept sealed. Only one to the applicant stops the clock."""

    to: Annotated[AskedOf, Field(description="The applicant, or the referrer")]
    question: Prose


class AnswerCreate(Body):
    """`answeredOn`: a day in Europe/Amsterdam, today where it is left out. The answer is kept sealed."""

    answered_on: Day | None = None
    answer: Prose | None = None


@router.post("/requests/{request_id}/application", summary="Record the application, once")
async def record_application(
    request_id: UUID,
    body: ApplicationRecord,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    if_match: IfMatch = None,
) -> RequestRead:
    await record(tx, request_id, body.on, if_match=if_match)
    return await read_request(request_id, tx, response, language)


@router.put("/requests/{request_id}/triage", summary="Triage: how pressing it is, and so its lane")
async def triage_request(
    request_id: UUID,
    body: TriagePut,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    if_match: IfMatch = None,
) -> RequestRead:
    await triage(
        tx,
        request_id,
        body.urgency,
        domain=body.domain,
        complexity=body.complexity,
        if_match=if_match,
    )
    return await read_request(request_id, tx, response, language)


@router.post(
    "/requests/{request_id}/questions",
    status_code=status.HTTP_201_CREATED,
    summary="Put a written question to the applicant, or to the referrer",
)
async def ask_question(
    request_id: UUID,
    body: QuestionAsk,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> RequestRead:
    asked = await ask(
        tx, request_id, body.to, body.question, key=idempotency_key, body=body, if_match=if_match
    )
    response.headers["Location"] = f"/api/access/v1/requests/{request_id}/questions/{asked}"
    return await read_request(request_id, tx, response, language)


@router.post(
    "/requests/{request_id}/questions/{question_id}/answer", summary="Record the answer to a question"
)
async def answer_question(
    request_id: UUID,
    question_id: UUID,
    body: AnswerCreate,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    if_match: IfMatch = None,
) -> RequestRead:
    await answer(tx, request_id, question_id, body.answer, answered_on=body.answered_on, if_match=if_match)
    return await read_request(request_id, tx, response, language)


@router.put("/requests/{request_id}/worker", summary="Take a request in hand")
async def take_request(
    request_id: UUID, tx: Tx, response: Response, language: AskedLanguage, if_match: IfMatch = None
) -> RequestRead:
    await take(tx, request_id, if_match=if_match)
    return await read_request(request_id, tx, response, language)


@router.delete("/requests/{request_id}/worker", summary="Give a request back to the desk")
async def give_back_request(
    request_id: UUID, tx: Tx, response: Response, language: AskedLanguage, if_match: IfMatch = None
) -> RequestRead:
    await give_back(tx, request_id, if_match=if_match)
    return await read_request(request_id, tx, response, language)
