"""Attacks on the promise that an alarm is never lost: all at once, what cannot be sent, nobody told."""

import asyncio
import json
import random
import socket
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alarm_stories import Called, a_gateway, on_duty_with, send_all
from crisis_stories import HOUR, NOON, NUMBER, REGION, OnDuty
from sqlalchemy import text

from crisis.channels import Channels
from crisis.channels.chosen import Chosen
from crisis.channels.outgoing import Occasion, Outgoing
from wirekit.identifiers import uuid7

SECONDS, MINUTES = timedelta(seconds=1), timedelta(minutes=1)
AMSTERDAM_CITY = "0363"
"""A place that no region covers here."""
HOOK = {"kind": "webhook", "url": "https://gateway.example", "secret": "whsec_MDAw", "to": "telephone"}


@pytest.fixture
async def called(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Called]:
    screen = tmp_path / "screen"
    channels = {"channels": {"screen": {"kind": "terminal", "file": str(screen)}}, "default": ["screen"]}
    async with on_duty_with(await new_database("crisis"), tmp_path, channels) as on_duty:
        yield Called(on_duty, screen)


async def waits_for(on_duty: OnDuty, alarm: dict[str, Any]) -> set[str]:
    kinds = {task["kind"] for task in (await on_duty.read(alarm))["tasks"]}
    return kinds & {"acknowledgement", "still-in-hand"}


@pytest.mark.requirement("IJS-36")
async def test_whatever_happens_at_once_an_alarm_that_is_open_always_waits_for_exactly_one_thing(
    called: Called,
) -> None:
    on_duty, seed = called.on_duty, random.Random(7)
    alarm = await on_duty.alarm()
    path = f"/alarms/{alarm['id']}"
    tokens: list[str] = []

    async def command(name: str, body: object, by: Any) -> Any:
        version = (await on_duty.read(alarm))["version"]
        match = {"If-Match": f'"{version}"'}
        return await on_duty.crisis.post(f"{path}/{name}", body, by=by, **match)

    def anything() -> Awaitable[Any]:
        told = seed.choice(("accept", "on-the-way", "still-have-it", "cannot"))
        return seed.choice(
            (
                lambda: called.press(seed.choice(tokens), told),
                lambda: command("acknowledgement", {"worker": on_duty.second}, on_duty.desk),
                lambda: command("still-in-hand", {"onTheWay": True}, on_duty.responder),
                on_duty.room.fire_deadlines,
                lambda: send_all(on_duty.room),
            )
        )()

    rounds = []
    for turn in range(7):
        lines = await called.lines()
        tokens[:] = [line.rpartition("/called/")[2] for line in lines if "/called/" in line][-4:]
        on_duty.room.clock.advance(seed.choice((0, 5, 50, 60)) * MINUTES)
        for answer in await asyncio.gather(*(anything() for _ in range(6))):
            status = getattr(answer, "status_code", 200)
            assert status in (200, 401, 409, 412), answer.text
        while await on_duty.room.fire_deadlines():
            on_duty.room.clock.advance(SECONDS)
        now = await on_duty.read(alarm)
        expected = "acknowledgement" if now["climbs"] else "still-in-hand"
        assert await waits_for(on_duty, alarm) == {expected}, turn
        assert (now["heldBy"] is None) == (now["status"] == "raised")
        rounds.append(now["round"])
    assert rounds == sorted(rounds)
    accepted = [step["kind"] for step in (await on_duty.read(alarm))["steps"]]
    assert accepted == ["accepted"]
    assert (await on_duty.told()).count("intervention.opened") == 1
    keys = [(each["worker"], each["round"]) for each in now["attempts"] if each["kind"] == "call"]
    assert len(keys) == len(set(keys)), "nobody is called on twice in a round"


async def test_an_alarm_that_somebody_changes_when_it_should_climb_climbs_at_the_next_look(
    called: Called,
) -> None:
    on_duty = called.on_duty
    alarm = await on_duty.alarm()
    on_duty.room.clock.advance(5 * MINUTES)
    async with on_duty.room.begin() as tx:
        await tx.session.execute(text("SELECT FROM alarm FOR UPDATE"))
        for _ in range(8):
            await on_duty.room.fire_deadlines()
            on_duty.room.clock.advance(SECONDS)
    await on_duty.room.fire_deadlines()
    assert await called.workers(alarm) == [on_duty.first, on_duty.second]


async def test_a_notification_that_cannot_be_made_keeps_no_other_waiting_and_its_alarm_climbs(
    called: Called,
) -> None:
    on_duty = called.on_duty
    broken = await on_duty.alarm()
    async with on_duty.room.begin() as tx:
        await tx.session.execute(text("UPDATE alarm_attempt SET token = decode(repeat('00', 40), 'hex')"))
    await on_duty.alarm()
    assert await send_all(on_duty.room) == ["sent"]
    (waiting,) = (await on_duty.read(broken))["attempts"][0]["notifications"]
    assert (waiting["status"], waiting["tries"]) == ("waiting", 1)
    on_duty.room.clock.advance(5 * MINUTES)
    await on_duty.room.fire_deadlines()
    assert await send_all(on_duty.room) == ["sent", "sent"]


async def test_an_alarm_that_goes_out_over_no_channel_is_told_loudly(
    on_duty: OnDuty, capsys: pytest.CaptureFixture[str]
) -> None:
    alarm = await on_duty.alarm()
    await on_duty.alarm(drill=True)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    loud = [line for line in told if line["level"] == "error"]
    assert [(line["event"], line["alarm"]) for line in loud] == [
        ("an alarm goes out over no channel", alarm["id"])
    ]


