"""Overriding a roster, withdrawing that, and asking who is on call."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from crisis_stories import DALFSEN, HOUR, KAMPEN, NOON, UTRECHT, CrisisRoom

from servicekit.subscriptions import PLATFORM
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

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
    assert moment(answer["computedAt"]) == NOON


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
    await crisis.plan(line, worker, (24 * 150, 24 * 150 + 8))
    (gap,) = (await ask(crisis, at=at(24 * 100).isoformat()))["lines"]
    assert (moment(gap["since"]), moment(gap["until"])) == (at(2), at(24 * 150))
    (turn,) = (await ask(crisis, at=at(1).isoformat()))["lines"]
    assert moment(turn["next"]["since"]) == at(24 * 150)


async def test_somebody_of_another_region_may_ask_where_the_young_person_is_now(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    await crisis.plan(line, await crisis.worker(line), (0, 8))
    gp = await crisis.other("general-practitioner", "general-practice", regions=("elsewhere",))
    (there,) = (await ask(crisis, by=gp))["lines"]
    assert there["who"]["telephone"] == "+31850000001"


async def test_a_planned_shift_is_told_to_everybody_without_name_or_telephone(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line, "Opvallende Naam")
    override = (await crisis.plan(line, worker, (0, 8))).json()
    (shift,) = await shifts(crisis, line)
    assert shift["source"] == f"override:{override['id']}"
    (event,) = await crisis.room.told("shift.changed")
    assert (event.version, str(event.subject)) == (1, shift["id"])
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


async def shifts(crisis: CrisisRoom, line: str) -> list[dict[str, Any]]:
    """The shifts of the first day, without those that were withdrawn."""
    period = {"from": at(0).isoformat(), "until": at(24).isoformat(), "limit": "100"}
    page = (await crisis.get(f"/duty-lines/{line}/shifts", **period)).json()
    return [shift for shift in page["items"] if shift["status"] == "planned"]


async def who(crisis: CrisisRoom, line: str) -> list[tuple[str, datetime, datetime]]:
    found = await shifts(crisis, line)
    return [(shift["worker"], moment(shift["start"]), moment(shift["end"])) for shift in found]


async def override(
    crisis: CrisisRoom, line: str, kind: str, period: tuple[datetime, datetime], **more: Any
) -> Any:
    start, end = (each.isoformat() for each in period)
    return await crisis.post(
        f"/duty-lines/{line}/overrides", {"kind": kind, "start": start, "end": end, **more}
    )


async def withdraw(crisis: CrisisRoom, made: dict[str, Any], body: object = None, **headers: str) -> Any:
    return await crisis.post(f"/overrides/{made['id']}/withdrawal", body, **headers)


async def test_a_quarter_of_an_hour_is_replaced_inside_an_hour_and_may_itself_be_replaced(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    a, b, c = [await crisis.worker(line, f"Piket {name}") for name in "ABC"]
    await crisis.plan(line, a, (8, 9))
    half, quarter = at(8) + HOUR / 2, at(8) + HOUR * 3 / 4
    first = (await override(crisis, line, "replace", (half, quarter), worker=b, replaces=a)).json()
    assert await who(crisis, line) == [(a, at(8), half), (b, half, quarter), (a, quarter, at(9))]
    on_top = await override(crisis, line, "replace", (half, quarter), worker=c, replaces=b)
    assert on_top.status_code == 201
    assert (await who(crisis, line))[1] == (c, half, quarter)
    listed = (await crisis.get(f"/duty-lines/{line}/overrides", limit="2")).json()
    rest = (await crisis.get(f"/duty-lines/{line}/overrides", after=listed["next"])).json()
    assert [item["kind"] for item in listed["items"] + rest["items"]] == ["add", "replace", "replace"]
    assert rest["items"][0]["id"] == on_top.json()["id"]
    # Under what lies on top nothing is replaced any more, so that falls away with it.
    assert (await withdraw(crisis, first, **{"If-Match": '"1"'})).status_code == 200
    assert await who(crisis, line) == [(a, at(8), at(9))]


async def test_replacing_or_removing_somebody_who_is_not_on_call_adds_nobody(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    a, b = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    await crisis.plan(line, a, (8, 9))
    for kind, more in (("replace", {"worker": a, "replaces": b}), ("remove", {"replaces": b})):
        refused = await override(crisis, line, kind, (at(7), at(10)), **more)
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["changes-nothing"]
    # Partly on call: only there somebody comes instead.
    assert (await override(crisis, line, "replace", (at(7), at(10)), worker=b, replaces=a)).status_code == 201
    assert await who(crisis, line) == [(b, at(8), at(9))]


async def test_of_two_identical_overrides_at_once_one_wins(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    a, b = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    await crisis.plan(line, a, (0, 8))
    answers = await asyncio.gather(
        *(override(crisis, line, "replace", (at(1), at(2)), worker=b, replaces=a) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert await who(crisis, line) == [(a, at(0), at(1)), (b, at(1), at(2)), (a, at(2), at(8))]
    assert len(await crisis.room.rows("SELECT id FROM roster_override")) == 2


async def test_two_stand_side_by_side_and_none_twice_at_one_rank(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    a, b = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
    assert (await crisis.plan(line, a, (0, 8))).status_code == 201
    assert (await crisis.plan(line, b, (0, 8))).status_code == 201
    assert sorted(shift["seat"] for shift in await shifts(crisis, line)) == [1, 2]
    again = await crisis.plan(line, a, (0, 8))
    assert [reason["code"] for reason in again.json()["reasons"]] == ["changes-nothing"]
    assert (await crisis.plan(line, a, (8, 9))).status_code == 201, "the end is not part of a shift"


async def test_an_override_is_withdrawn_once_and_a_gap_that_comes_of_it_is_refused_unless_forced(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    made = (await crisis.plan(line, await crisis.worker(line), (1, 8))).json()
    assert (await withdraw(crisis, made)).status_code == 428
    assert (await withdraw(crisis, made, **{"If-Match": '"7"'})).status_code == 412
    refused = await withdraw(crisis, made, **{"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/roster-has-gaps")
    (gap,) = refused.json()["gaps"]
    assert (gap["line"], gap["rank"], moment(gap["start"]), moment(gap["end"])) == (line, 1, at(1), at(8))
    silent = await withdraw(crisis, made, {"force": True}, **{"If-Match": '"1"'})
    assert [error["field"] for error in silent.json()["errors"]] == ["why"]
    forced = {"force": True, "why": "Niemand beschikbaar"}
    withdrawn = await withdraw(crisis, made, forced, **{"If-Match": '"1"'})
    assert (withdrawn.status_code, withdrawn.headers["etag"]) == (200, '"2"')
    again = await withdraw(crisis, made, forced, **{"If-Match": '"2"'})
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    assert [event.version for event in await crisis.room.told("shift.changed")] == [1, 2]


async def test_what_was_on_call_is_never_changed(crisis: CrisisRoom) -> None:
    line = await crisis.line()
    worker = await crisis.worker(line)
    made = (await crisis.plan(line, worker, (1, 8))).json()
    crisis.room.clock.at = at(3) + timedelta(seconds=20)
    forced = {"force": True, "why": "Ziek"}
    assert (await withdraw(crisis, made, forced, **{"If-Match": '"1"'})).status_code == 200
    assert await who(crisis, line) == [(worker, at(1), at(3))]
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
        seen += [item["source"] for item in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert seen == [f"override:{made[hour]}" for hour in (0, 2, 4, 6)]


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
    made = [await crisis.plan(line, workers[0].json()["id"], (0, 8), **key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()
    other_body = await crisis.plan(line, workers[0].json()["id"], (0, 9), **key)
    assert other_body.status_code == 422
    counts = await crisis.room.rows(
        "SELECT (SELECT count(*) FROM duty_line), (SELECT count(*) FROM on_call_worker), "
        "(SELECT count(*) FROM shift)"
    )
    assert tuple(counts[0]) == (1, 1, 1)
