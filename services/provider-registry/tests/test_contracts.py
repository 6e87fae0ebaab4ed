"""Contracts: with whom, at which level, suspended, resumed, ended, and looked at again in time."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from provider_registry.domain.contract import NEXT, ContractStatus, Level
from provider_registry.domain.organisation import Kind
from region_policy.codes import CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .contracting import (
    admit,
    contract,
    fields,
    municipal_manager,
    read,
    reasons,
    region_manager,
    send,
    wanted,
)


async def options(room: RoomUnderTest, municipality: str = given.ZWOLLE, **query: str) -> list[Any]:
    asked = "&".join(f"{name}={value}" for name, value in {"municipality": municipality, **query}.items())
    found: list[Any] = (await read(room, f"/options?{asked}"))["items"]
    return found


async def an_offer(room: RoomUnderTest) -> Any:
    """A provider with help at home that can be had, and no contract yet."""
    provider = await given.organisation(room)
    made = await given.offer(room, provider, HelpForm.AT_HOME)
    await given.enrolment(room, made)
    return provider


def in_days(room: RoomUnderTest, days: int) -> str:
    return (room.clock().date() + timedelta(days=days)).isoformat()


def test_every_status_has_its_steps() -> None:
    assert set(NEXT) == set(ContractStatus)


async def test_a_contract_makes_the_offers_of_its_provider_findable_in_its_municipalities(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    provider = await an_offer(registry)
    await admit(registry, manager, provider)
    assert await options(registry) == []
    made = await contract(registry, manager, provider)
    assert made["municipalities"] == sorted(given.MUNICIPALITIES)
    assert (made["status"], made["regions"], made["version"]) == ("in-force", [given.REGION], 1)
    assert [each["contract"] for each in await options(registry)] == [made["id"]]
    assert await options(registry, given.AMSTERDAM) == []
    (told,) = await registry.told("contract.changed")
    assert (told.data["provider"], told.data["careForm"], told.version) == (str(provider), "ambulatory", 1)
    assert (await read(registry, f"/contracts/{made['id']}"))["id"] == made["id"]


@pytest.mark.requirement("ZHZ-12")
async def test_each_level_holds_where_it_was_agreed_and_the_levels_are_disjoint(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    elsewhere = await region_manager(registry, "twente")
    providers = {level: await an_offer(registry) for level in Level}
    await admit(registry, manager, *providers.values())
    more: dict[Level, dict[str, Any]] = {
        Level.LOCAL: {"municipality": given.ZWOLLE},
        Level.SUPRA_REGIONAL: {"regions": [given.REGION, "twente"]},
    }
    made = {
        level: await contract(registry, manager, providers[level], level=level, **more.get(level, {}))
        for level in Level
    }
    listed = {
        level: {each["id"] for each in (await read(registry, f"/contracts?level={level}"))["items"]}
        for level in Level
    }
    assert listed == {level: {made[level]["id"]} for level in Level}
    enschede = "0153"
    found = {each["level"] for each in await options(registry, enschede)}
    assert found == {"supra-regional", "national"}
    assert {each["level"] for each in await options(registry)} == set(Level)
    assert {each["level"] for each in await options(registry, given.DEVENTER)} == set(Level) - {Level.LOCAL}
    for level in Level:
        only = await options(registry, level=level)
        assert {each["provider"] for each in only} == {str(providers[level])}
    # In the other region the lists show what holds there, and its manager changes nothing of it.
    there = {each["level"] for each in (await read(registry, "/contracts?region=twente"))["items"]}
    assert there == {"supra-regional", "national"}
    path = f"/contracts/{made[Level.SUPRA_REGIONAL]['id']}/resumption"
    assert (await send(registry, elsewhere, path, if_match='"1"')).status_code == 404


@pytest.mark.requirement("ZHZ-13")
async def test_counts_per_level_are_exact_and_a_provider_with_two_levels_counts_once_in_all(
    registry: RoomUnderTest,
) -> None:
    sizes = {Level.REGIONAL: 145, Level.NATIONAL: 30, Level.BESPOKE: 80}
    providers = {}
    for level, size in sizes.items():
        providers[level] = [await given.organisation(registry) for _ in range(size)]
        for provider in providers[level]:
            await given.contract(registry, provider, CareForm.AMBULATORY, level=level)
    both = providers[Level.NATIONAL][0]
    await given.contract(registry, both, CareForm.LIVING, level=Level.BESPOKE)
    await given.contract(registry, both, CareForm.LIVING, level=Level.NATIONAL)
    over = date(2020, 12, 31)
    await given.contract(registry, both, CareForm.RESIDENTIAL, valid_until=over)
    counted = await read(registry, f"/contract-counts?region={given.REGION}")
    assert {each["level"]: each["providers"] for each in counted["levels"]} == {
        "local": 0,
        "regional": 145,
        "supra-regional": 0,
        "national": 30,
        "bespoke": 81,
    }
    assert counted["providers"] == 145 + 30 + 80
    then = await read(registry, f"/contract-counts?region={given.REGION}&day={over}")
    assert {each["level"]: each["providers"] for each in then["levels"]}["regional"] == 146
    elsewhere = await read(registry, "/contract-counts?region=twente")
    assert elsewhere["providers"] == 30


@pytest.mark.requirement("ZHZ-13")
async def test_of_two_contracts_of_one_provider_the_nearest_level_is_used(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    provider = await an_offer(registry)
    await admit(registry, manager, provider)
    made = {
        level: (await contract(registry, manager, provider, level=level))["id"]
        for level in ("bespoke", "national", "regional")
    }
    assert [each["contract"] for each in await options(registry)] == [made["regional"]]
    path = f"/contracts/{made['regional']}/suspension"
    today = {"day": in_days(registry, 0), "ground": "Onderzoek (fictief)."}
    await send(registry, manager, path, today, if_match='"1"')
    assert [each["contract"] for each in await options(registry)] == [made["national"]]


@pytest.mark.requirement("NV-02")
async def test_no_contract_with_who_refers_or_decides_nor_with_the_social_base(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    for kind in set(Kind) - {Kind.PROVIDER, Kind.INDEPENDENT_PRACTICE, Kind.CRISIS_PROVIDER}:
        other = await given.organisation(registry, kind, area=given.ZWOLLE)
        body = wanted(other, level="national")
        expected = "offers-free-help-only" if kind is Kind.COMMUNITY_ORGANISATION else "never-offers-help"
        assert reasons(await send(registry, manager, "/contracts", body)) == {expected}, kind
    assert await registry.rows("SELECT id FROM contract") == []
    for kind in (Kind.PROVIDER, Kind.INDEPENDENT_PRACTICE, Kind.CRISIS_PROVIDER):
        await contract(registry, manager, await given.organisation(registry, kind), level="national")


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"region": "nowhere-at-all"}, ["region"]),
        ({"level": "supra-regional"}, ["regions"]),
        ({"level": "supra-regional", "regions": [given.REGION]}, ["regions"]),
        ({"level": "supra-regional", "regions": [given.REGION, given.REGION]}, ["regions"]),
        ({"level": "supra-regional", "regions": ["twente", given.REGION]}, ["regions"]),
        ({"level": "supra-regional", "regions": [given.REGION, "nowhere-at-all"]}, ["regions.1"]),
        ({"regions": [given.REGION, "twente"]}, ["regions"]),
        ({"level": "local"}, ["municipality"]),
        ({"level": "local", "municipality": given.AMSTERDAM}, ["municipality"]),
        ({"municipality": given.ZWOLLE}, ["municipality"]),
        ({"validUntil": "2019-12-31"}, ["validUntil"]),
        ({"provider": str(uuid7())}, ["provider"]),
        ({"form": "castle"}, ["form"]),
    ],
)
async def test_a_wrong_contract_is_refused_by_its_fields_and_nothing_is_stored(
    registry: RoomUnderTest, change: dict[str, Any], wrong: list[str]
) -> None:
    manager = await region_manager(registry)
    body = wanted(await given.organisation(registry)) | change
    assert fields(await send(registry, manager, "/contracts", body)) == wrong
    assert await registry.rows("SELECT id FROM contract") == []


async def test_contracts_of_one_level_do_not_overlap_not_even_when_made_at_once(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    provider = await given.organisation(registry)
    body = wanted(provider, level="national", validFrom="2026-01-01", validUntil="2026-12-31")
    answers = await asyncio.gather(*(send(registry, manager, "/contracts", body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    last_day = body | {"validFrom": "2026-12-31", "validUntil": None}
    assert reasons(await send(registry, manager, "/contracts", last_day)) == {"contract-overlaps"}
    day_after = last_day | {"validFrom": "2027-01-01"}
    assert (await send(registry, manager, "/contracts", day_after)).status_code == 201
    assert (await send(registry, manager, "/contracts", body | {"form": "living"})).status_code == 201
    assert (await send(registry, manager, "/contracts", body | {"level": "bespoke"})).status_code == 201


async def test_the_table_itself_refuses_two_that_overlap(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    ended = await given.contract(registry, provider, CareForm.LIVING, valid_until=date(2026, 6, 30))
    with pytest.raises(IntegrityError, match="contract_once"):
        await given.contract(registry, provider, CareForm.LIVING, valid_from=date(2026, 6, 30))
    await given.contract(registry, provider, CareForm.LIVING, valid_from=date(2026, 7, 1))
    assert len(await registry.rows("SELECT id FROM contract")) == 2
    assert ended.status is ContractStatus.IN_FORCE


async def test_the_same_key_makes_one_contract(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    body = wanted(await given.organisation(registry), level="national")
    key = {"Idempotency_Key": uuid7().hex}
    first, again = [(await send(registry, manager, "/contracts", body, **key)).json() for _ in range(2)]
    assert first == again
    assert len(await registry.told("contract.changed")) == 1


async def test_a_municipality_makes_and_changes_its_own_local_contracts_only(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    zwolle = await municipal_manager(registry, given.ZWOLLE)
    provider = await given.organisation(registry)
    await admit(registry, manager, provider)
    for body in (
        wanted(provider),
        wanted(provider, level="local", municipality=given.DEVENTER),
        wanted(provider, level="national"),
    ):
        assert reasons(await send(registry, zwolle, "/contracts", body)) == {"not-yours-to-arrange"}
    made = await contract(registry, zwolle, provider, level="local", municipality=given.ZWOLLE)
    assert made["municipalities"] == [given.ZWOLLE]
    regional = await contract(registry, manager, provider)
    today = {"day": in_days(registry, 0), "ground": "Onderzoek (fictief)."}
    suspended = await send(registry, zwolle, f"/contracts/{made['id']}/suspension", today, if_match='"1"')
    assert suspended.status_code == 200, suspended.text
    refused = await send(registry, zwolle, f"/contracts/{regional['id']}/suspension", today, if_match='"1"')
    assert refused.status_code == 404
    deventer = await municipal_manager(registry, given.DEVENTER)
    refused = await send(registry, deventer, f"/contracts/{made['id']}/resumption", if_match='"2"')
    assert refused.status_code == 404
    resumed = await send(registry, manager, f"/contracts/{made['id']}/resumption", if_match='"2"')
    assert resumed.status_code == 200


async def test_a_suspended_provider_is_not_found_from_the_day_on_until_it_is_resumed(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    provider = await an_offer(registry)
    made = await contract(registry, manager, provider, level="bespoke")
    path = f"/contracts/{made['id']}"
    body = {"day": in_days(registry, 2), "ground": "Inspectierapport (fictief)."}
    assert (await send(registry, manager, f"{path}/suspension", body)).status_code == 428
    assert (await send(registry, manager, f"{path}/suspension", body, if_match='"3"')).status_code == 412
    suspended = await send(registry, manager, f"{path}/suspension", body, if_match='"1"')
    assert suspended.json()["suspendedOn"] == body["day"]
    assert suspended.json()["ground"] == body["ground"]
    assert len(await options(registry)) == 1
    assert await options(registry, startBy=in_days(registry, 2)) == []
    (told,) = await registry.told("provider.suspended")
    assert (told.data["provider"], told.data["suspendedOn"]) == (str(provider), body["day"])
    assert "ground" not in told.data
    again = await send(registry, manager, f"{path}/suspension", body, if_match='"2"')
    assert (again.status_code, again.json()["possibleSteps"]) == (409, ["ending", "resumption"])
    resumed = await send(registry, manager, f"{path}/resumption", if_match='"2"')
    assert (resumed.json()["status"], resumed.json()["suspendedOn"]) == ("in-force", None)
    assert len(await options(registry, startBy=in_days(registry, 2))) == 1
    changed = await registry.told("contract.changed")
    assert [event.data["status"] for event in changed] == ["in-force", "suspended", "in-force"]
    assert [event.version for event in changed] == [1, 2, 3]


async def test_a_lost_contract_holds_through_its_last_day_and_does_not_come_back(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    made = await contract(registry, manager, await an_offer(registry), level="bespoke")
    path = f"/contracts/{made['id']}"
    body = {"lastDay": in_days(registry, 3), "ground": "Faillissement (fictief)."}
    ended = await send(registry, manager, f"{path}/ending", body, if_match='"1"')
    assert (ended.json()["status"], ended.json()["validUntil"]) == ("ended", body["lastDay"])
    assert len(await options(registry, startBy=in_days(registry, 3))) == 1
    assert await options(registry, startBy=in_days(registry, 4)) == []
    again = await send(registry, manager, f"{path}/ending", body)
    # Until its last day it can still be suspended, for instance where it is not safe.
    assert (again.status_code, again.json()["possibleSteps"]) == (409, ["suspension"])


async def test_a_contract_that_ran_out_takes_no_step_and_a_day_must_lie_in_what_is_left(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    provider = await given.organisation(registry)
    days = {"validFrom": in_days(registry, 5), "validUntil": in_days(registry, 20)}
    made = await contract(registry, manager, provider, level="bespoke", **days)
    path = f"/contracts/{made['id']}"
    for day in (-1, 4, 21):
        body = {"lastDay": in_days(registry, day), "ground": "x"}
        assert fields(await send(registry, manager, f"{path}/ending", body, if_match='"1"')) == ["lastDay"]
        body = {"day": in_days(registry, day), "ground": "x"}
        assert fields(await send(registry, manager, f"{path}/suspension", body, if_match='"1"')) == ["day"]
    registry.clock.advance(timedelta(days=21))
    today = {"lastDay": in_days(registry, 0), "ground": "x"}
    over = await send(registry, manager, f"{path}/ending", today, if_match='"1"')
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])


async def test_why_it_was_suspended_is_told_to_who_buys_and_to_the_provider_and_to_nobody_else(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    provider, other = [await given.organisation(registry) for _ in range(2)]
    made = await contract(registry, manager, provider, level="bespoke")
    path = f"/contracts/{made['id']}"
    body = {"day": in_days(registry, 0), "ground": "Inspectierapport (fictief)."}
    await send(registry, manager, f"{path}/suspension", body, if_match='"1"')
    for caller in (manager, given.as_provider(provider)):
        assert (await read(registry, path, caller))["ground"] == body["ground"]
    for listed in (path, f"/contracts?provider={provider}"):
        seen = await read(registry, listed, given.as_provider(other))
        (seen,) = seen.get("items", [seen])
        assert (seen["status"], seen["ground"]) == ("suspended", None)


async def test_the_farthest_and_the_earliest_days_are_days_like_others(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    provider = await given.organisation(registry)
    long = {"validFrom": "0001-01-01", "validUntil": "9999-12-31", "level": "bespoke"}
    assert (await contract(registry, manager, provider, **long))["validUntil"] == "9999-12-31"
    late = {"validFrom": "9999-12-30", "validUntil": "9999-12-31", "form": "living", "level": "bespoke"}
    await contract(registry, manager, provider, **late)
    past = {"validFrom": "0001-01-01", "validUntil": "0001-01-02", "form": "residential", "level": "bespoke"}
    await contract(registry, manager, provider, **past)


async def test_contracts_are_read_page_by_page_and_the_feed_gives_the_current_state_of_each(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    providers = [await given.organisation(registry) for _ in range(3)]
    made = [await contract(registry, manager, provider, level="bespoke") for provider in providers]
    page = await read(registry, f"/contracts?region={given.REGION}&limit=2")
    rest = await read(registry, f"/contracts?region={given.REGION}&limit=2&after={page['next']}")
    assert [each["id"] for each in page["items"] + rest["items"]] == [each["id"] for each in made]
    assert rest["next"] is None
    (own,) = (await read(registry, f"/contracts?provider={providers[1]}"))["items"]
    assert own["id"] == made[1]["id"]
    body = {"day": in_days(registry, 0), "ground": "x"}
    await send(registry, manager, f"/contracts/{made[0]['id']}/suspension", body, if_match='"1"')
    service = Caller("rebuild", uuid7(), "service")
    feed = (await read(registry, "/feed?noun=contract", service))["items"]
    assert [(each["data"]["status"], each["sequence"]) for each in feed] == [
        ("suspended", "2"),
        ("in-force", "1"),
        ("in-force", "1"),
    ]