def test_production_says_at_its_start_that_alarms_reach_nobody_or_go_out_without_a_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = {"channels": {"screen": {"kind": "terminal", "file": str(tmp_path)}}, "default": ["screen"]}
    real = {"channels": {"hook": HOOK}, "organisations": {str(uuid7()): ["hook"]}}
    for chosen, address, loud in (
        ({}, "", 2),
        (screen, "https://a.example", 1),
        (real, "https://a.example", 0),
    ):
        Channels(Chosen.model_validate(chosen), address, is_production=True).get_ready()
        assert capsys.readouterr().out.count('"level": "error"') == loud
    Channels().get_ready()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "words",
    [
        "channels: {voice: {kind: apprise, url: 'twilio://SID:hunter2@x}}",
        "channels: {voice: {kind: aprise, url: 'twilio://SID:hunter2@x'}}",
        "channels: {voice: 'twilio://SID:hunter2@x'}",
        "channels: {hook: {kind: webhook, url: 'https://hunter2@a b', secret: whsec_MDAw}}",
        "channels: {hook: {kind: webhook, url: 'https://a.example', secret: 'hunter2?'}}",
        "channels: {hook: {kind: webhook, link: 'https://a.example', secret: hunter2x}}",
        "channels: {voice: {kind: apprise, url: 'twilio://hunter2@x/{telephone}'}}\ndesks: {a: [voice]}",
    ],
)
def test_a_file_of_channels_that_is_wrong_is_refused_without_a_word_of_its_secrets(
    tmp_path: Path, words: str
) -> None:
    file = tmp_path / "channels.yaml"
    file.write_text(words)
    with pytest.raises(ValueError, match=r"voice|hook|line 1") as refused:
        Chosen.read(file)
    told = "".join(traceback.format_exception(refused.value))
    assert "hunter2" not in told.replace(words, "")


async def test_a_gateway_whose_name_is_not_found_for_a_long_time_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go, found = threading.Event(), socket.getaddrinfo

    def look_up(host: Any, *more: Any, **named: Any) -> Any:
        if "hangs.example" in str(host):
            let_go.wait(20)
        return found("localhost" if "hangs.example" in str(host) else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with a_gateway() as gateway:
        works = HOOK | {"url": f"http://localhost:{gateway.port}/"}
        named = {"channels": {"hangs": HOOK | {"url": "http://hangs.example:9/"}, "works": works}}
        channels = Channels(Chosen.model_validate(named), timeout_seconds=0.5)
        outgoing = Outgoing(uuid7(), Occasion.CALL, False, True, None, "/called/x", NOON, "+31850000001")
        many = await asyncio.gather(*(channels.send("hangs", outgoing) for _ in range(40)))
        assert set(many) == {"too-slow"}
        assert await replace(channels, timeout_seconds=10).send("works", outgoing) == "sent"
    let_go.set()


async def test_whose_telephone_is_gone_when_it_is_sent_is_not_told_to_a_gateway_as_nobody() -> None:
    channels = Channels(Chosen.model_validate({"channels": {"hook": HOOK}}))
    outgoing = Outgoing(uuid7(), Occasion.CALL, False, True, None, "/called/x", NOON, telephone=None)
    assert await channels.send("hook", outgoing) == "refused"


async def test_who_comes_on_duty_at_a_desk_hears_of_alarms_in_places_that_no_region_covers_too(
    on_duty: OnDuty,
) -> None:
    alarm = await on_duty.alarm(municipality=AMSTERDAM_CITY)
    number = {"municipality": AMSTERDAM_CITY, "callBackNumber": NUMBER, "danger": False}
    await on_duty.crisis.post("/call-backs", number, by=on_duty.access)
    seen = {}
    for by in (on_duty.desk, on_duty.responder):
        seen[by.role] = (await on_duty.crisis.get("/hand-over", by=by, region=REGION)).json()
    assert [each["alarm"] for each in seen["crisis-desk"]["running"]] == [alarm["id"]]
    assert len(seen["crisis-desk"]["callBacks"]) == 1
    assert (seen["on-call-worker"]["running"], seen["on-call-worker"]["callBacks"]) == ([], [])
    outside = await on_duty.crisis.other("on-call-worker")
    refused = await on_duty.crisis.get("/hand-over", by=outside, region=REGION)
    assert [error["field"] for error in refused.json()["errors"]] == ["region"]


async def test_help_that_ends_with_its_bed_owes_no_exit_plan_any_more(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    await on_duty.on(alarm, "acknowledgement", {"worker": on_duty.first})
    by_telephone = {"byTelephone": True, "provider": str(on_duty.responder.organisation)}
    path = f"/alarms/{alarm['id']}"
    bed = (await on_duty.crisis.post(f"{path}/beds", by_telephone, by=on_duty.responder)).json()
    on_duty.room.clock.advance(HOUR)
    now = on_duty.room.clock().isoformat()
    await on_duty.on(alarm, "steps", {"steps": [{"kind": "assessed", "happenedAt": now}]})
    closing = {"outcome": "taken-over-by-other-region", "happenedAt": now}
    assert (await on_duty.on(alarm, "closing", closing)).status_code == 200
    seen = await on_duty.crisis.get(f"{path}/intervention", by=on_duty.desk)
    assert seen.json()["exitPlan"] is not None, "who sleeps there is still helped"
    left = await on_duty.crisis.post(
        f"/crisis-beds/{bed['id']}/end", {"happenedAt": now}, by=on_duty.desk, **{"If-Match": '"1"'}
    )
    assert left.status_code == 200, left.text
    seen = await on_duty.crisis.get(f"{path}/intervention", by=on_duty.desk)
    assert seen.json()["exitPlan"] is None
    assert "exit-plan" not in {task["kind"] for task in (await on_duty.read(alarm))["tasks"]}
