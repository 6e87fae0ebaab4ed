"""Who is on call, asked over HTTP: each answer, by place, age and need, now, ahead and long ago."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from crisis_stories import DALFSEN, KAMPEN, NOON, REGION, UTRECHT, CrisisRoom, OnDuty

from crisis.domain.on_call import Coverage, OnCall, who_is_on_call
from crisis.domain.shift import Shift
from crisis.store import look_up as store
from crisis.store import roster
from crisis.store import shifts as shifts_table
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

START = NOON.replace(second=0)
DAY = timedelta(days=1)
BENCHED = Path(__file__).parents[3] / "libs/wegwijs_cli/wegwijs_cli/bench/on_call.sql"


async def ask(crisis: CrisisRoom, place: str = KAMPEN, **query: str) -> Any:
    answer = await crisis.get("/on-call", by=None, municipality=place, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_each_reason_for_nobody_has_its_own_answer_and_beyond_the_plan_is_no_gap(
    on_duty: OnDuty,
) -> None:
    crisis = on_duty.crisis
    elsewhere, nobody = await ask(crisis, UTRECHT), await ask(crisis, line=str(uuid7()))
    assert (elsewhere["nothing"], elsewhere["lines"]) == ("place-not-covered", [])
    assert (nobody["nothing"], nobody["lines"]) == ("unknown-line", [])
    (gap,) = (await ask(crisis, at=(START + 3 * DAY).isoformat()))["lines"]
    assert (gap["coverage"], moment(gap["since"]), gap["until"]) == ("gap", START + DAY, None)
    (far,) = (await ask(crisis, at=(START + 365 * DAY).isoformat()))["lines"]
    assert (far["coverage"], far["who"], far["chain"]) == ("not-planned-yet", None, [])
    assert moment(far["since"]) < START + 365 * DAY
    (empty,) = (await ask(crisis, DALFSEN, line=await crisis.line(municipalities=[DALFSEN])))["lines"]
    assert (empty["coverage"], empty["since"], empty["next"]) == ("gap", None, None)


async def test_an_answer_tells_from_what_it_was_computed_and_how_old_that_is(on_duty: OnDuty) -> None:
    crisis = on_duty.crisis
    for _ in range(2):  # computed, and then prepared
        answer = await ask(crisis)
        assert (answer["computedFrom"], answer["ageSeconds"]) == ("memory", 0)
        assert moment(answer["computedAt"]) == moment(answer["asOf"]) == moment(answer["at"]) == NOON
    (there,) = answer["lines"]
    assert there["kind"] == "crisis-team"
    assert [(person["rank"], person["seat"]) for person in there["chain"]] == [(1, 1), (2, 1)]
    assert (await ask(crisis, at=(START + 2 * DAY).isoformat()))["computedFrom"] == "memory"
    then = await ask(crisis, at=(START + 20 * DAY).isoformat())
    assert (then["computedFrom"], moment(then["asOf"])) == ("database", NOON)


async def test_it_goes_by_place_age_and_need_and_nobody_falls_between_two_lines(crisis: CrisisRoom) -> None:
    young = await crisis.line(ageTo=11)
    addiction = await crisis.line(needs=["addiction"], kind="manager")

    async def lines(**query: str) -> set[str]:
        return {line["line"] for line in (await ask(crisis, **query))["lines"]}

    assert await lines() == {young, addiction}
    assert await lines(age="9", need="psychiatric") == {young}
    assert await lines(age="16") == {addiction}
    assert await lines(age="16", need="psychiatric") == {young, addiction}, "for whom no line is, all are"
    assert await lines(line=young, age="16") == {young}
    for wrong in ({"age": "old"}, {"age": "99"}, {"need": "X y"}, {"at": "yesterday"}, {"line": "1"}):
        refused = await crisis.get("/on-call", by=None, municipality=KAMPEN, **wrong)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, next(iter(wrong)))


async def test_the_very_next_look_up_sees_what_a_command_did(on_duty: OnDuty) -> None:
    crisis = on_duty.crisis
    for number in range(10):
        async with crisis.room.begin() as tx:
            worker = await roster.worker(tx, UUID(on_duty.first))
            assert worker is not None
            await roster.change_worker(tx, replace(worker, telephone=f"+3185000010{number}"))
        (line,) = (await ask(crisis))["lines"]
        assert line["who"]["telephone"] == f"+3185000010{number}"


async def test_a_wall_screen_sees_every_line_of_its_region_and_nothing_else(on_duty: OnDuty) -> None:
    crisis = on_duty.crisis
    await crisis.line(municipalities=[DALFSEN], kind="manager")
    wall = Caller("test-wall", crisis.planner.organisation, "wall-screen")
    for _ in range(2):
        board = await crisis.get("/on-call-board", by=wall, region=REGION)
        assert board.status_code == 200, board.text
        shown = board.json()
        assert [line["coverage"] for line in shown["lines"]] == ["on-call", "gap"]
        assert (shown["region"], shown["ageSeconds"], shown["computedFrom"]) == (REGION, 0, "memory")
    assert (await crisis.get("/on-call", by=wall, municipality=KAMPEN)).status_code == 200
    assert (await crisis.get("/alarms", by=wall)).status_code == 403
    assert (await crisis.get("/on-call-board", by=on_duty.access, region=REGION)).status_code == 403
    nowhere = await crisis.get("/on-call-board", by=wall, region="nergensland")
    assert [error["field"] for error in nowhere.json()["errors"]] == ["region"]
    async with crisis.room.as_caller(None) as stranger:
        assert (await stranger.get("/on-call-board", params={"region": REGION})).status_code == 401


@pytest.mark.requirement("IJS-33")
async def test_who_was_on_call_then_is_what_all_recorded_shifts_say_at_any_instant(
    crisis: CrisisRoom,
) -> None:
    """One statement finds of years of shifts those that decide; the oracle reads them all."""
    line = UUID(await crisis.line())
    staff = [UUID(await crisis.worker(str(line), f"Medewerker {number}")) for number in range(3)]
    chance, shifts = random.Random(20260302), []  # the same roster each time
    for rank in (1, 2, 3):
        at = START - 200 * DAY
        while at < START - DAY:
            length = timedelta(hours=chance.choice([1, 8, 24, 168, 700]))
            if chance.random() < 0.7:
                shifts.append(
                    Shift(uuid7(), line, chance.choice(staff), rank, at, at + length, source="test")
                )
            at += length
    async with crisis.room.begin() as tx:
        await shifts_table.add_shifts(tx, shifts)
    seen = set()
    edges = [moment for shift in shifts for moment in (shift.start, shift.end)]
    for at in [*chance.sample(edges, 60), *(START - chance.random() * 210 * DAY for _ in range(60))]:
        async with crisis.room.transactions.engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            ((known,), _) = await store.lines_of_place(driver, KAMPEN, at)
        expected = who_is_on_call(shifts, at=at, line=known.line, municipality=KAMPEN)
        assert _plain(known.who(at, KAMPEN)) == _plain(expected), at
        seen.add(expected.coverage)
    assert seen == {Coverage.ON_CALL, Coverage.GAP}
    (answer,) = (await ask(crisis, at=(START - 100 * DAY).isoformat()))["lines"]
    at = START - 100 * DAY
    there = sorted((shift for shift in shifts if shift.holds(at)), key=lambda shift: shift.rank)
    assert [person["shift"] for person in answer["chain"]] == [str(shift.id) for shift in there]


def test_the_floor_of_the_bench_is_the_statement_that_the_room_issues() -> None:
    lines = BENCHED.read_text().splitlines()
    benched = " ".join(line for line in lines if not line.startswith("--"))
    assert benched.split() == (store.KNOWN + store.OF_PLACE).split()


def _plain(answer: OnCall) -> tuple[Any, ...]:
    following = answer.next and (answer.next.shift.id, answer.next.since)
    return answer.coverage, [s.id for s in answer.chain], answer.since, answer.until, following
