"""What this room tells the others."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer
from provider_registry.domain.organisation import Organisation
from provider_registry.store import offers, organisations
from servicekit.transaction import Transaction
from wirekit.events import Event


class OrganisationChanged(Event):
    """The public entry of an organisation, new or changed. `area`: CBS code of the municipality it is."""

    NAME = "organisation.changed"

    kind: str
    name: str
    regions: tuple[str, ...]
    area: str | None
    agb: str | None
    kvk: str | None
    active_until: AwareDatetime | None
    youth_assistants: int | None = None

    @classmethod
    def of(cls, entry: Organisation) -> Self:
        return cls(
            ref=entry.id,
            version=entry.version,
            region="nl",  # an organisation may work in several regions, so the event is the country's
            kind=entry.kind,
            name=entry.name,
            regions=entry.regions,
            area=entry.area,
            agb=entry.agb,
            kvk=entry.kvk,
            active_until=entry.active_until,
            youth_assistants=entry.youth_assistants,
        )


class EnrolmentChanged(Event):
    """Where and when an offer can be had. `intensity`: of the list of `intensityRegion`, of beds only."""

    NAME = "enrolment.changed"

    offer: UUID
    provider: UUID
    location: UUID | None
    care_form: str
    form: str
    intensity_region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None
    follows: UUID | None

    @classmethod
    def of(cls, enrolment: Enrolment, offer: Offer) -> Self:
        return cls(
            ref=enrolment.id,
            version=enrolment.version,
            region=enrolment.region or "nl",
            offer=offer.id,
            provider=enrolment.provider,
            location=enrolment.location,
            care_form=offer.care_form,
            form=offer.form,
            intensity_region=enrolment.region,
            intensity=enrolment.intensity,
            valid_from=enrolment.valid_from,
            valid_until=enrolment.valid_until,
            follows=enrolment.follows,
        )


async def organisations_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every entry."""
    page = await organisations.organisations(tx, kind=None, region=None, after=after, limit=limit)
    return [OrganisationChanged.of(entry) for entry in page]


async def enrolments_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every enrolment."""
    page = await offers.enrolments_with_offers(tx, after, limit)
    return [EnrolmentChanged.of(enrolment, offer) for enrolment, offer in page]


EXAMPLES = (
    OrganisationChanged(
        ref=UUID("01990000-0000-7000-8000-000000000148"),
        version=2,
        region="nl",
        kind="municipality",
        name="Gemeente Voorbeeld",
        regions=("voorbeeldregio",),
        area="0148",
        agb=None,
        kvk="12345678",
        active_until=None,
    ),
    EnrolmentChanged(
        ref=UUID("01990000-0000-7000-8000-000000006001"),
        version=1,
        region="voorbeeldregio",
        offer=UUID("01990000-0000-7000-8000-000000006002"),
        provider=UUID("01990000-0000-7000-8000-000000005001"),
        location=UUID("01990000-0000-7000-8000-000000006003"),
        care_form="living",
        form="family-home",
        intensity_region="voorbeeldregio",
        intensity="living-2",
        valid_from=date(2026, 1, 1),
        valid_until=None,
        follows=None,
    ),
)
