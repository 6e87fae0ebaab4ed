"""What this room tells the others."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from provider_registry import store
from provider_registry.domain.organisation import Organisation
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
        )


async def organisations_feed(tx: Transaction, after: UUID | None, limit: int) -> list[Event]:
    """The current state of every entry."""
    page = await store.organisations(tx, kind=None, region=None, after=after, limit=limit)
    return [OrganisationChanged.of(entry) for entry in page]


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
)
