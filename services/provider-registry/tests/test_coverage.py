"""Which forms of help each municipality has within reach, and which gaps there are."""

import re
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from provider_registry.app import ROOM, Settings
from provider_registry.domain.contract import Level
from region_policy.codes import CARE_FORM_OF, HelpForm
from testkit.rooms import RoomUnderTest, running_room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given

REGIONS = Path(__file__).parents[3] / "regions"
MANAGER = Caller("manager", uuid7(), "contract-manager")


async def coverage(room: RoomUnderTest, **query: str) -> dict[str, Any]:
    async with room.as_caller(MANAGER) as client:
        answer = await client.get("/coverage", params={"region": given.REGION} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def gaps_of(found: dict[str, Any], form: HelpForm, intensity: str | None = None) -> set[str]:
    (line,) = [each for each in found["lines"] if (each["form"], each["intensity"]) == (form, intensity)]
    return set(line["gaps"])


async def provide(room: RoomUnderTest, form: HelpForm, at: str = given.ZWOLLE, **more: Any) -> Any:
    """A provider of its own with this form; gives the enrolment."""
    provider = await given.organisation(room)
    await given.contract(room, provider, CARE_FORM_OF[form], **more)
    offer = await given.offer(room, provider, form)
    place = await given.location(room, provider, at)
    return await given.enrolment(
        room, offer, location=place.id, intensity="living-1" if offer.is_bed else None
    )


@pytest.mark.requirement("IJS-39", "GRO-12")
async def test_without_the_last_provider_of_a_form_near_a_municipality_the_pair_is_a_gap_until_one_comes(
    registry: RoomUnderTest,
) -> None:
    assert gaps_of(await coverage(registry), HelpForm.FAMILY_HOME) == set(given.MUNICIPALITIES)
    last = await provide(registry, HelpForm.FAMILY_HOME, given.DEVENTER)
    found = await coverage(registry)
    assert given.DEVENTER not in gaps_of(found, HelpForm.FAMILY_HOME)
    # Zwolle lies further away than the policy finds near.
    assert found["withinKm"] == 25
    assert found["illustrative"] is True
    assert given.ZWOLLE in gaps_of(found, HelpForm.FAMILY_HOME)
    today = registry.clock().date()
    async with registry.as_caller(given.as_provider(last.provider), **{"If-Match": '"1"'}) as client:
        ended = await client.post(f"/enrolments/{last.id}/ending", json={"lastDay": today.isoformat()})
        assert ended.status_code == 200
    registry.clock.advance(timedelta(days=1))
    assert given.DEVENTER in gaps_of(await coverage(registry), HelpForm.FAMILY_HOME)
    await provide(registry, HelpForm.FAMILY_HOME, given.DEVENTER)
    assert given.DEVENTER not in gaps_of(await coverage(registry), HelpForm.FAMILY_HOME)


@pytest.mark.requirement("GRO-12")
async def test_a_form_that_all_have_shows_no_gap_and_a_level_that_nobody_has_does(
    registry: RoomUnderTest,
) -> None:
    await provide(registry, HelpForm.AT_HOME)
    found = await coverage(registry)
    assert gaps_of(found, HelpForm.AT_HOME) == set()
    await provide(registry, HelpForm.FAMILY_HOME)
    found = await coverage(registry)
    assert given.ZWOLLE not in gaps_of(found, HelpForm.FAMILY_HOME, "living-1")
    assert gaps_of(found, HelpForm.FAMILY_HOME, "living-2") == set(given.MUNICIPALITIES)
    assert found["gaps"] == sum(len(line["gaps"]) for line in found["lines"])
    (line,) = [each for each in found["lines"] if each["form"] == "at-home"]
    assert {cell["municipality"] for cell in line["cells"]} == set(given.MUNICIPALITIES)
    assert {cell["providers"] for cell in line["cells"]} == {1}
    assert {cell["waitDays"] for cell in line["cells"]} == {None}, "nobody said how long one waits"


async def test_a_contract_of_one_municipality_covers_that_one(registry: RoomUnderTest) -> None:
    await provide(registry, HelpForm.AT_HOME, level=Level.LOCAL, municipalities=(given.ZWOLLE,))
    gaps = gaps_of(await coverage(registry), HelpForm.AT_HOME)
    assert gaps == set(given.MUNICIPALITIES) - {given.ZWOLLE}


async def test_coverage_is_seen_for_a_day_to_come_and_not_for_a_region_without_a_policy(
    registry: RoomUnderTest,
) -> None:
    ends = registry.clock().date() + timedelta(days=60)
    await provide(registry, HelpForm.AT_HOME, valid_until=ends)
    assert gaps_of(await coverage(registry, day=ends.isoformat()), HelpForm.AT_HOME) == set()
    after = ends + timedelta(days=1)
    gaps = gaps_of(await coverage(registry, day=after.isoformat()), HelpForm.AT_HOME)
    assert gaps == set(given.MUNICIPALITIES)
    async with registry.as_caller(MANAGER) as client:
        refused = await client.get("/coverage", params={"region": "elsewhere"})
    assert [error["field"] for error in refused.json()["errors"]] == ["region"]


@pytest.mark.requirement("GRO-12")
async def test_a_test_region_that_asks_for_what_it_has_shows_no_gap_until_a_municipality_loses_it(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    regions = shutil.copytree(REGIONS, tmp_path / "regions")
    policy = regions / given.REGION / "2022-01-01.yaml"
    asks = re.sub(
        r"within_km: 25\n    forms: \[.*?\]", "within_km: 90\n    forms: [at-home]", policy.read_text()
    )
    policy.write_text(asks)
    url = await new_database("provider_registry")
    async with running_room(ROOM, Settings, url, regions, tmp_path) as registry:
        await provide(registry, HelpForm.AT_HOME)
        full = await coverage(registry)
        assert (full["gaps"], [line["form"] for line in full["lines"]]) == (0, ["at-home"])
    async with running_room(
        ROOM, Settings, await new_database("provider_registry"), regions, tmp_path
    ) as other:
        others = tuple(set(given.MUNICIPALITIES) - {given.KAMPEN})
        await provide(other, HelpForm.AT_HOME, level=Level.LOCAL, municipalities=others)
        found = await coverage(other)
        assert found["gaps"] == 1
        assert gaps_of(found, HelpForm.AT_HOME) == {given.KAMPEN}
