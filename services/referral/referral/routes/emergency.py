"""The emergency door: opened with a reason, listed for the privacy officer, and judged."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, StrictBool, model_validator

from referral.refusals_trust import REFERRAL_OR_BSN
from referral.routes.referral_forms import Bsn
from referral.store import emergency
from referral.usecases import open_in_emergency as opening
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["emergency door"])


class EmergencyOpeningCreate(Body):
    """Whose file, by a referral or by a BSN; and why. The privacy officer reads the reason."""

    reason: Prose
    referral: UUID | None = None
    bsn: Bsn | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.referral is None) == (self.bsn is None):
            raise FieldRefused(REFERRAL_OR_BSN)
        return self


class EmergencyOpeningRead(Answer):
    """`referrals`: what you can read until it closes (UTC); empty where nobody is known by that number."""

    id: UUID
    version: int
    opened_at: AwareDatetime
    until: AwareDatetime
    referrals: tuple[UUID, ...]


class Judgement(Body):
    justified: StrictBool
    verdict: Prose


class OpeningListed(Answer):
    """Who opened a file, and why. `found`: somebody was known. `reason`, `verdict`: null once erased."""

    id: UUID
    version: int
    region: str
    subject: str
    role: str
    organisation: UUID
    found: bool
    opened_at: AwareDatetime
    until: AwareDatetime
    reason: str | None
    justified: bool | None
    verdict: str | None
    judged_at: AwareDatetime | None
    judged_by: UUID | None

    @classmethod
    def of(cls, opened: opening.Opening) -> Self:
        row = opened.row
        return cls(
            id=row.id,
            version=row.version,
            region=row.region,
            subject=row.subject,
            role=row.role,
            organisation=row.organisation,
            found=row.client is not None,
            opened_at=row.opened_at,
            until=row.until,
            reason=opened.reason,
            justified=row.justified,
            verdict=opened.verdict,
            judged_at=row.judged_at,
            judged_by=row.judged_by,
        )


@router.post(
    "/emergency-openings", status_code=status.HTTP_201_CREATED, summary="Open a file in an emergency"
)
async def open_in_emergency(
    body: EmergencyOpeningCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> EmergencyOpeningRead:
    opened = await opening.open_in_emergency(
        tx,
        body.reason,
        referral=body.referral,
        bsn=body.bsn,
        by=organisation,
        key=idempotency_key,
        body=body,
    )
    row = opened.row
    response.headers["ETag"] = etag(row)
    return EmergencyOpeningRead(
        id=row.id,
        version=row.version,
        opened_at=row.opened_at,
        until=row.until,
        referrals=opened.referrals,
    )


@router.get("/emergency-openings", summary="The files that were opened in an emergency, for who judges it")
async def list_emergency_openings(
    tx: Tx,
    organisation: OwnOrganisation,
    unjudged: Annotated[bool, Query(description="Only those that nobody has judged yet.")] = False,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[OpeningListed]:
    rows = await emergency.told_to(tx, organisation.id, unjudged=unjudged, after=after, limit=limit + 1)
    items = []
    for row in rows[:limit]:
        tx.looked_at(row.client, opening.OPENING)
        items.append(OpeningListed.of(await opening.open_words(tx, row)))
    return Page(items=items, next=items[-1].id if len(rows) > limit else None)


@router.post("/emergency-openings/{emergency_opening_id}/judgement", summary="Was it right?")
async def judge_emergency(
    emergency_opening_id: UUID, body: Judgement, tx: Tx, response: Response, if_match: IfMatch = None
) -> OpeningListed:
    judged = await opening.judge_emergency(
        tx, emergency_opening_id, justified=body.justified, verdict=body.verdict, if_match=if_match
    )
    response.headers["ETag"] = etag(judged.row)
    return OpeningListed.of(judged)
