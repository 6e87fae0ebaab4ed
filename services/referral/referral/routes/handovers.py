"""Warm handovers: proposed, sent again, confirmed, given back, taken back, read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from referral.routes.handover_forms import (
    Confirmation,
    HandoverCreate,
    HandoverListed,
    HandoverRead,
    HandoverRepeat,
    Return,
)
from referral.store import handovers
from referral.store.rows_handover import HandoverRow
from referral.usecases import confirm_handover as confirming
from referral.usecases import propose_handover as proposing
from referral.usecases import read_handover as reading
from referral.usecases import return_handover as returning
from referral.usecases import withdraw_handover as withdrawing
from servicekit.organisations import Organisation
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Page

router = APIRouter(route_class=GuardedRoute, tags=["handovers"])
PUBLIC_PATH = "/api/referral/v1"
OF_PLACEMENT = "/placement-requests/{placement_request_id}/handovers"
THING = "/handovers/{handover_id}"


def _answer(row: HandoverRow, response: Response, reader: Organisation) -> HandoverListed:
    response.headers["ETag"] = etag(row)
    return HandoverListed.of(row, reader.id)


@router.post(
    OF_PLACEMENT, status_code=status.HTTP_201_CREATED, summary="Ask somebody to go on with running help"
)
async def propose_handover(
    placement_request_id: UUID,
    body: HandoverCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> HandoverListed:
    row = await proposing.propose_handover(
        tx,
        placement_request_id,
        body.destination,
        body.proposal(),
        by=organisation,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/handovers/{row.id}"
    return _answer(row, response, organisation)


@router.get(OF_PLACEMENT, summary="The handovers of one placement, oldest first")
async def list_handovers_of_placement(
    placement_request_id: UUID, tx: Tx, organisation: OwnOrganisation
) -> Page[HandoverListed]:
    rows = await handovers.of_placement(tx, placement_request_id)
    return Page(items=[HandoverListed.of(row, organisation.id) for row in rows])


@router.get("/handovers", summary="What the caller's own organisation hands over or is asked to take over")
async def list_handovers(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[HandoverListed]:
    tx.looked_at(None, tx.operation)
    rows = await handovers.handovers_of(tx, organisation.id, after=after, limit=limit + 1)
    items = [HandoverListed.of(row, organisation.id) for row in rows[:limit]]
    return Page(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get(THING, summary="A handover: the minimum, and with consent the package")
async def read_handover(
    handover_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> HandoverRead:
    view = await reading.read_handover(tx, handover_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return HandoverRead.of_view(view, organisation.id)


@router.post(THING + "/proposal", summary="Send a handover that came back once more")
async def repeat_handover(
    handover_id: UUID,
    body: HandoverRepeat,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> HandoverListed:
    row = await proposing.repeat_handover(
        tx, handover_id, body.proposal(), by=organisation, if_match=if_match
    )
    return _answer(row, response, organisation)


@router.post(THING + "/confirmation", summary="Confirm that there was contact: the sender may let go")
async def confirm_handover(
    handover_id: UUID,
    body: Confirmation,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> HandoverListed:
    row = await confirming.confirm_handover(
        tx, handover_id, body.contact_on, body.spoken_with, if_match=if_match
    )
    return _answer(row, response, organisation)


@router.post(THING + "/return", summary="Do not go on with the help, with the reason")
async def return_handover(
    handover_id: UUID,
    body: Return,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> HandoverListed:
    row = await returning.return_handover(tx, handover_id, body.reason, if_match=if_match)
    return _answer(row, response, organisation)


@router.post(THING + "/withdrawal", summary="Take a handover back")
async def withdraw_handover(
    handover_id: UUID,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> HandoverListed:
    row = await withdrawing.withdraw_handover(tx, handover_id, if_match=if_match)
    return _answer(row, response, organisation)
