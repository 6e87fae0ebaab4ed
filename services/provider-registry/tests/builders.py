"""What tests put into the register: rows as the room itself would have them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from provider_registry.domain.capacity import Capacity, CapacityStatus, Source
from provider_registry.domain.contract import Contract, ContractStatus, Level
from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import Domain, Offer, OfferStatus, Professional
from provider_registry.domain.organisation import Kind, Organisation
from provider_registry.store import mapping
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.tables import CapacityRow, EnrolmentRow, LocationRow, OfferRow
from provider_registry.usecases.place_options import place_options
from provider_registry.usecases.put_organisation import put_organisation
from region_policy.codes import CARE_FORM_OF, CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

REGION = "ijsselland"
MUNICIPALITIES = ("0148", "0150", "0160", "0166", "1773", "0175", "0177", "0180", "1708", "1896", "0193")
DALFSEN, DEVENTER, KAMPEN, ZWOLLE, AMSTERDAM = "0148", "0150", "0166", "0193", "0363"
POINT_OF = {DALFSEN: (52.505, 6.258), DEVENTER: (52.255, 6.160), ZWOLLE: (52.512, 6.094)}
SINCE = date(2020, 1, 1)


async def organisation(
    room: RoomUnderTest, kind: Kind = Kind.PROVIDER, regions: tuple[str, ...] = (REGION,), **more: Any
) -> UUID:
    """Enter an organisation as the platform does."""
    entry = Organisation(uuid7(), kind, more.pop("name", f"{kind} (fictief)"), regions, **more)
    async with room.begin() as tx:
        await put_organisation(tx, entry, if_match=None)
    return entry.id


async def caller(room: RoomUnderTest, role: str, kind: Kind, **more: Any) -> Caller:
    return Caller(f"test-{role}", await organisation(room, kind, **more), role)


def as_provider(provider: UUID) -> Caller:
    return Caller("test-provider-worker", provider, "provider-worker")


async def contract(room: RoomUnderTest, provider: UUID, form: CareForm, **more: Any) -> Contract:
    """A regional contract of IJsselland since 2020, unless `more` says otherwise."""
    values: dict[str, Any] = {
        "status": ContractStatus.IN_FORCE,
        "region": REGION,
        "level": Level.REGIONAL,
        "regions": (REGION,),
        "municipalities": MUNICIPALITIES,
        "valid_from": SINCE,
    } | more
    made = Contract(id=uuid7(), version=1, provider=provider, form=form, **values)
    async with room.begin() as tx:
        await mapping.add(tx, ContractRow, made)
        await place_options(tx, provider)
    return made


async def location(room: RoomUnderTest, organisation: UUID, at: str = ZWOLLE, **more: Any) -> Location:
    latitude, longitude = POINT_OF[at]
    values: dict[str, Any] = {"name": "Locatie (fictief)", "address": "Verzonnenpad 1"} | more
    made = Location(
        uuid7(), 1, organisation, municipality=at, latitude=latitude, longitude=longitude, **values
    )
    async with room.begin() as tx:
        await mapping.add(tx, LocationRow, made)
    return made


async def offer(room: RoomUnderTest, provider: UUID, form: HelpForm = HelpForm.AT_HOME, **more: Any) -> Offer:
    """A published offer for ages 0 to 17 in all domains, unless `more` says otherwise."""
    values: dict[str, Any] = {
        "status": OfferStatus.PUBLISHED,
        "care_form": CARE_FORM_OF[form],
        "name": f"{form} (fictief)",
        "domains": tuple(Domain),
        "function_groups": (),
        "age_from": 0,
        "age_to": 17,
        "identity": None,
        "languages": ("nl",),
        "method": "Systemisch werken.",
        "programmes": ("Rust thuis",),
        "professionals": (Professional("psychologist", 2),),
        "is_free": False,
        "contact": None,
        "times": None,
        "municipalities": (),
        "seats": 8 if form is HelpForm.GROUP else None,
    } | more
    made = Offer(id=uuid7(), version=1, provider=provider, form=form, **values)
    async with room.begin() as tx:
        await mapping.add(tx, OfferRow, made)
        await place_options(tx, provider)
    return made


async def enrolment(room: RoomUnderTest, of: Offer, **more: Any) -> Enrolment:
    """The offer can be had since 2020; a bed at `intensity` in IJsselland."""
    values: dict[str, Any] = {"location": None, "intensity": None, "valid_from": SINCE} | more
    values.setdefault("region", REGION if values["intensity"] else None)
    made = Enrolment(id=uuid7(), version=1, offer=of.id, provider=of.provider, **values)
    async with room.begin() as tx:
        await mapping.add(tx, EnrolmentRow, made)
        await place_options(tx, of.provider)
    return made


async def capacity(room: RoomUnderTest, of: Enrolment, **more: Any) -> Capacity:
    """Said just now: one free place, no wait."""
    values: dict[str, Any] = {
        "status": CapacityStatus.CAPACITY,
        "free_places": 1,
        "most_places": 10,
        "wait_from_days": 0,
        "wait_to_days": 7,
        "as_of": room.clock(),
        "source": Source.API,
    } | more
    said = Capacity(enrolment=of.id, version=1, said_by=of.provider, **values)
    async with room.begin() as tx:
        await mapping.add(tx, CapacityRow, said)
        await place_options(tx, of.provider)
    return said


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
