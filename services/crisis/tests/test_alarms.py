"""Raising an alarm, climbing, taking in hand, what happened, closing; and call-backs."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from crisis_stories import APELDOORN, DALFSEN, HOUR, KAMPEN, NOON, NUMBER, UTRECHT, OnDuty

WORDS = "Zwaait met een keukenmes (fictief)."
ANSWER_WITHIN = timedelta(seconds=300)


def codes(problem: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in problem["reasons"]]


def at(minutes: int) -> str:
    return (NOON + timedelta(minutes=minutes)).isoformat()


@pytest.mark.requirement("IJS-34", "IJS-36")
async def test_access_and_an_institution_raise_an_alarm_and_the_first_in_line_is_called_on_at_once(
    on_duty: OnDuty,
) -> None:
    institution = await on_duty.crisis.other("institution-worker", "certified-institution")
    for by in (on_duty.access, institution):
        raised = await on_duty.raise_it(by)
        assert raised.status_code == 201, raised.text
        (attempt,) = raised.json()["attempts"]
        assert (attempt["worker"], attempt["rank"], attempt["name"]) == (on_duty.first, 1, "Noor Piket")
        kinds = [task["kind"] for task in raised.json()["tasks"]]
        assert kinds == ["acknowledgement", "who-pays"]
    assert await on_duty.told() == ["alarm.raised", "alarm.raised"]


@pytest.mark.requirement("IJS-34")
@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("general-practitioner", "general-practice"),
        ("provider-worker", "provider"),
        ("youth-doctor", "youth-health-care"),
    ],
)
async def test_who_may_not_raise_one_sees_the_numbers_and_leaves_a_call_back_that_the_desk_owns(
    on_duty: OnDuty, role: str, kind: str
) -> None:
    caller = await on_duty.crisis.other(role, kind)
    refused = await on_duty.raise_it(caller)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/alarm-not-yours")
    numbers = {each["id"]: each["number"] for each in refused.json()["numbers"]}
    assert (numbers["emergency"], numbers["suicide-prevention"]) == ("112", "0800-0113")
    assert numbers["veilig-thuis"] == "0800-2000"
    assert "crisis-number" in numbers
    assert refused.json()["callBacks"] == "/api/crisis/v1/call-backs"
    assert await on_duty.told() == []
    listed = await on_duty.crisis.get("/numbers", by=caller, municipality=KAMPEN)
    assert {each["number"] for each in listed.json()["items"]} == set(numbers.values())
    left = await on_duty.crisis.post(
        "/call-backs", {"municipality": KAMPEN, "callBackNumber": NUMBER}, by=caller
    )
    assert left.status_code == 201, left.text
    assert left.json()["owner"] == str(on_duty.desk.organisation)
    assert "number" not in left.json()
    (waiting,) = (await on_duty.crisis.get("/call-backs", by=on_duty.desk)).json()["items"]
    assert (waiting["number"], waiting["leftByRole"]) == (NUMBER, role)
    (look,) = await on_duty.room.rows("SELECT purpose FROM read_log")
    assert look.purpose == "call-back"
    on_duty.room.clock.advance(timedelta(minutes=16))
    assert await on_duty.room.fire_deadlines() == 1
    (missed,) = await on_duty.room.told("deadline.missed")
    assert (missed.data["kind"], missed.data["owner"]) == ("call-back", str(on_duty.desk.organisation))
    path = f"/call-backs/{waiting['id']}/done"
    assert (await on_duty.crisis.post(path, by=on_duty.desk)).status_code == 428
    done = await on_duty.crisis.post(path, by=on_duty.desk, **{"If-Match": '"1"'})
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert (await on_duty.crisis.get("/call-backs", by=on_duty.desk)).json()["items"] == []
    again = await on_duty.crisis.post(path, by=on_duty.desk, **{"If-Match": '"2"'})
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    stored = await on_duty.room.rows("SELECT number FROM call_back")
    assert stored[0].number is None


async def test_in_a_place_that_nobody_covers_the_alarm_is_stored_all_the_same_and_never_silent(
    on_duty: OnDuty,
) -> None:
    raised = await on_duty.raise_it(municipality=UTRECHT)
    assert raised.status_code == 201, raised.text
    alarm = raised.json()
    assert (alarm["region"], alarm["attempts"][0]["worker"]) == ("nl", None)
    assert (await on_duty.read(alarm))["id"] == alarm["id"], "every crisis desk sees it"
    on_duty.room.clock.advance(timedelta(minutes=6))
    assert await on_duty.room.fire_deadlines() == 1
    assert [attempt["round"] for attempt in (await on_duty.read(alarm))["attempts"]] == [1, 2]


async def test_a_drill_climbs_by_its_own_short_term_and_is_marked_everywhere(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm(drill=True)
    assert alarm["isDrill"] is True
    on_duty.room.clock.advance(timedelta(seconds=3))
    assert await on_duty.room.fire_deadlines() == 1
    now = await on_duty.read(alarm)
    assert [attempt["worker"] for attempt in now["attempts"]] == [on_duty.first, on_duty.second]
    assert {attempt["channel"] for attempt in now["attempts"]} == {"screen"}
    (kept,) = await on_duty.room.rows("SELECT DISTINCT is_drill FROM alarm_attempt")
    assert kept.is_drill is True
    told = [event for event in await on_duty.room.told() if event.name.startswith("alarm.")]
    assert [event.name for event in told] == ["alarm.raised", "alarm.escalated"]
    assert all(event.data["isDrill"] for event in told)


async def test_unanswered_it_climbs_and_begins_again_until_somebody_has_it_in_hand(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    for _ in range(3):
        on_duty.room.clock.advance(ANSWER_WITHIN - timedelta(seconds=1))
        assert await on_duty.room.fire_deadlines() == 0
        on_duty.room.clock.advance(timedelta(seconds=1))
        assert await on_duty.room.fire_deadlines() == 1
    now = await on_duty.read(alarm)
    called = [(attempt["worker"], attempt["round"]) for attempt in now["attempts"]]
    assert called == [(on_duty.first, 1), (on_duty.second, 1), (on_duty.first, 2), (on_duty.second, 2)]
    taken = await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first})
    assert taken.status_code == 200, taken.text
    assert (taken.json()["status"], taken.json()["holder"]) == ("acknowledged", on_duty.first)
    kinds = [task["kind"] for task in taken.json()["tasks"]]
    assert kinds == ["still-in-hand-reminder", "still-in-hand", "who-pays"]
    on_duty.room.clock.advance(timedelta(minutes=30))
    assert await on_duty.room.fire_deadlines() == 0
    assert len((await on_duty.read(alarm))["attempts"]) == 4, "what is in hand climbs no further"
    assert (await on_duty.told()).count("alarm.escalated") == 3


async def test_two_workers_of_the_room_fire_one_moment_once(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    on_duty.room.clock.advance(ANSWER_WITHIN)
    fired = await asyncio.gather(*(on_duty.room.fire_deadlines() for _ in range(4)))
    assert sum(fired) == 1
    assert len((await on_duty.read(alarm))["attempts"]) == 2


async def test_of_two_who_take_it_in_hand_at_once_one_does(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    path, match = f"/alarms/{alarm['id']}/acknowledgement", {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(
            on_duty.crisis.post(path, {"worker": on_duty.first}, by=by, **match)
            for by in (on_duty.responder, on_duty.desk)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = (answer.json() for answer in answers if answer.status_code == 409)
    assert lost["possibleSteps"] == ["record-steps", "still-in-hand"]
    assert (await on_duty.told()).count("alarm.acknowledged") == 1
    assert (await on_duty.told()).count("intervention.opened") == 1


async def test_who_was_not_called_on_cannot_take_it_and_whom_it_climbed_past_can(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    early = await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.second})
    assert (early.status_code, codes(early.json())) == (409, ["not-called-on"])
    on_duty.room.clock.advance(ANSWER_WITHIN)
    await on_duty.room.fire_deadlines()
    late = await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first})
    assert late.status_code == 200, late.text


@pytest.mark.requirement("IJS-36")
async def test_all_steps_are_told_next_morning_in_one_go_with_both_times(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    on_duty.room.clock.at = NOON + 20 * HOUR
    moments = {"accepted": 4, "on-site": 70, "assessed": 110, "stabilised": 180}
    steps = [{"kind": kind, "happenedAt": at(minute)} for kind, minute in moments.items()]
    told = await on_duty.on(alarm, "steps", {"steps": steps, "worker": on_duty.first})
    assert told.status_code == 200, told.text
    seen = {step["kind"]: step for step in told.json()["steps"]}
    assert list(seen) == list(moments)
    for kind, minute in moments.items():
        assert datetime.fromisoformat(seen[kind]["happenedAt"]) == NOON + timedelta(minutes=minute)
        assert datetime.fromisoformat(seen[kind]["recordedAt"]) == NOON + 20 * HOUR
    assert told.json()["status"] == "acknowledged"


@pytest.mark.requirement("IJS-36")
@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([("accepted", 10), ("on-site", 5)], "times-contradict"),
        ([("accepted", -10)], "before-the-alarm"),
        ([("accepted", 600)], "in-the-future"),
        ([("assessed", 10)], "needs-an-earlier-step"),
        ([("accepted", 10), ("accepted", 11)], "step-told-before"),
    ],
)
async def test_a_step_that_contradicts_the_times_or_the_order_is_refused(
    on_duty: OnDuty, steps: list[tuple[str, int]], reason: str
) -> None:
    alarm = await on_duty.alarm()
    on_duty.room.clock.at = NOON + HOUR
    body = {"steps": [{"kind": kind, "happenedAt": at(minute)} for kind, minute in steps]}
    refused = await on_duty.on(alarm, "steps", body | {"worker": on_duty.first})
    assert refused.status_code == 409
    assert reason in codes(refused.json())
    assert await on_duty.room.rows("SELECT 1 FROM alarm_step") == []


async def in_hand_and_assessed(on_duty: OnDuty, **changed: Any) -> dict[str, Any]:
    alarm = await on_duty.alarm(**changed)
    on_duty.room.clock.at = NOON + HOUR
    steps = [{"kind": kind, "happenedAt": at(minute)} for kind, minute in (("accepted", 2), ("assessed", 30))]
    told = await on_duty.on(alarm, "steps", {"steps": steps, "worker": on_duty.first})
    assert told.status_code == 200, told.text
    return alarm


@pytest.mark.requirement("IJS-36")
async def test_after_the_assessment_it_may_close_as_taken_over_by_the_hospital_and_not_before(
    on_duty: OnDuty,
) -> None:
    early = await on_duty.alarm()
    closing = {"outcome": "taken-over-by-hospital", "happenedAt": at(40)}
    refused = await on_duty.on(early, "closing", closing)
    assert (refused.status_code, refused.json()["possibleSteps"]) == (409, ["acknowledge", "record-steps"])
    alarm = await in_hand_and_assessed(on_duty)
    closed = await on_duty.on(alarm, "closing", closing)
    assert closed.status_code == 200, closed.text
    assert (closed.json()["status"], closed.json()["outcome"]) == ("closed", "taken-over-by-hospital")
    assert closed.json()["possibleSteps"] == []
    again = await on_duty.on(alarm, "closing", closing)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("IJS-37")
async def test_closing_tells_the_follow_up_in_the_name_of_who_asked_and_a_relapse_is_a_new_linked_alarm(
    on_duty: OnDuty,
) -> None:
    institution = await on_duty.crisis.other("institution-worker", "certified-institution")
    alarm = await in_hand_and_assessed(on_duty, by=institution, age=15)
    body = {"outcome": "stabilised", "happenedAt": at(50), "followUp": ["ambulatory", "stay"]}
    assert (await on_duty.on(alarm, "closing", body)).status_code == 200
    (told,) = await on_duty.room.told("alarm.closed")
    assert told.data["followUp"] == ["ambulatory", "stay"]
    assert (told.data["askedBy"], told.data["askedByKind"]) == (
        str(institution.organisation),
        "certified-institution",
    )
    assert (await on_duty.told())[-2:] == ["intervention.closed", "alarm.closed"]
    relapse = await on_duty.raise_it(institution, relapseOf=alarm["id"])
    assert relapse.status_code == 201, relapse.text
    assert (relapse.json()["previous"], relapse.json()["status"]) == (alarm["id"], "raised")
    assert (await on_duty.read(alarm))["status"] == "closed"
    foreign = await on_duty.raise_it(on_duty.access, relapseOf=alarm["id"])
    assert [error["field"] for error in foreign.json()["errors"]] == ["relapseOf"]


async def test_the_dispatch_note_is_for_the_desk_and_the_responders_and_gone_at_closing(
    on_duty: OnDuty,
) -> None:
    alarm = await in_hand_and_assessed(on_duty, dangerWords=WORDS, whereabouts="Achter de schuur (fictief).")
    path = f"/alarms/{alarm['id']}/dispatch-note"
    for reader in (on_duty.desk, on_duty.responder):
        note = await on_duty.crisis.get(path, by=reader)
        assert (note.json()["callBackNumber"], note.json()["dangerWords"]) == (NUMBER, WORDS)
    assert (await on_duty.crisis.get(path, by=on_duty.access)).status_code == 403
    elsewhere = await on_duty.crisis.other("crisis-desk", regions=("elsewhere",))
    assert (await on_duty.crisis.get(path, by=elsewhere)).status_code == 404
    looks = await on_duty.room.rows("SELECT purpose FROM read_log")
    assert [look.purpose for look in looks].count("dispatch note") == 2
    (row,) = await on_duty.room.rows("SELECT note FROM alarm")
    for secret in (WORDS, NUMBER):
        assert secret.encode() not in bytes(row.note)
        assert all(secret not in event.model_dump_json() for event in await on_duty.room.told())
    await on_duty.on(alarm, "closing", {"outcome": "handed-over", "happenedAt": at(40)})
    assert (await on_duty.crisis.get(path, by=on_duty.desk)).status_code == 404
    (wiped,) = await on_duty.room.rows(
        "SELECT a.note, k.wrapped FROM alarm a JOIN data_key k ON k.data_subject = a.id"
    )
    assert (wiped.note, wiped.wrapped) == (None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"municipality": "9999"}, "municipality"),
        ({"callBackNumber": "06-12345678"}, "callBackNumber"),
        ({"danger": "yes"}, "danger"),
        ({"residence": {"kind": "abroad", "code": APELDOORN}}, "residence.code"),
        ({"residence": {"kind": "municipality", "code": "9999"}}, "residence.code"),
        ({"age": -1}, "age"),
        ({"name": "Saar"}, "name"),
    ],
)
async def test_a_wrong_alarm_names_its_field_and_stores_nothing(
    on_duty: OnDuty, change: dict[str, Any], field: str
) -> None:
    refused = await on_duty.raise_it(**change)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert await on_duty.room.rows("SELECT 1 FROM alarm") == []


async def test_wrong_input_on_every_other_command_names_its_field(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()

    async def fields(command: str, body: Any) -> list[str]:
        refused = await on_duty.on(alarm, command, body)
        assert refused.status_code == 400, refused.text
        return [error["field"] for error in refused.json()["errors"]]

    assert await fields("acknowledgement", {"worker": "Noor"}) == ["worker"]
    assert await fields("steps", {"steps": [{"kind": "closed", "happenedAt": at(1)}]}) == ["steps.0.kind"]
    assert await fields("closing", {"outcome": "fine", "happenedAt": "now"}) == ["outcome", "happenedAt"]
    call_back = await on_duty.crisis.post("/call-backs", {"municipality": KAMPEN}, by=on_duty.access)
    assert [error["field"] for error in call_back.json()["errors"]] == ["callBackNumber"]
    numbers = await on_duty.crisis.get("/numbers", municipality="9999", by=on_duty.access)
    assert [error["field"] for error in numbers.json()["errors"]] == ["municipality"]


async def test_the_same_call_twice_raises_one_alarm_and_leaves_one_call_back(on_duty: OnDuty) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    body = {"municipality": KAMPEN, "callBackNumber": NUMBER, "danger": True}
    first, again = [await on_duty.crisis.post("/alarms", body, by=on_duty.access, **key) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await on_duty.crisis.post("/alarms", body | {"danger": False}, by=on_duty.access, **key)
    assert other.status_code == 422
    left = [await on_duty.crisis.post("/call-backs", body, by=on_duty.access, **key) for _ in range(2)]
    assert left[0].json() == left[1].json()
    counts = await on_duty.room.rows("SELECT (SELECT count(*) FROM alarm), (SELECT count(*) FROM call_back)")
    assert tuple(counts[0]) == (1, 1)


async def test_an_alarm_shows_to_who_has_a_part_in_it(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    elsewhere = await on_duty.crisis.other("access-worker", "municipality", area=DALFSEN)
    for reader, seen in (
        (on_duty.access, 200),
        (on_duty.desk, 200),
        (on_duty.responder, 200),
        (elsewhere, 404),
    ):
        answer = await on_duty.crisis.get(f"/alarms/{alarm['id']}", by=reader)
        assert answer.status_code == seen
        listed = (await on_duty.crisis.get("/alarms", by=reader)).json()["items"]
        assert [item["id"] for item in listed] == ([alarm["id"]] if seen == 200 else [])
