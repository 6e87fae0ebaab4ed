"""Who may have an alarm in hand: whom it called on, or the crisis desk where nobody is on call."""

from datetime import timedelta
from typing import Any

import pytest
from crisis_stories import HOUR, NOON, UTRECHT, OnDuty

from wirekit.caller import Caller
from wirekit.identifiers import uuid7

DEVENTER = "0150"
ASSESSED = ("accepted", "assessed")


def codes(answer: Any) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


async def climbs(on_duty: OnDuty) -> None:
    on_duty.room.clock.advance(timedelta(minutes=30))
    assert await on_duty.room.fire_deadlines() == 1


async def in_a_gap(on_duty: OnDuty) -> dict[str, Any]:
    """An alarm three days later, when the roster of the line is empty."""
    on_duty.room.clock.advance(timedelta(days=3))
    return await on_duty.alarm()


@pytest.mark.requirement("IJS-36")
@pytest.mark.parametrize("place", ["gap", UTRECHT])
async def test_where_nobody_is_on_call_the_desk_has_it_in_its_own_name_and_closes_it(
    on_duty: OnDuty, place: str
) -> None:
    alarm = await (in_a_gap(on_duty) if place == "gap" else on_duty.alarm(municipality=place))
    desk, own = on_duty.desk, str(on_duty.desk.organisation)
    taken = await on_duty.on(alarm, "acknowledgement", {}, by=desk)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["status"], taken.json()["holder"], taken.json()["heldBy"]) == (
        "acknowledged",
        None,
        own,
    )
    assert ("still-in-hand", own) in [(task["kind"], task["owner"]) for task in taken.json()["tasks"]]
    (opened,) = await on_duty.room.told("intervention.opened")
    assert opened.data["heldBy"] == own
    on_duty.room.clock.advance(2 * HOUR)
    assert await on_duty.room.fire_deadlines() == 1
    now = on_duty.room.clock().isoformat()
    steps = {"steps": [{"kind": "assessed", "happenedAt": now}]}
    assert (await on_duty.on(alarm, "steps", steps, by=desk)).status_code == 200
    closing = {"outcome": "handed-over", "happenedAt": now}
    closed = await on_duty.on(alarm, "closing", closing, by=desk)
    assert (closed.status_code, closed.json()["status"]) == (200, "closed"), closed.text


async def test_where_nobody_is_on_call_the_desk_names_a_worker_of_its_own_and_no_other(
    on_duty: OnDuty,
) -> None:
    _, theirs, _ = await on_duty.two_providers_on_call(DEVENTER)
    alarm = await in_a_gap(on_duty)
    for nobody in (theirs, str(uuid7())):
        refused = await on_duty.on(alarm, "acknowledgement", {"worker": nobody}, by=on_duty.desk)
        assert (refused.status_code, codes(refused)) == (409, ["not-called-on"])
    taken = await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first}, by=on_duty.desk)
    assert taken.status_code == 200, taken.text
    own = str(on_duty.desk.organisation)
    assert (taken.json()["holder"], taken.json()["heldBy"]) == (on_duty.first, own)


async def test_the_desk_tells_next_morning_what_it_did_itself(on_duty: OnDuty) -> None:
    alarm = await in_a_gap(on_duty)
    called = on_duty.room.clock()
    on_duty.room.clock.advance(8 * HOUR)
    steps = [{"kind": kind, "happenedAt": (called + HOUR).isoformat()} for kind in ASSESSED]
    told = await on_duty.on(alarm, "steps", {"steps": steps}, by=on_duty.desk)
    assert (told.status_code, told.json()["heldBy"]) == (200, str(on_duty.desk.organisation)), told.text


