"""Gaps are told when they are found and as they come near, whoever or whatever makes them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from crisis_stories import HOUR, NOON, REGION, CrisisRoom

from crisis.usecases.extend_rosters import extend_rosters
from wirekit.caller import Caller

NOW = NOON.replace(second=0)
DAY = timedelta(days=1)
FORCED = {"force": True, "why": "Met de buurregio afgesproken"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def planned(crisis: CrisisRoom, line: str, *workers: str, **more: Any) -> None:
    """The first has every day, the others each a rank behind."""
    layers = [
        {
            "name": f"rank-{rank}",
            "rank": rank,
            "members": [worker],
            "starts": "2026-03-01T00:00",
            "unit": "days",
        }
        for rank, worker in enumerate(workers, start=1)
    ]
    body = {"since": NOW.isoformat(), "needed": [1] * len(workers), "layers": layers} | more
    made = await crisis.post(f"/duty-lines/{line}/plans", body)
    assert made.status_code == 201, made.text


async def out(crisis: CrisisRoom, line: str, worker: str, start: datetime, **more: Any) -> Any:
    """Nobody instead of this worker, for an hour."""
    body = {"kind": "remove", "replaces": worker, "start": start.isoformat()}
    return await crisis.post(
        f"/duty-lines/{line}/overrides", body | {"end": (start + HOUR).isoformat()} | more
    )


async def coverage(crisis: CrisisRoom, line: str) -> list[dict[str, Any]]:
    return list((await crisis.get(f"/duty-lines/{line}/coverage")).json()["items"])


async def put(crisis: CrisisRoom, path: str, body: dict[str, Any], version: int = 1) -> Any:
    async with crisis.room.as_caller(crisis.planner, **{"If-Match": f'"{version}"'}) as client:
        return await client.put(path, json=body)


async def told(crisis: CrisisRoom, gap: str) -> list[tuple[int, int | None]]:
    events = [event for event in await crisis.room.told("coverage.broken") if str(event.subject) == gap]
    return [(event.version, event.data["noticeDays"]) for event in events]


@pytest.mark.requirement("IJS-33")
async def test_a_gap_is_told_when_it_is_found_and_fourteen_seven_three_and_one_days_before_its_start(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line, "Opvallende Naam")
    await planned(crisis, line, worker)
    start = NOW + 20 * DAY
    refused = await out(crisis, line, worker, start)
    assert (refused.status_code, len(refused.json()["gaps"])) == (409, 1)
    assert (await out(crisis, line, worker, start, **FORCED)).status_code == 201
    (gap,) = await coverage(crisis, line)
    assert (moment(gap["start"]), moment(gap["end"]), gap["why"]) == (start, start + HOUR, FORCED["why"])
    (waits,) = await crisis.room.rows("SELECT owner, due_at FROM deadline WHERE kind = 'coverage-gap'")
    assert (waits.owner, waits.due_at) == (str(crisis.planner.organisation), start - 14 * DAY)
    for days in (15, 14, 13, 7, 6, 3, 2, 1, 0):
        crisis.room.clock.at = start - days * DAY
        await crisis.room.fire_deadlines()
    assert await told(crisis, gap["id"]) == [(1, None), (2, 14), (3, 7), (4, 3), (5, 1)]
    event = (await crisis.room.told("coverage.broken"))[-1]
    assert (event.data["line"], event.data["accepted"]) == (line, True)
    assert b"Opvallende" not in event.to_bytes()
    assert b"buurregio" not in event.to_bytes(), "codes and references only"


async def test_it_is_told_no_more_once_somebody_fills_it_and_a_new_one_is_told_anew(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    worker, other = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    await planned(crisis, line, worker)
    start = NOW + 20 * DAY
    await out(crisis, line, worker, start, **FORCED)
    (gap,) = await coverage(crisis, line)
    crisis.room.clock.at = start - 14 * DAY
    assert await crisis.room.fire_deadlines() == 1
    half = {"kind": "add", "worker": other, "start": start.isoformat()}
    path = f"/duty-lines/{line}/overrides"
    assert (await crisis.post(path, half | {"end": (start + HOUR / 2).isoformat()})).status_code == 201
    (left,) = await coverage(crisis, line)
    assert (left["id"], moment(left["start"]), left["version"]) == (gap["id"], start + HOUR / 2, 3)
    half["start"] = (start + HOUR / 2).isoformat()
    filled = (await crisis.post(path, half | {"end": (start + HOUR).isoformat()})).json()
    assert await coverage(crisis, line) == []
    crisis.room.clock.at = start - 7 * DAY
    assert await crisis.room.fire_deadlines() == 0
    assert await told(crisis, gap["id"]) == [(1, None), (2, 14)]
    withdrawal = f"/overrides/{filled['id']}/withdrawal"
    assert (await crisis.post(withdrawal, FORCED, **{"If-Match": '"1"'})).status_code == 200
    (anew,) = await coverage(crisis, line)
    assert anew["id"] != gap["id"]
    assert await told(crisis, anew["id"]) == [(1, None)]


async def test_a_line_on_which_nothing_is_planned_is_one_gap_that_its_region_sees(crisis: CrisisRoom) -> None:
    line, other = await crisis.line(), await crisis.line()
    desk = await crisis.other("crisis-desk")
    page = (await crisis.get("/coverage", by=desk, region=REGION, limit="1")).json()
    rest = (await crisis.get("/coverage", by=desk, region=REGION, after=page["next"])).json()
    gaps = page["items"] + rest["items"]
    assert [(gap["line"], moment(gap["start"])) for gap in gaps] == [(line, NOW), (other, NOW)]
    assert moment(gaps[0]["end"]) > NOW + timedelta(weeks=26)
    # It is seen further every day, and that is no news.
    crisis.room.clock.advance(DAY)
    assert await extend_rosters(crisis.room.transactions) == 2
    assert await told(crisis, gaps[0]["id"]) == [(1, None)]
    await planned(
        crisis, line, await crisis.worker(line), since=crisis.room.clock().replace(second=0).isoformat()
    )
    seen = (await crisis.get("/coverage", region=REGION)).json()["items"]
    assert [gap["line"] for gap in seen] == [other]
    assert (await crisis.get("/coverage", region=REGION, after=line)).status_code == 400
    assert (await crisis.get("/coverage", region="elsewhere")).json()["items"] == []


@pytest.mark.requirement("IJS-32")
async def test_a_provider_with_shifts_ahead_is_not_dropped_in_silence(crisis: CrisisRoom) -> None:
    other = await crisis.other()
    both = [str(crisis.planner.organisation), str(other.organisation)]
    line = await crisis.line(crisisGroup=both)
    ours, theirs = await crisis.worker(line), await crisis.worker(line, by=other)
    await planned(crisis, line, ours, theirs)
    body = {key: value for key, value in crisis.line_body().items() if key != "region"}
    body |= {"ageFrom": 12, "needs": ["lvb"], "kind": "crisis-team"}
    refused = await put(crisis, f"/duty-lines/{line}", body)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/still-rostered")
    named = refused.json()
    assert {shift["worker"] for shift in named["shifts"]} == {theirs}
    assert (named["countOfShifts"] > 26 * 7, [gap["rank"] for gap in named["gaps"]]) == (True, [2])
    unchanged = await crisis.get(f"/duty-lines/{line}")
    assert (unchanged.headers["etag"], unchanged.json()["crisisGroup"]) == ('"1"', sorted(both))
    changed = await put(crisis, f"/duty-lines/{line}", body | FORCED)
    assert (changed.status_code, changed.json()["needs"], changed.json()["ageFrom"]) == (200, ["lvb"], 12)
    assert (await put(crisis, f"/duty-lines/{line}", body)).status_code == 412
    (gap,) = await coverage(crisis, line)
    assert (gap["rank"], gap["why"], moment(gap["start"])) == (2, FORCED["why"], NOW)
    left = await crisis.room.rows("SELECT DISTINCT worker FROM shift WHERE status = 'planned'")
    assert [str(row.worker) for row in left] == [ours]
    assert (await crisis.get(f"/duty-lines/{line}", by=other)).status_code == 404


async def test_who_loses_the_telephone_is_on_call_no_more_and_comes_back_with_a_new_one(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    await planned(crisis, line, worker)
    body = {"name": "Noor Piket", "telephone": None, "push": "noor"}
    refused = await put(crisis, f"/workers/{worker}", body)
    assert (refused.status_code, refused.json()["shifts"][0]["worker"]) == (409, worker)
    assert (await put(crisis, f"/workers/{worker}", body | FORCED)).status_code == 200
    (gap,) = await coverage(crisis, line)
    assert gap["why"] == FORCED["why"]
    (there,) = (await crisis.get(f"/duty-lines/{line}/workers")).json()["items"]
    assert (there["telephone"], there["push"], there["version"]) == (None, "noor", 2)
    again = body | {"telephone": "+31850000009"}
    assert (await put(crisis, f"/workers/{worker}", again, version=2)).status_code == 200
    assert await coverage(crisis, line) == []
    stranger = await crisis.other()
    async with crisis.room.as_caller(stranger, **{"If-Match": '"3"'}) as client:
        assert (await client.put(f"/workers/{worker}", json=body)).status_code == 404


async def test_the_shifts_of_an_organisation_that_ends_are_no_cover_from_then_on(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    await planned(crisis, line, worker)
    ends = NOW + 30 * DAY
    register = {
        "ref": str(crisis.planner.organisation),
        "kind": "crisis-provider",
        "name": "Crisisaanbieder Een",
    }
    register |= {"area": None, "regions": [REGION], "region": REGION}
    await crisis.room.deliver(
        "organisation.changed", register | {"version": 2, "activeUntil": ends.isoformat()}
    )
    (gap,) = await coverage(crisis, line)
    assert (moment(gap["start"]), gap["why"]) == (ends, None)
    assert await told(crisis, gap["id"]) == [(1, None)]
    late = {"kind": "add", "worker": worker, "start": ends.isoformat(), "end": (ends + HOUR).isoformat()}
    refused = await crisis.post(f"/duty-lines/{line}/overrides", late)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["organisation-ends"]
    await crisis.room.deliver("organisation.changed", register | {"version": 3, "activeUntil": None})
    assert await coverage(crisis, line) == []


async def test_two_workers_extend_every_line_once_and_one_that_fails_keeps_no_other_waiting(
    crisis: CrisisRoom,
) -> None:
    lines = [await crisis.line() for _ in range(4)]
    for line in lines:
        await planned(crisis, line, await crisis.worker(line))
    broken = "UPDATE roster_plan SET body = '{}' WHERE duty_line = :line RETURNING id"
    await crisis.room.rows(broken.replace("'{}'", "'{\"needed\": []}'"), line=lines[1])
    crisis.room.clock.advance(7 * DAY)
    done = await asyncio.gather(*(extend_rosters(crisis.room.transactions) for _ in range(2)))
    assert sum(done) == 3
    rows = await crisis.room.rows("SELECT id, planned_until FROM duty_line ORDER BY id")
    far = {str(row.id): row.planned_until > crisis.room.clock() + timedelta(weeks=26) for row in rows}
    assert far == {line: line != lines[1] for line in lines}
    assert await extend_rosters(crisis.room.transactions) == 0
    shifts = await crisis.room.rows("SELECT count(*) AS n, max(version) AS v FROM shift GROUP BY duty_line")
    assert {row.v for row in shifts} <= {1, 2}, "only the last day of before was worked out anew"


async def test_a_crisis_desk_and_who_is_on_call_read_what_planners_write(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    desk = Caller("test-desk", crisis.planner.organisation, "crisis-desk")
    for path in ("", "/plans", "/overrides", "/workers", "/coverage"):
        assert (await crisis.get(f"/duty-lines/{UUID(line)}{path}", by=desk)).status_code == 200
    assert (await crisis.post(f"/duty-lines/{line}/plans", {}, by=desk)).status_code == 403
    assert (
        await crisis.get("/coverage", by=await crisis.other("parent", "platform"), region=REGION)
    ).status_code == 403
