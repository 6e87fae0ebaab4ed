"""A provider passes somebody on: asked with a reason, decided by referrer or municipality."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.milestones import wording_of
from referral.domain.onward import BACK_TO_EARLIER, OnwardReason, OnwardStatus
from referral.routes.placements import THING
from referral.usecases import ask_onward as asking
from referral.usecases import decide_onward as deciding
from referral.usecases import read_onward as reading
from referral.usecases.read_onward import OnwardView
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day

router = APIRouter(route_class=GuardedRoute, tags=["placements"])
PUBLIC_PATH = "/api/referral/v1"
ONE = "/onward-referrals/{onward_referral_id}"


class OnwardCreate(Body):
    """`provider`: where to, if the asking provider has one in mind."""

    reason: OnwardReason
    provider: UUID | None = None


class OnwardAgreement(Body):
    """`provider`: another than was asked for. `lastDay` at the present one (Europe/Amsterdam), else today.

    Where the help is bound by an entitlement, the municipality sets the day when it lets the grant go on.
    """

    provider: UUID | None = None
    last_day: Day | None = None


class WarningRead(Answer):
    code: str
    nl: str
    en: str


class OnwardRead(Answer):
    """`number`: which provider in a row the next one is, of this young person. `dueAt` in UTC.

    Under a mark of secrecy the providers are null to who may not know where the young person is.
    """

    id: UUID
    version: int
    status: OnwardStatus
    referral: UUID
    grant: UUID
    placement: UUID
    from_provider: UUID | None
    to_provider: UUID | None
    reason: OnwardReason
    number: int
    asked_at: AwareDatetime
    due_at: AwareDatetime
    decided_at: AwareDatetime | None
    last_day: date | None
    warnings: tuple[WarningRead, ...]

    @classmethod
    def of(cls, view: OnwardView) -> Self:
        row = view.row
        words = wording_of(BACK_TO_EARLIER)
        back = WarningRead(code=BACK_TO_EARLIER, nl=words.nl, en=words.en)
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            referral=row.referral,
            grant=row.grant_id,
            placement=row.placement,
            from_provider=view.concealment.provider(row.from_provider),
            to_provider=view.concealment.provider(row.to_provider),
            reason=row.why,
            number=row.number,
            asked_at=row.asked_at,
            due_at=row.due_at,
            decided_at=row.decided_at,
            last_day=row.last_day,
            warnings=(back,) if row.is_back else (),
        )


@router.post(
    THING + "/onward",
    status_code=status.HTTP_201_CREATED,
    summary="Ask to pass the young person on to another provider",
)
async def ask_onward(
    placement_request_id: UUID,
    body: OnwardCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> OnwardRead:
    wanted = asking.Onward(body.reason, body.provider)
    row = await asking.ask_onward(tx, placement_request_id, wanted, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/onward-referrals/{row.id}"
    response.headers["ETag"] = etag(row)
    return OnwardRead.of(await reading.view_of(tx, row, organisation))


@router.get(ONE, summary="One question to pass somebody on")
async def read_onward(
    onward_referral_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> OnwardRead:
    view = await reading.read_onward(tx, onward_referral_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return OnwardRead.of(view)


@router.post(ONE + "/agreement", summary="The young person goes on at another provider")
async def agree_onward(
    onward_referral_id: UUID,
    body: OnwardAgreement,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> OnwardRead:
    agreed = deciding.Agreement(body.provider, body.last_day)
    row = await deciding.agree_onward(tx, onward_referral_id, agreed, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return OnwardRead.of(await reading.view_of(tx, row, organisation))


@router.post(ONE + "/refusal", summary="The young person stays where it is")
async def decline_onward(
    onward_referral_id: UUID,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> OnwardRead:
    row = await deciding.decline_onward(tx, onward_referral_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return OnwardRead.of(await reading.view_of(tx, row, organisation))
