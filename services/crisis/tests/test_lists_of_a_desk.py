"""What stands on the list of a crisis desk, of a place in no region too, and while things happen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from crisis_stories import DALFSEN, KAMPEN, NUMBER, REGION, UTRECHT, OnDuty
from sqlalchemy import text

from servicekit.transaction import Transaction
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

WAITS_FOR_A_KEY = """SELECT 1 FROM pg_locks
    WHERE relation = 'data_key'::regclass AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


async def listed(on_duty: OnDuty, path: str = "/alarms", by: Caller | None = None, **query: str) -> list[str]:
    answer = await on_duty.crisis.get(path, by=by or on_duty.desk, **query)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


async def a_call_back(on_duty: OnDuty, municipality: str = KAMPEN) -> str:
    body = {"municipality": municipality, "callBackNumber": NUMBER, "danger": True}
    left = await on_duty.crisis.post("/call-backs", body, by=on_duty.access)
    assert left.status_code == 201, left.text
    return str(left.json()["id"])


@pytest.mark.requirement("LAW-10")
async def test_an_alarm_in_a_place_of_no_region_stands_on_the_list_of_every_desk(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm(municipality=UTRECHT)
    elsewhere = await on_duty.crisis.other("crisis-desk", regions=("elsewhere",))
    for desk in (on_duty.desk, elsewhere):
        assert await listed(on_duty, by=desk) == [alarm["id"]]
    assert await listed(on_duty, by=on_duty.responder) == []


@pytest.mark.requirement("IJS-34")
async def test_a_call_back_in_a_place_of_no_region_stands_on_the_list_of_every_desk(on_duty: OnDuty) -> None:
    nowhere, here = await a_call_back(on_duty, UTRECHT), await a_call_back(on_duty)
    elsewhere = await on_duty.crisis.other("crisis-desk", regions=("elsewhere",))
    assert await listed(on_duty, "/call-backs") == [nowhere, here]
    assert await listed(on_duty, "/call-backs", by=elsewhere) == [nowhere]


@pytest.mark.requirement("IJS-34")
async def test_for_a_place_of_no_region_the_numbers_are_those_of_the_own_region(on_duty: OnDuty) -> None:
    gp = await on_duty.crisis.other("general-practitioner", "general-practice", name="Huisarts")

    async def numbers(place: str) -> list[Any]:
        answer = await on_duty.crisis.get("/numbers", by=gp, municipality=place)
        return list(answer.json()["items"])

    assert await numbers(UTRECHT) == await numbers(KAMPEN) != []


async def test_the_list_shows_what_is_open_the_newest_first_and_all_where_that_is_asked(
    on_duty: OnDuty,
) -> None:
    over, *waiting = [(await on_duty.alarm())["id"] for _ in range(4)]
    await on_duty.closed({"id": over})
    newest_first = waiting[::-1]
    assert await listed(on_duty) == newest_first
    assert await listed(on_duty, state="all") == [*newest_first, over]
    wrong = await on_duty.crisis.get("/alarms", by=on_duty.desk, state="closed")
    assert [error["field"] for error in wrong.json()["errors"]] == ["state"]


async def test_page_by_page_the_list_gives_every_alarm_once(on_duty: OnDuty) -> None:
    newest_first = [(await on_duty.alarm())["id"] for _ in range(5)][::-1]
    pages, query = [], {"limit": "2"}
    while True:
        page = (await on_duty.crisis.get("/alarms", by=on_duty.desk, **query)).json()
        pages.append([each["id"] for each in page["items"]])
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:]]


@pytest.mark.requirement("IJS-33")
async def test_a_screen_on_the_wall_shows_in_short_whose_an_alarm_is_and_nothing_of_the_young_person(
    on_duty: OnDuty,
) -> None:
    planner = on_duty.crisis.planner
    wall = Caller("test-wall", planner.organisation, "wall-screen")
    taken = await on_duty.alarm(whereabouts="Achter de schuur (fictief).", age=14)
    await on_duty.on(taken, "acknowledgement", {"worker": on_duty.first})
    await on_duty.on(taken, "still-in-hand", {"worker": on_duty.first, "onTheWay": True})
    on_duty.room.clock.advance(timedelta(minutes=1))
    waits = await on_duty.alarm(municipality=DALFSEN)
    answer = await on_duty.crisis.get("/running-alarms", by=wall, region=REGION)
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["items"]
    assert (first["municipality"], first["status"], first["calledOn"]) == (DALFSEN, "raised", "Noor Piket")
    (due,) = [task["dueAt"] for task in waits["tasks"] if task["kind"] == "acknowledgement"]
    assert (first["climbsAt"], first["holder"], first["onTheWayAt"]) == (due, None, None)
    assert (second["holder"], second["calledOn"], second["climbsAt"]) == ("Noor Piket", None, None)
    assert second["onTheWayAt"] >= second["acknowledgedAt"]
    for secret in (taken["id"], waits["id"], NUMBER, "schuur", "'age'"):
        assert secret not in str([first, second]), secret
    await on_duty.closed(waits)
    left = (await on_duty.crisis.get("/running-alarms", by=wall, region=REGION)).json()["items"]
    assert [each["municipality"] for each in left] == [KAMPEN]
    assert (await on_duty.crisis.get("/running-alarms", by=wall, region="groningen")).status_code == 400
    assert (await on_duty.crisis.get("/alarms", by=wall)).status_code == 403


async def read_while(
    room: RoomUnderTest, reading: Awaitable[Any], change: Callable[[Transaction], Any]
) -> Any:
    """Let a change happen between the moment at which a sealed text is read and that at which its key is.

    The lock on the table of keys makes that moment long enough.
    """
    async with room.begin() as tx:
        await tx.session.execute(text("LOCK TABLE data_key IN ACCESS EXCLUSIVE MODE"))
        answer = asyncio.ensure_future(reading)
        async with asyncio.timeout(10):
            while not await room.rows(WAITS_FOR_A_KEY):
                assert not answer.done(), "it did not ask for a key"
        await change(tx)
    return await answer


async def test_a_call_back_that_is_made_while_the_list_is_read_is_left_out_of_it(on_duty: OnDuty) -> None:
    stays, made = await a_call_back(on_duty), await a_call_back(on_duty)

    async def is_made(tx: Transaction) -> None:
        done = "UPDATE call_back SET status = 'done', number = NULL, version = 2 WHERE id = :it"
        await tx.session.execute(text(done), {"it": made})
        await tx.keyring.destroy(tx.session, UUID(made), at=tx.now)

    answer = await read_while(on_duty.room, on_duty.crisis.get("/call-backs", by=on_duty.desk), is_made)
    assert answer.status_code == 200, answer.text
    assert [each["id"] for each in answer.json()["items"]] == [stays]


async def test_a_note_that_is_read_while_its_alarm_closes_is_not_found(on_duty: OnDuty) -> None:
    alarm = (await on_duty.alarm())["id"]

    async def closes(tx: Transaction) -> None:
        closed = "UPDATE alarm SET status = 'closed', note = NULL WHERE id = :it"
        await tx.session.execute(text(closed), {"it": alarm})
        await tx.keyring.destroy(tx.session, UUID(alarm), at=tx.now)

    reading = on_duty.crisis.get(f"/alarms/{alarm}/dispatch-note", by=on_duty.desk)
    answer = await read_while(on_duty.room, reading, closes)
    assert answer.status_code == 404, answer.text
