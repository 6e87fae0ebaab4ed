"""One contract for one young person: only where the policy opens that way, and for nobody else."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from provider_registry.app import ROOM, Settings
from provider_registry.domain.contract import Level
from provider_registry.domain.individual import IndividualContract, UseRefusal, may_use
from provider_registry.domain.organisation import Kind
from region_policy.codes import CareForm
from testkit.rooms import RoomUnderTest, running_room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .conftest import REGIONS
from .contracting import fields, municipal_manager, read, reasons, region_manager, send


@pytest.fixture
async def opened(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> AsyncIterator[RoomUnderTest]:
    """The register, where the policy of the region opens individual contracts."""
    regions = tmp_path / "regions"
    shutil.copytree(REGIONS, regions)
    (policy,) = (regions / given.REGION).glob("2*.yaml")
    text = policy.read_text()
    assert text.count("individual: false") == 1
    policy.write_text(text.replace("individual: false", "individual: true"))
    url = await new_database("provider_registry")
    async with running_room(ROOM, Settings, url, regions, tmp_path) as room:
        yield room


def wanted(provider: UUID, **change: Any) -> dict[str, Any]:
    body = {
        "client": str(uuid7()),
        "provider": str(provider),
        "region": given.REGION,
        "municipality": given.ZWOLLE,
        "form": "ambulatory",
        "validFrom": "2026-01-01",
        "validUntil": "2026-12-31",
        "priceCents": 1_250_000,
        "ground": "Past in geen enkel product (fictief).",
    }
    return body | change


async def make(room: RoomUnderTest, by: Caller, provider: UUID, **change: Any) -> dict[str, Any]:
    made = await send(room, by, "/individual-contracts", wanted(provider, **change))
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


CONTRACT = IndividualContract(
    id=uuid7(),
    version=1,
    provider=uuid7(),
    region="x",
    municipality="0193",
    client=uuid7(),
    form=CareForm.AMBULATORY,
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
    price_cents=1,
    ground="x",
)
RIGHT: dict[str, Any] = {
    "client": CONTRACT.client,
    "provider": CONTRACT.provider,
    "form": CareForm.AMBULATORY,
    "day": date(2026, 12, 31),
}


@pytest.mark.requirement("HLM-20")
@pytest.mark.parametrize(
    ("change", "refusals"),
    [
        ({}, ()),
        ({"day": date(2026, 1, 1)}, ()),
        ({"client": uuid7()}, (UseRefusal.OTHER_CLIENT,)),
        ({"provider": uuid7()}, (UseRefusal.OTHER_PROVIDER,)),
        ({"form": CareForm.LIVING}, (UseRefusal.OTHER_FORM,)),
        ({"day": date(2025, 12, 31)}, (UseRefusal.NOT_YET,)),
        ({"day": date(2027, 1, 1)}, (UseRefusal.NO_LONGER,)),
        (
            {"client": uuid7(), "provider": uuid7(), "form": CareForm.LIVING, "day": date(2027, 1, 1)},
            (
                UseRefusal.OTHER_CLIENT,
                UseRefusal.OTHER_PROVIDER,
                UseRefusal.OTHER_FORM,
                UseRefusal.NO_LONGER,
            ),
        ),
    ],
)
def test_it_is_used_for_its_own_young_person_provider_form_and_days_only(
    change: dict[str, Any], refusals: tuple[UseRefusal, ...]
) -> None:
    assert may_use(CONTRACT, **(RIGHT | change)) == refusals
    assert may_use(replace(CONTRACT, valid_from=CONTRACT.valid_until), **RIGHT) == ()


@pytest.mark.requirement("HLM-20")
async def test_where_the_policy_opens_it_a_contract_for_one_is_not_used_for_another(
    opened: RoomUnderTest,
) -> None:
    manager = await region_manager(opened)
    provider = await given.organisation(opened)
    made = await make(opened, manager, provider)
    assert (made["priceCents"], made["version"]) == (1_250_000, 1)
    path = f"/individual-contracts/{made['id']}/use-checks"
    use = {"client": made["client"], "form": "ambulatory", "day": "2026-06-01"}
    allowed = await send(opened, manager, path, use)
    assert allowed.json() == {"allowed": True, "reasons": []}
    for_another = await send(opened, manager, path, use | {"client": str(uuid7())}, Accept_Language="en")
    assert for_another.status_code == 200
    assert for_another.json() == {
        "allowed": False,
        "reasons": [{"code": "other-client", "text": "It is for another young person"}],
    }
    wrong = use | {"provider": str(uuid7()), "form": "living", "day": "2027-01-01"}
    all_reasons = (await send(opened, manager, path, wrong)).json()["reasons"]
    assert [each["code"] for each in all_reasons] == ["other-provider", "other-form", "no-longer-valid"]
    # A young person is nobody whom this room knows, and what it knows it tells nobody.
    assert await opened.told("contract.changed") == []
    assert made["client"] not in str([event.data for event in await opened.told()])


@pytest.mark.requirement("HLM-20")
async def test_where_the_policy_closes_it_no_contract_for_one_is_made(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    body = wanted(provider)
    manager = await region_manager(registry)
    assert reasons(await send(registry, manager, "/individual-contracts", body)) == {
        "individual-contracts-closed"
    }
    # A region without a policy has opened nothing.
    twente = await region_manager(registry, "twente")
    elsewhere = body | {"region": "twente", "municipality": "0153"}
    assert reasons(await send(registry, twente, "/individual-contracts", elsewhere)) == {
        "individual-contracts-closed"
    }
    assert await registry.rows("SELECT id FROM individual_contract") == []


@pytest.mark.requirement("HLM-20")
async def test_only_a_provider_without_a_contract_for_that_form_in_those_days_gets_one(
    opened: RoomUnderTest,
) -> None:
    manager = await region_manager(opened)
    provider = await given.organisation(opened)
    await given.contract(opened, provider, CareForm.AMBULATORY, valid_until=date(2026, 3, 31))
    refused = await send(opened, manager, "/individual-contracts", wanted(provider))
    assert reasons(refused) == {"contracted-already"}
    await make(opened, manager, provider, validFrom="2026-04-01")
    await make(opened, manager, provider, form="living")
    only_deventer = await given.organisation(opened)
    await given.contract(
        opened, only_deventer, CareForm.AMBULATORY, level=Level.LOCAL, municipalities=(given.DEVENTER,)
    )
    await make(opened, manager, only_deventer)
    institution = await given.organisation(opened, Kind.CERTIFIED_INSTITUTION)
    refused = await send(opened, manager, "/individual-contracts", wanted(institution))
    assert reasons(refused) == {"never-offers-help"}


async def test_it_is_seen_by_who_buys_who_pays_and_the_provider_and_by_nobody_else(
    opened: RoomUnderTest,
) -> None:
    zwolle = await municipal_manager(opened, given.ZWOLLE)
    provider, other = [await given.organisation(opened) for _ in range(2)]
    made = await make(opened, zwolle, provider)
    region = await region_manager(opened)
    deventer = await municipal_manager(opened, given.DEVENTER)
    twente = await region_manager(opened, "twente")
    path = f"/individual-contracts/{made['id']}"
    workers = {town: Caller("desk", town.organisation, "access-worker") for town in (zwolle, deventer)}
    for caller in (zwolle, region, given.as_provider(provider), workers[zwolle]):
        assert (await read(opened, path, caller))["ground"] == made["ground"]
    for caller in (deventer, twente, given.as_provider(other), workers[deventer]):
        async with opened.as_caller(caller) as client:
            assert (await client.get(path)).status_code == 404
        use = {"client": made["client"], "form": "ambulatory", "day": "2026-06-01"}
        assert (await send(opened, caller, f"{path}/use-checks", use)).status_code == 404
    looks = await opened.rows(
        "SELECT DISTINCT organisation FROM read_log WHERE data_subject = :c", c=made["client"]
    )
    assert {row.organisation for row in looks} == {zwolle.organisation, region.organisation, provider}
    await make(opened, region, other, municipality=given.DEVENTER)
    counts = {
        caller: len((await read(opened, "/individual-contracts", caller))["items"])
        for caller in (zwolle, deventer, region, twente, given.as_provider(provider))
    }
    assert list(counts.values()) == [1, 1, 2, 0, 1]
    page = await read(opened, "/individual-contracts?limit=1", region)
    rest = await read(opened, f"/individual-contracts?after={page['next']}", region)
    assert [each["provider"] for each in page["items"] + rest["items"]] == [str(provider), str(other)]
    not_theirs = await send(
        opened, zwolle, "/individual-contracts", wanted(other, municipality=given.DEVENTER)
    )
    assert "not-yours-to-arrange" in reasons(not_theirs)


async def test_the_same_key_makes_one_of_them(opened: RoomUnderTest) -> None:
    manager = await region_manager(opened)
    body = wanted(await given.organisation(opened))
    key = {"Idempotency_Key": uuid7().hex}
    first, again = [
        (await send(opened, manager, "/individual-contracts", body, **key)).json() for _ in range(2)
    ]
    assert first == again


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"provider": str(uuid7())}, ["provider"]),
        ({"region": "nowhere-at-all"}, ["region", "municipality"]),
        ({"municipality": given.AMSTERDAM}, ["municipality"]),
        ({"form": "castle"}, ["form"]),
        ({"validUntil": "2025-12-31"}, ["validUntil"]),
        ({"validUntil": None}, ["validUntil"]),
        ({"priceCents": -1}, ["priceCents"]),
        ({"priceCents": 12.5}, ["priceCents"]),
        ({"client": "999901102"}, ["client"]),
        ({"ground": ""}, ["ground"]),
    ],
)
async def test_a_wrong_one_is_refused_by_its_fields(
    opened: RoomUnderTest, change: dict[str, Any], wrong: list[str]
) -> None:
    manager = await region_manager(opened)
    body = wanted(await given.organisation(opened)) | change
    assert fields(await send(opened, manager, "/individual-contracts", body)) == wrong
    assert await opened.rows("SELECT id FROM individual_contract") == []
