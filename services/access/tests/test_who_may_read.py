"""Hours and money are for the chosen provider and the responsible municipality."""

import pytest

from testkit.rooms import RoomUnderTest

from .builders import ZWOLLE, Given

PATHS = ("", "/account", "/deliveries")


@pytest.mark.parametrize("path", PATHS)
async def test_the_gp_reads_neither_hours_nor_money(access: RoomUnderTest, given: Given, path: str) -> None:
    entitled = await given.entitlement(await given.provider())
    assert (await entitled.get(path, by=await given.gp())).status_code == 403


@pytest.mark.parametrize("path", PATHS)
async def test_another_provider_and_another_municipality_do_not_know_of_it(
    access: RoomUnderTest, given: Given, path: str
) -> None:
    entitled = await given.entitlement(await given.provider())
    assert (await entitled.get(path, by=await given.provider())).status_code == 404
    assert (await entitled.get(path, by=await given.desk(ZWOLLE))).status_code == 404
    assert (await entitled.get(path, by=await given.desk())).status_code == 200
    assert (await entitled.get(path)).status_code == 200


async def test_an_entitlement_says_what_is_to_be_reached_and_not_how(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    seen = (await entitled.get()).json()
    assert {"intendedResult", "ceilingCents", "validFrom", "validUntil", "illustrative"} <= set(seen)
    for wanted in ("product", "quantity", "productCode", "volume", "frequency"):
        assert seen.get(wanted) is None
    (look,) = await access.rows("SELECT * FROM read_log")
    assert (look.data_subject, look.purpose) == (seen["client"], "entitlement")


async def test_a_provider_lists_its_own_entitlements_only(access: RoomUnderTest, given: Given) -> None:
    entitled = await given.entitlement(await given.provider())
    await given.entitlement(await given.provider())
    async with access.as_caller(entitled.provider) as client:
        listed = (await client.get("/entitlements")).json()["items"]
    assert [item["id"] for item in listed] == [str(entitled.id)]


async def test_without_a_token_nothing_is_answered(access: RoomUnderTest) -> None:
    async with access.as_caller(None) as client:
        for path, methods in access.app.state.api.openapi()["paths"].items():
            for method in methods:
                answer = await client.request(method, path)
                assert answer.status_code == 401, path
