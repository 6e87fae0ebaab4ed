"""What was delivered, for who buys: in codes, page by page, of the own region or municipality only."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from region_policy.impact import Delivered, impact
from region_policy.loader import Policies
from testkit.rooms import RoomUnderTest
from wegwijs_cli.delivered_lines import walk
from wirekit.caller import Caller

from .builders import DALFSEN, REGION, ZWOLLE, Given

REGIONS = Path(__file__).parents[3] / "regions"


async def ask(room: RoomUnderTest, by: Caller, query: str) -> httpx.Response:
    async with room.as_caller(by) as client:
        return await client.get(f"/deliveries{query}")


async def delivered(given: Given) -> date:
    """Three lines of two providers for two municipalities; the last day is that of the third."""
    today = given.room.clock().date()
    first = await given.entitlement(await given.provider())
    second = await given.entitlement(await given.provider(), municipality=ZWOLLE)
    for entitled, days, minutes in ((first, 2, 61), (second, 1, 90), (first, 0, 30)):
        recorded = await entitled.deliver(today - timedelta(days=days), minutes=minutes)
        assert recorded.status_code == 201, recorded.text
    return today


async def test_a_region_sees_all_of_it_a_municipality_its_own_and_another_region_nothing(
    given: Given, access: RoomUnderTest
) -> None:
    today = await delivered(given)
    region = await access.caller("contract-manager", "region", regions=REGION)
    dalfsen = await access.caller("contract-manager", "municipality", area=DALFSEN, regions=REGION)
    elsewhere = await access.caller("contract-manager", "region", regions=("nowhere",))
    period = f"?from={today - timedelta(days=2)}&to={today}"
    seen = (await ask(access, region, period)).json()
    assert [line["minutes"] for line in seen["items"]] == [61, 90, 30]
    assert set(seen["items"][0]) == {
        "provider",
        "municipality",
        "functionGroup",
        "minutes",
        "intensity",
        "etmalen",
        "product",
        "pieces",
        "deliveredOn",
        "amountCents",
    }
    assert {line["municipality"] for line in seen["items"]} == {DALFSEN, ZWOLLE}
    own = (await ask(access, dalfsen, period)).json()["items"]
    assert [line["minutes"] for line in own] == [61, 30]
    assert (await ask(access, elsewhere, period)).json()["items"] == []
    assert (await ask(access, elsewhere, f"{period}&region=ijsselland")).json()["items"] == []
    assert [
        line["minutes"]
        for line in (await ask(access, region, f"?from={today}&to={today}&region=ijsselland")).json()["items"]
    ] == [30]


async def test_others_are_refused_and_a_wrong_period_is_told_by_its_field(
    given: Given, access: RoomUnderTest
) -> None:
    period = "?from=2026-01-01&to=2026-12-31"
    for stranger in (await given.provider(), await given.desk(), await given.gp()):
        assert (await ask(access, stranger, period)).status_code == 403
    region = await access.caller("contract-manager", "region", regions=REGION)
    for query, field in (
        ("?from=2026-01-02&to=2026-01-01", "to"),
        ("?to=2026-01-01", "from"),
        ("?from=2026-02-30&to=2026-03-01", "from"),
        (f"{period}&limit=501", "limit"),
        (f"{period}&after=x", "after"),
        (f"{period}&region=A%00", "region"),
    ):
        answer = await ask(access, region, query)
        assert answer.status_code == 400, (query, answer.text)
        assert field in {error["field"] for error in answer.json()["errors"]}, (query, answer.text)
    assert (await ask(access, region, f"{period}&after={uuid4()}")).status_code == 200


async def test_the_impact_command_walks_all_pages_and_its_own_policy_gives_what_was_booked(
    given: Given, access: RoomUnderTest
) -> None:
    today = await delivered(given)
    region = await access.caller("contract-manager", "region", regions=REGION)
    pages: list[dict[str, Any]] = []
    after = ""
    while True:
        answer = await ask(access, region, f"?from={today - timedelta(days=9)}&to={today}&limit=2{after}")
        pages.append(answer.json())
        if pages[-1]["next"] is None:
            break
        after = f"&after={pages[-1]['next']}"
    assert [len(page["items"]) for page in pages] == [2, 1]

    def answered(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=pages[1 if request.url.params.get("after") else 0])

    with httpx.Client(transport=httpx.MockTransport(answered)) as client:
        lines = list(walk(client, "http://house.test/deliveries", "ijsselland", today, today))
    assert [type(line) for line in lines] == [Delivered] * 3
    policy = Policies.load(REGIONS).in_force("ijsselland", on=today)
    found = impact(lines, policy, policy)
    assert found.total.booked == found.total.old == found.total.new > 0
    assert set(found.by_municipality) == {DALFSEN, ZWOLLE}
    assert len(found.by_provider) == 2
