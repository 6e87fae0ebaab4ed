"""A decision that stands ready: made so, read, sent at once, taken back; and what its letter would say."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field

from access.domain.quote import NotAwarded
from access.domain.ready import ReadyKind, ReadyStatus
from access.routes.decisions import ChoiceRead, DecisionCreate
from access.routes.fields import ReasonTold
from access.routes.language import AskedLanguage
from access.routes.letters import LetterContentRead
from access.routes.quote_shapes import AwardCreate
from access.routes.said import PeriodRead, WordsRead
from access.usecases import make_ready as making
from access.usecases import send_ready as sending
from access.usecases.read_ready import ReadySeen
from access.usecases.read_ready import read_ready_decision as ready_seen
from access.usecases.read_ready import read_ready_letter as letter_of_ready
from access.usecases.sign_as import who_signs
from region_policy.cases import Choice
from region_policy.codes import DecisionKind
from region_policy.language import Language
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer

router = APIRouter(route_class=GuardedRoute, tags=["ready decisions"])
THING = "/requests/{request_id}/ready-decision"


class ReadyChoiceRead(ChoiceRead):
    """As it was chosen. `days`, `quantity`, `etmalen`: how much of it; `provider` is asked first."""

    intensity: str | None
    etmalen: int | None
    quantity: int | None
    days: int | None
    ceiling_cents: int | None
    provider: UUID | None

    @classmethod
    def chosen(cls, choice: Choice, provider: UUID | None) -> Self:
        return cls(
            **ChoiceRead.of(choice).model_dump(),
            intensity=choice.intensity,
            etmalen=choice.etmalen,
            quantity=choice.quantity,
            days=choice.days,
            ceiling_cents=choice.ceiling_cents,
            provider=provider,
        )


class SaidRead(Answer):
    """What was decided: enough to fill the form with again. `choices` is empty for yes to a quote."""

    kind: DecisionKind | None
    intended_result: str | None
    choices: tuple[ReadyChoiceRead, ...]
    words: WordsRead
    authorised: PeriodRead | None
    others_because: NotAwarded | None

    @classmethod
    def of(cls, said: making.Said) -> Self:
        deciding, awarding = said.deciding, said.awarding
        stated = deciding or awarding
        assert stated is not None, "what stands ready is a decision or an award"
        chosen = zip(deciding.choices, deciding.providers, strict=True) if deciding else ()
        return cls(
            kind=deciding.kind if deciding else None,
            intended_result=stated.intended_result,
            choices=tuple(ReadyChoiceRead.chosen(choice, provider) for choice, provider in chosen),
            words=WordsRead.of(stated.words),
            authorised=PeriodRead.of(stated.authorised) if stated.authorised else None,
            others_because=awarding.others_because if awarding else None,
        )


class ReadyRead(Answer):
    """`id`: that of the decision when it is made. `goesAt`: when it is, unless it is taken back before.

    `said`: the words, while they are kept. `reasons`: why it was refused at its moment. `isYours`: whether
    who asks decided it.
    """

    id: UUID
    version: int
    request: UUID
    kind: ReadyKind
    status: ReadyStatus
    quote_request: UUID | None
    ready_at: AwareDatetime
    goes_at: AwareDatetime
    is_yours: bool
    said: SaidRead | None
    reasons: tuple[ReasonTold, ...]
    possible_steps: Annotated[tuple[str, ...], Field(max_length=2)]

    @classmethod
    def of(cls, seen: ReadySeen, language: Language) -> Self:
        ready = seen.ready
        return cls(
            id=ready.id,
            version=ready.version,
            request=ready.request,
            kind=ready.kind,
            status=ready.status,
            quote_request=ready.quote_request,
            ready_at=ready.ready_at,
            goes_at=ready.goes_at,
            is_yours=seen.is_yours,
            said=SaidRead.of(seen.said) if seen.said else None,
            reasons=tuple(ReasonTold.of(reason, language) for reason in ready.reasons),
            possible_steps=ready.possible_steps,
        )


@router.post(
    THING,
    status_code=status.HTTP_201_CREATED,
    summary="Decide a request: it stands ready and goes in a minute",
)
async def make_decision_ready(
    request_id: UUID,
    body: DecisionCreate,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> ReadyRead:
    """Checked as `decide_request` does; nothing is told to anybody before it is made."""
    deciding = body.deciding(await who_signs(tx))
    await making.make_decision_ready(
        tx, request_id, deciding, key=idempotency_key, body=body, if_match=if_match
    )
    response.headers["Location"] = f"/api/access/v1/requests/{request_id}/ready-decision"
    return await _seen(request_id, tx, response, language)


@router.post(
    "/quote-requests/{quote_request_id}/ready-award",
    status_code=status.HTTP_201_CREATED,
    summary="Say yes to a quote: it stands ready and goes in a minute",
)
async def make_award_ready(
    quote_request_id: UUID,
    body: AwardCreate,
    tx: Tx,
    response: Response,
    language: AskedLanguage,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> ReadyRead:
    """Checked as `award_quote` does; nothing is told to anybody before it is made."""
    awarding = body.awarding(await who_signs(tx))
    request_id = await making.make_award_ready(
        tx, quote_request_id, awarding, key=idempotency_key, body=body, if_match=if_match
    )
    response.headers["Location"] = f"/api/access/v1/requests/{request_id}/ready-decision"
    return await _seen(request_id, tx, response, language)


@router.get(THING, summary="What stands ready on a request, or stood last")
async def read_ready_decision(
    request_id: UUID, tx: Tx, response: Response, language: AskedLanguage
) -> ReadyRead:
    return await _seen(request_id, tx, response, language)


@router.post(f"{THING}/sending", summary="Make it now")
async def send_ready_decision(
    request_id: UUID, tx: Tx, response: Response, language: AskedLanguage, if_match: IfMatch = None
) -> ReadyRead:
    await sending.send_ready_decision(tx, request_id, if_match=if_match)
    return await _seen(request_id, tx, response, language)


@router.post(
    f"{THING}/taking-back", summary="Take it back: it is not made, and its words stay to decide anew"
)
async def take_back_ready_decision(
    request_id: UUID, tx: Tx, response: Response, language: AskedLanguage, if_match: IfMatch = None
) -> ReadyRead:
    await sending.take_back_ready_decision(tx, request_id, if_match=if_match)
    return await _seen(request_id, tx, response, language)


@router.get(f"{THING}/letter-content", summary="What the letter of what stands ready would say")
async def read_ready_letter(request_id: UUID, tx: Tx) -> LetterContentRead:
    return LetterContentRead.model_validate(await letter_of_ready(tx, request_id), from_attributes=True)


async def _seen(request_id: UUID, tx: Tx, response: Response, language: AskedLanguage) -> ReadyRead:
    seen = await ready_seen(tx, request_id)
    response.headers["ETag"] = etag(seen.ready)
    return ReadyRead.of(seen, language)