async def test_where_somebody_is_on_call_it_is_said_who_has_it(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    steps = {"steps": [{"kind": "accepted", "happenedAt": on_duty.room.clock().isoformat()}]}
    for by in (on_duty.desk, on_duty.responder):
        for command, body in (("acknowledgement", {}), ("steps", steps)):
            refused = await on_duty.on(alarm, command, body, by=by)
            assert (refused.status_code, codes(refused)) == (409, ["worker-missing"])


@pytest.mark.parametrize("command", ["acknowledgement", "steps"])
async def test_a_responder_takes_nothing_in_the_name_of_another_organisation_and_the_desk_does_by_telephone(
    on_duty: OnDuty, command: str
) -> None:
    ours, theirs, other = await on_duty.two_providers_on_call(DEVENTER)
    alarm = await on_duty.alarm(municipality=DEVENTER)
    await climbs(on_duty)
    responder = Caller("test-responder-2", other.organisation, "on-call-worker")
    now = on_duty.room.clock().isoformat()
    body: dict[str, Any] = {"worker": ours}
    if command == "steps":
        body["steps"] = [{"kind": "accepted", "happenedAt": now}]
    refused = await on_duty.on(alarm, command, body, by=responder)
    assert (refused.status_code, codes(refused)) == (409, ["not-called-on"])
    assert (await on_duty.read(alarm))["status"] == "raised"
    by_telephone = await on_duty.on(alarm, command, body | {"worker": theirs}, by=on_duty.desk)
    assert by_telephone.status_code == 200, by_telephone.text
    held = (by_telephone.json()["holder"], by_telephone.json()["heldBy"])
    assert held == (theirs, str(other.organisation))
    assert (await on_duty.read(alarm, by=responder))["heldBy"] == str(other.organisation)


async def test_what_another_organisation_has_in_hand_a_responder_neither_tells_more_of_nor_closes(
    on_duty: OnDuty,
) -> None:
    _, theirs, other = await on_duty.two_providers_on_call(DEVENTER)
    alarm = await on_duty.alarm(municipality=DEVENTER)
    await climbs(on_duty)
    now = on_duty.room.clock().isoformat()
    responder = Caller("test-responder-2", other.organisation, "on-call-worker")
    told = {"steps": [{"kind": kind, "happenedAt": now} for kind in ASSESSED], "worker": theirs}
    assert (await on_duty.on(alarm, "steps", told, by=responder)).status_code == 200
    more = {"steps": [{"kind": "stabilised", "happenedAt": now}]}
    closing = {"outcome": "stabilised", "happenedAt": now}
    for command, body in (("steps", more), ("closing", closing)):
        refused = await on_duty.on(alarm, command, body)
        assert (refused.status_code, codes(refused)) == (409, ["not-in-your-hands"])
    assert (await on_duty.on(alarm, "steps", more, by=on_duty.desk)).status_code == 200
    assert (await on_duty.on(alarm, "closing", closing, by=responder)).status_code == 200


@pytest.mark.requirement("IJS-36")
async def test_nobody_accepts_before_being_called_on(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    await climbs(on_duty)

    def accepted(minutes: int) -> dict[str, Any]:
        moment = (NOON + timedelta(minutes=minutes)).isoformat()
        return {"steps": [{"kind": "accepted", "happenedAt": moment}], "worker": on_duty.second}

    early = await on_duty.on(alarm, "steps", accepted(29), by=on_duty.desk)
    assert (early.status_code, codes(early)) == (409, ["before-called-on"])
    in_time = await on_duty.on(alarm, "steps", accepted(30), by=on_duty.desk)
    assert in_time.status_code == 200, in_time.text


async def test_no_step_at_all_is_wrong_input(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    refused = await on_duty.on(alarm, "steps", {"steps": []})
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == ["steps"]
    assert (await on_duty.read(alarm))["version"] == alarm["version"]


async def test_an_alarm_does_not_wait_for_a_worker_of_an_organisation_that_has_ended(on_duty: OnDuty) -> None:
    ours, theirs, other = await on_duty.two_providers_on_call(DEVENTER)
    await on_duty.ends(other.organisation, "crisis-provider")
    alarm = await on_duty.alarm(municipality=DEVENTER)
    await climbs(on_duty)
    attempts = (await on_duty.read(alarm))["attempts"]
    assert [(attempt["worker"], attempt["round"]) for attempt in attempts] == [(ours, 1), (ours, 2)]
    looked_up = (await on_duty.crisis.get("/on-call", by=on_duty.desk, municipality=DEVENTER)).json()
    assert [person["worker"] for person in looked_up["lines"][0]["chain"]] == [ours]
    assert theirs != ours
