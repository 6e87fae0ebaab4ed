"""Places that are held for a placement."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime, Field

from provider_registry.domain.reservation import (
    CourtAuthorisation,
    NamedContract,
    Reservation,
    ReservationStatus,
    Wish,
)
from provider_registry.routes.fields import Code
from provider_registry.usecases import release_place as releasing
from provider_registry.usecases.reserve_place import reserve_place
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Day, Line

router = APIRouter(route_class=GuardedRoute, tags=["reservations"])


class CourtAuthorisationGiven(Body):
    """Of closed care. The number is looked at and not kept. `until`: the last day."""

    number: Line
    until: Day


class IndividualContractGiven(Body):
    """A contract for one young person; `client` by the reference under which it was made."""

    id: UUID
    client: UUID


class ReservationPut(Body):
    """`minutes`: how long it is held, from the first moment on. `onDay`: the day of the start.

    `intensity`: the level that was decided, where a level was.
    """

    enrolment: UUID
    minutes: Annotated[int, Field(strict=True, ge=5, le=10_080)]
    on_day: Day
    intensity: Code | None = None
    court_authorisation: CourtAuthorisationGiven | None = None
    individual_contract: IndividualContractGiven | None = None

    def wish(self, placement: UUID) -> Wish:
        court, apart = self.court_authorisation, self.individual_contract
        return Wish(
            placement=placement,
            enrolment=self.enrolment,
            on_day=self.on_day,
            minutes=self.minutes,
            intensity=self.intensity,
            court_authorisation=CourtAuthorisation(court.number, court.until) if court else None,
            individual_contract=NamedContract(apart.id, apart.client) if apart else None,
        )


class ReservationRead(Answer):
    """Held from `since` to `until`, or taken at `takenAt` (UTC). Lapsed is what is past its end."""

    placement: UUID
    enrolment: UUID
    status: ReservationStatus
    reserved_by: UUID
    since: AwareDatetime
    until: AwareDatetime
    taken_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, reservation: Reservation) -> Self:
        return cls.model_validate(reservation, from_attributes=True)


@router.put("/reservations/{placement_id}", summary="Hold a place for a placement, for a while")
async def put_reservation(
    placement_id: UUID, body: ReservationPut, tx: Tx, response: Response
) -> ReservationRead:
    reserved = await reserve_place(tx, body.wish(placement_id))
    if reserved.is_new:
        response.status_code = status.HTTP_201_CREATED
    return _shown(reserved.reservation, response)


@router.post("/reservations/{placement_id}/release", summary="Give a held place back")
async def release_place(
    placement_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> ReservationRead:
    return _shown(await releasing.release_place(tx, placement_id, if_match=if_match), response)


@router.get("/reservations/{placement_id}", summary="What is held for a placement")
async def read_reservation(placement_id: UUID, tx: Tx, response: Response) -> ReservationRead:
    return _shown(await releasing.read_reservation(tx, placement_id), response)


def _shown(reservation: Reservation, response: Response) -> ReservationRead:
    response.headers["ETag"] = etag(reservation)
    return ReservationRead.of(reservation)
