"""Swaps: offered, listed, accepted, refused, withdrawn."""

from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field

from crisis.domain.swap import Offered, Swap, SwapStatus
from crisis.store import swaps as store
from crisis.usecases import answer_swap as answering
from crisis.usecases import offer_swap as offering
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.transaction import Transaction
from wirekit.models import Answer, Body, Line, Page

router = APIRouter(route_class=GuardedRoute, tags=["swaps"])


class SwapCreate(Body):
    """`shift`: of a worker of your organisation. `for`: the shift that comes in its place.

    Without `for` it is given away: to the worker `to`, or else to whoever takes it.
    """

    shift: UUID
    back: Annotated[UUID | None, Field(alias="for")] = None
    to: UUID | None = None
    why: Line | None = None


class SwapAcceptance(Body):
    """`worker`: who takes the shift; may be left out where it was offered to one person."""

    worker: UUID | None = None


class OfferedShift(Answer):
    """`changed`: it is not any more as it was offered, so nobody can accept the offer while it is open."""

    id: UUID
    worker: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    changed: bool

    @classmethod
    def of(cls, offered: Offered) -> Self:
        shift, changed = offered.shift, not offered.stands
        place = {"id": shift.id, "worker": shift.worker, "rank": shift.rank}
        return cls.model_validate(place | {"start": shift.start, "end": shift.end, "changed": changed})


class SwapRead(Answer):
    """`shift` goes to `to` (null: whoever takes it), and `for` comes back. `lapsesAt`: until when (UTC).

    `offeredBy` offered it, for `organisation`; `takenBy`: the worker who took it.
    """

    id: UUID
    line: UUID
    status: SwapStatus
    shift: OfferedShift
    back: Annotated[OfferedShift | None, Field(alias="for")]
    to: UUID | None
    why: str | None
    offered_by: str
    organisation: UUID
    offered_at: AwareDatetime
    lapses_at: AwareDatetime
    taken_by: UUID | None
    ended_at: AwareDatetime | None
    possible_steps: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, swap: Swap, tx: Transaction) -> Self:
        return cls(
            id=swap.id,
            line=swap.line,
            status=swap.status_at(tx.now),
            shift=OfferedShift.of(swap.given),
            back=OfferedShift.of(swap.back) if swap.back else None,
            to=swap.to,
            why=swap.why,
            offered_by=swap.offered_by,
            organisation=swap.organisation,
            offered_at=swap.offered_at,
            lapses_at=swap.lapses_at,
            taken_by=swap.taken_by,
            ended_at=swap.ended_at,
            possible_steps=tuple(sorted(swap.possible_steps(tx.now))),
            version=swap.version,
        )


@router.post(
    "/duty-lines/{duty_line_id}/swaps",
    status_code=status.HTTP_201_CREATED,
    summary="Offer a shift against another's, or give it away",
)
async def offer_swap(
    duty_line_id: UUID, body: SwapCreate, tx: Tx, key: IdempotencyKey, out: Response
) -> SwapRead:
    """The offer lapses when the first of its shifts begins."""
    claimed = await claim(tx, key, body, about=duty_line_id)
    swap = await store.swap(tx, claimed.resource_id) if claimed.made_before else None
    if swap is None:
        swap = await offering.offer_swap(
            tx,
            claimed.resource_id,
            duty_line_id,
            shift=body.shift,
            back=body.back,
            to=body.to,
            why=body.why,
        )
    return _shown(swap, tx, out)


@router.get("/duty-lines/{duty_line_id}/swaps", summary="The open offers of a line, or all its swaps")
async def list_swaps(
    duty_line_id: UUID,
    tx: Tx,
    state: Literal["open", "all"] = "open",
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[SwapRead]:
    found = await store.of_line(tx, duty_line_id, only_open=state == "open", after=after, limit=limit + 1)
    items = [SwapRead.of(swap, tx) for swap in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/swaps", summary="The open offers that the own organisation may answer, on every line")
async def list_swaps_to_answer(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[SwapRead]:
    found = await store.to_answer(tx, organisation.id, after=after, limit=limit + 1)
    items = [SwapRead.of(swap, tx) for swap in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("/swaps/{swap_id}/acceptance", summary="Accept a swap: the shifts go over, both or none")
async def accept_swap(
    swap_id: UUID, body: SwapAcceptance, tx: Tx, out: Response, if_match: IfMatch = None
) -> SwapRead:
    return _shown(await answering.accept_swap(tx, swap_id, worker=body.worker, if_match=if_match), tx, out)


@router.post("/swaps/{swap_id}/refusal", summary="Refuse a swap that was offered to you")
async def refuse_swap(swap_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None) -> SwapRead:
    return _shown(await answering.refuse_swap(tx, swap_id, if_match=if_match), tx, out)


@router.post("/swaps/{swap_id}/withdrawal", summary="Withdraw an offer")
async def withdraw_swap(swap_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None) -> SwapRead:
    return _shown(await answering.withdraw_swap(tx, swap_id, if_match=if_match), tx, out)


def _shown(swap: Swap, tx: Transaction, out: Response) -> SwapRead:
    out.headers["ETag"] = etag(swap)
    return SwapRead.of(swap, tx)
