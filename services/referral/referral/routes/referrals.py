"""Sending, reading and taking back referrals."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from referral.domain.status import LIVE, ReferralStatus
from referral.routes.on_record import HeldAgainstRecord
from referral.routes.referral_forms import ReferralCreate
from referral.routes.referral_list import ListOrder, ReferralListed
from referral.routes.referral_views import ReferralRead
from referral.store import referrals
from referral.store.next_moves import next_moves
from referral.usecases import read_referral as reading
from referral.usecases import submit_referral as submitting
from referral.usecases import withdraw_referral as withdrawing
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Page

router = APIRouter(route_class=GuardedRoute, tags=["referrals"])
PUBLIC_PATH = "/api/referral/v1"
ListState = Literal["all", "open", "over"]
AMONG = {"all": None, "open": LIVE, "over": frozenset(ReferralStatus) - LIVE}


@router.post("/referrals", status_code=status.HTTP_201_CREATED, summary="Send a referral")
async def submit_referral(
    body: ReferralCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    record: HeldAgainstRecord,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> ReferralRead:
    view = await submitting.submit_referral(
        tx, body.submission(), by=organisation, key=idempotency_key, body=body
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{view.row.id}"
    response.headers["ETag"] = etag(view.row)
    return ReferralRead.of(view)


@router.get("/referrals/{referral_id}", summary="A referral, as far as the reader may see it")
async def read_referral(
    referral_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> ReferralRead:
    view = await reading.read_referral(tx, referral_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return ReferralRead.of(view)


@router.get("/referrals", summary="The referrals of the caller's own organisation")
async def list_referrals(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    order: Annotated[ListOrder, Query(description="Which one comes first.")] = "oldest",
    state: Annotated[ListState, Query(description="Those that go on, those that are over, or all.")] = "all",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ReferralListed]:
    tx.looked_at(None, tx.operation)
    found = await referrals.referrals_of(
        tx, organisation.id, after=after, limit=limit + 1, newest=order == "newest", among=AMONG[state]
    )
    moves = await next_moves(tx, found[:limit])
    items = [ReferralListed.of(row, moves.get(row.id)) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/referrals/{referral_id}/withdrawal", summary="Take a referral back, before care has started")
async def withdraw_referral(
    referral_id: UUID,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> ReferralRead:
    await withdrawing.withdraw_referral(tx, referral_id, if_match=if_match)
    view = await reading.read_referral(tx, referral_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return ReferralRead.of(view)
