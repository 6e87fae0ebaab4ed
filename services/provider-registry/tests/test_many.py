"""There is no highest number of providers: ten thousand come in, and the search gives every one, once."""

from dataclasses import replace

import pytest

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.organisation import Kind, Organisation
from provider_registry.store import mapping
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.tables import EnrolmentRow, LocationRow, OfferRow
from provider_registry.usecases.place_options import place_options
from provider_registry.usecases.put_organisation import put_organisation
from region_policy.codes import CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given

MANY, AT_ONCE = 10_000, 200


async def many_providers(room: RoomUnderTest, count: int) -> None:
    """Each as the room itself enters it, with a family home at one intensity."""
    provider = await given.organisation(room)
    contract = await given.contract(room, provider, CareForm.LIVING)
    place = await given.location(room, provider)
    offer = await given.offer(room, provider, HelpForm.FAMILY_HOME)
    for start in range(0, count, AT_ONCE):
        async with room.begin() as tx:
            for _ in range(min(AT_ONCE, count - start)):
                entry = Organisation(uuid7(), Kind.PROVIDER, "Aanbieder (fictief)", (given.REGION,))
                await put_organisation(tx, entry, if_match=None)
                there = replace(place, id=uuid7(), organisation=entry.id)
                offered = replace(offer, id=uuid7(), provider=entry.id)
                own = replace(contract, id=uuid7(), provider=entry.id, municipalities=(given.ZWOLLE,))
                bed = (offered.id, entry.id, there.id, given.REGION, "living-1", given.SINCE)
                await mapping.add(tx, ContractRow, own)
                await mapping.add(tx, LocationRow, there)
                await mapping.add(tx, OfferRow, offered)
                await mapping.add(tx, EnrolmentRow, Enrolment(uuid7(), 1, *bed))
                await place_options(tx, entry.id)


async def every_page(room: RoomUnderTest) -> list[str]:
    """The enrolments of all pages, in their order."""
    seen: list[str] = []
    query = {"municipality": given.ZWOLLE, "intensity": "living-1", "limit": "50"}
    async with room.as_caller(Caller("gp", uuid7(), "general-practitioner")) as client:
        while True:
            answer = await client.get("/options", params=query)
            assert answer.status_code == 200, answer.text
            seen += [item["enrolment"] for item in answer.json()["items"]]
            if answer.json()["next"] is None:
                return seen
            query["after"] = answer.json()["next"]


@pytest.mark.long
@pytest.mark.requirement("IJS-40")
async def test_ten_thousand_providers_are_all_taken_in_and_all_found_page_by_page(
    registry: RoomUnderTest,
) -> None:
    await many_providers(registry, MANY)
    seen = await every_page(registry)
    assert len(seen) == len(set(seen)) == MANY
    assert seen == await every_page(registry)
