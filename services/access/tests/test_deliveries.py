"""What a provider did, and what is due for it."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from testkit.rooms import RoomUnderTest

from .builders import Given, key

TODAY = date(2026, 3, 10)
CEILING = 180_000


@pytest.mark.requirement("IJS-10")
async def test_nothing_is_due_on_a_grant_alone_and_ninety_minutes_are_one_and_a_half_tariffs(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    before = (await entitled.get()).json()
    assert (before["dueCents"], before["leftCents"], before["ceilingCents"]) == (0, CEILING, CEILING)
    line = (await entitled.deliver(TODAY, group="group-2", minutes=90)).json()
    assert line["amountCents"] == 11_768  # 7,845 x 1.5 = 11,767.5, half up
    assert (await entitled.get()).json()["dueCents"] == 11_768


@pytest.mark.requirement("IJS-17")
async def test_the_same_hour_costs_what_the_group_of_the_professional_costs(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    second = (await entitled.deliver(TODAY, group="group-2")).json()
    fifth = (await entitled.deliver(TODAY, group="group-5")).json()
    assert (second["amountCents"], fifth["amountCents"]) == (7_845, 12_290)


@pytest.mark.requirement("IJS-17")
async def test_a_line_without_a_group_or_with_an_unknown_one_is_refused(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    body = {"minutes": 60, "deliveredOn": TODAY.isoformat()}
    async with access.as_caller(entitled.provider, **key()) as client:
        omitted = await client.post(f"/entitlements/{entitled.id}/deliveries", json=body)
    assert omitted.status_code == 400
    assert [error["field"] for error in omitted.json()["errors"]] == ["functionGroup"]
    unknown = await entitled.deliver(TODAY, group="group-8")
    assert unknown.status_code == 409
    assert unknown.json()["reasons"][0]["code"] == "function-group-unknown"
    assert "group-1, group-2" in unknown.json()["reasons"][0]["text"]
    assert await access.rows("SELECT 1 FROM delivery") == []


@pytest.mark.requirement("IJS-18", "IJS-17")
async def test_the_function_of_the_professional_can_be_named_and_its_one_group_sets_the_tariff(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    async with access.as_caller(entitled.provider) as client:
        policy = (await client.get("/policies/ijsselland")).json()
    groups = {
        function: group["id"]
        for group in policy["functionGroups"]["items"]
        for function in group["functions"]
    }
    assert set(groups) == {each["id"] for each in policy["functions"]["items"]}
    for function, group in groups.items():
        line = (await entitled.deliver(TODAY, group=None, minutes=1, function=function)).json()
        assert line["functionGroup"] == group, function
    as_group = (await entitled.deliver(TODAY, group=groups["psychotherapist"])).json()
    as_function = (await entitled.deliver(TODAY, group=None, function="psychotherapist")).json()
    assert as_function["amountCents"] == as_group["amountCents"] == 14_675
    unknown = await entitled.deliver(TODAY, group=None, function="astronaut")
    assert unknown.status_code == 409
    assert unknown.json()["reasons"][0]["code"] == "function-unknown"
    both = await entitled.deliver(TODAY, group="group-1", function="psychotherapist")
    assert [error["field"] for error in both.json()["errors"]] == ["functionGroup"]


async def test_a_line_beyond_the_ceiling_is_held_whole_and_a_smaller_one_after_it_is_due(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.deliver(TODAY, group="group-1", minutes=1440)
    held = (await entitled.deliver(TODAY, group="group-1", minutes=600)).json()
    assert (held["status"], held["heldBecause"]) == ("held", ["beyond-ceiling"])
    assert (await entitled.deliver(TODAY, group="group-1", minutes=60)).json()["status"] == "due"
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["heldCents"]) == (153_000, 61_200)
    assert account["committedCents"] == account["dueCents"] + account["leftCents"]
    assert [e.name for e in await access.told() if e.noun == "delivery"] == [
        "delivery.recorded",
        "delivery.held",
        "delivery.recorded",
    ]


async def test_a_line_that_comes_before_the_start_waits_and_is_settled_by_it(
    access: RoomUnderTest, given: Given
) -> None:
    access.clock.at -= timedelta(days=5)
    entitled = await given.entitlement(await given.provider())
    access.clock.advance(timedelta(days=5))
    early = (await entitled.deliver(TODAY - timedelta(days=3))).json()
    waiting = (await entitled.deliver(TODAY)).json()
    assert (early["status"], waiting["status"]) == ("awaiting-start", "awaiting-start")
    assert (await entitled.get()).json()["awaitingStartCents"] == 2 * 7_845
    await entitled.start(TODAY - timedelta(days=1))
    lines = {line["id"]: line for line in (await entitled.get("/deliveries")).json()["items"]}
    assert lines[early["id"]]["heldBecause"] == ["before-start"]
    assert lines[waiting["id"]]["status"] == "due"
    assert lines[waiting["id"]]["version"] == 2
    assert (await entitled.get()).json()["dueCents"] == 7_845


async def test_a_line_outside_the_period_or_after_the_stop_is_held(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    before = (await entitled.deliver(TODAY - timedelta(days=1))).json()
    assert before["heldBecause"] == ["outside-period", "before-start"]
    access.clock.advance(timedelta(days=2))
    assert (await entitled.deliver(TODAY + timedelta(days=1))).json()["heldBecause"] == ["after-stop"]
    # Inside the late-delivery term a line of a day of care still counts (IJS-12).
    assert (await entitled.deliver(TODAY)).json()["status"] == "due"


@pytest.mark.requirement("IJS-19")
async def test_a_day_without_a_tariff_is_an_error_and_not_a_price_of_nothing(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    refused = await entitled.deliver(date(2021, 12, 31))
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["no-tariff-on-day"]


async def test_the_same_key_makes_one_line_and_with_another_body_is_refused(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    body = {"functionGroup": "group-2", "minutes": 60, "deliveredOn": TODAY.isoformat()}
    path = f"/entitlements/{entitled.id}/deliveries"
    async with access.as_caller(entitled.provider, **key()) as client:
        first, again = await asyncio.gather(*(client.post(path, json=body) for _ in range(2)))
        other = await client.post(path, json=body | {"minutes": 61})
        found = await client.get(first.headers["location"].removeprefix("/api/access/v1"))
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json() == found.json()
    assert (await entitled.get()).json()["dueCents"] == 7_845
    async with access.as_caller(entitled.provider) as client:
        assert (await client.post(path, json=body)).status_code == 400


async def test_a_ledger_entry_cannot_be_changed_or_removed(access: RoomUnderTest, given: Given) -> None:
    await given.entitlement(await given.provider())
    for statement in ("UPDATE ledger_entry SET cents = 0", "DELETE FROM ledger_entry"):
        with pytest.raises(Exception, match="added, never changed"):
            async with access.begin() as tx:
                await (await tx.session.connection()).exec_driver_sql(statement)


async def test_the_same_key_at_another_entitlement_is_another_line(
    access: RoomUnderTest, given: Given
) -> None:
    provider = await given.provider()
    one, other = await given.entitlement(provider), await given.entitlement(provider)
    body = {"functionGroup": "group-2", "minutes": 60, "deliveredOn": TODAY.isoformat()}
    async with access.as_caller(provider, **key()) as client:
        answers = [await client.post(f"/entitlements/{e.id}/deliveries", json=body) for e in (one, other)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 2


async def test_a_deadline_never_waits_for_a_case_that_somebody_works_on(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    access.clock.advance(timedelta(days=500))
    async with access.begin() as tx:
        held = text("SELECT 1 FROM request WHERE id = :id FOR UPDATE")
        await tx.session.execute(held, {"id": entitled.referral})
        await access.fire_deadlines()
    assert (await entitled.get()).json()["status"] != "closed"
    access.clock.advance(timedelta(seconds=5))
    assert await access.fire_deadlines() > 0
    assert (await entitled.get()).json()["status"] == "closed"
