"""Call-backs, and the numbers that everybody may call."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, StrictBool

from crisis.domain.call_back import CallBack, CallBackStatus
from crisis.routes.duty_lines import Name
from crisis.routes.fields import CbsCode, Telephone
from crisis.usecases.leave_call_back import call_back_done as done
from crisis.usecases.leave_call_back import leave_call_back as leave
from crisis.usecases.list_call_backs import call_backs_to_make as to_make
from crisis.usecases.region_of_place import policy_for, regions_of_desk, require_municipality
from servicekit.organisations import known_organisation
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["call-backs"])


class CallBackCreate(Body):
    """`municipality`: where the young person is now."""

    municipality: CbsCode
    call_back_number: Telephone
    danger: StrictBool = False


class CallBackRead(Answer):
    """`owner` is the crisis desk's organisation; it calls until `dueAt` (UTC)."""

    id: UUID
    version: int
    status: CallBackStatus
    municipality: str
    left_by: UUID
    left_by_role: str
    owner: str
    danger: bool
    left_at: AwareDatetime
    due_at: AwareDatetime
    done_at: AwareDatetime | None

    @classmethod
    def of(cls, call_back: CallBack) -> Self:
        return cls.model_validate(call_back, from_attributes=True)


class CallBackToMake(CallBackRead):
    number: str


class NumberRead(Answer):
    """`illustrative`: no source gives this number."""

    id: str
    name: Name
    number: str
    purpose: Name
    illustrative: bool


class NumbersRead(Answer):
    items: tuple[NumberRead, ...]


@router.post("/call-backs", status_code=status.HTTP_201_CREATED, summary="Ask the crisis desk to call you")
async def leave_call_back(
    body: CallBackCreate, tx: Tx, organisation: OwnOrganisation, key: IdempotencyKey, out: Response
) -> CallBackRead:
    claimed = await claim(tx, key, body)
    left = await leave(
        tx,
        claimed.resource_id,
        municipality=body.municipality,
        number=body.call_back_number,
        danger=body.danger,
        by=organisation,
        made_before=claimed.made_before,
    )
    out.headers["ETag"] = etag(left)
    return CallBackRead.of(left)


@router.get("/call-backs", summary="Who waits for a call of the own desk, the first asked first")
async def list_call_backs(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CallBackToMake]:
    page, following = await to_make(tx, regions_of_desk(organisation), after=after, limit=limit)
    items = [CallBackToMake(**dict(CallBackRead.of(each)), number=number) for each, number in page]
    return Page(items=items, next=following)


@router.post("/call-backs/{call_back_id}/done", summary="Note that the desk has called")
async def call_back_done(call_back_id: UUID, tx: Tx, out: Response, if_match: IfMatch = None) -> CallBackRead:
    made = await done(tx, call_back_id, if_match=if_match)
    out.headers["ETag"] = etag(made)
    return CallBackRead.of(made)


@router.get("/numbers", summary="The numbers that everybody may call")
async def list_numbers(
    tx: Tx,
    municipality: Annotated[CbsCode, Query(description="CBS code of where the young person is now")],
) -> NumbersRead:
    """Those of the region of the place; where no region covers it, of the caller's own."""
    require_municipality(tx, "municipality", municipality)
    policy = policy_for(tx, municipality, await known_organisation(tx, tx.caller.organisation))
    numbers = policy.crisis.numbers.items if policy else ()
    return NumbersRead(
        items=tuple(
            NumberRead(
                id=each.id,
                name=Name(nl=each.name.nl, en=each.name.en),
                number=each.number,
                purpose=Name(nl=each.purpose.nl, en=each.purpose.en),
                illustrative=each.illustrative,
            )
            for each in numbers
        )
    )
