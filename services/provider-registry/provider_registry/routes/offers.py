"""What organisations offer."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import Field

from provider_registry.domain.offer import Domain, Identity, Offer, OfferStatus, Professional
from provider_registry.routes.fields import Age, Code, LanguageCode, MunicipalityCode, PlanDay
from provider_registry.store import offers as store
from provider_registry.usecases.put_offer import add_offer, change_offer, move_offer
from provider_registry.usecases.read_offer import OfferSeen, read_offers
from provider_registry.usecases.read_offer import read_offer as offer_seen
from region_policy.codes import CareForm, HelpForm
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Line, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["offers"])


class ProfessionalGiven(Body):
    function: Code
    number: Annotated[int, Field(strict=True, ge=1, le=9999)]


class OfferPut(Body):
    """Ages in whole years, both included. `municipalities` (CBS codes): where it is given, all if empty.

    `isFree`: freely accessible, without a decision or a contract; then `contact` and `times` are shown.
    `seats`: of a group. A pilot has `pilotFrom` and `pilotUntil` (both included) and what it `replaces`.
    """

    care_form: CareForm
    form: HelpForm
    name: Line
    domains: Annotated[tuple[Domain, ...], Field(min_length=1, max_length=4)]
    function_groups: Annotated[tuple[Code, ...], Field(max_length=30)] = ()
    age_from: Age
    age_to: Age
    identity: Identity | None = None
    languages: Annotated[tuple[LanguageCode, ...], Field(max_length=30)] = ("nl",)
    method: Prose | None = None
    programmes: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    professionals: Annotated[tuple[ProfessionalGiven, ...], Field(max_length=30)] = ()
    is_free: bool = False
    contact: Line | None = None
    times: Line | None = None
    municipalities: Annotated[tuple[MunicipalityCode, ...], Field(max_length=400)] = ()
    seats: Annotated[int, Field(strict=True, ge=1, le=500)] | None = None
    pilot_from: PlanDay | None = None
    pilot_until: PlanDay | None = None
    replaces: Line | None = None

    def fields(self) -> dict[str, Any]:
        """As the offer has them; what is given twice counts once."""
        given = self.model_dump(exclude={"professionals"})
        once = {
            name: tuple(dict.fromkeys(given[name])) for name in ("domains", "languages", "municipalities")
        }
        people = tuple(Professional(each.function, each.number) for each in self.professionals)
        return given | once | {"professionals": people}


class ProfessionalRead(Answer):
    function: str
    number: int


class EnrolmentOfOffer(Answer):
    """`validUntil`: the last day. `locationName`: None where help comes to the young person."""

    id: UUID
    location: UUID | None
    location_name: str | None
    region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None
    follows: UUID | None
    version: int


class OfferRead(Answer):
    """The profile. `intensities`: the levels at which it can be had today (IJS-29)."""

    id: UUID
    provider: UUID
    provider_name: str
    status: OfferStatus
    care_form: CareForm
    form: HelpForm
    name: str
    domains: tuple[Domain, ...]
    function_groups: tuple[str, ...]
    age_from: int
    age_to: int
    identity: Identity | None
    languages: tuple[str, ...]
    method: str | None
    programmes: tuple[str, ...]
    professionals: tuple[ProfessionalRead, ...]
    is_free: bool
    contact: str | None
    times: str | None
    municipalities: tuple[str, ...]
    seats: int | None
    pilot_from: date | None
    pilot_until: date | None
    replaces: str | None
    intensities: tuple[str, ...]
    enrolments: tuple[EnrolmentOfOffer, ...]
    version: int

    @classmethod
    def of(cls, seen: OfferSeen) -> Self:
        offer = seen.offer
        people = tuple(
            ProfessionalRead.model_validate(each, from_attributes=True) for each in offer.professionals
        )
        told = {name: getattr(offer, name) for name in cls.model_fields if hasattr(offer, name)}
        enrolments = tuple(
            EnrolmentOfOffer(
                **{
                    name: getattr(each, name)
                    for name in EnrolmentOfOffer.model_fields
                    if name != "location_name"
                },
                location_name=seen.location_names.get(each.location) if each.location else None,
            )
            for each in seen.enrolments
        )
        return cls(
            **told
            | {
                "professionals": people,
                "provider_name": seen.provider_name,
                "intensities": seen.intensities,
                "enrolments": enrolments,
            }
        )


@router.post(
    "/offers", status_code=status.HTTP_201_CREATED, summary="Write an offer; nobody else sees it yet"
)
async def create_offer(
    body: OfferPut, tx: Tx, own: OwnOrganisation, response: Response, idempotency_key: IdempotencyKey
) -> OfferRead:
    claimed = await claim(tx, idempotency_key, body)
    drafted = Offer(
        id=claimed.resource_id, version=1, status=OfferStatus.DRAFT, provider=own.id, **body.fields()
    )
    offer = await add_offer(tx, drafted, claimed)
    response.headers["Location"] = f"/api/provider-registry/v1/offers/{offer.id}"
    return await _shown(tx, offer.id, response)


@router.put("/offers/{offer_id}", summary="Change an offer")
async def put_offer(
    offer_id: UUID, body: OfferPut, tx: Tx, response: Response, if_match: IfMatch = None
) -> OfferRead:
    await change_offer(tx, offer_id, lambda found: replace(found, **body.fields()), if_match=if_match)
    return await _shown(tx, offer_id, response)


@router.post("/offers/{offer_id}/publication", summary="Show an offer to referrers")
async def publish_offer(offer_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None) -> OfferRead:
    await move_offer(tx, offer_id, "publication", if_match=if_match)
    return await _shown(tx, offer_id, response)


@router.post("/offers/{offer_id}/withdrawal", summary="Take an offer back")
async def withdraw_offer(offer_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None) -> OfferRead:
    await move_offer(tx, offer_id, "withdrawal", if_match=if_match)
    return await _shown(tx, offer_id, response)


@router.get("/offers/{offer_id}", summary="The profile of an offer")
async def read_offer(offer_id: UUID, tx: Tx, response: Response) -> OfferRead:
    return await _shown(tx, offer_id, response)


@router.get("/organisations/{organisation_id}/offers", summary="What an organisation offers")
async def list_offers(
    organisation_id: UUID,
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[OfferRead]:
    found = await store.offers_of(
        tx,
        organisation_id,
        after,
        limit + 1,
        published_only=tx.caller.organisation != organisation_id,
    )
    items = [OfferRead.of(seen) for seen in await read_offers(tx, found[:limit])]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


async def _shown(tx: Tx, offer_id: UUID, response: Response) -> OfferRead:
    seen = await offer_seen(tx, offer_id)
    response.headers["ETag"] = etag(seen.offer)
    return OfferRead.of(seen)
