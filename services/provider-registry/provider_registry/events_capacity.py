"""What this room tells of places: how many are free, and which are held."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from provider_registry.domain.capacity import Capacity
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer
from provider_registry.domain.reservation import Reservation
from provider_registry.store import capacities
from servicekit.transaction import Transaction
from wirekit.events import Event


class CapacityChanged(Event):
    """What was said last of the places of an enrolment (`ref`). Waits in days, both ends included.

    `intensity`: of the list of `intensityRegion`, of beds only. `saidBy`: an organisation.
    """

    NAME = "capacity.changed"

    offer: UUID
    provider: UUID
    care_form: str
    form: str
    intensity_region: str | None
    intensity: str | None
    status: str
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: AwareDatetime
    said_by: UUID
    source: str

    @classmethod
    def of(cls, said: Capacity, enrolment: Enrolment, offer: Offer) -> Self:
        return cls(
            ref=said.enrolment,
            version=said.version,
            region=enrolment.region or "nl",
            offer=offer.id,
            provider=enrolment.provider,
            care_form=offer.care_form,
            form=offer.form,
            intensity_region=enrolment.region,
            intensity=enrolment.intensity,
            status=said.status,
            free_places=said.free_places,
            most_places=said.most_places,
            wait_from_days=said.wait_from_days,
            wait_to_days=said.wait_to_days,
            as_of=said.as_of,
            said_by=said.said_by,
            source=said.source,
        )


class PlaceEvent(Event):
    """A place that is held for a placement (`ref`), until a moment or until the help ends."""

    NAME = "place.changed"

    enrolment: UUID
    provider: UUID
    status: str
    reserved_by: UUID
    since: AwareDatetime
    until: AwareDatetime
    taken_at: AwareDatetime | None

    @classmethod
    def of(cls, held: Reservation, enrolment: Enrolment) -> Self:
        return cls(
            ref=held.placement,
            version=held.version,
            region=enrolment.region or "nl",
            enrolment=enrolment.id,
            provider=enrolment.provider,
            status=held.status,
            reserved_by=held.reserved_by,
            since=held.since,
            until=held.until,
            taken_at=held.taken_at,
        )


class PlaceReserved(PlaceEvent):
    """Held, for the first time, again, or for longer."""

    NAME = "place.reserved"


class PlaceTaken(PlaceEvent):
    """The provider accepted: it stays taken while the help runs."""

    NAME = "place.taken"


class PlaceReleased(PlaceEvent):
    """Held no longer: given back, or past its end (`status`)."""

    NAME = "place.released"


async def capacities_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """What was said last of every enrolment of which something was said."""
    page = await capacities.capacities_after(tx, after, limit)
    known = await capacities.places(tx, [each.enrolment for each in page])
    return [CapacityChanged.of(each, *known[each.enrolment]) for each in page]


_ENROLMENT = UUID("01990000-0000-7000-8000-000000006001")
_PROVIDER = UUID("01990000-0000-7000-8000-000000005001")
_PLACE = {
    "ref": UUID("01990000-0000-7000-8000-000000000004"),
    "region": "voorbeeldregio",
    "enrolment": _ENROLMENT,
    "provider": _PROVIDER,
    "reserved_by": UUID("01990000-0000-7000-8000-000000000148"),
    "since": "2026-03-02T09:30:00Z",
    "until": "2026-03-04T09:30:00Z",
    "taken_at": None,
}
EXAMPLES = (
    CapacityChanged.model_validate(
        {
            "ref": _ENROLMENT,
            "version": 12,
            "region": "voorbeeldregio",
            "offer": UUID("01990000-0000-7000-8000-000000006002"),
            "provider": _PROVIDER,
            "care_form": "living",
            "form": "family-home",
            "intensity_region": "voorbeeldregio",
            "intensity": "living-2",
            "status": "capacity",
            "free_places": 1,
            "most_places": 4,
            "wait_from_days": 0,
            "wait_to_days": 14,
            "as_of": "2026-03-02T08:00:00Z",
            "said_by": _PROVIDER,
            "source": "api",
        }
    ),
    PlaceReserved.model_validate({**_PLACE, "version": 1, "status": "held"}),
    PlaceTaken.model_validate(
        {**_PLACE, "version": 2, "status": "taken", "taken_at": "2026-03-03T10:00:00Z"}
    ),
    PlaceReleased.model_validate({**_PLACE, "version": 2, "status": "lapsed"}),
)
