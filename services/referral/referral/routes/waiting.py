"""Who waits in a municipality, and since when."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from referral.domain.status import ReferralStatus
from referral.domain.waiting import Wait
from referral.routes.waiting_views import WaitRead
from referral.store import waiting as stored
from referral.store.rows import ReferralRow
from referral.usecases.follow_waiting import waits_of_all
from region_policy.codes import CareForm, Urgency
from region_policy.terms import local_day
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["waiting"])


class WaitingRead(Answer):
    """A referral in which somebody waits, without the young person. `waits`: the stretches that run."""

    referral: UUID
    status: ReferralStatus
    safety: bool
    urgency: Urgency
    forms: tuple[CareForm, ...]
    submitted_at: AwareDatetime
    waits: tuple[WaitRead, ...]

    @classmethod
    def of(cls, row: ReferralRow, waits: tuple[Wait, ...]) -> Self:
        return cls(
            referral=row.id,
            status=row.state,
            safety=row.safety,
            urgency=Urgency(row.urgency),
            forms=tuple(map(CareForm, row.forms)),
            submitted_at=row.submitted_at,
            waits=tuple(WaitRead.of(wait) for wait in waits if wait.runs),
        )


@router.get("/waiting", summary="Who waits in the own municipality: not safe first, then the longest first")
async def list_waiting(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[WaitingRead]:
    today = local_day(tx.now)
    area = organisation.area if organisation.kind == "municipality" else None
    if area is None:
        return Page(items=[], next=None)
    found = await stored.who_waits(tx, area, today=today, after=after, limit=limit + 1)
    page = found[:limit]
    waits = await waits_of_all(tx, page)
    items = [WaitingRead.of(row, each) for row, each in zip(page, waits, strict=True)]
    return Page(items=items, next=items[-1].referral if len(found) > limit else None)
