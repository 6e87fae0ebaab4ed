"""How many places there are, and how soon."""

from datetime import UTC
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime, Field

from provider_registry.domain.capacity import CapacityStatus, Source, Word
from provider_registry.store import capacities, offers
from provider_registry.usecases import read_capacity as reading
from provider_registry.usecases.read_capacity import CapacitySeen
from provider_registry.usecases.say_capacity import FIRST_MOMENT, say_capacity
from region_policy.codes import CareForm, HelpForm
from region_policy.terms import DAY
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Day, Moment, Page
from wirekit.problems import NotFound

router = APIRouter(route_class=GuardedRoute, tags=["capacity"])

Places = Annotated[int, Field(strict=True, ge=0, le=9999)]
DaysOfWaiting = Annotated[int, Field(strict=True, ge=0, le=3650)]


class CapacityPut(Body):
    """Waits in days, both ends included. `asOf`: when it was so; now, if absent. `source`: by which way."""

    status: CapacityStatus
    free_places: Places | None = None
    most_places: Places | None = None
    wait_from_days: DaysOfWaiting | None = None
    wait_to_days: DaysOfWaiting | None = None
    as_of: Moment | None = None
    source: Literal[Source.API, Source.PAGE] = Source.API


class WordRead(Answer):
    """`saidBy`: an organisation; `asOf`: the moment of which it was said, `recordedAt`: when (both UTC)."""

    status: CapacityStatus
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: AwareDatetime
    said_by: UUID
    source: Source
    recorded_at: AwareDatetime


class WordsRead(Answer):
    """The newest first. `next`: the moment to ask the following page with (`?after=`)."""

    items: list[WordRead]
    next: AwareDatetime | None


class CapacityRead(Answer):
    """`status` and what follows it are null where nothing was ever said, which is stale as well.

    `leased`: places that are held, or were taken since it was said.
    """

    enrolment: UUID
    offer: UUID
    offer_name: str
    care_form: CareForm
    form: HelpForm
    location: UUID | None
    location_name: str | None
    region: str | None
    intensity: str | None
    status: CapacityStatus | None
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: AwareDatetime | None
    said_by: UUID | None
    source: Source | None
    is_stale: bool
    leased: int
    version: int | None

    @classmethod
    def of(cls, seen: CapacitySeen) -> Self:
        enrolment, offer, said = seen.enrolment, seen.offer, seen.said
        return cls(
            enrolment=enrolment.id,
            offer=offer.id,
            offer_name=offer.name,
            care_form=offer.care_form,
            form=offer.form,
            location=enrolment.location,
            location_name=seen.location_name,
            region=enrolment.region,
            intensity=enrolment.intensity,
            status=said.status if said else None,
            free_places=said.free_places if said else None,
            most_places=said.most_places if said else None,
            wait_from_days=said.wait_from_days if said else None,
            wait_to_days=said.wait_to_days if said else None,
            as_of=said.as_of if said else None,
            said_by=said.said_by if said else None,
            source=said.source if said else None,
            is_stale=seen.is_stale,
            leased=seen.leased,
            version=said.version if said else None,
        )


class WaitingTimeRead(Answer):
    """Waits in whole days, on average over the days of which one is known; null where none is."""

    wait_from_days: int | None
    wait_to_days: int | None
    days_known: int
    days: int


@router.put("/enrolments/{enrolment_id}/capacity", summary="Say how many places there are, and how soon")
async def put_capacity(
    enrolment_id: UUID, body: CapacityPut, tx: Tx, response: Response, if_match: IfMatch = None
) -> CapacityRead:
    given = body.model_dump() | {"as_of": body.as_of or tx.now}
    word = Word(enrolment=enrolment_id, said_by=tx.caller.organisation, recorded_at=tx.now, **given)
    said = await say_capacity(tx, word, if_match=if_match)
    if said.is_new:
        response.status_code = status.HTTP_201_CREATED
    return await _shown(tx, enrolment_id, response)


@router.get("/enrolments/{enrolment_id}/capacity", summary="What was said last of places")
async def read_capacity(enrolment_id: UUID, tx: Tx, response: Response) -> CapacityRead:
    return await _shown(tx, enrolment_id, response)


@router.get("/enrolments/{enrolment_id}/capacity-history", summary="All that was said of places")
async def list_words(
    enrolment_id: UUID,
    tx: Tx,
    after: Moment | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> WordsRead:
    if await offers.provider_of_enrolment(tx, enrolment_id) is None:
        raise NotFound
    if after is not None:
        # Of a moment near the ends of the calendar there may be no UTC.
        after = min(max(after, FIRST_MOMENT), tx.now + DAY).astimezone(UTC)
    found = await capacities.history(tx, enrolment_id, after, limit + 1)
    items = [WordRead.model_validate(word, from_attributes=True) for word in found[:limit]]
    return WordsRead(items=items, next=items[-1].as_of if len(found) > limit else None)


@router.get("/enrolments/{enrolment_id}/waiting-time", summary="How long one waited from day to day")
async def read_waiting_time(
    enrolment_id: UUID, tx: Tx, first: Annotated[Day, Query(alias="from")], until: Day
) -> WaitingTimeRead:
    found = await reading.read_waiting_time(tx, enrolment_id, first, until)
    return WaitingTimeRead.model_validate(found, from_attributes=True)


@router.get("/capacities", summary="All places of your own, also where nothing was said yet")
async def list_capacities(
    tx: Tx,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CapacityRead]:
    found = await reading.list_capacities(tx, after, limit + 1)
    items = [CapacityRead.of(seen) for seen in found[:limit]]
    return Page(items=items, next=items[-1].enrolment if len(found) > limit else None)


async def _shown(tx: Tx, enrolment_id: UUID, response: Response) -> CapacityRead:
    seen = await reading.read_capacity(tx, enrolment_id)
    if seen.said:
        response.headers["ETag"] = etag(seen.said)
    return CapacityRead.of(seen)
