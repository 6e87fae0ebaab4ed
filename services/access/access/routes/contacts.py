"""Help that needs no decision: the minimal record, how much of it there is, and how often it is given."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field, StringConstraints

from access.domain.contact import Change, Contact, Stretch
from access.routes.fields import Code, DeliveryDay
from access.store import contacts as store
from access.usecases.change_intensity import ContactSeen, contact_seen
from access.usecases.change_intensity import change_intensity as change
from access.usecases.change_intensity import read_contact as seen_contact
from access.usecases.count_help import count_help
from access.usecases.record_contact import Given
from access.usecases.record_contact import end_contact as end
from access.usecases.record_contact import record_contact as record
from region_policy.codes import Route
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page
from wirekit.small_cells import cell

router = APIRouter(route_class=GuardedRoute, tags=["contacts"])

MunicipalityCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
MinutesPerWeek = Annotated[int, Field(strict=True, ge=0, le=10_080)]


class ContactCreate(Body):
    """Four fields suffice: who (a reference, or nobody), what, from, to.

    `provision`: which freely accessible help; without one it is help within a sum for all young people.
    `municipality` is needed of a provider only. `to`: the last day, left out while the help goes on.
    """

    who: UUID | None = None
    provision: Code | None = None
    first_day: Annotated[DeliveryDay, Field(alias="from")]
    last_day: Annotated[DeliveryDay | None, Field(alias="to")] = None
    municipality: MunicipalityCode | None = None


class ContactEnd(Body):
    last_day: Annotated[DeliveryDay, Field(alias="to")]


class IntensityChange(Body):
    """So many minutes a week from this day on."""

    first_day: Annotated[DeliveryDay, Field(alias="from")]
    minutes_per_week: MinutesPerWeek


class StretchRead(Answer):
    """Days on end with one intensity. `minutes` of all of them together, half up."""

    first_day: Annotated[date, Field(alias="from")]
    last_day: Annotated[date, Field(alias="to")]
    minutes_per_week: int
    minutes: int

    @classmethod
    def of(cls, stretch: Stretch) -> Self:
        return cls.model_validate(stretch, from_attributes=True)


class ContactItem(Answer):
    """Help without a decision, so that no number of one is here."""

    id: UUID
    region: str
    municipality: str
    route: Route
    provision: str | None
    who: UUID | None
    first_day: Annotated[date | None, Field(alias="from")]
    last_day: Annotated[date | None, Field(alias="to")]
    referral: UUID | None
    recorded_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, contact: Contact) -> Self:
        return cls(
            id=contact.id,
            region=contact.region,
            municipality=contact.municipality,
            route=contact.route,
            provision=contact.provision,
            who=contact.client,
            first_day=contact.started_on,
            last_day=contact.stopped_on,
            referral=contact.request,
            recorded_at=contact.recorded_at,
            version=contact.version,
        )


class ContactRead(Answer):
    """`history`: what the changes make, until today or the last day; `minutes` is its sum."""

    contact: ContactItem
    history: tuple[StretchRead, ...]
    minutes: int

    @classmethod
    def of(cls, seen: ContactSeen) -> Self:
        return cls(
            contact=ContactItem.of(seen.contact),
            history=tuple(map(StretchRead.of, seen.history)),
            minutes=seen.minutes,
        )


class CountRead(Answer):
    """`provider`: the organisation that gave the help. `running` on the last day of the period.

    Null: a number of 1 to 9; others are rounded to a multiple of five.
    """

    municipality: str
    provider: UUID
    route: Route
    provision: str | None
    started: int | None
    stopped: int | None
    running: int | None


class CountsRead(Answer):
    first_day: Annotated[date, Field(alias="from")]
    last_day: Annotated[date, Field(alias="to")]
    counts: tuple[CountRead, ...]


@router.post(
    "/contacts", status_code=status.HTTP_201_CREATED, summary="Keep a record of help without a decision"
)
async def record_contact(
    body: ContactCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    idempotency_key: IdempotencyKey,
) -> ContactRead:
    given = Given(body.municipality, body.who, body.provision, body.first_day, body.last_day)
    contact = await record(tx, given, by=organisation, key=idempotency_key, body=body)
    response.headers["ETag"] = etag(contact)
    response.headers["Location"] = f"/api/access/v1/contacts/{contact.id}"
    return ContactRead.of(await contact_seen(tx, contact))


@router.get("/contacts", summary="The contacts that the own organisation keeps")
async def list_contacts(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ContactItem]:
    tx.looked_at(None, tx.operation)
    found = await store.kept_by(tx, organisation.id, after=after, limit=limit + 1)
    items = [ContactItem.of(each) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/contacts/{contact_id}", summary="A contact with how much help there was, from when to when")
async def read_contact(contact_id: UUID, tx: Tx, response: Response) -> ContactRead:
    seen = await seen_contact(tx, contact_id)
    response.headers["ETag"] = etag(seen.contact)
    return ContactRead.of(seen)


@router.post("/contacts/{contact_id}/changes", summary="Change how much help there is, from a day on")
async def change_intensity(
    contact_id: UUID, body: IntensityChange, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContactRead:
    seen = await change(tx, contact_id, Change(body.first_day, body.minutes_per_week), if_match=if_match)
    response.headers["ETag"] = etag(seen.contact)
    return ContactRead.of(seen)


@router.post("/contacts/{contact_id}/end", summary="Say on which day this help ended")
async def end_contact(
    contact_id: UUID, body: ContactEnd, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContactRead:
    ended = await end(tx, contact_id, body.last_day, if_match=if_match)
    response.headers["ETag"] = etag(ended)
    return ContactRead.of(await contact_seen(tx, ended))


@router.get("/counts", summary="How often help without a decision began, stopped and runs")
async def read_counts(
    tx: Tx,
    organisation: OwnOrganisation,
    first_day: Annotated[date | None, Query(alias="from")] = None,
    last_day: Annotated[date | None, Query(alias="to")] = None,
) -> CountsRead:
    counted = await count_help(tx, organisation, first=first_day, last=last_day)
    return CountsRead(
        first_day=counted.first,
        last_day=counted.last,
        counts=tuple(
            CountRead(
                municipality=each.municipality,
                provider=each.keeper,
                route=each.route,
                provision=each.provision,
                started=cell(each.started),
                stopped=cell(each.stopped),
                running=cell(each.running),
            )
            for each in counted.counts
        ),
    )
