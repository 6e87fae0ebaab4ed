"""Decision letters: asked for, listed, and read as they were sent."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.addressee import Recipient
from referral.domain.letter import LetterKind, LetterStatus
from referral.domain.people import Delivery
from referral.store import letters, referrals
from referral.store.rows_letters import LetterRow
from referral.usecases import order_letter as ordering
from referral.usecases import read_letter as reading
from region_policy.language import Language
from servicekit.preconditions import IdempotencyKey, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["letters"])
PUBLIC_PATH = "/api/referral/v1"
PDF = "application/pdf"


class LetterOrder(Body):
    """The language in which the letter is to be written."""

    language: Language = Language.NL


class LetterRead(Answer):
    """A letter, without its words. `decision` is null of a refusal and of a later `change` of the help.

    Until it is sent, recipient, way, moment, day and hash are null. What is to be delivered otherwise than
    by post carries no address or goes by the way that the family prefers. `objectionUntil`: the last day on
    which somebody can object, in Europe/Amsterdam. `sha256`: of the PDF.
    """

    id: UUID
    version: int
    status: LetterStatus
    referral: UUID
    decision: UUID | None
    change: UUID | None
    kind: LetterKind
    language: Language
    recipient: Recipient | None
    deliver_by: Delivery | None
    ordered_at: AwareDatetime
    sent_at: AwareDatetime | None
    objection_until: date | None
    sha256: str | None

    @classmethod
    def of(cls, row: LetterRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            referral=row.referral,
            decision=row.decision,
            change=row.change,
            kind=row.what,
            language=row.tongue,
            recipient=Recipient(row.recipient) if row.recipient else None,
            deliver_by=row.way,
            ordered_at=row.ordered_at,
            sent_at=row.sent_at,
            objection_until=row.objection_until,
            sha256=row.sha256,
        )


@router.post(
    "/referrals/{referral_id}/letters",
    status_code=status.HTTP_201_CREATED,
    summary="Ask for a letter about what was decided",
    responses={200: {"model": LetterRead, "description": "There is one already"}},
)
async def order_letter(
    referral_id: UUID, body: LetterOrder, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> LetterRead:
    """There is one letter about a decision; where it is there already, that one is the answer (200)."""
    row, is_new = await ordering.order_letter(tx, referral_id, body.language, key=idempotency_key, body=body)
    if not is_new:
        response.status_code = status.HTTP_200_OK
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/letters/{row.id}"
    response.headers["ETag"] = etag(row)
    return LetterRead.of(row)


@router.get("/referrals/{referral_id}/letters", summary="The letters about a referral, also those that wait")
async def list_letters(referral_id: UUID, tx: Tx, organisation: OwnOrganisation) -> Page[LetterRead]:
    referral = await referrals.referral(tx, referral_id)
    stopped_at = referral.feedback_stopped_at if referral.organisation == organisation.id else None
    rows = await letters.of_referral(tx, referral_id)
    return Page(items=[LetterRead.of(row) for row in rows if letters.until(row, stopped_at)])


_AS_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {PDF: {"schema": {"type": "string", "format": "binary"}}}},
    409: {"description": "It waits to be made, or was erased"},
}


@router.get(
    "/referrals/{referral_id}/letters/{letter_id}",
    summary="A letter as it was sent, as PDF",
    response_class=Response,
    responses=_AS_PDF,
)
async def read_letter(referral_id: UUID, letter_id: UUID, tx: Tx, organisation: OwnOrganisation) -> Response:
    row, pdf = await reading.read_letter(tx, referral_id, letter_id, organisation)
    named = {"Content-Disposition": 'inline; filename="brief.pdf"', "ETag": etag(row)}
    return Response(pdf, media_type=PDF, headers=named)
