"""Where one may be placed: at what is enrolled, contracted and free that day; closed beds by a court only."""

from datetime import timedelta
from typing import Any

import pytest

from provider_registry.domain.capacity import CapacityStatus
from provider_registry.domain.offer import OfferStatus
from provider_registry.domain.organisation import Kind
from provider_registry.store import offers
from provider_registry.store.contract_tables import IndividualContractRow
from region_policy.codes import CareForm, HelpForm
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from . import builders as given
from .test_capacity import placeable
from .test_reservations import bed, codes, gp, hold

RESIDENTIAL = "residential-1"


@pytest.mark.requirement("IJS-28")
async def test_one_is_placed_only_at_an_intensity_that_is_enrolled_and_contracted_on_that_day(
    registry: RoomUnderTest,
) -> None:
    place, by = await bed(registry), await gp(registry)
    assert codes(await hold(registry, by, place, intensity="living-3")) == ["not-enrolled-at-intensity"]
    today = local_day(registry.clock())
    tomorrow = today + timedelta(days=1)
    async with registry.begin() as tx:
        offer = await offers.offer(tx, place.offer)
    assert offer
    new = await given.enrolment(
        registry, offer, location=place.location, intensity="living-3", valid_from=tomorrow
    )
    await given.capacity(registry, new)
    assert codes(await hold(registry, by, new, intensity="living-3")) == ["not-enrolled-on-day"]
    accepted = await hold(registry, by, new, intensity="living-3", onDay=tomorrow.isoformat())
    assert accepted.status_code == 201, accepted.text
    assert (await hold(registry, by, place, intensity="living-2")).status_code == 201


@pytest.mark.requirement("IJS-28")
@pytest.mark.parametrize(
    "contract",
    [
        {"valid_until": timedelta(days=-1)},
        {"valid_from": timedelta(days=1)},
        {"suspended_on": timedelta(days=0)},
    ],
    ids=["ended", "not begun", "suspended"],
)
async def test_without_a_contract_on_the_day_nobody_is_placed(
    registry: RoomUnderTest, contract: dict[str, timedelta]
) -> None:
    by, provider = await gp(registry), await given.organisation(registry)
    today = local_day(registry.clock())
    days = {name: today + far for name, far in contract.items()}
    await given.contract(registry, provider, CareForm.AMBULATORY, **days)
    await given.contract(registry, provider, CareForm.LIVING)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await given.capacity(registry, place)
    assert codes(await hold(registry, by, place)) == ["not-contracted-on-day"]


async def test_what_is_free_for_all_needs_no_contract(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry, Kind.COMMUNITY_ORGANISATION)
    offer = await given.offer(registry, provider, is_free=True, municipalities=(given.ZWOLLE,))
    place = await given.enrolment(registry, offer)
    await given.capacity(registry, place)
    assert (await hold(registry, await gp(registry), place)).status_code == 201


@pytest.mark.requirement("IJS-23")
@pytest.mark.parametrize("form", [HelpForm.TREATMENT_BED, HelpForm.CRISIS_BED, HelpForm.THREE_MILIEU])
async def test_one_is_placed_on_each_type_of_open_bed_without_a_court(
    registry: RoomUnderTest, form: HelpForm
) -> None:
    place = await bed(registry, form, RESIDENTIAL)
    assert (await hold(registry, await gp(registry), place)).status_code == 201


@pytest.mark.requirement("IJS-23")
async def test_a_closed_bed_needs_the_authorisation_of_a_court_that_holds_on_the_day(
    registry: RoomUnderTest,
) -> None:
    place, by = await bed(registry, HelpForm.CLOSED, RESIDENTIAL), await gp(registry)
    today = local_day(registry.clock())
    yesterday, number = today - timedelta(days=1), "C/08/123456 JE RK 26-1"
    assert codes(await hold(registry, by, place)) == ["court-authorisation-missing"]
    ended = {"number": number, "until": yesterday.isoformat()}
    assert codes(await hold(registry, by, place, courtAuthorisation=ended)) == ["court-authorisation-ended"]
    nameless = {"number": " ", "until": today.isoformat()}
    assert (await hold(registry, by, place, courtAuthorisation=nameless)).status_code == 400
    accepted = await hold(
        registry, by, place, courtAuthorisation={"number": number, "until": today.isoformat()}
    )
    assert accepted.status_code == 201, accepted.text
    assert number not in accepted.text
    assert number not in str(await registry.rows("SELECT t::text FROM reservation t"))
    assert number not in str([event.data for event in await registry.told()])


