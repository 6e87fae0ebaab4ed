"""What a region has decided can be read by everybody who works there."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ANYBODY = Caller("somebody", uuid7(), "young-person")


async def ask(room: RoomUnderTest, path: str, status: int = 200, **query: str) -> Any:
    async with room.as_caller(ANYBODY) as client:
        answer = await client.get(path, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.requirement("IJS-01")
async def test_ijsselland_is_eleven_municipalities_dalfsen_and_zwolle_among_them(
    access: RoomUnderTest,
) -> None:
    policy = await ask(access, "/policies/ijsselland", on="2022-01-01")
    names = {each["code"]: each["name"] for each in policy["municipalities"]["items"]}
    assert len(names) == 11
    assert (names["0148"], names["0193"]) == ("Dalfsen", "Zwolle")
    (listed,) = [item for item in (await ask(access, "/policies"))["items"] if item["region"] == "ijsselland"]
    assert (listed["validFrom"], listed["sha256"]) == (policy["validFrom"], policy["sha256"])


@pytest.mark.requirement("IJS-07")
async def test_seven_budgets_are_listed_each_with_id_name_ceiling_and_validity(access: RoomUnderTest) -> None:
    budgets = (await ask(access, "/policies/ijsselland"))["choiceBudgets"]["items"]
    assert len({budget["id"] for budget in budgets}) == 7
    for budget in budgets:
        assert budget["name"]["nl"]
        assert budget["name"]["en"]
        assert budget["ceilingCents"] > 0
        assert budget["validFrom"] == "2022-01-01"
        assert budget["illustrative"] is True


@pytest.mark.requirement("IJS-18")
async def test_seven_groups_are_listed_and_every_function_stands_in_exactly_one(
    access: RoomUnderTest,
) -> None:
    policy = await ask(access, "/policies/ijsselland")
    groups = policy["functionGroups"]["items"]
    assert len(groups) == 7
    for function in policy["functions"]["items"]:
        assert sum(function["id"] in group["functions"] for group in groups) == 1


@pytest.mark.requirement("IJS-19")
async def test_every_group_has_a_tariff_on_a_day_and_a_day_before_the_first_has_none(
    access: RoomUnderTest,
) -> None:
    tariffs = await ask(access, "/policies/ijsselland/tariffs", on="2022-03-01")
    assert [each["centsPerHour"] for each in tariffs["functionGroups"]] == [
        6120,
        7845,
        8730,
        10365,
        12290,
        14675,
        18940,
    ]
    refused = await ask(access, "/policies/ijsselland/tariffs", 404, on="2021-12-31")
    assert [reason["code"] for reason in refused["reasons"]] == ["no-policy-in-force"]


@pytest.mark.requirement("ZHZ-01")
async def test_each_user_lists_and_reads_the_policies_of_the_own_regions_only(access: RoomUnderTest) -> None:
    everything = {item["region"] for item in (await ask(access, "/policies"))["items"]}
    here, there = "ijsselland", "zuid-holland-zuid"
    assert {here, there} < everything
    desk, gp, institution, both = [
        await access.caller(role, kind, regions=regions)
        for role, kind, regions in (
            ("access-worker", "municipality", (here,)),
            ("general-practitioner", "general-practice", (there,)),
            ("institution-worker", "certified-institution", (here,)),
            ("provider-worker", "provider", (here, there)),
        )
    ]
    auditor = await access.caller("auditor", "municipality", regions=(here,))
    for caller, listed, elsewhere in (
        (desk, {here}, 404),
        (gp, {there}, 200),
        (institution, {here}, 200),  # it follows its young people
        (both, {here, there}, 404),
        (auditor, everything, 200),
    ):
        async with access.as_caller(caller) as client:
            found = (await client.get("/policies")).json()["items"]
            assert {item["region"] for item in found} == listed, caller
            for region in listed:
                assert (await client.get(f"/policies/{region}")).status_code == 200
            for region in everything - listed:
                for path, operation in (("", "read_policy"), ("/tariffs", "read_tariffs")):
                    with capture_logs() as logged:
                        answer = await client.get(f"/policies/{region}{path}")
                    assert answer.status_code == elsewhere, (caller, region)
                    (line,) = [each for each in logged if each["event"] == "answered"]
                    assert (line["operation"], line["status"]) == (operation, elsewhere)


@pytest.mark.parametrize(
    ("path", "on", "status"),
    [
        ("/policies/elders", "2026-01-01", 404),
        ("/policies/ijsselland", "0001-01-01", 404),
        ("/policies/ijsselland", "9999-12-31", 200),
        ("/policies/ijsselland", "gisteren", 400),
        ("/policies/IJsselland", "2026-01-01", 400),
    ],
)
async def test_a_region_or_day_that_is_not_there_is_told_so(
    access: RoomUnderTest, path: str, on: str, status: int
) -> None:
    await ask(access, path, status, on=on)


@pytest.mark.parametrize("day", ["1760000000", "0", "2026-02-30", "2026-01-01T00:00:00Z", "tomorrow"])
async def test_what_is_no_day_is_refused_and_never_taken_for_one(access: RoomUnderTest, day: str) -> None:
    for path in ("/policies/ijsselland", "/policies/ijsselland/tariffs"):
        refused = await ask(access, path, 400, on=day)
        assert [error["field"] for error in refused["errors"]] == ["on"]
