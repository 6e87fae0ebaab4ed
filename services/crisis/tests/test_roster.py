"""Planning shifts, withdrawing them, and asking who is on call."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
from crisis_stories import DALFSEN, HOUR, KAMPEN, NOON, UTRECHT, CrisisRoom

from servicekit.subscriptions import PLATFORM
from wirekit.identifiers import uuid7
from wirekit.tokens import Caller

START_OF_MINUTE = NOON.replace(second=0)


def at(hours: int) -> datetime:
    return START_OF_MINUTE + hours * HOUR


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def ask(crisis: CrisisRoom, *, by: Caller | None = None, place: str = KAMPEN, **query: str) -> Any:
    answer = await crisis.get("/on-call", by=by, municipality=place, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_crisis_desk_reads_one_name_and_one_number_with_since_until_and_next(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    first, second = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    await crisis.plan(line, first, (0, 8))
    await crisis.plan(line, second, (0, 24), rank=2)
    desk = await crisis.other("crisis-desk")
    answer = await ask(crisis, by=desk)
    (there,) = answer["lines"]
    assert (there["coverage"], answer["nothing"]) == ("on-call", None)
    assert (there["who"]["name"], there["who"]["telephone"]) == ("Noor Piket", "+31850000001")
    assert there["who"]["organisation"]["name"] == "Crisisaanbieder Een"
    assert [person["worker"] for person in there["chain"]] == [first, second]
    assert (moment(there["since"]), moment(there["until"])) == (at(0), at(8))
    assert (there["next"]["name"], moment(there["next"]["since"])) == ("Sam Achterwacht", at(8))
    assert (moment(answer["computedAt"]), answer["computedFrom"]) == (NOON, "roster-in-database")


async def test_a_gap_an_unknown_line_and_a_place_that_nobody_covers_each_have_their_own_answer(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line(municipalities=[KAMPEN])
    worker = await crisis.worker(line)
    await crisis.plan(line, worker, (0, 2))
    await crisis.plan(line, worker, (5, 9))
    (gap,) = (await ask(crisis, at=at(3).isoformat()))["lines"]
    assert (gap["coverage"], gap["who"], gap["chain"]) == ("gap", None, [])
    assert (moment(gap["since"]), moment(gap["until"])) == (at(2), at(5))
    assert moment(gap["next"]["since"]) == at(5)
    (never_ends,) = (await ask(crisis, at=at(9).isoformat()))["lines"]
    assert (moment(never_ends["since"]), never_ends["until"], never_ends["next"]) == (at(9), None, None)
    elsewhere = await ask(crisis, place=UTRECHT)
    assert (elsewhere["nothing"], elsewhere["lines"]) == ("place-not-covered", [])
    assert (await ask(crisis, place=DALFSEN, line=line))["nothing"] == "place-not-covered"
    assert (await ask(crisis, line=str(uuid7())))["nothing"] == "unknown-line"


async def test_a_gap_of_months_is_still_told_from_its_first_to_its_last_minute(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    await crisis.plan(line, worker, (0, 2))
    await crisis.plan(line, worker, (24 * 200, 24 * 200 + 8))
    (gap,) = (await ask(crisis, at=at(24 * 100).isoformat()))["lines"]
    assert (moment(gap["since"]), moment(gap["until"])) == (at(2), at(24 * 200))
    (turn,) = (await ask(crisis, at=at(1).isoformat()))["lines"]
    assert moment(turn["next"]["since"]) == at(24 * 200)


async def test_somebody_of_another_region_may_ask_where_the_young_person_is_now(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    await crisis.plan(line, await crisis.worker(line), (0, 8))
    gp = await crisis.other("general-practitioner", "general-practice", regions=("elsewhere",))
    (there,) = (await ask(crisis, by=gp))["lines"]
    assert there["who"]["telephone"] == "+31850000001"


async def test_a_planned_shift_is_told_to_everybody_without_name_or_telephone(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line, "Opvallende Naam")
    shift = (await crisis.plan(line, worker, (0, 8))).json()
    (event,) = await crisis.room.told()
    assert (event.name, event.version, str(event.subject)) == ("shift.changed", 1, shift["id"])
    assert {key: event.data[key] for key in ("line", "worker", "rank", "status", "region")} == {
        "line": line,
        "worker": worker,
        "rank": 1,
        "status": "planned",
        "region": "ijsselland",
    }
    assert (moment(event.data["start"]), moment(event.data["end"])) == (at(0), at(8))
    assert b"Opvallende" not in event.to_bytes()
    assert b"+3185" not in event.to_bytes()
    async with crisis.room.as_caller(Caller("rebuild", PLATFORM, "service")) as client:
        (state,) = (await client.get("/feed", params={"noun": "shift"})).json()["items"]
    assert state["data"] == event.data


async def test_a_second_shift_on_a_rank_is_refused_and_names_the_shift_in_the_way(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    first = (await crisis.plan(line, worker, (0, 8))).json()
    refused = await crisis.plan(line, worker, (7, 9))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/shift-in-the-way")
    assert refused.json()["shift"] == first["id"]
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["shift-in-the-way"]
    assert (await crisis.plan(line, worker, (8, 9))).status_code == 201, "the end is not part of a shift"
    assert (await crisis.plan(line, worker, (7, 9), rank=2)).status_code == 201


async def test_of_two_planners_who_plan_overlapping_shifts_at_once_one_wins(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    answers = await asyncio.gather(*(crisis.plan(line, worker, (hour, hour + 5)) for hour in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    (winner,) = (answer.json()["id"] for answer in answers if answer.status_code == 201)
    assert {answer.json()["shift"] for answer in answers if answer.status_code == 409} == {winner}
    assert len(await crisis.room.told("shift.changed")) == 1
    assert len(await crisis.room.rows("SELECT id FROM shift")) == 1


async def withdraw(crisis: CrisisRoom, shift: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = await crisis.post(f"/shifts/{shift}/withdrawal", **headers)
    return answer


async def test_a_shift_is_withdrawn_before_it_begins_and_makes_room_for_another(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    shift = (await crisis.plan(line, worker, (1, 8))).json()
    assert shift["possibleSteps"] == ["withdraw"]
    assert (await withdraw(crisis, shift["id"])).status_code == 428
    assert (await withdraw(crisis, shift["id"], **{"If-Match": '"7"'})).status_code == 412
    withdrawn = await withdraw(crisis, shift["id"], **{"If-Match": '"1"'})
    assert (withdrawn.status_code, withdrawn.headers["etag"]) == (200, '"2"')
    assert (withdrawn.json()["status"], withdrawn.json()["possibleSteps"]) == ("withdrawn", [])
    again = await withdraw(crisis, shift["id"], **{"If-Match": '"2"'})
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    assert [event.version for event in await crisis.room.told("shift.changed")] == [1, 2]
    assert (await crisis.plan(line, worker, (2, 3))).status_code == 201


async def test_what_was_on_call_is_never_changed(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    shift = (await crisis.plan(line, worker, (1, 8))).json()
    crisis.room.clock.at = at(1)
    begun = await withdraw(crisis, shift["id"], **{"If-Match": '"1"'})
    assert (begun.status_code, begun.json()["type"]) == (409, "/problems/impossible-step")
    crisis.room.clock.at = at(1) + timedelta(minutes=1)
    late = await crisis.plan(line, worker, (1, 2), rank=2)
    assert late.status_code == 409
    assert [reason["code"] for reason in late.json()["reasons"]] == ["begins-in-the-past"]


async def test_the_shifts_of_a_line_are_read_in_the_order_of_their_start_page_by_page(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    hours = [4, 0, 6, 2, 8]
    made = {hour: (await crisis.plan(line, worker, (hour, hour + 2))).json()["id"] for hour in hours}
    period = {"from": at(0).isoformat(), "until": at(8).isoformat()}
    seen: list[str] = []
    query: dict[str, str] = {"limit": "3"} | period
    while True:
        page = (await crisis.get(f"/duty-lines/{line}/shifts", **query)).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == [made[hour] for hour in (0, 2, 4, 6)]


async def test_the_duty_lines_of_a_region_are_listed(crisis: CrisisRoom) -> None:
    lines = [await crisis.line() for _ in range(3)]
    page = (await crisis.get("/duty-lines", region="ijsselland", limit="2")).json()
    rest = (await crisis.get("/duty-lines", region="ijsselland", after=page["next"])).json()
    assert [item["id"] for item in page["items"] + rest["items"]] == lines
    assert page["items"][0]["name"] == {"nl": "Ambulant crisisteam", "en": "Ambulatory crisis team"}
    assert (await crisis.get("/duty-lines", region="elsewhere")).json()["items"] == []


async def test_the_same_call_twice_makes_one_thing(crisis: CrisisRoom) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    lines = [await crisis.post("/duty-lines", crisis.line_body(), **key) for _ in range(2)]
    assert [answer.status_code for answer in lines] == [201, 201]
    assert lines[0].json() == lines[1].json()
    line = lines[0].json()["id"]
    body = {"name": "Noor Piket", "telephone": "+31850000001"}
    workers = [await crisis.post(f"/duty-lines/{line}/workers", body, **key) for _ in range(2)]
    assert workers[0].json() == workers[1].json()
    shifts = [await crisis.plan(line, workers[0].json()["id"], (0, 8), **key) for _ in range(2)]
    assert [answer.status_code for answer in shifts] == [201, 201]
    assert shifts[0].json() == shifts[1].json()
    other_body = await crisis.plan(line, workers[0].json()["id"], (0, 9), **key)
    assert other_body.status_code == 422
    counts = await crisis.room.rows(
        "SELECT (SELECT count(*) FROM duty_line), (SELECT count(*) FROM on_call_worker), "
        "(SELECT count(*) FROM shift)"
    )
    assert tuple(counts[0]) == (1, 1, 1)