async def test_every_reason_is_told_at_once(registry: RoomUnderTest) -> None:
    provider, by = await given.organisation(registry), await gp(registry)
    offer = await given.offer(registry, provider, HelpForm.CLOSED, status=OfferStatus.DRAFT)
    today = local_day(registry.clock())
    place = await given.enrolment(
        registry, offer, intensity=RESIDENTIAL, valid_from=today + timedelta(days=3)
    )
    refused = await hold(
        registry, by, place, onDay=(today - timedelta(days=1)).isoformat(), intensity="residential-9"
    )
    assert codes(refused) == [
        "day-is-past",
        "offer-not-published",
        "not-enrolled-on-day",
        "not-enrolled-at-intensity",
        "not-contracted-on-day",
        "court-authorisation-missing",
        "nothing-said-of-places",
    ]


async def test_a_closed_location_takes_nobody_after_its_last_day(registry: RoomUnderTest) -> None:
    place, by = await bed(registry), await gp(registry)
    today = local_day(registry.clock())
    await registry.rows(
        "UPDATE location SET closed_on = :day WHERE id = :id RETURNING id", id=place.location, day=today
    )
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert codes(await hold(registry, by, place, onDay=tomorrow)) == ["not-available-on-day"]
    assert (await hold(registry, by, place)).status_code == 201


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ({"free_places": None}, True),
        ({"status": CapacityStatus.WAITING_LIST, "free_places": None}, False),
        ({"status": CapacityStatus.ASSESSMENT_REQUIRED, "free_places": None}, False),
        ({"status": CapacityStatus.ASSESSMENT_REQUIRED, "free_places": 1}, True),
        ({"status": CapacityStatus.NONE, "free_places": 0}, False),
    ],
)
async def test_who_says_there_is_room_without_a_number_is_taken_at_its_word(
    registry: RoomUnderTest, said: dict[str, Any], accepted: bool
) -> None:
    place, by = await placeable(registry), await gp(registry)
    await given.capacity(registry, place, **said)
    answer = await hold(registry, by, place)
    if accepted:
        assert answer.status_code == 201
    else:
        assert codes(answer) == ["no-place"]


async def test_a_contract_for_one_young_person_opens_the_place_to_that_one_only(
    registry: RoomUnderTest,
) -> None:
    by, provider, client = await gp(registry), await given.organisation(registry), uuid7()
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await given.capacity(registry, place)
    today = local_day(registry.clock())
    contract = uuid7()
    async with registry.begin() as tx:
        tx.session.add(
            IndividualContractRow(
                id=contract,
                version=1,
                provider=provider,
                region=given.REGION,
                municipality=given.ZWOLLE,
                client=client,
                form=CareForm.AMBULATORY,
                valid_from=today,
                valid_until=today + timedelta(days=30),
                price_cents=100,
                ground="Alleen hier.",
            )
        )
    mine = {"id": str(contract), "client": str(client)}
    late = (today + timedelta(days=31)).isoformat()
    refused = ["individual-contract-does-not-cover"]
    assert codes(await hold(registry, by, place)) == ["not-contracted-on-day"]
    assert (
        codes(await hold(registry, by, place, individualContract=mine | {"client": str(uuid7())})) == refused
    )
    assert codes(await hold(registry, by, place, individualContract=mine, onDay=late)) == refused
    accepted = await hold(registry, by, place, individualContract=mine)
    assert accepted.status_code == 201, accepted.text
    assert str(client) not in str([event.data for event in await registry.told()])
