"""What `./wegwijs data national` enters is what this room would have made of it itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlmodel import col

from provider_registry.app import ROOM, Settings
from provider_registry.domain import capacity as capacities
from provider_registry.domain.capacity import Capacity
from provider_registry.domain.contract import Contract, ContractStatus, Level
from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import (
    WITHOUT_A_PLACE,
    Offer,
    OfferStatus,
    what_does_not_fit,
    what_is_missing,
)
from provider_registry.domain.option import Option
from provider_registry.domain.organisation import FREE_ONLY, OFFERS_HELP, Kind, Organisation
from provider_registry.domain.partnership import Partnership
from provider_registry.resources import regions
from provider_registry.store.contract_tables import ContractRow, PartnershipRow
from provider_registry.store.mapping import every, rows_of
from provider_registry.store.tables import (
    CapacityRow,
    EnrolmentRow,
    LocationRow,
    OfferRow,
    OptionRow,
    OrganisationRow,
    Row,
)
from provider_registry.usecases.place_options import place_options
from region_policy.loader import Policies
from testkit.rooms import RoomUnderTest, running_room
from wegwijs_cli.national.country import Country
from wegwijs_cli.national.load import load
from wegwijs_cli.national.places import Places

REGIONS = Path(__file__).parents[3] / "regions"
DAY = date(2026, 11, 25)


@dataclass
class Populated:
    """The register with a small country in it, at the moment at which that was so."""

    room: RoomUnderTest
    country: Country

    async def all(self, kind: type[Any], row: type[Row]) -> list[Any]:
        async with self.room.begin() as tx:
            return await every(tx, kind, rows_of(row))


@pytest.fixture
async def populated(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> AsyncIterator[Populated]:
    url = await new_database("provider_registry")
    country = Country(Places(Policies.load(REGIONS), DAY), scale=0.02)
    connection = await asyncpg.connect(url)
    await load(connection, country)
    await connection.close()
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path) as room:
        room.clock.at = country.at
        yield Populated(room, country)


async def test_the_options_of_the_country_are_those_that_the_register_makes_of_it_itself(
    populated: Populated,
) -> None:
    entered = {
        (each.municipality, each.enrolment, each.valid_from): each for each in await options(populated)
    }
    providers = {each.provider for each in entered.values()}
    assert len(providers) > 100
    for provider in providers:
        async with populated.room.begin() as tx:
            await tx.session.execute(OptionRow.__table__.delete().where(col(OptionRow.provider) == provider))
            await place_options(tx, provider)
    made = {(each.municipality, each.enrolment, each.valid_from): each for each in await options(populated)}
    assert made == entered
    # The draw has met what is hard in it: every level, a change of contract, what may not be told, and what
    # is stale, full or unknown.
    assert {each.level for each in made.values()} == {*Level}
    assert len({(each.municipality, each.enrolment) for each in made.values()}) < len(made)
    assert any(each.kilometres is None and each.form != "foster-care" for each in made.values())
    assert {capacities.UNKNOWN, capacities.FULL} < {each.wait_days for each in made.values()}
    assert {each.contract is None for each in made.values()} == {True, False}


async def options(populated: Populated) -> list[Option]:
    return await populated.all(Option, OptionRow)


async def test_a_provider_without_options_gets_none_from_the_register_either(populated: Populated) -> None:
    with_options = {each.provider for each in await options(populated)}
    offering = {each.provider for each in await populated.all(Offer, OfferRow)} - with_options
    for provider in offering:
        async with populated.room.begin() as tx:
            await place_options(tx, provider)
    assert {each.provider for each in await options(populated)} == with_options


async def test_every_offer_of_the_country_is_one_that_the_register_would_have_taken(
    populated: Populated,
) -> None:
    known = {each.id: each for each in await populated.all(Organisation, OrganisationRow)}
    places = {each.id: each for each in await populated.all(Location, LocationRow)}
    enrolments = await populated.all(Enrolment, EnrolmentRow)
    offers = {each.id: each for each in await populated.all(Offer, OfferRow)}
    assert len(offers) > 500
    for offer in offers.values():
        mine = [each for each in enrolments if each.offer == offer.id]
        assert not [*what_does_not_fit(offer)]
        assert not [*what_is_missing(offer, enrolments=len(mine))]
        assert known[offer.provider].kind in OFFERS_HELP
        assert offer.is_free == (known[offer.provider].kind in FREE_ONLY)
        assert len({(each.location, each.region, each.intensity) for each in mine}) == len(mine)
        for each in mine:
            assert each.provider == offer.provider
            assert each.location or offer.form in WITHOUT_A_PLACE
            assert each.location is None or places[each.location].organisation == offer.provider
            assert (each.intensity is None) is not offer.is_bed
    assert {each.status for each in offers.values()} == {*OfferStatus}


async def test_a_bed_of_the_country_has_an_intensity_of_the_policy_where_there_is_one(
    populated: Populated,
) -> None:
    policy = populated.country.places.policy("ijsselland")
    assert policy is not None
    offers = {each.id: each for each in await populated.all(Offer, OfferRow)}
    beds = [each for each in await populated.all(Enrolment, EnrolmentRow) if each.region == policy.region]
    listed = {"living": policy.intensities.living.items, "residential": policy.intensities.residential.items}
    assert beds
    for bed in beds:
        assert bed.intensity in {each.id for each in listed[offers[bed.offer].care_form]}


async def test_every_word_on_places_and_every_contract_of_the_country_fits_in_itself(
    populated: Populated,
) -> None:
    words = await populated.all(Capacity, CapacityRow)
    assert len(words) > 500
    for word in words:
        assert not capacities.what_does_not_fit(word)
        assert word.as_of < populated.country.at
    contracts = await populated.all(Contract, ContractRow)
    kinds = {each.id: each.kind for each in await populated.all(Organisation, OrganisationRow)}
    async with populated.room.begin() as tx:
        points = regions(tx).points
    for contract in contracts:
        assert kinds[contract.provider] in OFFERS_HELP - FREE_ONLY
        assert contract.regions[0] == contract.region
        assert {*contract.municipalities} <= points.keys()
        assert (contract.status is ContractStatus.SUSPENDED) == (contract.suspended_on is not None)
        if contract.status is ContractStatus.ENDED:
            assert contract.valid_until is not None
            assert contract.valid_until < DAY
    assert {each.level for each in contracts} == {*Level}
    assert [*kinds.values()].count(Kind.MUNICIPALITY) == len(points) == 342


async def test_a_partnership_of_the_country_is_led_by_a_member_of_its_region(populated: Populated) -> None:
    partnerships = await populated.all(Partnership, PartnershipRow)
    known = {each.id: each for each in await populated.all(Organisation, OrganisationRow)}
    rows = await populated.room.rows("SELECT partnership, organisation FROM partnership_member")
    members = {
        each.id: {row.organisation for row in rows if row.partnership == each.id} for each in partnerships
    }
    assert partnerships
    for partnership in partnerships:
        assert partnership.lead in members[partnership.id]
        assert len(members[partnership.id]) > 1
        assert all(partnership.region in known[member].regions for member in members[partnership.id])
        assert partnership.forms
        assert partnership.domains
