"""Consultations of a specialist: about a question and not about a person."""

import re
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AfterValidator, AwareDatetime, Field, StrictInt

from referral.domain.asked import Domain
from referral.domain.consultation import ConsultationStatus, Decline
from referral.domain.person import is_bsn
from referral.refusals_handover import NOBODY_BY_NUMBER
from referral.routes.referral_list import ListOrder
from referral.store import consultations
from referral.store.rows_consultation import ConsultationRow
from referral.usecases import ask_consultation as asking
from referral.usecases import close_consultation as closing
from referral.usecases import link_consultation as linking
from referral.usecases import read_consultation as reading
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["consultations"])
PUBLIC_PATH = "/api/referral/v1"
THING = "/consultations/{consultation_id}"
NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8}(?!\d)", re.ASCII)


def _names_nobody_by_number(words: str) -> str:
    """A BSN slips into free text easily; no other name can be told apart from the words of a question."""
    if any(is_bsn(re.sub(r"\D", "", found)) for found in NINE_DIGITS.findall(words)):
        raise FieldRefused(NOBODY_BY_NUMBER)
    return words


Unnamed = Annotated[Prose, AfterValidator(_names_nobody_by_number)]


class ConsultationCreate(Body):
    """No name, no birth date, no BSN: `age` in whole years and the parts of life that it is about."""

    provider: UUID
    age: Annotated[StrictInt, Field(ge=0, le=22)]
    domains: Annotated[tuple[Domain, ...], Field(min_length=1, max_length=10)]
    question: Unnamed


class Reply(Body):
    reply: Unnamed


class Declining(Body):
    reason: Decline


class ReferralLink(Body):
    """A referral of the asker's own organisation."""

    referral: UUID


class ConsultationListed(Answer):
    """A consultation without its words. `replyBy` (UTC): until when the specialist has to reply."""

    id: UUID
    version: int
    status: ConsultationStatus
    asker: UUID
    provider: UUID
    age: int
    domains: tuple[Domain, ...]
    asked_at: AwareDatetime
    reply_by: AwareDatetime
    closed_at: AwareDatetime | None
    decline_reason: Decline | None

    @classmethod
    def of(cls, row: ConsultationRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            asker=row.asker,
            provider=row.provider,
            age=row.age,
            domains=row.areas,
            asked_at=row.asked_at,
            reply_by=row.reply_by,
            closed_at=row.closed_at,
            decline_reason=row.why_declined,
        )


class ConsultationRead(ConsultationListed):
    """`referral`: what the asker made of it; the specialist does not see it."""

    question: str
    reply: str | None
    referral: UUID | None

    @classmethod
    def of_view(cls, view: reading.ConsultationView) -> Self:
        listed = ConsultationListed.of(view.row).model_dump(by_alias=False)
        referral = view.row.referral if view.is_asker else None
        return cls(**listed, question=view.question, reply=view.reply, referral=referral)


def _answer(row: ConsultationRow, response: Response) -> ConsultationListed:
    response.headers["ETag"] = etag(row)
    return ConsultationListed.of(row)


@router.post("/consultations", status_code=status.HTTP_201_CREATED, summary="Ask a specialist for advice")
async def ask_consultation(
    body: ConsultationCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> ConsultationListed:
    question = asking.Question(body.provider, body.age, tuple(dict.fromkeys(body.domains)), body.question)
    row = await asking.ask_consultation(tx, question, by=organisation, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/consultations/{row.id}"
    return _answer(row, response)


@router.get("/consultations", summary="What the caller's own organisation asked or was asked")
async def list_consultations(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    order: Annotated[ListOrder, Query(description="Which one comes first.")] = "oldest",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ConsultationListed]:
    tx.looked_at(None, tx.operation)
    rows = await consultations.consultations_of(
        tx, organisation.id, after=after, limit=limit + 1, newest=order == "newest"
    )
    items = [ConsultationListed.of(row) for row in rows[:limit]]
    return Page(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get(THING, summary="A consultation with its question and reply")
async def read_consultation(
    consultation_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> ConsultationRead:
    view = await reading.read_consultation(tx, consultation_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return ConsultationRead.of_view(view)


@router.get("/referrals/{referral_id}/consultations", summary="The consultations that a referral followed on")
async def list_consultations_of_referral(referral_id: UUID, tx: Tx) -> Page[ConsultationListed]:
    rows = await consultations.of_referral(tx, referral_id)
    return Page(items=[ConsultationListed.of(row) for row in rows])


@router.post(THING + "/reply", summary="Reply to a consultation")
async def answer_consultation(
    consultation_id: UUID, body: Reply, tx: Tx, response: Response, if_match: IfMatch = None
) -> ConsultationListed:
    row = await closing.answer_consultation(tx, consultation_id, body.reply, if_match=if_match)
    return _answer(row, response)


@router.post(THING + "/refusal", summary="Give no reply, with the reason")
async def decline_consultation(
    consultation_id: UUID, body: Declining, tx: Tx, response: Response, if_match: IfMatch = None
) -> ConsultationListed:
    row = await closing.decline_consultation(tx, consultation_id, body.reason, if_match=if_match)
    return _answer(row, response)


@router.post(THING + "/withdrawal", summary="Take the question back")
async def withdraw_consultation(
    consultation_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> ConsultationListed:
    return _answer(await closing.withdraw_consultation(tx, consultation_id, if_match=if_match), response)


@router.post(THING + "/referral-link", summary="Name the referral that came of it")
async def link_consultation(
    consultation_id: UUID,
    body: ReferralLink,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> ConsultationListed:
    row = await linking.link_consultation(
        tx, consultation_id, body.referral, by=organisation, if_match=if_match
    )
    return _answer(row, response)
