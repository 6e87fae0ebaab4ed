"""What is done with a young person as a whole: two that are one, and erasure (LAW-11)."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AfterValidator, AwareDatetime

from referral.domain.erasure import ASKED_FOR, ErasureGround
from referral.domain.merging import MergeStatus, WhyDespite
from referral.store import erasures
from referral.store.rows_move import ErasureRow, MergeRow
from referral.usecases import erase_client as erasing
from referral.usecases import merge_clients as merging
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["clients"])
PUBLIC_PATH = "/api/referral/v1"


def _was_asked(ground: ErasureGround) -> ErasureGround:
    if ground not in ASKED_FOR:
        raise ValueError("nobody asks for it on this ground")
    return ground


class MergeCreate(Body):
    """A referral of each: the young person of `double` is the one of `keep`.

    `despite`: why they are one though birth date or family name differ; for the responsible municipality.
    """

    keep: UUID
    double: UUID
    despite: WhyDespite | None = None


class MergeRead(Answer):
    """`splitUntil`: until when (UTC) it can be undone."""

    id: UUID
    version: int
    status: MergeStatus
    merged_at: AwareDatetime
    merged_by: UUID
    despite: WhyDespite | None
    split_until: AwareDatetime
    split_at: AwareDatetime | None

    @classmethod
    def of(cls, row: MergeRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            merged_at=row.merged_at,
            merged_by=row.merged_by,
            despite=row.why_despite,
            split_until=row.split_until,
            split_at=row.split_at,
        )


AskedGround = Annotated[ErasureGround, AfterValidator(_was_asked)]


class ErasureCreate(Body):
    """`referral`: one of the young person that is to be erased. `askedOn`: on which day that was asked."""

    referral: UUID
    ground: AskedGround
    asked_on: Day


class ErasureRead(Answer):
    """That somebody was erased; of whom is not known any more. `setAside`: what the privacy officer did."""

    id: UUID
    ground: ErasureGround
    asked_on: date
    set_aside: list[str]
    erased_at: AwareDatetime
    erased_by: UUID
    erased_role: str

    @classmethod
    def of(cls, row: ErasureRow) -> Self:
        return cls(
            id=row.id,
            ground=row.why,
            asked_on=row.asked_on,
            set_aside=row.set_aside,
            erased_at=row.erased_at,
            erased_by=row.erased_by,
            erased_role=row.erased_role,
        )


@router.post("/client-merges", status_code=status.HTTP_201_CREATED, summary="Two are one young person")
async def merge_clients(
    body: MergeCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> MergeRead:
    row = await merging.merge_clients(
        tx, body.keep, body.double, body.despite, by=organisation, key=idempotency_key, body=body
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/client-merges/{row.id}"
    response.headers["ETag"] = etag(row)
    return MergeRead.of(row)


@router.post("/client-merges/{merge_id}/split", summary="They are two after all")
async def split_clients(
    merge_id: UUID,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> MergeRead:
    row = await merging.split_clients(tx, merge_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return MergeRead.of(row)


@router.post("/erasures", status_code=status.HTTP_201_CREATED, summary="Erase a young person")
async def erase_client(
    body: ErasureCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> ErasureRead:
    row = await erasing.erase_client(
        tx,
        body.referral,
        body.ground,
        body.asked_on,
        by=organisation,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/erasures"
    return ErasureRead.of(row)


@router.get("/erasures", summary="What the own municipality had erased, oldest first")
async def list_erasures(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ErasureRead]:
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    found = await erasures.of_municipality(tx, organisation.area, after=after, limit=limit + 1)
    items = [ErasureRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
