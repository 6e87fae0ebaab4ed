"""The public register: who exists, where, and how everybody hears of it."""

import asyncio
from uuid import UUID

import httpx
import pytest

from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

PLATFORM_SERVICE = Caller("population", PLATFORM, "service")
DALFSEN = {"kind": "municipality", "name": "Gemeente Dalfsen", "regions": ["ijsselland"], "area": "0148"}


async def enter(room: RoomUnderTest, entry: dict[str, object], id: UUID, **headers: str) -> httpx.Response:
    async with room.as_caller(PLATFORM_SERVICE, **headers) as client:
        return await client.put(f"/organisations/{id}", json=entry)


async def test_an_organisation_that_is_entered_is_told_to_everybody_with_its_full_public_state(
    registry: RoomUnderTest,
) -> None:
    id = uuid7()
    entered = await enter(registry, DALFSEN, id)
    assert entered.status_code == 201, entered.text
    assert entered.headers["etag"] == '"1"'
    (event,) = await registry.told("organisation.changed")
    assert event.subject == id
    assert event.version == 1
    assert event.data["area"] == "0148"


async def test_the_same_entry_again_changes_and_tells_nothing(registry: RoomUnderTest) -> None:
    id = uuid7()
    await enter(registry, DALFSEN, id)
    assert (await enter(registry, DALFSEN, id)).status_code == 200
    assert len(await registry.told()) == 1


async def test_a_change_must_say_which_version_it_saw(registry: RoomUnderTest) -> None:
    id = uuid7()
    await enter(registry, DALFSEN, id)
    renamed = DALFSEN | {"name": "Dalfsen"}
    assert (await enter(registry, renamed, id)).status_code == 428
    assert (await enter(registry, renamed, id, **{"If-Match": '"7"'})).status_code == 412
    changed = await enter(registry, renamed, id, **{"If-Match": '"1"'})
    assert changed.status_code == 200
    assert changed.json()["version"] == 2
    assert [event.version for event in await registry.told()] == [1, 2]


async def test_two_who_enter_the_same_organisation_at_once_make_one_entry(registry: RoomUnderTest) -> None:
    id = uuid7()
    answers = await asyncio.gather(*(enter(registry, DALFSEN, id) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len(await registry.told()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "castle"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"agb": "1234567"}, "agb"),
        ({"kvk": "11111111"}, "kvk"),
        ({"area": "0000"}, "area"),
        ({"area": None}, "area"),
        ({"regions": []}, "regions"),
        ({"regions": ["IJsselland!"]}, "regions.0"),
        ({"activeUntil": "2026-01-01T00:00:00"}, "activeUntil"),
        ({"nickname": "x"}, "nickname"),
    ],
)
async def test_a_wrong_entry_is_refused_with_its_field_and_nothing_is_stored(
    registry: RoomUnderTest, change: dict[str, object], field: str
) -> None:
    refused = await enter(registry, DALFSEN | change, uuid7())
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await registry.told() == []
    assert await registry.rows("SELECT id FROM organisation") == []


async def test_the_register_is_read_by_kind_and_region_page_by_page(registry: RoomUnderTest) -> None:
    ids = [uuid7() for _ in range(5)]
    for id in ids:
        entry = {"kind": "provider", "name": f"Aanbieder {id.hex[-4:]}", "regions": ["ijsselland"]}
        await enter(registry, entry, id)
    await enter(registry, DALFSEN, uuid7())
    async with registry.as_caller(Caller("gp", uuid7(), "general-practitioner")) as client:
        seen: list[str] = []
        query: dict[str, str] = {"kind": "provider", "region": "ijsselland", "limit": "2"}
        while True:
            page = (await client.get("/organisations", params=query)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            query["after"] = page["next"]
        assert seen == [str(id) for id in sorted(ids)]
        elsewhere = await client.get("/organisations", params={"region": "elsewhere"})
        assert elsewhere.json() == {"items": [], "next": None}


async def test_the_feed_gives_the_current_state_of_every_entry(registry: RoomUnderTest) -> None:
    id = uuid7()
    await enter(registry, DALFSEN, id)
    await enter(registry, DALFSEN | {"name": "Dalfsen"}, id, **{"If-Match": '"1"'})
    async with registry.as_caller(PLATFORM_SERVICE) as client:
        feed = (await client.get("/feed", params={"noun": "organisation"})).json()
        (state,) = feed["items"]
        assert (state["sequence"], state["data"]["name"]) == ("2", "Dalfsen")
        assert (await client.get("/feed", params={"noun": "nothing"})).status_code == 404
