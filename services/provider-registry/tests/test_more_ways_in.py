"""More ways in which the register was broken; each test says what should have been."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from provider_registry.domain.capacity import CapacityStatus
from provider_registry.domain.organisation import Kind
from region_policy.codes import CareForm
from region_policy.terms import end_of, local_day
from testkit.rooms import RoomUnderTest

from . import builders as given
from . import contracting
from .test_capacity import FREE, placeable, say
from .test_offers import PROFILE, send
from .test_reservations import bed, gp, hold
from .test_search import GP, search
from .test_signals import manager, signals


async def test_one_provider_may_have_a_local_contract_with_each_of_two_municipalities(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    await contracting.admit(registry, await contracting.region_manager(registry), provider)
    answers = []
    for code in (given.ZWOLLE, given.DEVENTER):
        by = await contracting.municipal_manager(registry, code)
        body = contracting.wanted(provider, level="local", municipality=code)
        answers.append((await contracting.send(registry, by, "/contracts", body)).status_code)
    assert answers == [201, 201]


@pytest.mark.parametrize(
    "days",
    [
        {"validFrom": "0001-01-01"},
        {"validFrom": "0001-01-01", "validUntil": "0001-01-01"},
        {"validFrom": "9999-12-31"},
        {"validFrom": "9999-12-31", "validUntil": "9999-12-31"},
        {"validFrom": "2020-01-01", "validUntil": "9999-12-30"},
    ],
)
async def test_a_contract_on_any_days_is_no_error_of_the_room(
    registry: RoomUnderTest, days: dict[str, str]
) -> None:
    by, place = await contracting.region_manager(registry), await placeable(registry)
    body = contracting.wanted(place.provider, level="bespoke", **days)
    made = await contracting.send(registry, by, "/contracts", body)
    assert made.status_code < 500, made.text
    if made.status_code == 201:
        path = f"/contracts/{made.json()['id']}/suspension"
        body = {"day": days["validFrom"], "ground": "x"}
        assert (await contracting.send(registry, by, path, body, If_Match='"1"')).status_code < 500
    await registry.fire_deadlines()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_an_end_an_intensity_and_a_lease_on_any_day_are_no_error_of_the_room(
    registry: RoomUnderTest, day: str
) -> None:
    place, by = await bed(registry), await gp(registry)
    own = given.as_provider(place.provider)
    told = [
        await hold(registry, by, place, onDay=day),
        await hold(registry, by, place, courtAuthorisation={"number": "x", "until": day}),
        await send(registry, own, f"/enrolments/{place.id}/ending", {"lastDay": day}, If_Match='"1"'),
    ]
    change = {"intensity": "living-1", "validFrom": day}
    told.append(await send(registry, own, f"/enrolments/{place.id}/intensity", change, If_Match='"2"'))
    assert [answer.status_code for answer in told if answer.status_code >= 500] == []


@pytest.mark.parametrize(
    "path",
    [
        "/organisations?region=%00",
        "/organisations?kind=%00",
        "/contracts?region=%00",
        "/contracts?region=a%00",
        "/contract-counts?region=%00",
        "/contract-counts?region=ijsselland&day=0001-01-01",
        "/contract-counts?region=ijsselland&day=9999-12-31",
        "/coverage?region=%00",
        "/coverage?region=ijsselland&day=9999-12-31",
        "/coverage?region=ijsselland&day=0001-01-01",
        "/partnerships?region=%00",
        "/admission-rounds?region=%00",
        "/options?municipality=0193&language=%00",
        "/options?municipality=0193&intensity=%00",
        "/options?municipality=0193&after=9999999999999999999.00000000-0000-0000-0000-000000000000",
        "/options?municipality=0193&after=%D9%A3.00000000-0000-0000-0000-000000000000",
        "/options?municipality=0193&after=3.00000000-0000-0000-0000-000000000000%0A",
        "/options?municipality=0193&municipality=0150&limit=1&limit=2",
        "/organisations/{team}/shell?day=0001-01-01",
        "/organisations/{team}/shell?day=9999-12-31&expertise=%00",
        "/organisations/{team}/shell?at=9999-12-31T23:59:59-14:00",
        "/partnerships/{team}?day=9999-12-31",
        "/enrolments/{place}/waiting-time?from=0001-01-01&until=9999-12-31",
        "/enrolments/{place}/capacity-history?after=0001-01-01T00:00:00%2B14:00",
    ],
)
async def test_no_question_is_an_error_of_the_room(registry: RoomUnderTest, path: str) -> None:
    place = await placeable(registry)
    team = await given.organisation(registry, Kind.MUNICIPALITY, area=given.ZWOLLE)
    async with registry.as_caller(GP) as client:
        answer = await client.get(path.format(team=team, place=place.id))
    assert answer.status_code < 500, answer.text


async def test_who_stops_at_midnight_is_not_placeable_on_the_day_that_begins_then(
    registry: RoomUnderTest,
) -> None:
    tomorrow = local_day(registry.clock()) + timedelta(days=1)
    midnight = end_of(tomorrow - timedelta(days=1))
    provider = await given.organisation(registry, active_until=midnight)
    await given.contract(registry, provider, CareForm.AMBULATORY)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await given.capacity(registry, place)
    held = await hold(registry, await gp(registry), place, onDay=tomorrow.isoformat())
    found = await search(registry, startBy=tomorrow.isoformat())
    assert (held.status_code, found["items"]) == (409, [])


async def test_a_part_of_youth_care_and_an_intensity_of_another_do_not_find_the_other(
    registry: RoomUnderTest,
) -> None:
    await bed(registry, intensity="living-1")
    async with registry.as_caller(GP) as client:
        answer = await client.get(
            "/options",
            params={"municipality": given.ZWOLLE, "careForm": "ambulatory", "intensity": "living-1"},
        )
    assert answer.status_code == 400 or answer.json()["items"] == []


@pytest.mark.requirement("IJS-25")
async def test_two_enrolments_of_one_bed_do_not_come_to_lie_over_each_other_by_a_later_end(
    registry: RoomUnderTest,
) -> None:
    today = local_day(registry.clock())
    first = await placeable(registry, valid_until=today)
    by = given.as_provider(first.provider)
    following = {"validFrom": (today + timedelta(days=1)).isoformat()}
    assert (await send(registry, by, f"/offers/{first.offer}/enrolments", following)).status_code == 201
    later = {"lastDay": (today + timedelta(days=90)).isoformat()}
    assert (
        await send(registry, by, f"/enrolments/{first.id}/ending", later, If_Match='"1"')
    ).status_code in (
        400,
        409,
    )


@pytest.mark.requirement("NV-17")
async def test_a_signal_of_stale_places_ends_with_the_enrolment(registry: RoomUnderTest) -> None:
    today = local_day(registry.clock())
    place = await placeable(registry, valid_until=today + timedelta(days=20))
    looks = await manager(registry)
    await say(registry, place, FREE)
    registry.clock.advance(timedelta(days=15))
    await registry.fire_deadlines()
    assert [each["kind"] for each in await signals(registry, looks)] == ["capacity-stale"]
    for _ in range(60):
        registry.clock.advance(timedelta(days=1))
        await registry.fire_deadlines()
    assert await signals(registry, looks) == []


@pytest.mark.requirement("NV-17")
async def test_a_signal_of_stale_places_ends_with_the_last_contract(registry: RoomUnderTest) -> None:
    today = local_day(registry.clock())
    provider = await given.organisation(registry)
    by = await contracting.region_manager(registry)
    until = (today + timedelta(days=20)).isoformat()
    await contracting.contract(registry, by, provider, level="bespoke", validUntil=until)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await say(registry, place, FREE)
    for _ in range(80):
        registry.clock.advance(timedelta(days=1))
        await registry.fire_deadlines()
    assert await signals(registry, by) == []


async def test_a_published_bed_does_not_become_help_at_home_at_an_intensity(registry: RoomUnderTest) -> None:
    place = await bed(registry)
    await given.contract(registry, place.provider, CareForm.AMBULATORY)
    by = given.as_provider(place.provider)
    await send(registry, by, f"/offers/{place.offer}", PROFILE, "PUT", If_Match='"1"')
    wrong = await registry.rows("SELECT form, intensity FROM option WHERE care_form = 'ambulatory'")
    assert wrong == []


async def test_what_a_search_shows_as_free_can_be_held(registry: RoomUnderTest) -> None:
    """A place whose lease has passed its end is free in words; it is also found, before a deadline fires."""
    place, by = await placeable(registry), await gp(registry)
    await given.capacity(registry, place)
    await hold(registry, by, place)
    assert (await search(registry))["items"] == []
    registry.clock.advance(timedelta(hours=3))
    await registry.fire_deadlines()
    assert len((await search(registry))["items"]) == 1


async def test_an_assessment_place_that_is_leased_is_not_found_as_if_it_were_free(
    registry: RoomUnderTest,
) -> None:
    place, by = await placeable(registry), await gp(registry)
    await given.capacity(registry, place, status=CapacityStatus.ASSESSMENT_REQUIRED)
    assert (await hold(registry, by, place)).status_code == 201
    found = (await search(registry))["items"]
    assert (await hold(registry, by, place)).status_code == 409
    assert found == []


async def test_a_lease_goes_along_where_the_bed_comes_to_another_intensity(registry: RoomUnderTest) -> None:
    place, by = await bed(registry), await gp(registry)
    today = local_day(registry.clock())
    later = (today + timedelta(days=10)).isoformat()
    assert (await hold(registry, by, place, onDay=later)).status_code == 201
    own = given.as_provider(place.provider)
    change = {"intensity": "living-1", "validFrom": (today + timedelta(days=1)).isoformat()}
    moved = await send(registry, own, f"/enrolments/{place.id}/intensity", change, If_Match='"1"')
    new = replace(place, id=UUID(moved.json()["id"]))
    assert (await say(registry, new, FREE | {"freePlaces": 1, "mostPlaces": 1})).status_code == 201
    assert (await hold(registry, by, new, onDay=later)).status_code == 409
