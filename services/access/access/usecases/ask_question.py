"""The desk asks in writing; a question to the applicant stops the clock of the decision (LAW-05)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from access.domain.door import ANSWER_AWAITED, AskedOf, Question
from access.domain.news import News
from access.domain.request import STEPS, Request, RequestStatus
from access.store import door, requests
from access.usecases.desk_clock import change_at_the_desk, open_at_the_desk, recount
from access.usecases.record_delivery import NOT_IN_FUTURE
from access.usecases.request_key import key_of_request
from region_policy.terms import end_of, local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound
from wirekit.texts import Text

NOT_BEFORE_QUESTION = Text(nl="mag niet voor de vraag liggen", en="may not lie before the question")


def question_field(question_id: UUID) -> str:
    """The field under which a question is sealed; no two open each other."""
    return f"desk_question:{question_id}"


def answer_field(question_id: UUID) -> str:
    return f"desk_answer:{question_id}"


async def ask_question(
    tx: Transaction,
    request_id: UUID,
    asked_of: AskedOf,
    words: str,
    *,
    key: str,
    body: BaseModel,
    if_match: str | None,
) -> UUID:
    """Put a question today; gives its id. The same key with the same body changes nothing more.

    While an applicant has not answered there is no day on which the term ends; the desk looks again in two
    weeks. Raises ImpossibleStep, VersionMissing and VersionStale.
    """
    claimed = await claim(tx, key, body, about=request_id)
    if claimed.made_before:
        return claimed.resource_id
    request = await open_at_the_desk(tx, request_id, if_match)
    today = local_day(tx.now)
    question = Question(claimed.resource_id, request.id, asked_of, today)
    sealed = (await key_of_request(tx, request.id)).seal(words, question_field(question.id))
    await door.add_question(tx, question, sealed)
    if question.stops_the_clock:
        request = replace(await recount(tx, request), look_by=end_of(today + ANSWER_AWAITED))
    await change_at_the_desk(tx, request)
    return question.id


async def answer_question(
    tx: Transaction,
    request_id: UUID,
    question_id: UUID,
    words: str | None,
    *,
    answered_on: date | None,
    if_match: str | None,
) -> None:
    """The answer came in on this day (Europe/Amsterdam), today where none is said; the clock runs on.

    Raises NotFound, InvalidInput for a day to come or before the question, ImpossibleStep, VersionMissing and
    VersionStale.
    """
    today = local_day(tx.now)
    on = answered_on or today
    if on > today:
        raise InvalidInput(errors=[FieldError("answeredOn", NOT_IN_FUTURE)])
    if await requests.request(tx, request_id) is None:
        raise NotFound
    request = await open_at_the_desk(tx, request_id, if_match)
    question = next(
        (each for each, _, _ in await door.questions_of(tx, request.id) if each.id == question_id), None
    )
    if question is None:
        raise NotFound
    if question.answered_on is not None:
        raise ImpossibleStep(possible_steps=STEPS[RequestStatus.OPEN])
    if on < question.asked_on:
        raise InvalidInput(errors=[FieldError("answeredOn", NOT_BEFORE_QUESTION)])
    sealed = None
    if words is not None:
        sealed = (await key_of_request(tx, request.id)).seal(words, answer_field(question.id))
    await door.answer(tx, question.id, on=on, words=sealed)
    if question.stops_the_clock:
        request = _running_again(await recount(tx, request))
    await change_at_the_desk(tx, request, as_news=News.ANSWER)


def _running_again(request: Request) -> Request:
    """An answer came: once the term runs again, it is the decision that is waited for."""
    return replace(request, look_by=None) if request.due_at is not None else request
