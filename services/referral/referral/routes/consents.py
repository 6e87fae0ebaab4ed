"""Consent, per person and per act, and what the law puts in its place (LAW-01)."""

from uuid import UUID

from fastapi import APIRouter, Response, status

from referral.routes.consent_forms import (
    ConsentAnswer,
    ConsentAsk,
    ConsentRead,
    ConsentsRead,
    ExceptionCreate,
    ExceptionEnding,
    ExceptionRead,
)
from referral.usecases import ask_consent as asking
from referral.usecases import except_consent as excepting
from referral.usecases import read_consents as reading
from region_policy.terms import local_day
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx

router = APIRouter(route_class=GuardedRoute, tags=["people"])
PUBLIC_PATH = "/api/referral/v1"
CONSENTS = "/referrals/{referral_id}/consents"
EXCEPTIONS = "/referrals/{referral_id}/consent-exceptions"


@router.get(CONSENTS, summary="Who was asked consent to what, what came back, and how each act stands")
async def list_consents(referral_id: UUID, tx: Tx, organisation: OwnOrganisation) -> ConsentsRead:
    return ConsentsRead.of(await reading.read_consents(tx, referral_id, organisation))


@router.post(CONSENTS, status_code=status.HTTP_201_CREATED, summary="Ask somebody's consent to an act")
async def ask_consent(
    referral_id: UUID, body: ConsentAsk, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> ConsentRead:
    row = await asking.ask_consent(
        tx,
        referral_id,
        act=body.act,
        person=body.person,
        asked_on=body.asked_on or local_day(tx.now),
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/consents/{row.id}"
    response.headers["ETag"] = etag(row)
    return ConsentRead.of(row)


@router.post(CONSENTS + "/{consent_id}/answer", summary="Note a yes, a no, or that a yes was taken back")
async def answer_consent(
    referral_id: UUID,
    consent_id: UUID,
    body: ConsentAnswer,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> ConsentRead:
    row = await asking.answer_consent(
        tx,
        referral_id,
        consent_id,
        body.answer,
        answered_on=body.answered_on or local_day(tx.now),
        until=body.until,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(row)
    return ConsentRead.of(row)


@router.post(
    EXCEPTIONS, status_code=status.HTTP_201_CREATED, summary="Note what the law puts in the place of consent"
)
async def except_consent(
    referral_id: UUID, body: ExceptionCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> ExceptionRead:
    body.require_number()
    excepted = await excepting.except_consent(
        tx,
        referral_id,
        act=body.act,
        code=body.exception,
        person=body.person,
        order_number=body.order_number,
        last_day=body.until,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = (
        f"{PUBLIC_PATH}/referrals/{referral_id}/consent-exceptions/{excepted.row.id}"
    )
    response.headers["ETag"] = etag(excepted.row)
    return ExceptionRead.of(excepted)


@router.post(EXCEPTIONS + "/{exception_id}/ending", summary="An exception ends, or was noted in error")
async def end_exception(
    referral_id: UUID,
    exception_id: UUID,
    body: ExceptionEnding,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> ExceptionRead:
    excepted = await excepting.end_exception(tx, referral_id, exception_id, body.until, if_match=if_match)
    response.headers["ETag"] = etag(excepted.row)
    return ExceptionRead.of(excepted)
