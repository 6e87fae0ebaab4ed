"""The money of a grant: what is due, held, expected back and returned, and who is told that it runs out."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, Entitled, Given, a_decision, by_budget
from .conftest import A_TUESDAY, REGIONS, StartRoom
from .whole_figures import money_of

TODAY = date(2026, 3, 10)
EUROS = 100
"""Cents."""
A_THOUSAND = 1_000 * EUROS


@pytest.fixture
async def room(start_room: StartRoom, tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """IJsselland with a budget of 1000.00, one group of 60.00 an hour, and one of a cent a minute."""
    file = Path(shutil.copytree(REGIONS, tmp_path / "regions")) / "ijsselland" / "2022-01-01.yaml"
    policy = file.read_text()
    for old, new in (
        ("ceiling_cents: 180000", f"ceiling_cents: {A_THOUSAND}"),
        ("cents_per_hour: 6120", "cents_per_hour: 60"),
        ("cents_per_hour: 7845", "cents_per_hour: 6000"),
    ):
        assert policy.count(old) == 1
        policy = policy.replace(old, new)
    file.write_text(policy)
    async with start_room(file.parents[1]) as started:
        started.clock.at = A_TUESDAY
        yield started


async def euros(entitled: Entitled, amount: int, **more: Any) -> dict[str, Any]:
    """A line of so many euros, of 1 to 1,440."""
    answer = await entitled.deliver(TODAY, group="group-2", minutes=amount, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def signals(room: RoomUnderTest, caller: Caller) -> list[dict[str, Any]]:
    async with room.as_caller(caller) as client:
        return list((await client.get("/signals")).json()["items"])


@pytest.mark.requirement("IJS-09")
async def test_lines_are_paid_up_to_the_last_cent_and_the_next_one_is_held_and_told_to_both_ends(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    director, provider = await given.desk(role="director"), await given.provider()
    entitled = await given.entitlement(provider)
    await entitled.start(TODAY)
    first, second = await euros(entitled, 600), await euros(entitled, 400)
    assert [(each["status"], each["leftCents"]) for each in (first, second)] == [
        ("due", 400 * EUROS),
        ("due", 0),
    ]
    beyond = (await entitled.deliver(TODAY, group="group-1", minutes=1)).json()
    assert (beyond["amountCents"], beyond["status"], beyond["leftCents"]) == (1, "held", 0)
    assert beyond["heldBecause"] == ["beyond-ceiling"]
    room.clock.advance(timedelta(days=91))
    late = (await entitled.deliver(TODAY + timedelta(days=91), group="group-1", minutes=1)).json()
    assert late["heldBecause"] == ["outside-period", "beyond-ceiling"]
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["heldCents"]) == (A_THOUSAND, 2)  # what happened is on record
    for told in (await signals(room, director), await signals(room, provider)):
        assert [(each["kind"], each["percent"], each["delivery"]) for each in told] == [
            ("share-used", 75, None),
            ("line-held", None, beyond["id"]),
            ("line-held", None, late["id"]),
        ]
        assert {each["entitlement"] for each in told} == {str(entitled.id)}
        assert told[2]["aboutDay"] == late["deliveredOn"]
    assert await signals(room, await given.provider()) == []


@pytest.mark.requirement("IJS-09")
async def test_fifty_lines_at_once_never_make_more_due_than_the_ceiling(room: RoomUnderTest) -> None:
    given = Given(room)
    provider = await given.provider()
    entitled = await given.entitlement(provider)
    await entitled.start(TODAY)
    lines = await asyncio.gather(*(euros(entitled, 60) for _ in range(50)))
    due = [line for line in lines if line["status"] == "due"]
    assert len(due) == 16
    assert sorted(line["leftCents"] for line in due) == [
        A_THOUSAND - n * 60 * EUROS for n in range(16, 0, -1)
    ]
    assert {line["leftCents"] for line in lines if line["status"] == "held"} == {40 * EUROS}
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["heldCents"]) == (960 * EUROS, 34 * 60 * EUROS)
    sums = dict.fromkeys(("committed", "delivered", "due", "held", "returned"), 0)
    for entry in account["entries"]:
        sums[entry["kind"]] += entry["cents"]
    assert {kind: account[f"{kind}Cents"] for kind in sums} == sums
    kinds = [each["kind"] for each in await signals(room, provider)]
    assert (kinds.count("share-used"), kinds.count("line-held")) == (1, 34)


@pytest.mark.requirement("IJS-12")
async def test_what_is_left_is_expected_back_after_the_stop_and_returned_once_by_the_final_line(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    desk, provider = await given.desk(), await given.provider()
    entitled = await given.entitlement(provider)
    await entitled.start(TODAY)
    await euros(entitled, 600)
    assert (await entitled.get()).json()["expectedBackCents"] == 0
    await entitled.stop(TODAY, TODAY)
    assert (await entitled.get()).json()["expectedBackCents"] == 400 * EUROS
    room.clock.advance(timedelta(days=50))
    assert (await euros(entitled, 40))["status"] == "due"  # late, and inside the term
    assert (await euros(entitled, 361))["status"] == "held"
    seen = (await entitled.get()).json()
    assert (seen["dueCents"], seen["expectedBackCents"], seen["returnedCents"]) == (64_000, 36_000, 0)
    sums = await money_of(room, DALFSEN, 2026)
    assert (sums.left, sums.expected_back, sums.returned) == (36_000, 36_000, 0)
    for status in (200, 409):  # a second closing returns nothing more
        closed = await entitled.declare_final((await entitled.get()).headers["etag"])
        assert closed.status_code == status
        room.clock.advance(timedelta(days=400))
        await room.fire_deadlines()
        seen = (await entitled.get(by=desk)).json()
        assert (seen["expectedBackCents"], seen["returnedCents"], seen["leftCents"]) == (0, 36_000, 0)
    sums = await money_of(room, DALFSEN, 2026)
    assert sums.committed == A_THOUSAND == sums.due + sums.returned
    assert (sums.expected_back, sums.returned) == (0, 36_000)
    entries = (await entitled.get("/account")).json()["entries"]
    assert [
        (each["kind"], each["cents"]) for each in entries if each["kind"] in ("expected-back", "returned")
    ] == [
        ("expected-back", 40_000),
        ("expected-back", -4_000),
        ("returned", 36_000),
        ("expected-back", -36_000),
    ]


@pytest.mark.requirement("IJS-09")
async def test_fourteen_days_before_its_end_a_running_grant_is_told_to_both_ends(room: RoomUnderTest) -> None:
    given = Given(room)
    desk, provider = await given.desk(), await given.provider()
    running, over = await given.entitlement(provider), await given.entitlement(provider)
    await over.start(TODAY)
    await over.stop(TODAY, TODAY)
    await over.declare_final((await over.get()).headers["etag"])
    last = date.fromisoformat((await running.get()).json()["validUntil"])
    room.clock.at = room.clock.at.replace(hour=9) + (last - timedelta(days=15) - TODAY)
    await room.fire_deadlines()
    assert [each["kind"] for each in await signals(room, desk)] == []
    room.clock.advance(timedelta(days=1))
    await room.fire_deadlines()
    await room.fire_deadlines()
    for told in (await signals(room, desk), await signals(room, provider)):
        assert [(each["kind"], each["entitlement"], each["aboutDay"]) for each in told] == [
            ("grant-ends", str(running.id), last.isoformat())
        ]


@pytest.mark.requirement("IJS-08", "IJS-11")
async def test_a_budget_says_result_and_amount_is_paid_by_effort_and_takes_nothing_of_another_way(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    desk, provider = await given.desk(), await given.provider()
    request = await given.referral(route="quote", budget=None)
    for field in (
        {"product": "x"},
        {"quantity": 3},
        {"frequency": "weekly"},
        {"volume": 10},
        {"outcome": "x"},
    ):
        refused = await given.decide(request, desk, a_decision(by_budget("treatment") | field))
        assert refused.status_code in (400, 409), field
    made = await given.decide(request, desk)
    (grant,) = made.json()["grants"]
    entitled = await given.accepted(provider, request, grant["id"])
    seen = (await entitled.get()).json()
    assert (seen["route"], seen["funding"], seen["budget"]) == ("choice-budget", "effort", "treatment")
    assert seen["intendedResult"]
    assert seen["ceilingCents"] > 0
    for imposed in ("product", "quantity", "unit", "etmalen", "intensity"):
        assert seen.get(imposed) is None
    assert not {"volume", "frequency", "minutes"} & set(seen)
    for field in ({"outcome": "reached"}, {"pieces": 1}, {"quantity": 1}):
        answer = await entitled.deliver(TODAY, **field)
        assert [each["field"] for each in answer.json()["errors"]] == list(field)


@pytest.mark.requirement("IJS-20")
async def test_an_hour_of_one_group_costs_the_same_at_providers_of_three_sectors(room: RoomUnderTest) -> None:
    amounts = set()
    for sector in ("GGZ", "LVB", "J&O"):
        organisation = await room.organisation(
            "provider", regions=("ijsselland",), name=f"Aanbieder {sector}"
        )
        entitled = await Given(room).entitlement(Caller("worker", organisation, "provider-worker"))
        await entitled.start(TODAY)
        amounts.add((await entitled.deliver(TODAY, group="group-4")).json()["amountCents"])
    assert amounts == {10_365}
