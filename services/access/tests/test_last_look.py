"""What a worker of the desk sees of what came in since the last look, and the lanes of the list."""

from datetime import timedelta
from typing import Any

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import DALFSEN, Given
from .desk import HAARLEM, Desk
from .quoting import Quoting

A_MINUTE = timedelta(minutes=1)
QUESTION = {"to": "applicant", "question": "Wat is er al geprobeerd?"}
LANES = {"safety", "high", "medium", "low", "application", "report", "answer-awaited"}


async def on_the_list(desk: Desk, **query: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The first page: each request by its id, and what each lane is said to hold."""
    answer = await desk.send("GET", "/requests?" + "&".join(f"{name}={said}" for name, said in query.items()))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert not any(lane["isMore"] for lane in told["lanes"])
    return {item["id"]: item for item in told["items"]}, {
        lane["lane"]: lane["count"] for lane in told["lanes"]
    }


async def test_each_worker_sees_what_came_in_since_the_own_last_look(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    request, desk = case.request, Desk(access, DALFSEN, case.desk)
    colleague = desk.colleague()

    async def news(of: Desk = desk) -> tuple[bool, list[str]]:
        access.clock.advance(A_MINUTE)
        item = (await on_the_list(of))[0][str(request)]
        assert item["isNew"] is (item["lookedAt"] is None)
        return item["isNew"], item["changedSince"]

    assert await news() == (True, [])
    await desk.read(request)
    assert await news() == (False, [])
    assert await news(colleague) == (True, [])
    # What a worker did is no news to that worker, and is to a colleague who looked before.
    await colleague.read(request)
    access.clock.advance(A_MINUTE)
    await desk.done(request, "PUT", "worker")
    asked = await desk.done(request, "POST", "questions", QUESTION)
    assert (await news(), await news(colleague)) == ((False, []), (False, ["desk"]))
    answered = f"questions/{asked['questions'][0]['id']}/answer"
    await colleague.done(request, "POST", answered, {"answer": "Het wijkteam keek mee."})
    assert await news() == (False, ["answer"])
    # What others send in is told until the worker looks again.
    first, second = await given.provider(), await given.provider()
    quoted = await case.quoted(first)
    other = await case.asked(second, reason="Twee keuzes voor het gezin.")
    declined = await case.send(
        second, "POST", f"/quote-requests/{other.id}/decline", {"reason": "full"}, '"1"'
    )
    assert declined.is_success, declined.text
    assert (await case.prefer(quoted)).is_success
    assert (await case.determine(await case.etag())).is_success
    told = ["answer", "quote", "quote-declined", "determination", "preference"]
    assert await news() == (False, told)
    refused = {"ref": str(uuid7()), "version": 1, "region": "ijsselland", "referral": str(request)}
    await access.deliver("placement.refused", refused)
    assert await news() == (False, [*told, "provider-refused"])
    await desk.read(request)
    assert await news() == (False, [])
    # A term that comes near is told without anybody doing anything; once seen it is news no more.
    access.clock.advance(timedelta(weeks=7, days=5))
    assert await news() == (False, ["deadline-near"])
    await desk.read(request)
    assert await news() == (False, [])
    # Who was erased is no longer looked at by anybody.
    (row,) = await access.rows("SELECT client FROM request WHERE id = :r", r=request)
    erased = {"ref": str(row.client), "version": 1, "region": "ijsselland", "referrals": [str(request)]}
    await access.deliver("client.erased", erased)
    for table in ("last_look", "desk_news"):
        assert await access.rows(f"SELECT 1 FROM {table} WHERE request_id = :r", r=request) == []  # noqa: S608


@pytest.mark.requirement("HLM-14")
async def test_every_open_request_stands_in_one_lane_and_the_head_of_the_list_counts_them(
    access: RoomUnderTest,
) -> None:
    desk, elsewhere = await Desk.of(access, HAARLEM), await Desk.of(access, DALFSEN)
    await elsewhere.asked()
    placed = {
        "report": await desk.asked(),
        "application": await desk.asked(),
        "answer-awaited": await desk.asked(),
        "high": await desk.asked(urgency="urgent"),
        "low": await desk.asked(),
        "safety": await desk.asked(safety=True),
    }
    for lane in ("application", "answer-awaited"):
        await desk.done(placed[lane], "POST", "application", {"on": "2026-03-10"})
    await desk.done(placed["answer-awaited"], "POST", "questions", QUESTION)
    await desk.done(placed["low"], "PUT", "triage", {"urgency": "low"})
    items, lanes = await on_the_list(desk)
    assert set(items) == {str(each) for each in placed.values()}
    assert next(iter(items)) == str(placed["safety"])
    assert lanes == {lane: int(lane in placed) for lane in LANES}
    for lane in LANES:
        found, counted = await on_the_list(desk, deskLane=lane)
        assert [*found] == ([str(placed[lane])] if lane in placed else [])
        assert counted == lanes
    # In hand is a list of its own, with lanes of its own; what is decided is in none.
    await desk.done(placed["report"], "PUT", "worker")
    found, counted = await on_the_list(desk, mine="true")
    assert ([*found], sum(counted.values()), counted["report"]) == ([str(placed["report"])], 1, 1)
    assert await on_the_list(desk.colleague(), mine="true") == ({}, dict.fromkeys(LANES, 0))
    refused = {"ground": "other-municipality", "rejectionCode": "5"}
    await desk.done(placed["report"], "POST", "refusal", refused)
    assert (await on_the_list(desk))[1]["report"] == 0
    ever, none = await on_the_list(desk, state="all")
    assert (str(placed["report"]) in ever, none) == (True, {})
