"""What who comes on duty must know, and what a region learns of its crises without anybody in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from crisis_stories import HOUR, KAMPEN, NOON, NUMBER, REGION, OnDuty

from wirekit.caller import Caller

CHANGE = NOON.replace(second=0) + 24 * HOUR
"""When both shifts of the line end."""


async def report(on_duty: OnDuty, **query: str) -> dict[str, Any]:
    answer = await on_duty.crisis.get("/hand-over", by=on_duty.desk, region=REGION, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_at_a_shift_change_it_tells_who_goes_who_comes_what_runs_and_what_is_open(
    on_duty: OnDuty,
) -> None:
    (line,) = await on_duty.room.rows("SELECT id FROM duty_line")
    third = await on_duty.crisis.worker(str(line.id), "Kim Komt (fictief)")
    for worker, hours, rank in ((third, (24, 32), 1), (on_duty.second, (24, 32), 2)):
        assert (await on_duty.crisis.plan(str(line.id), worker, hours, rank=rank)).status_code == 201
    before = await on_duty.closed(await on_duty.alarm())
    running = await on_duty.alarm(dangerWords="Een mes (fictief).", whereabouts="Achter de schuur (fictief).")
    await on_duty.on(running, "acknowledgement", {"worker": on_duty.first})
    await on_duty.crisis.post(
        "/call-backs", {"municipality": KAMPEN, "callBackNumber": NUMBER, "danger": True}, by=on_duty.access
    )
    on_duty.room.clock.at = CHANGE
    then = await report(on_duty)
    (handed,) = then["lines"]
    assert [person["worker"] for person in handed["goes"]] == [on_duty.first]
    assert [(person["worker"], person["name"]) for person in handed["comes"]] == [
        (third, "Kim Komt (fictief)")
    ]
    assert [person["worker"] for person in handed["stays"]] == [on_duty.second]
    (alarm,) = then["running"]
    assert (alarm["alarm"], alarm["status"], alarm["holder"]) == (
        running["id"],
        "acknowledged",
        on_duty.first,
    )
    assert (alarm["holderName"], [step["kind"] for step in alarm["steps"]]) == ("Noor Piket", ["accepted"])
    assert "still-in-hand" in {task["kind"] for task in alarm["waits"]}
    assert [(each["alarm"], each["outcome"]) for each in then["closed"]] == [(before["id"], "stabilised")]
    (call_back,) = then["callBacks"]
    assert call_back["danger"] is True
    words = str(then)
    assert all(secret not in words for secret in ("Een mes", "schuur", NUMBER))
    on_duty.room.clock.advance(9 * HOUR)
    assert (
        await on_duty.on(running, "steps", {"steps": [_step("assessed", CHANGE + HOUR)]})
    ).status_code == 200
    moment = (CHANGE + 2 * HOUR).isoformat()
    ended = await on_duty.on(running, "closing", {"outcome": "handed-over", "happenedAt": moment})
    assert ended.status_code == 200, ended.text
    past = await report(on_duty, at=CHANGE.isoformat())
    assert past["running"] == [alarm | {"waits": []}], "as of then, though it is closed now"
    assert (past["lines"], past["closed"]) == (then["lines"], then["closed"])


def _step(kind: str, moment: Any) -> dict[str, str]:
    return {"kind": kind, "happenedAt": moment.isoformat()}


async def test_gaps_of_the_next_day_and_beds_in_use_are_in_the_report_and_other_regions_are_not(
    on_duty: OnDuty,
) -> None:
    ahead = await report(on_duty, at=CHANGE.isoformat())
    assert ahead["lines"][0]["comes"] == []
    assert {(gap["rank"], gap["needed"], gap["there"]) for gap in ahead["gaps"]} == {(1, 1, 0)}
    alarm = await on_duty.alarm()
    await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first})
    told = {"byTelephone": True, "provider": str(on_duty.responder.organisation)}
    taken = await on_duty.crisis.post(f"/alarms/{alarm['id']}/beds", told, by=on_duty.responder)
    assert taken.status_code == 201, taken.text
    on_duty.room.clock.advance(timedelta(days=2))
    (bed,) = (await report(on_duty))["beds"]
    assert (bed["bed"], bed["nights"], bed["firstNight"]) == (taken.json()["id"], 2, "2026-03-02")
    for region in ("elsewhere", "groningen"):
        for path in ("/hand-over", "/figures"):
            answer = await on_duty.crisis.get(path, by=on_duty.desk, region=region)
            assert [error["field"] for error in answer.json()["errors"]] == ["region"]
    far = (on_duty.room.clock() + timedelta(days=2)).isoformat()
    late = await on_duty.crisis.get("/hand-over", by=on_duty.desk, region=REGION, at=far)
    assert [error["field"] for error in late.json()["errors"]] == ["at"]
    assert (await on_duty.crisis.get("/hand-over", by=on_duty.access, region=REGION)).status_code == 403


async def test_figures_tell_times_and_escalations_hide_small_numbers_and_count_drills_apart(
    on_duty: OnDuty,
) -> None:
    """Of twelve real alarms one climbed; nine were on site in time, three late."""
    for number in range(14):
        on_duty.room.clock.at = NOON + 15 * HOUR
        alarm = await on_duty.alarm(drill=number >= 12)
        if number == 0:
            on_duty.room.clock.advance(timedelta(minutes=6))
            await on_duty.room.fire_deadlines()
        on_duty.room.clock.at = NOON + 19 * HOUR
        moments = {"accepted": 10 + number, "on-site": 60 if number < 9 else 180, "assessed": 190}
        steps = [_step(kind, NOON + 15 * HOUR + timedelta(minutes=each)) for kind, each in moments.items()]
        told = await on_duty.on(alarm, "steps", {"steps": steps, "worker": on_duty.first})
        assert told.status_code == 200, told.text
        closing = {"outcome": "stabilised", "happenedAt": (NOON + 19 * HOUR).isoformat()}
        await on_duty.on(alarm, "closing", closing | {"followUp": ["ambulatory"]})
    director = Caller("test-director", on_duty.access.organisation, "director")
    early = await on_duty.crisis.get("/figures", by=director, region=REGION)
    assert early.json()["alarms"] == 0, "this month is not over yet"
    on_duty.room.clock.at = datetime(2026, 4, 1, 6, tzinfo=UTC)
    answer = await on_duty.crisis.get("/figures", by=director, region=REGION)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["alarms"], found["acknowledged"]) == (10, {"count": 10, "median": 900, "p90": 1200})
    assert (found["firstDay"], found["lastDay"]) == ("2026-01-01", "2026-03-31")
    assert found["onSite"] == {"count": 10, "median": 3600, "p90": 10800}
    assert found["withinNorm"] == {"in-time": None, "late": None}, "nine and three point to somebody"
    assert found["calledOn"] == {"1": None, "2": None}, "one alone could be worked out from the other"
    assert (found["outcomes"]["stabilised"], found["outcomes"]["no-crisis"]) == (10, 0)
    assert found["followUps"] == {"ambulatory": 10, "stay": 0}
    assert (found["drills"]["alarms"], found["drills"]["withinNorm"]) == (2, {"in-time": 0, "late": 2})
    assert str(on_duty.first) not in answer.text
    query = {"from": "2026-02-01", "until": "2026-02-28"}
    empty = await on_duty.crisis.get("/figures", by=director, region=REGION, **query)
    assert (empty.json()["alarms"], empty.json()["onSite"]["median"]) == (0, None)
    for query, field in (
        ({"from": "2026-03-01", "until": "2026-02-28"}, "until"),
        ({"from": "2020-01-01", "until": "2026-03-31"}, "until"),
        ({"from": "0001-01-01", "until": "2026-03-31"}, "from"),
        ({"from": "2026-03-02", "until": "2026-03-31"}, "from"),
        ({"from": "2026-03-01", "until": "2026-03-30"}, "until"),
        ({"from": "2026-03-01", "until": "2026-04-30"}, "until"),
    ):
        wrong = await on_duty.crisis.get("/figures", by=director, region=REGION, **query)
        assert [error["field"] for error in wrong.json()["errors"]] == [field], wrong.text
