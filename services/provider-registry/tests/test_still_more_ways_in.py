"""More ways in which the register was broken; each test says what should have been."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from provider_registry.domain.contract import ContractStatus
from provider_registry.domain.organisation import Kind
from provider_registry.domain.organisation import Organisation as Entry
from provider_registry.usecases.put_organisation import put_organisation
from region_policy.codes import CareForm, HelpForm
from region_policy.terms import end_of, local_day
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from . import builders as given
from . import contracting
from .test_capacity import FULL, placeable, say
from .test_offers import BED, PROFILE, send
from .test_reservations import bed, gp, hold
from .test_search import GP, search
from .test_sign_ups import sign_up
from .test_signals import signals


@pytest.mark.requirement("NV-02")
async def test_who_becomes_an_institution_that_refers_is_found_no_more(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    await given.capacity(registry, place)
    entry = Entry(place.provider, Kind.CERTIFIED_INSTITUTION, "GI (fictief)", (given.REGION,))
    async with registry.begin() as tx:
        await put_organisation(tx, entry, if_match='"1"')
    found = (await search(registry))["items"]
    held = await hold(registry, await gp(registry), place)
    assert ([item["enrolment"] for item in found], held.status_code) == ([], 409)


@pytest.mark.requirement("NV-02")
async def test_an_institution_that_refers_does_not_publish_a_draft_of_before(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    by = given.as_provider(place.provider)
    await send(registry, by, f"/offers/{place.offer}/withdrawal", None, If_Match='"1"')
    entry = Entry(place.provider, Kind.CERTIFIED_INSTITUTION, "GI (fictief)", (given.REGION,))
    async with registry.begin() as tx:
        await put_organisation(tx, entry, if_match='"1"')
    again = await send(registry, by, f"/offers/{place.offer}/publication", None, If_Match='"2"')
    assert again.status_code in (403, 409), again.text


@pytest.mark.requirement("HLM-12")
@pytest.mark.parametrize("why", ["suspended", "pilot over", "provider stopped", "no contract"])
async def test_nobody_gets_a_seat_in_a_group_that_the_search_does_not_show(
    registry: RoomUnderTest, why: str
) -> None:
    today = local_day(registry.clock())
    stopped = end_of(today - timedelta(days=3)) if why == "provider stopped" else None
    provider = await given.organisation(registry, active_until=stopped)
    if why != "no contract":
        suspended: dict[str, Any] = {
            "status": ContractStatus.SUSPENDED,
            "suspended_on": today - timedelta(days=1),
            "ground": "x",
        }
        await given.contract(
            registry, provider, CareForm.AMBULATORY, **(suspended if why == "suspended" else {})
        )
    pilot = {"pilot_from": given.SINCE, "pilot_until": today - timedelta(days=1)}
    offer = await given.offer(
        registry,
        provider,
        HelpForm.GROUP,
        care_form=CareForm.AMBULATORY,
        **(pilot if why == "pilot over" else {}),
    )
    house = await given.location(registry, provider)
    await given.enrolment(registry, offer, location=house.id)
    assert (await search(registry))["items"] == []
    assert (await sign_up(registry, await gp(registry), offer.id, uuid7())).status_code == 409


@pytest.mark.requirement("IJS-28")
async def test_a_held_place_is_not_confirmed_at_an_intensity_at_which_it_is_not(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    assert (await hold(registry, by, place, placement)).status_code == 201
    again = await hold(registry, by, place, placement, intensity="living-4")
    assert again.status_code == 409, again.text


@pytest.mark.requirement("IJS-23")
async def test_a_held_closed_bed_is_not_held_longer_for_a_day_after_the_authorisation(
    registry: RoomUnderTest,
) -> None:
    place = await bed(registry, HelpForm.CLOSED, "residential-1")
    by, placement, today = await gp(registry), uuid7(), local_day(registry.clock())
    court = {"number": "fictief-1", "until": today.isoformat()}
    first = await hold(registry, by, place, placement, courtAuthorisation=court)
    assert first.status_code == 201, first.text
    day = (today + timedelta(days=5)).isoformat()
    later = await hold(registry, by, place, placement, courtAuthorisation=court, onDay=day, minutes=240)
    assert later.status_code == 409, later.text


async def test_a_suspended_place_is_not_held_longer(registry: RoomUnderTest) -> None:
    """The same lease may stay; a longer one is a new promise."""
    by_region = await contracting.region_manager(registry)
    provider = await given.organisation(registry)
    made = await contracting.contract(registry, by_region, provider, level="bespoke")
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await given.capacity(registry, place)
    by, placement, today = await gp(registry), uuid7(), local_day(registry.clock()).isoformat()
    assert (await hold(registry, by, place, placement)).status_code == 201
    body = {"day": today, "ground": "x"}
    path = f"/contracts/{made['id']}/suspension"
    assert (await contracting.send(registry, by_region, path, body, if_match='"1"')).status_code == 200
    assert (await hold(registry, by, place, placement, minutes=240)).status_code == 409


@pytest.mark.requirement("HLM-22")
async def test_a_contract_that_is_given_notice_of_can_still_be_suspended_at_once(
    registry: RoomUnderTest,
) -> None:
    by = await contracting.region_manager(registry)
    place = await placeable(registry)
    made = await contracting.contract(registry, by, place.provider, level="bespoke")
    today = local_day(registry.clock())
    end = {"lastDay": (today + timedelta(days=200)).isoformat(), "ground": "opgezegd"}
    path = f"/contracts/{made['id']}"
    assert (await contracting.send(registry, by, f"{path}/ending", end, if_match='"1"')).status_code == 200
    stop = {"day": today.isoformat(), "ground": "onveilig"}
    suspended = await contracting.send(registry, by, f"{path}/suspension", stop, if_match='"2"')
    assert suspended.status_code == 200, suspended.text


@pytest.mark.requirement("GRO-06")
async def test_a_specialist_who_has_stopped_is_not_in_the_shell(registry: RoomUnderTest) -> None:
    by = await contracting.region_manager(registry)
    team = await given.organisation(registry, Kind.MUNICIPALITY, area=given.ZWOLLE)
    stopped = end_of(local_day(registry.clock()) - timedelta(days=3))
    specialist = await given.organisation(registry, active_until=stopped)
    body = {
        "specialist": str(specialist),
        "expertise": "eating-disorders",
        "hours": [{"weekday": 1, "from": "09:00", "until": "17:00"}],
        "contact": "c",
        "validFrom": "2020-01-01",
    }
    await contracting.send(registry, by, f"/organisations/{team}/shell", body)
    assert (await contracting.read(registry, f"/organisations/{team}/shell"))["items"] == []


async def test_a_municipality_does_not_hear_of_an_offer_that_it_cannot_use(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.AMBULATORY)
    offer = await given.offer(registry, provider, municipalities=(given.DEVENTER,))
    place = await given.enrolment(registry, offer)
    await say(registry, place, FULL)
    by = await contracting.municipal_manager(registry, given.ZWOLLE)
    assert await signals(registry, by) == []


async def test_the_ground_of_a_suspension_is_not_told_to_a_manager_of_another_region(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    today = local_day(registry.clock())
    made = await given.contract(
        registry,
        provider,
        CareForm.LIVING,
        status=ContractStatus.SUSPENDED,
        suspended_on=today,
        ground="vermoeden van onveiligheid",
    )
    other = await contracting.region_manager(registry, "zuid-holland-zuid")
    async with registry.as_caller(other) as client:
        answer = await client.get(f"/contracts/{made.id}")
    assert "onveiligheid" not in answer.text


async def test_commands_and_deadlines_at_one_moment_lose_nothing_and_break_nothing(
    registry: RoomUnderTest,
) -> None:
    places = [await bed(registry) for _ in range(3)]
    by = await gp(registry)
    placements = [uuid7() for _ in places]
    for place, placement in zip(places, placements, strict=True):
        assert (await hold(registry, by, place, placement)).status_code == 201
    registry.clock.advance(timedelta(minutes=121))
    turned = [*places[1:], places[0]]
    answers: list[Any] = await asyncio.gather(
        registry.fire_deadlines(),
        *(hold(registry, by, place, placement) for place, placement in zip(turned, placements, strict=True)),
        *(hold(registry, by, place) for place in places),
        return_exceptions=True,
    )
    told = [each.status_code for each in answers if isinstance(each, httpx.Response)]
    assert [each for each in answers if isinstance(each, BaseException)] == []
    assert [code for code in told if code >= 500] == []
    assert told.count(201) == 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/capacity-uploads", {"csv": "enrolment,status,asOf\n{place},capacity,0001-01-01T00:00:00+23:59"}),
        ("/capacity-uploads", {"csv": "enrolment,status,asOf\n{place},capacity,9999-12-31T23:59:59-23:59"}),
        ("/capacity-uploads", {"csv": "enrolment,status,freePlaces\n{place},capacity,1\x00"}),
        ("/capacity-uploads", {"csv": "enrolment,status\n" + '"' * 200_000}),
        ("/capacity-uploads", {"csv": []}),
    ],
)
async def test_no_table_is_an_error_of_the_room(
    registry: RoomUnderTest, path: str, body: dict[str, Any]
) -> None:
    place = await placeable(registry)
    if isinstance(body["csv"], str):
        body = {"csv": body["csv"].replace("{place}", str(place.id))}
    answer = await send(registry, given.as_provider(place.provider), path, body)
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_no_moment_of_a_word_is_an_error_of_the_room(registry: RoomUnderTest, moment: str) -> None:
    place = await placeable(registry)
    path = f"/enrolments/{place.id}/capacity"
    body = {"status": "capacity", "asOf": moment}
    answer = await send(registry, given.as_provider(place.provider), path, body, "PUT")
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("query", ["age=99999999999999999999", "limit=0", "domain=safety&domain=safety"])
async def test_no_query_of_the_search_is_an_error(registry: RoomUnderTest, query: str) -> None:
    await placeable(registry)
    async with registry.as_caller(GP) as client:
        answer = await client.get(f"/options?municipality={given.ZWOLLE}&{query}")
    assert answer.status_code < 500, answer.text


@pytest.mark.requirement("NV-17")
async def test_a_municipality_hears_nothing_by_a_contract_that_has_ended_for_it(
    registry: RoomUnderTest,
) -> None:
    today = local_day(registry.clock())
    provider = await given.organisation(registry)
    await given.contract(
        registry,
        provider,
        CareForm.AMBULATORY,
        municipalities=(given.ZWOLLE,),
        valid_until=today - timedelta(days=400),
    )
    await given.contract(
        registry,
        provider,
        CareForm.AMBULATORY,
        municipalities=(given.DEVENTER,),
        valid_from=today - timedelta(days=399),
    )
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await say(registry, place, FULL)
    by = await contracting.municipal_manager(registry, given.ZWOLLE)
    assert await signals(registry, by) == []


async def test_a_change_to_the_same_intensity_is_no_change(registry: RoomUnderTest) -> None:
    place = await bed(registry, intensity="living-1")
    day = (local_day(registry.clock()) + timedelta(days=1)).isoformat()
    body = {"intensity": "living-1", "validFrom": day}
    path = f"/enrolments/{place.id}/intensity"
    moved = await send(registry, given.as_provider(place.provider), path, body, If_Match='"1"')
    assert moved.status_code in (400, 409), moved.text


EDGES = ("0001-01-01", "9999-12-31")


@pytest.mark.parametrize("first", EDGES)
@pytest.mark.parametrize("last", EDGES)
async def test_no_day_in_a_body_is_an_error_of_the_room(
    registry: RoomUnderTest, first: str, last: str
) -> None:
    place, buyer = await bed(registry), await contracting.region_manager(registry)
    own = given.as_provider(place.provider)
    team = await given.organisation(registry, Kind.MUNICIPALITY, area=given.ZWOLLE)
    specialist = await given.organisation(registry)
    link = {
        "specialist": str(specialist),
        "expertise": "x",
        "hours": [{"weekday": 1, "from": "17:00", "until": "09:00"}],
        "contact": "c",
    }
    days = {"validFrom": first, "validUntil": last}
    partnership = {"region": given.REGION, "name": "S", "lead": str(place.provider), "forms": ["at-home"] * 2}
    lonely = {"region": given.REGION, "municipality": given.ZWOLLE, "form": "living", "priceCents": 1}
    house = {"name": "\ud800", "municipality": given.ZWOLLE, "latitude": 52.5, "longitude": 6.1}
    location = (await registry.rows("SELECT location FROM enrolment"))[0].location
    calls = [
        (buyer, f"/organisations/{team}/shell", link | days, "POST"),
        (buyer, "/partnerships", partnership | {"domains": ["safety"] * 2} | days, "POST"),
        (
            buyer,
            "/individual-contracts",
            lonely | days | {"client": str(uuid7()), "provider": str(specialist), "ground": "g"},
            "POST",
        ),
        (own, f"/offers/{place.offer}", BED | {"pilotFrom": first, "pilotUntil": last}, "PUT"),
        (own, f"/locations/{location}", house | {"name": "h", "closedOn": first}, "PUT"),
        (own, "/locations", house, "POST"),
        (own, "/offers", PROFILE | {"name": "\ud800"}, "POST"),
        (own, "/offers", PROFILE | {"name": "a\x00b"}, "POST"),
        (own, "/offers", [], "POST"),
        (own, f"/enrolments/{place.id}/capacity", {"status": "capacity", "freePlaces": 10**30}, "PUT"),
    ]
    wrong = []
    for by, path, body, method in calls:
        answer = await _raw(registry, by, method, path, body)
        if answer.status_code >= 500:
            wrong.append((path, body))
    for path in ("/partnerships?region=ijsselland", f"/organisations/{team}/shell"):
        async with registry.as_caller(GP) as client:
            if (answer := await client.get(path)).status_code >= 500:
                wrong.append((path, answer.text))
    await registry.fire_deadlines()
    assert wrong == []


async def _raw(room: RoomUnderTest, by: Any, method: str, path: str, body: Any) -> httpx.Response:
    """With what httpx would not write itself, such as half a surrogate pair."""
    headers = {"Idempotency-Key": uuid7().hex, "If-Match": '"1"', "Content-Type": "application/json"}
    async with room.as_caller(by, **headers) as client:
        return await client.request(method, path, content=json.dumps(body).encode())
