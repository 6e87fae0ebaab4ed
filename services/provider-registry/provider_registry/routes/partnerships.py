"""Partnerships: who belongs to them, and what they miss."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from provider_registry.domain.offer import Domain
from provider_registry.domain.partnership import Partnership
from provider_registry.routes.fields import RegionName
from provider_registry.store import partnerships as store
from provider_registry.usecases.form_partnership import (
    Together,
    add_member,
    form_partnership,
    remove_member,
    see_partnership,
)
from region_policy.codes import HelpForm
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Line, Page

router = APIRouter(route_class=GuardedRoute, tags=["partnerships"])


class PartnershipCreate(Body):
    """Stands in for each of `forms` in each of `domains`. `validUntil`: the last day."""

    region: RegionName
    name: Line
    lead: UUID
    forms: Annotated[list[HelpForm], Field(min_length=1, max_length=20)]
    domains: Annotated[list[Domain], Field(min_length=1, max_length=10)]
    valid_from: Day
    valid_until: Day | None = None

    def partnership(self, partnership_id: UUID) -> Partnership:
        once = {"forms": tuple(dict.fromkeys(self.forms)), "domains": tuple(dict.fromkeys(self.domains))}
        return Partnership(id=partnership_id, version=1, **{**self.model_dump(), **once})


class PartnershipRead(Answer):
    id: UUID
    region: str
    name: str
    lead: UUID
    forms: tuple[HelpForm, ...]
    domains: tuple[Domain, ...]
    valid_from: date
    valid_until: date | None
    version: int

    @classmethod
    def of(cls, partnership: Partnership) -> Self:
        return cls.model_validate(partnership, from_attributes=True)


class MemberRead(Answer):
    organisation: UUID
    name: str
    is_lead: bool


class MissingRead(Answer):
    form: HelpForm
    domain: Domain


class PartnershipSeen(PartnershipRead):
    """`missing`: each form and part of youth care that no member can be asked for on the day."""

    members: tuple[MemberRead, ...]
    missing: tuple[MissingRead, ...]
    is_complete: bool

    @classmethod
    def seen(cls, together: Together) -> Self:
        made = together.partnership
        return cls(
            **PartnershipRead.of(made).model_dump(by_alias=False),
            members=tuple(
                MemberRead(
                    organisation=each.organisation, name=each.name, is_lead=each.organisation == made.lead
                )
                for each in together.members
            ),
            missing=tuple(MissingRead(form=each.form, domain=each.domain) for each in together.missing),
            is_complete=not together.missing,
        )


@router.post("/partnerships", status_code=status.HTTP_201_CREATED, summary="Providers stand in together")
async def create_partnership(
    body: PartnershipCreate, tx: Tx, own: OwnOrganisation, response: Response, idempotency_key: IdempotencyKey
) -> PartnershipSeen:
    claimed = await claim(tx, idempotency_key, body)
    made = await form_partnership(tx, body.partnership(claimed.resource_id), own, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/partnerships/{made.partnership.id}"
    return _shown(made, response)


@router.put("/partnerships/{partnership_id}/members/{organisation_id}", summary="Let a provider join")
async def put_member(
    partnership_id: UUID, organisation_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> PartnershipSeen:
    return _shown(await add_member(tx, partnership_id, organisation_id, if_match=if_match), response)


@router.delete("/partnerships/{partnership_id}/members/{organisation_id}", summary="Let a member go")
async def delete_member(
    partnership_id: UUID, organisation_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> PartnershipSeen:
    return _shown(await remove_member(tx, partnership_id, organisation_id, if_match=if_match), response)


@router.get("/partnerships/{partnership_id}", summary="Its members, and what it misses on a day")
async def read_partnership(
    partnership_id: UUID, tx: Tx, response: Response, day: Day | None = None
) -> PartnershipSeen:
    return _shown(await see_partnership(tx, partnership_id, day), response)


@router.get("/partnerships", summary="Partnerships, past ones too")
async def list_partnerships(
    tx: Tx,
    region: RegionName | None = None,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[PartnershipRead]:
    found = await store.partnerships(tx, region=region, after=after, limit=limit + 1)
    items = [PartnershipRead.of(each) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


def _shown(together: Together, response: Response) -> PartnershipSeen:
    response.headers["ETag"] = etag(together.partnership)
    return PartnershipSeen.seen(together)
