"""Attacks on the promise that somebody is on call at every instant, and that the look-up knows who."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from crisis_stories import HOUR, KAMPEN, NOON, CrisisRoom

NOW = NOON.replace(second=0)
DAY = timedelta(days=1)
ABSENT = {"from": (NOW + HOUR).isoformat(), "until": (NOW + 10 * HOUR).isoformat()}


def plan(since: datetime, starts: str, *members: str, unit: str = "months", **more: Any) -> dict[str, Any]:
    layer = {"name": "turns", "members": list(members), "starts": starts, "unit": unit}
    return {"since": since.isoformat(), "needed": [1], "layers": [layer]} | more


async def days_without(crisis: CrisisRoom, since: datetime, days: int) -> list[int]:
    """On which of these days the look-up finds nobody."""
    found = []
    for day in range(days):
        answer = await crisis.get("/on-call", municipality=KAMPEN, at=(since + day * DAY).isoformat())
        if answer.json()["lines"][0]["coverage"] != "on-call":
            found.append(day)
    return found


async def reasons(answer: Any) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


@pytest.mark.requirement("IJS-33")
async def test_a_plan_that_goes_on_with_a_layer_makes_no_turn_longer_than_the_look_up_looks_back(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    a, b = await crisis.worker(line), await crisis.worker(line, "Kim Inval")
    first = await crisis.post(f"/duty-lines/{line}/plans", plan(NOW, "2026-03-01T09:00", a, b))
    assert first.status_code == 201, first.text
    crisis.room.clock.advance(29 * DAY)
    renewed = plan(NOW + 29 * DAY, "2026-03-31T13:00", a, b)
    assert (await crisis.post(f"/duty-lines/{line}/plans", renewed)).status_code == 201
    assert await days_without(crisis, NOW + 29 * DAY, 50) == []


@pytest.mark.requirement("IJS-33")
async def test_who_takes_over_in_a_gap_of_months_is_found_for_a_month_and_then_the_gap_is_told(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    a, b = await crisis.worker(line), await crisis.worker(line, "Kim Inval")
    later = plan(NOW, "2026-06-01T09:00", a, force=True, why="Begint in juni")
    assert (await crisis.post(f"/duty-lines/{line}/plans", later)).status_code == 201
    taken = await crisis.post(f"/duty-lines/{line}/takeovers", {"worker": b})
    assert taken.status_code == 201, taken.text
    [gap] = (await crisis.get(f"/duty-lines/{line}/coverage")).json()["items"]
    assert datetime.fromisoformat(gap["start"]) == NOW + 32 * DAY
    assert await days_without(crisis, NOW, 34) == [32, 33]


@pytest.mark.requirement("IJS-33")
async def test_who_is_absent_stands_in_for_nobody_and_is_on_call_on_no_line_made_later(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    noor, kim = await crisis.worker(line), await crisis.worker(line, "Kim Inval")
    assert (await crisis.plan(line, noor, (0, 24))).status_code == 201
    assert (await crisis.post(f"/workers/{kim}/absences", ABSENT)).status_code == 201
    for_noor = await crisis.post(f"/workers/{noor}/absences", ABSENT | {"standIn": kim})
    assert await reasons(for_noor) == ["absent-then"]
    assert await reasons(await crisis.plan(line, kim, (2, 8), rank=2)) == ["absent-then"]
    new = await crisis.line()
    made = await crisis.post(f"/duty-lines/{new}/plans", plan(NOW, "2026-03-01T09:00", kim))
    assert await reasons(made) == ["gap"]


async def test_thousands_of_gaps_are_refused_whatever_the_reason(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    a = await crisis.worker(line)
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    windows = [{"days": week, "begins": f"{n:02}:00", "ends": f"{n:02}:59"} for n in range(12)]
    body = plan(NOW, "2026-03-01T09:00", a, force=True, why="Zo afgesproken")
    body["layers"][0]["windows"] = windows
    assert await reasons(await crisis.post(f"/duty-lines/{line}/plans", body)) == ["too-many-gaps"]


async def test_a_prepared_answer_needs_the_same_header_and_keeps_no_long_words(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    assert (await crisis.plan(line, await crisis.worker(line), (0, 1))).status_code == 201
    asked = f"/on-call?municipality={KAMPEN}"
    async with crisis.room.as_caller(crisis.planner) as client:
        answers = [await client.get(asked) for _ in range(2)]
        bare = {"Authorization": client.headers["authorization"].removeprefix("Bearer ")}
        assert [answer.status_code for answer in answers] == [200, 200]
        assert (await client.get(asked, headers=bare)).status_code == 401
        assert (await client.get(f"{asked}&x={'y' * 50_000}")).status_code == 200
    memory = crisis.room.transactions.resources.memory
    assert [len(query) for _, query in memory.prepared] == [len(asked.partition("?")[2])]
