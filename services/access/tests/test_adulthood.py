"""Towards eighteen: signals in time, what comes after it, and a perspective plan; an end at twenty-three."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from access.domain.adulthood import AdulthoodSignal, AgeKnown, months_at, signals_at
from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, by_budget
from .changing import EVALUATED, IJSSELLAND, NOORD_VELUWE, VIEWS, Desk, Helped, a_stay_decision, codes

BIRTHDAY = date(2027, 2, 10)  # the eighteenth; it is 10 March 2026
PLAN = {"offeredOn": "2026-02-01", "answer": "declined"}
SAID = [*VIEWS, *EVALUATED]


async def comes_of_age(desk: Desk, client: str, years: int, months: int, on: date) -> None:
    desk.room.clock.at = datetime(on.year, on.month, on.day, 11, 0, tzinfo=UTC)
    told = {"ref": client, "version": years * 12 + months, "region": desk.region, "municipality": "0233"}
    await desk.room.deliver("client.came-of-age", told | {"years": years, "months": months})


async def helped_at(desk: Desk, age: int, etmalen: int = 90, **facts: Any) -> Helped:
    body = a_stay_decision("step-2", etmalen, statements=VIEWS, familyGroupPlan=PLAN)
    return await desk.helped(body, age=age, **facts)


async def new_signals(helped: Helped, before: list[str]) -> list[str]:
    return (await helped.signals(helped.desk.worker))[len(before) :]


@pytest.mark.requirement("NV-14")
async def test_who_turns_eighteen_in_eleven_months_is_signalled_until_a_follow_on_is_known(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    helped = await helped_at(desk, 16)
    client = (await helped.seen())["client"]
    end = BIRTHDAY - timedelta(days=1)
    assert (await helped.extend(end, statements=SAID)).status_code == 201
    # Seventeen was a month ago: what was told before the help began is known to it all the same.
    await comes_of_age(desk, client, 17, 0, date(2026, 3, 11))
    before = await helped.signals(desk.worker)
    assert before == ["turns-18", "ends-at-18"]
    assert (await helped.signals(desk.provider))[-2:] == before
    (_, ends) = (await desk.read("/signals"))["items"]
    assert ends["aboutDay"] == end.isoformat()
    await comes_of_age(desk, client, 17, 0, date(2026, 3, 12))
    assert await new_signals(helped, before) == []
    # In the alarm nothing is left to say once there is a follow-on, or an explicit stop.
    unknown = await helped.follow_on("prolonged", "no-such-ground")
    assert codes(unknown) == ["prolonged-ground-unknown"]
    for kind, ground in (("prolonged", None), ("none-needed", "began-before")):
        assert (await helped.follow_on(kind, ground)).status_code == 400
    assert (await desk.read(f"{helped.path}/follow-on"))["kind"] is None
    assert (await helped.follow_on("adult-care")).status_code == 200
    assert (await desk.read(f"{helped.path}/follow-on", by=desk.provider))["kind"] == "adult-care"
    told = (await access.told("entitlement.changed"))[-1].data["change"]
    assert (told["kind"], told["reason"]) == ("follow-on", "adult-care")
    before = await helped.signals(desk.worker)
    await comes_of_age(desk, client, 17, 6, date(2026, 8, 10))
    assert await new_signals(helped, before) == ["turns-18"]
    before = await helped.signals(desk.worker)
    await comes_of_age(desk, client, 18, 0, BIRTHDAY)
    assert await new_signals(helped, before) == []


@pytest.mark.requirement("NV-14")
async def test_help_that_runs_past_eighteen_needs_a_ground_and_ends_at_twenty_three(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    helped = await helped_at(desk, 17, etmalen=230)
    assert await helped.signals(desk.worker) == ["runs-past-18"]  # from its first day on
    client = (await helped.seen())["client"]
    await comes_of_age(desk, client, 17, 6, date(2026, 3, 11))
    assert (await helped.signals(desk.worker))[-2:] == ["turns-18", "runs-past-18"]
    past = date(2027, 6, 1)
    assert codes(await helped.extend(past, statements=SAID)) == ["prolonged-needs-ground"]
    before_18 = date.fromisoformat((await helped.seen())["validUntil"])
    assert before_18 > date(2026, 9, 11)
    await comes_of_age(desk, client, 18, 0, date(2026, 9, 11))
    assert (await helped.signals(desk.worker))[-1] == "turned-18"
    assert (await helped.follow_on("prolonged", "began-before")).status_code == 200
    assert (await helped.extend(past, statements=SAID)).status_code == 201
    # Twenty-three is the last: no longer period reaches it, and what still runs then ends.
    assert codes(await helped.extend(date(2031, 9, 11), statements=SAID)) == ["age-out-of-range"]
    assert (await helped.extend(date(2031, 9, 10), statements=SAID)).status_code == 201
    await comes_of_age(desk, client, 23, 0, date(2031, 6, 1))
    seen = await helped.seen()
    assert (seen["validUntil"], seen["status"]) == ("2031-06-01", "stopped")
    for end in (desk.provider, desk.worker):
        assert (await helped.signals(end))[-1] == "changed-grown-up"
    assert (await desk.read(f"{helped.path}/changes"))["items"][-1]["reason"] == "of-age"


@pytest.mark.requirement("NV-15")
async def test_who_is_in_care_from_sixteen_on_without_a_plan_is_listed_until_there_is_one(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, IJSSELLAND)
    body = a_decision(by_budget("treatment"))
    clients = {age: (await (await desk.helped(body, age=age)).seen())["client"] for age in (15, 16, 17)}
    waiting = await desk.decided(body, age=17)
    assert waiting.status_code == 201  # decided, and in nobody's care yet

    async def missing() -> dict[str, int]:
        items = (await desk.read("/perspective-plans/missing"))["items"]
        return {each["client"]: each["age"] for each in items}

    assert await missing() == {clients[16]: 16, clients[17]: 17}
    path = f"/clients/{clients[16]}/perspective-plan"
    for wrong in (
        {"on": "2026-03-10"},
        {"on": "2026-03-10", "role": "parent", "organisation": str(uuid4())},
        {"on": "2026-03-11", "role": "parent"},
        {"on": "2014-12-31", "role": "parent"},
    ):
        assert (await desk.send("PUT", path, wrong)).status_code == 400, wrong
    kept = await desk.send("PUT", path, {"on": "2026-03-10", "role": "young-person"})
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert await missing() == {clients[17]: 17}
    mentor = {"on": "2026-03-10", "organisation": str(desk.provider.organisation)}
    assert (await desk.send("PUT", path, mentor)).status_code == 428
    assert (await desk.send("PUT", path, mentor, etag='"1"')).json()["version"] == 2
    assert (await desk.read(path))["organisation"] == mentor["organisation"]
    # He who was fifteen has a birthday; who hears of it sees him appear.
    await comes_of_age(desk, clients[15], 16, 0, date(2026, 4, 1))
    assert await missing() == {clients[15]: 16, clients[17]: 17}
    stranger = await Desk.of(access, given, NOORD_VELUWE)
    assert (await desk.send("PUT", path, mentor, etag='"2"', by=stranger.worker)).status_code == 404


@pytest.mark.requirement("NV-15")
async def test_a_plan_that_is_there_is_not_noted_as_missing_in_a_decision(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    helped = await helped_at(desk, 16)
    assert helped.decision["noted"] == ["perspective-plan"]
    client = (await helped.seen())["client"]
    await desk.send("PUT", f"/clients/{client}/perspective-plan", {"on": "2026-03-01", "role": "mentor"})
    assert (await helped_at(desk, 16, client=client)).decision["noted"] == []


def test_an_age_is_the_most_that_follows_from_what_was_told() -> None:
    known = [AgeKnown(16 * 12, date(2026, 3, 10)), AgeKnown(17 * 12 + 6, date(2026, 8, 31))]
    assert months_at(known, date(2026, 8, 30)) == 16 * 12 + 5
    assert months_at(known, date(2026, 8, 31)) == 17 * 12 + 6
    assert months_at(known, date(2027, 2, 28)) == 17 * 12 + 11
    assert months_at(known, date(2027, 3, 31)) == 18 * 12 + 1
    assert months_at([], date(2027, 3, 31)) == 0


def test_what_is_told_at_an_age_follows_from_the_policy_and_the_end_of_the_help() -> None:
    heard_on, has = date(2026, 2, 10), {"policy_months": (12, 6)}
    day_before, day = BIRTHDAY - timedelta(days=1), BIRTHDAY
    for valid_until, alarm in (
        (day_before, AdulthoodSignal.ENDS_AT_18),
        (day, AdulthoodSignal.RUNS_PAST_18),
    ):
        found = signals_at(17 * 12, heard_on=heard_on, valid_until=valid_until, has_follow_on=False, **has)
        assert found == [AdulthoodSignal.TURNS_18, alarm]
    for months in (16 * 12, 17 * 12 + 3, 21 * 12):
        assert not signals_at(months, heard_on=heard_on, valid_until=day, has_follow_on=False, **has)
