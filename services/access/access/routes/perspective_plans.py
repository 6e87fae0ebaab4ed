"""Perspective plans: that one is there, since when, and whose it is."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, ValidationInfo, field_validator

from access.domain.perspective import PerspectivePlan, PlanOwner
from access.routes.fields import YouthActDay
from access.usecases.keep_perspective_plan import keep_perspective_plan as keep
from access.usecases.keep_perspective_plan import read_perspective_plan as plan_seen
from access.usecases.list_running import list_without_plan
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["perspective plans"])

ONE_OWNER = Text(nl="geef een organisatie of een rol", en="give an organisation or a role")


class PlanKeep(Body):
    """One owner: an `organisation`, or a `role`. `on`: the day on which it was made."""

    on: YouthActDay
    organisation: UUID | None = None
    role: Annotated[PlanOwner | None, Field(validate_default=True)] = None

    @field_validator("role")
    @classmethod
    def _one_owner(cls, role: PlanOwner | None, of: ValidationInfo) -> PlanOwner | None:
        if "organisation" in of.data and (role is None) == (of.data["organisation"] is None):
            raise FieldRefused(ONE_OWNER)
        return role


class PlanRead(Answer):
    client: UUID
    on: date
    organisation: UUID | None
    role: PlanOwner | None
    version: int

    @classmethod
    def of(cls, plan: PerspectivePlan) -> Self:
        return cls(
            client=plan.client,
            on=plan.made_on,
            organisation=plan.owner_organisation,
            role=plan.owner_role,
            version=plan.version,
        )


class MissingRead(Answer):
    """A young person in care of this age, or older, without a plan."""

    client: UUID
    age: int


@router.put(
    "/clients/{client_id}/perspective-plan", summary="Say that there is a perspective plan, and whose"
)
async def keep_perspective_plan(
    client_id: UUID, body: PlanKeep, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlanRead:
    plan = await keep(
        tx,
        client_id,
        made_on=body.on,
        organisation=body.organisation,
        role=body.role,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(plan)
    return PlanRead.of(plan)


@router.get("/clients/{client_id}/perspective-plan", summary="Whose the perspective plan is, and since when")
async def read_perspective_plan(client_id: UUID, tx: Tx, response: Response) -> PlanRead:
    plan = await plan_seen(tx, client_id)
    response.headers["ETag"] = etag(plan)
    return PlanRead.of(plan)


@router.get("/perspective-plans/missing", summary="Who in care of the own municipality has none and should")
async def list_missing_plans(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[MissingRead]:
    tx.looked_at(None, tx.operation)
    found = await list_without_plan(tx, organisation, after=after, limit=limit + 1)
    items = [MissingRead.model_validate(each, from_attributes=True) for each in found[:limit]]
    return Page(items=items, next=items[-1].client if len(found) > limit else None)
