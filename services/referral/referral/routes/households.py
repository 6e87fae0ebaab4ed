"""Households, the homes of a young person, and who directs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from referral.routes.household_views import (
    CaseRead,
    DirectorCreate,
    DirectorRead,
    DirectorsRead,
    HandOver,
    HomeCreate,
    HomeLeft,
    HomeRead,
    HomesRead,
    HouseholdRead,
)
from referral.store import directors, households, referrals
from referral.usecases import appoint_director as appointing
from referral.usecases import end_direction as ending
from referral.usecases import hand_over_direction as handing_over
from referral.usecases import leave_home as leaving
from referral.usecases import move_home as moving
from referral.usecases import read_household as reading
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Page

router = APIRouter(route_class=GuardedRoute, tags=["households"])
HOMES = "/referrals/{referral_id}/households"
THING = "/households/{household_id}"


@router.get(HOMES, summary="The households in which a young person lives, or lived")
async def list_homes(referral_id: UUID, tx: Tx) -> HomesRead:
    row = await referrals.referral(tx, referral_id)
    return HomesRead(items=[HomeRead.of(home) for home in await households.homes_of(tx, row.client)])


@router.post(
    HOMES, status_code=status.HTTP_201_CREATED, summary="A young person comes to live in a household"
)
async def move_home(
    referral_id: UUID,
    body: HomeCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> HomeRead:
    move = moving.Move(body.household, body.kind, body.first_day)
    row = await moving.move_home(tx, referral_id, move, by=organisation, key=idempotency_key, body=body)
    response.headers["ETag"] = etag(row)
    return HomeRead.of(row)


@router.post(HOMES + "/{membership_id}/departure", summary="A young person no longer has this second home")
async def leave_home(
    referral_id: UUID,
    membership_id: UUID,
    body: HomeLeft,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> HomeRead:
    row = await leaving.leave_home(tx, referral_id, membership_id, body.last_day, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return HomeRead.of(row)


@router.get(THING, summary="A household, with those members whom the reader may see")
async def read_household(
    household_id: UUID, tx: Tx, organisation: OwnOrganisation, response: Response
) -> HouseholdRead:
    view = await reading.read_household(tx, household_id, organisation)
    response.headers["ETag"] = etag(view.row)
    return HouseholdRead.of(view)


@router.get(THING + "/directors", summary="Who directs a household, and who did before")
async def list_directors(household_id: UUID, tx: Tx, organisation: OwnOrganisation) -> DirectorsRead:
    seen = await reading.read_directors(tx, household_id, organisation)
    return DirectorsRead(items=[DirectorRead.of(each) for each in seen])


@router.post(
    THING + "/directors",
    status_code=status.HTTP_201_CREATED,
    summary="Let somebody direct beside the accountable director, for a reason",
)
async def appoint_director(
    household_id: UUID,
    body: DirectorCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> DirectorRead:
    named = appointing.Named(body.organisation, body.subject)
    row = await appointing.appoint_director(
        tx, household_id, named, body.beside, key=idempotency_key, body=body
    )
    response.headers["ETag"] = etag(row)
    return DirectorRead.of(reading.DirectorSeen(row, row.organisation))


@router.post(THING + "/directors/{director_id}/hand-over", summary="Hand the direction over to somebody else")
async def hand_over_direction(
    household_id: UUID,
    director_id: UUID,
    body: HandOver,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> DirectorRead:
    """Answers with the new director."""
    named = appointing.Named(body.organisation, body.subject)
    row = await handing_over.hand_over_direction(
        tx, household_id, director_id, named, body.because, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return DirectorRead.of(reading.DirectorSeen(row, row.organisation))


@router.post(THING + "/directors/{director_id}/end", summary="Stop directing beside the accountable director")
async def end_direction(
    household_id: UUID, director_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> DirectorRead:
    row = await ending.end_direction(tx, household_id, director_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return DirectorRead.of(reading.DirectorSeen(row, row.organisation))


@router.get("/cases-without-director", summary="Open cases of the own municipality that nobody directs")
async def list_cases_without_director(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CaseRead]:
    tx.looked_at(None, tx.operation)
    found = []
    if organisation.area:
        found = await directors.cases_without(tx, organisation.area, after=after, limit=limit + 1)
    items = [CaseRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
