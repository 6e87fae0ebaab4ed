"""Calls by a one-time token: to look has no effect, one press has. In hand it is kept, or climbs again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alarm_stories import Called, on_duty_with
from crisis_stories import HOUR, KAMPEN, NUMBER, OnDuty

MINUTES = timedelta(minutes=1)
ANSWER_WITHIN, IN_HAND, REMINDED_BEFORE = 5 * MINUTES, HOUR, 10 * MINUTES


@pytest.fixture
async def called(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Called]:
    screen = tmp_path / "screen"
    channels = {"channels": {"screen": {"kind": "terminal", "file": str(screen)}}, "default": ["screen"]}
    channels |= {"drills": ["screen"], "desks": {"ijsselland": ["screen"]}}
    async with on_duty_with(await new_database("crisis"), tmp_path, channels) as on_duty:
        yield Called(on_duty, screen)


async def after(called: Called, time: timedelta) -> int:
    called.on_duty.room.clock.advance(time)
    return await called.on_duty.room.fire_deadlines()


async def climbed(called: Called) -> tuple[dict[str, Any], str, str]:
    """An alarm on which two were called, with their tokens."""
    alarm = await called.on_duty.alarm()
    first = await called.token()
    assert await after(called, ANSWER_WITHIN) == 1
    return alarm, first, await called.token()


@pytest.mark.requirement("IJS-36")
async def test_opening_the_link_takes_nothing_in_hand_a_press_does_and_names_the_person_once(
    called: Called,
) -> None:
    on_duty = called.on_duty
    alarm = await on_duty.alarm(dangerWords="Zwaait met een mes (fictief).")
    (line,) = await called.lines()
    token = await called.token()
    link = f"https://wegwijs.example/called/{token}"
    assert line == f"Alarm crisisdienst. Ambulant crisisteam. Gevaar: ja. Ga naar {link}"
    for _ in range(2):
        seen = await called.view(token)
        assert (seen.status_code, seen.json()["status"]) == (200, "raised"), seen.text
        assert seen.json()["possibleAnswers"] == ["accept", "on-the-way", "cannot"]
        assert (seen.json()["worker"], seen.json()["holder"]) == ("Noor Piket", None)
    assert (await on_duty.read(alarm))["version"] == 1
    pressed = [await called.press(token, "accept") for _ in range(2)]
    assert [answer.status_code for answer in pressed] == [200, 200], pressed[1].text
    assert pressed[1].json()["heldByYou"] is True
    now = await on_duty.read(alarm)
    assert (now["status"], now["holder"], now["version"]) == ("acknowledged", on_duty.first, 2)
    assert [(step["kind"]) for step in now["steps"]] == ["accepted"]
    (told,) = await on_duty.room.told("alarm.acknowledged")
    assert (told.actor, told.actorrole) == (f"worker:{on_duty.first}", "on-call-worker")
    assert now["attempts"][0]["notifications"][0]["status"] == "sent"
    (kept,) = await on_duty.room.rows("SELECT token, token_hash FROM alarm_attempt")
    assert token.encode() not in bytes(kept.token) + bytes(kept.token_hash)


async def test_a_wrong_token_opens_nothing_nor_does_any_once_the_alarm_is_closed(called: Called) -> None:
    on_duty = called.on_duty
    alarm, token = await called.accepted()
    wrong = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert (await called.view(wrong)).status_code == 401
    assert (await called.press(wrong, "cannot")).status_code == 401
    assert (await called.view("")).status_code == 400
    assert (await called.press(token, "maybe")).status_code == 400
    now = on_duty.room.clock().isoformat()
    await on_duty.on(alarm, "steps", {"steps": [{"kind": "assessed", "happenedAt": now}]})
    closed = await on_duty.on(alarm, "closing", {"outcome": "stabilised", "happenedAt": now})
    assert (closed.status_code, closed.json()["tasks"][0]["kind"]) == (200, "who-pays"), closed.text
    for answer in (await called.view(token), await called.press(token, "still-have-it")):
        assert answer.status_code == 401
    bearer = {"Authorization": f"Bearer {on_duty.room.mint.token(on_duty.desk)}"}
    assert (await called.view(token, **bearer)).status_code == 403, "a secret and a role are two doors"


async def test_of_two_who_press_at_once_one_has_it_and_the_other_reads_who(called: Called) -> None:
    alarm, first, second = await climbed(called)
    answers = await asyncio.gather(*(called.press(token, "accept") for token in (first, second)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = first if answers[0].status_code == 409 else second
    names = {first: "Sam Achterwacht", second: "Noor Piket"}
    seen = (await called.view(lost)).json()
    assert (seen["holder"], seen["heldByYou"], seen["possibleAnswers"]) == (names[lost], False, [])
    assert (await called.on_duty.told()).count("alarm.acknowledged") == 1
    assert (await called.on_duty.read(alarm))["status"] == "acknowledged"


async def test_who_cannot_come_lets_it_climb_at_once_and_only_once(called: Called) -> None:
    on_duty = called.on_duty
    alarm = await on_duty.alarm()
    token = await called.token()
    answers = await asyncio.gather(*(called.press(token, "cannot") for _ in range(3)))
    assert [answer.status_code for answer in answers] == [200] * 3
    assert await called.workers(alarm) == [on_duty.first, on_duty.second]
    assert (await on_duty.read(alarm))["attempts"][0]["answer"] == "cannot"
    assert await after(called, ANSWER_WITHIN - MINUTES) == 0, "the second has a whole term"


@pytest.mark.requirement("IJS-36")
async def test_whoever_has_it_is_reminded_before_it_climbs_and_one_press_keeps_it(called: Called) -> None:
    on_duty = called.on_duty
    alarm, token = await called.accepted()
    assert await after(called, IN_HAND - REMINDED_BEFORE - MINUTES) == 0
    assert await after(called, MINUTES) == 1
    assert (await called.lines())[-1].startswith("Heeft u het crisisalarm nog in handen?")
    reminder = await called.token()
    assert reminder != token
    pressed = await called.press(reminder, "still-have-it")
    assert pressed.status_code == 200, pressed.text
    until = on_duty.room.clock() + IN_HAND
    now = await on_duty.read(alarm)
    assert datetime.fromisoformat(now["heldUntil"]) == until
    assert [attempt["kind"] for attempt in now["attempts"]] == ["call", "reminder"]
    assert await after(called, REMINDED_BEFORE + MINUTES) == 0, "the first term counts no more"
    on_the_way = await called.press(token, "on-the-way")
    assert on_the_way.json()["onTheWayAt"] is not None
    steps = {"steps": [{"kind": "on-site", "happenedAt": on_duty.room.clock().isoformat()}]}
    on_duty.room.clock.advance(20 * MINUTES)
    told = await on_duty.on(alarm, "steps", steps)
    assert datetime.fromisoformat(told.json()["heldUntil"]) == on_duty.room.clock() + IN_HAND
    assert told.json()["climbs"] is False


@pytest.mark.requirement("IJS-36")
async def test_forgotten_it_climbs_while_the_holder_stays_on_it_until_somebody_else_takes_over(
    called: Called,
) -> None:
    on_duty = called.on_duty
    alarm, first = await called.accepted()
    assert await after(called, IN_HAND) == 2, "the reminder and the climb, also after a time away"
    second = await called.token()
    now = await on_duty.read(alarm)
    assert (now["status"], now["holder"], now["climbs"]) == ("acknowledged", on_duty.first, True)
    assert await after(called, ANSWER_WITHIN) == 1
    now = await on_duty.read(alarm)
    calls = [(each["worker"], each["round"]) for each in now["attempts"] if each["kind"] == "call"]
    assert calls == [(on_duty.first, 1), (on_duty.second, 1), (on_duty.first, 2)]
    assert (await called.view(second)).json()["possibleAnswers"] == ["accept", "on-the-way", "cannot"]
    over = await called.press(second, "on-the-way")
    assert (over.status_code, over.json()["heldByYou"]) == (200, True), over.text
    now = await on_duty.read(alarm)
    assert (now["holder"], now["climbs"]) == (on_duty.second, False)
    assert [step["kind"] for step in now["steps"]] == ["accepted"]
    assert (await called.view(first)).json()["holder"] == "Sam Achterwacht"
    assert (await called.press(first, "still-have-it")).status_code == 409
    told = await on_duty.told()
    assert (told.count("alarm.acknowledged"), told.count("intervention.opened")) == (2, 1)


async def test_who_has_it_and_cannot_go_on_lets_it_climb_at_once(called: Called) -> None:
    on_duty = called.on_duty
    alarm, token = await called.accepted()
    assert (await called.press(token, "cannot")).status_code == 200
    assert await called.workers(alarm) == [on_duty.first, on_duty.second]
    now = await on_duty.read(alarm)
    assert (now["holder"], now["climbs"]) == (on_duty.first, True)
    assert {task["kind"] for task in now["tasks"]} == {"acknowledgement", "who-pays"}
    assert (await called.press(token, "still-have-it")).status_code == 200
    assert (await on_duty.read(alarm))["climbs"] is False


async def test_the_desk_and_the_responders_of_who_has_it_keep_it_and_nobody_else(called: Called) -> None:
    on_duty = called.on_duty
    alarm = await on_duty.alarm()
    early = await on_duty.on(alarm, "still-in-hand", {})
    assert (early.status_code, early.json()["possibleSteps"]) == (409, ["acknowledge", "record-steps"])
    await called.press(await called.token(), "accept")
    await after(called, IN_HAND)
    path = f"/alarms/{alarm['id']}/still-in-hand"
    assert (await on_duty.crisis.post(path, {}, by=on_duty.desk)).status_code == 428
    assert (await on_duty.crisis.post(path, {}, by=on_duty.access)).status_code == 403
    other = await on_duty.on(alarm, "still-in-hand", {"worker": on_duty.second}, by=on_duty.desk)
    assert [reason["code"] for reason in other.json()["reasons"]] == ["not-the-holder"]
    body = {"worker": on_duty.first, "onTheWay": True}
    for by in (on_duty.desk, on_duty.responder):
        kept = await on_duty.on(alarm, "still-in-hand", body, by=by)
        assert (kept.status_code, kept.json()["climbs"]) == (200, False), kept.text
        assert kept.json()["onTheWayAt"] is not None
        waits = {task["kind"] for task in kept.json()["tasks"]}
        assert waits == {"still-in-hand", "still-in-hand-reminder", "who-pays"}


async def test_from_the_second_round_on_the_desk_is_told_too_once_a_round(called: Called) -> None:
    on_duty = called.on_duty
    await on_duty.alarm()
    for _ in range(4):
        await called.lines()
        await after(called, ANSWER_WITHIN)
    lines = await called.lines()
    loud = [line for line in lines if line.startswith("Niemand beantwoordt een crisisalarm")]
    assert (len(lines), len(loud)) == (7, 2)
    assert "/called/" not in loud[0]
    rounds = [event.data["round"] for event in await on_duty.room.told("alarm.escalated")]
    assert rounds == [1, 2, 2, 3]


async def test_the_number_to_call_back_is_that_of_the_account_unless_another_is_told(called: Called) -> None:
    on_duty = called.on_duty
    body = {"municipality": KAMPEN, "danger": False}
    raised = await on_duty.crisis.post("/alarms", body, by=on_duty.access)
    assert [error["field"] for error in raised.json()["errors"]] == ["callBackNumber"]
    token = on_duty.room.mint.token(on_duty.access, phone_number=NUMBER)
    async with on_duty.room.as_caller(None, Authorization=f"Bearer {token}") as client:
        made = await client.post("/alarms", json=body, headers={"Idempotency-Key": "by-the-account"})
    assert made.status_code == 201, made.text
    note = await on_duty.crisis.get(f"/alarms/{made.json()['id']}/dispatch-note", by=on_duty.desk)
    assert note.json()["callBackNumber"] == NUMBER


async def test_what_was_not_sent_yet_is_called_off_by_a_press_and_dropped_once_climbed_past(
    called: Called,
) -> None:
    on_duty: OnDuty = called.on_duty
    alarm = await on_duty.alarm()
    taken = await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first})
    assert taken.json()["attempts"][0]["notifications"][0]["status"] == "not-needed"
    late = await on_duty.alarm()
    await after(called, ANSWER_WITHIN)
    on_duty.room.clock.advance(2 * MINUTES)
    assert len(await called.lines()) == 1
    statuses = [each["notifications"][0]["status"] for each in (await on_duty.read(late))["attempts"]]
    assert statuses == ["not-needed", "sent"]
