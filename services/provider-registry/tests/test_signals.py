"""What contract managers hear of waits that are too long and of words that are too old (NV-17)."""

from datetime import timedelta
from typing import Any

import pytest

from provider_registry.domain.contract import Level
from provider_registry.domain.organisation import Kind
from provider_registry.store.signals import end_signal, raise_signal
from region_policy.codes import CareForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from . import builders as given
from .test_capacity import FREE, FULL, placeable, read, say


async def manager(room: RoomUnderTest, **more: Any) -> Caller:
    return await given.caller(room, "contract-manager", Kind.REGION, **more)


async def signals(room: RoomUnderTest, caller: Caller, **query: str) -> list[dict[str, Any]]:
    page: dict[str, Any] = await read(room, "/signals", caller, **query)
    return list(page["items"])


@pytest.mark.requirement("NV-17")
async def test_nine_weeks_where_four_are_the_norm_are_told_to_the_contract_manager_until_it_is_shorter(
    registry: RoomUnderTest,
) -> None:
    place, looks = await placeable(registry), await manager(registry)
    await say(registry, place, FULL)
    (signal,) = await signals(registry, looks)
    assert (signal["kind"], signal["days"], signal["region"]) == ("wait-over-norm", 63, given.REGION)
    assert (signal["about"], signal["provider"]) == (str(place.id), str(place.provider))
    assert signal["providerName"] == "provider (fictief)"
    assert signal["endedAt"] is None
    registry.clock.advance(timedelta(days=1))
    await say(registry, place, FULL | {"waitFromDays": 70}, version=1)
    (same,) = await signals(registry, looks)
    assert (same["id"], same["days"], same["raisedAt"]) == (signal["id"], 70, signal["raisedAt"])
    registry.clock.advance(timedelta(days=1))
    await say(registry, place, FULL | {"waitFromDays": 28}, version=2)
    assert await signals(registry, looks) == []
    every = await signals(registry, looks, state="all")
    (ended,) = [each for each in every if each["kind"] == "wait-over-norm"]
    assert ended["id"] == signal["id"]
    assert ended["endedAt"] is not None


@pytest.mark.requirement("NV-17")
async def test_places_of_which_nobody_ever_said_anything_are_a_signal_until_the_first_word(
    registry: RoomUnderTest,
) -> None:
    looks, today = await manager(registry), registry.clock().date()
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.AMBULATORY)
    silent = await given.enrolment(registry, await given.offer(registry, provider), valid_from=today)
    assert await signals(registry, looks) == []
    registry.clock.advance(timedelta(days=14))
    assert await registry.fire_deadlines() == 1
    (signal,) = await signals(registry, looks)
    assert (signal["kind"], signal["about"]) == ("capacity-stale", str(silent.id))
    await say(registry, silent, FREE)
    assert await signals(registry, looks) == []


@pytest.mark.requirement("NV-17")
async def test_a_word_that_is_not_confirmed_in_time_raises_one_signal_and_a_new_word_ends_it(
    registry: RoomUnderTest,
) -> None:
    place, looks = await placeable(registry), await manager(registry)
    await say(registry, place, FREE)
    registry.clock.advance(timedelta(days=13, hours=23))
    assert await registry.fire_deadlines() == 0
    registry.clock.advance(timedelta(hours=1))
    assert await registry.fire_deadlines() == 1
    (signal,) = await signals(registry, looks)
    assert (signal["kind"], signal["about"], signal["days"]) == ("capacity-stale", str(place.id), None)
    await say(registry, place, FREE, version=1)
    assert await signals(registry, looks) == []


async def test_what_is_too_old_already_when_it_is_said_is_told_at_once(registry: RoomUnderTest) -> None:
    place, looks = await placeable(registry), await manager(registry)
    await say(registry, place, FREE, asOf=(registry.clock() - timedelta(days=30)).isoformat())
    assert [signal["kind"] for signal in await signals(registry, looks)] == ["capacity-stale"]
    assert await registry.fire_deadlines() == 0


async def test_a_supra_regional_contract_tells_each_of_its_regions_and_each_reads_its_own(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    both = (given.REGION, "twente")
    await given.contract(registry, provider, CareForm.AMBULATORY, level=Level.SUPRA_REGIONAL, regions=both)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await say(registry, place, FULL)
    for region in both:
        looks = await manager(registry, regions=(region,))
        assert [signal["region"] for signal in await signals(registry, looks)] == [region]
    looks = await manager(registry, regions=("utrecht-west",))
    assert await signals(registry, looks, region=given.REGION) == []
    looks = await manager(registry, regions=both)
    assert len(await signals(registry, looks)) == 2
    assert len(await signals(registry, looks, region="twente")) == 1


async def test_a_municipality_reads_only_what_is_about_itself(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    local = (given.DALFSEN,)
    await given.contract(registry, provider, CareForm.AMBULATORY, level=Level.LOCAL, municipalities=local)
    await given.contract(registry, provider, CareForm.LIVING)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await say(registry, place, FULL)
    for area, count in ((given.DALFSEN, 1), (given.ZWOLLE, 0)):
        looks = await given.caller(registry, "contract-manager", Kind.MUNICIPALITY, area=area)
        assert len(await signals(registry, looks)) == count


async def test_where_no_region_can_place_there_is_nobody_to_tell(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    looks = await manager(registry)
    place = await given.enrolment(registry, await given.offer(registry, provider))
    await say(registry, place, FULL)
    today = registry.clock().date()
    await given.contract(registry, provider, CareForm.AMBULATORY, valid_until=today - timedelta(days=2))
    await say(registry, place, FULL | {"waitFromDays": 64}, version=1)
    registry.clock.advance(timedelta(days=15))
    assert await registry.fire_deadlines() == 1
    assert await signals(registry, looks, state="all") == []


async def test_signals_come_page_by_page_the_newest_first_and_open_once(registry: RoomUnderTest) -> None:
    looks = await manager(registry)
    places = [await placeable(registry) for _ in range(5)]
    for place in places:
        await say(registry, place, FULL)
    async with registry.begin() as tx:
        await raise_signal(tx, "wait-over-norm", given.REGION, places[0].provider, places[0].id, 99)
        await end_signal(tx, "capacity-stale", given.REGION, places[0].id)
    seen: list[dict[str, Any]] = []
    query = {"limit": "2"}
    while True:
        page = await read(registry, "/signals", looks, **query)
        seen += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert [row["about"] for row in seen] == [str(place.id) for place in reversed(places)]
    assert seen[-1]["days"] == 99
