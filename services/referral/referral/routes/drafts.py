"""Drafts of referrals that follow a crisis."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from referral.domain.components import Component
from referral.domain.draft import FORMS, DraftStatus, HelpGoesOn
from referral.routes.help_after_crisis import HelpGoesOnRead
from referral.store import drafts
from referral.store.rows_drafts import DraftRow
from referral.usecases import close_draft as closing
from referral.usecases.help_after_crisis import help_of_drafts
from region_policy.codes import CareForm, Route, Urgency
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page

router = APIRouter(route_class=GuardedRoute, tags=["drafts"])


class DraftRead(Answer):
    """What a crisis leaves to be asked, in codes; who the young person is goes by telephone.

    `organisation` asked; `municipality` is where the young person lives, or was. Send `POST /referrals` with
    `draft` to make a referral of it. `isDrill`: only an exercise, of which no referral can be made. `nights`
    in crisis beds since `firstNight`: of a stay that is asked they become its first etmalen, at the provider
    of `helpGoesOn` unless another is preferred.
    """

    id: UUID
    version: int
    status: DraftStatus
    alarm: UUID
    organisation: UUID
    made_by_municipality: bool
    region: str
    municipality: str
    component: Component
    forms: tuple[CareForm, ...]
    route: Route
    urgency: Urgency
    safety: bool
    age: int | None
    is_drill: bool
    created_at: AwareDatetime
    referral: UUID | None
    nights: int
    first_night: date | None
    help_goes_on: HelpGoesOnRead | None

    @classmethod
    def of(cls, row: DraftRow, help_: HelpGoesOn | None = None) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            alarm=row.alarm,
            organisation=row.organisation,
            made_by_municipality=row.made_by_municipality,
            region=row.region,
            municipality=row.municipality,
            component=row.part,
            forms=FORMS[row.part],
            route=Route(row.route),
            urgency=Urgency.URGENT,
            safety=row.safety,
            age=row.age,
            is_drill=row.is_drill,
            created_at=row.created_at,
            referral=row.referral,
            nights=row.nights,
            first_night=row.slept_since,
            help_goes_on=HelpGoesOnRead.of(help_, help_.provider) if help_ else None,
        )


@router.get("/referral-drafts", summary="What crises left for the own organisation to ask")
async def list_drafts(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[DraftRead]:
    tx.looked_at(None, tx.operation)
    found = await drafts.drafts_of(tx, organisation, after=after, limit=limit + 1)
    running = await help_of_drafts(tx, found[:limit])
    items = [DraftRead.of(row, running.get(row.id)) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/referral-drafts/{draft_id}", summary="One draft")
async def read_draft(draft_id: UUID, tx: Tx, response: Response) -> DraftRead:
    row = await drafts.draft(tx, draft_id)
    response.headers["ETag"] = etag(row)
    return DraftRead.of(row, (await help_of_drafts(tx, [row])).get(row.id))


@router.post("/referral-drafts/{draft_id}/discard", summary="Say that no referral follows")
async def discard_draft(draft_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None) -> DraftRead:
    row = await closing.discard_draft(tx, draft_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return DraftRead.of(row)
