"""The transfer list: whose provider stops, and who answers for another one."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from referral.domain.transfer import ClosingReason, TransferCause, TransferStatus
from referral.store import transfers
from referral.store.rows_duty import TransferRow
from referral.usecases import settle_transfers as settling
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["transfers"])


class TransferClosing(Body):
    """Only of a referral that is over; one that still runs leaves the list by another provider."""

    reason: ClosingReason


class TransferRead(Answer):
    """Somebody whose `provider` stops. `grant`: what is to be placed elsewhere. Without the young person.

    `lastDay` (Europe/Amsterdam): the last one on which that provider can give the help. `dueAt` (UTC): until
    when the municipality has for another provider; `nextProvider` is who accepted.
    """

    id: UUID
    version: int
    status: TransferStatus
    cause: TransferCause
    referral: UUID
    grant: UUID
    placement: UUID
    provider: UUID
    last_day: date
    listed_at: AwareDatetime
    due_at: AwareDatetime
    closed_at: AwareDatetime | None
    next_provider: UUID | None
    closing_reason: ClosingReason | None

    @classmethod
    def of(cls, row: TransferRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            cause=row.why,
            referral=row.referral,
            grant=row.grant_id,
            placement=row.placement,
            provider=row.provider,
            last_day=row.last_day,
            listed_at=row.listed_at,
            due_at=row.due_at,
            closed_at=row.closed_at,
            next_provider=row.next_provider,
            closing_reason=row.closed_because,
        )


@router.get("/transfers", summary="The transfer list of the caller's own municipality")
async def list_transfers(
    tx: Tx,
    organisation: OwnOrganisation,
    past: bool = False,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[TransferRead]:
    # An organisation that is no municipality answers for nobody.
    tx.looked_at(None, tx.operation)
    area = organisation.area if organisation.kind == "municipality" and organisation.area else ""
    found = await transfers.of_municipality(tx, area, only_open=not past, after=after, limit=limit + 1)
    items = [TransferRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/transfers/{transfer_id}", summary="One case on the transfer list")
async def read_transfer(transfer_id: UUID, tx: Tx, response: Response) -> TransferRead:
    row = await transfers.transfer(tx, transfer_id)
    response.headers["ETag"] = etag(row)
    return TransferRead.of(row)


@router.post("/transfers/{transfer_id}/closure", summary="Close a case of a referral that is over")
async def close_transfer(
    transfer_id: UUID, body: TransferClosing, tx: Tx, response: Response, if_match: IfMatch = None
) -> TransferRead:
    row = await settling.close_transfer(tx, transfer_id, body.reason, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return TransferRead.of(row)
