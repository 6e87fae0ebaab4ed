"""Sending over real gateways that work, hang, fail, refuse or answer late: at least once, and apart."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alarm_stories import Gateway, a_gateway, eventually, on_duty_with, send_all, without_telephone
from crisis_stories import NOON, OnDuty
from hypothesis import given as examples
from hypothesis import strategies as st

from crisis.channels.chosen import AppriseAddress, Chosen
from crisis.channels.outgoing import Occasion, Outgoing
from crisis.domain.notification import PAUSES, outcome_of, pause_after, reaches_nobody
from crisis.settings import Settings
from crisis.usecases.send_notifications import keep_notifying, send_one, take_next
from wirekit.identifiers import uuid7
from wirekit.signing import secret_of, signature

SECRET = secret_of(b"0" * 32)
TELEPHONE = "+31850000001"
SECONDS = timedelta(seconds=1)
Duty = Callable[..., AbstractAsyncContextManager[OnDuty]]


def by_apprise(gateway: Gateway) -> dict[str, str]:
    url = f"json://127.0.0.1:{gateway.port}/call/{{telephone}}?+X-Key={{key}}"
    return {"kind": "apprise", "url": url}


def by_webhook(gateway: Gateway) -> dict[str, str]:
    url = f"http://127.0.0.1:{gateway.port}/hook"
    return {"kind": "webhook", "url": url, "secret": SECRET, "to": "telephone"}


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with a_gateway() as running:
        yield running


@pytest.fixture
def duty(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> Duty:
    """Two on call in a region that has chosen all of these channels, with a time-out of `seconds`."""
    databases: list[Awaitable[str]] = [new_database("crisis")]

    def begin(*, drills: tuple[str, ...] = (), seconds: str = "0.3", **channels: dict[str, str]) -> Any:
        chosen = {"channels": channels, "regions": {"ijsselland": list(channels)}, "drills": list(drills)}
        return _begin(databases.pop(), tmp_path, chosen, seconds)

    return begin


def _begin(url: Awaitable[str], folder: Path, chosen: dict[str, Any], seconds: str) -> Any:
    class Begun:
        async def __aenter__(self) -> OnDuty:
            self.inner = on_duty_with(await url, folder, chosen, notification_timeout_seconds=seconds)
            on_duty = await self.inner.__aenter__()
            on_duty.room.transactions.resources.channels.get_ready()
            return on_duty

        async def __aexit__(self, *error: Any) -> None:
            await self.inner.__aexit__(*error)

    return Begun()


async def first_attempt(on_duty: OnDuty, alarm: dict[str, Any]) -> dict[str, Any]:
    return dict((await on_duty.read(alarm))["attempts"][0])


async def tries(on_duty: OnDuty) -> list[str | None]:
    rows = await on_duty.room.rows("SELECT outcome FROM notification_try ORDER BY id")
    return [row.outcome for row in rows]


async def test_a_gateway_gets_where_to_press_and_a_key_and_not_a_word_on_anybody(
    duty: Duty, gateway: Gateway
) -> None:
    async with duty(voice=by_apprise(gateway), hook=by_webhook(gateway)) as on_duty:
        await on_duty.alarm(whereabouts="Achter de schuur (fictief).", age=15)
        assert await send_all(on_duty.room) == ["sent", "sent"]
        rows = await on_duty.room.rows("SELECT id, channel FROM notification")
        keys = {row.channel: str(row.id) for row in rows}
        by_path = {path.partition("?")[0]: (body, headers) for path, body, headers in gateway.asked}
        body, headers = by_path[f"/call/{TELEPHONE}"]
        assert (body["title"], headers["x-key"]) == ("Alarm crisisdienst", keys["voice"])
        hook, signed = by_path["/hook"]
        assert (hook["id"], hook["isDrill"], hook["to"]) == (keys["hook"], False, TELEPHONE)
        assert hook["text"] == body["message"]
        assert hook["link"] in hook["text"]
        for secret in ("Noor", "schuur", "0166", "Kampen", "15"):
            assert secret not in body["title"] + body["message"].replace(hook["link"], "")
        raw = json.dumps(hook).encode()
        right = signature([SECRET], keys["hook"], on_duty.room.clock(), raw)
        assert signed["webhook-signature"] == right


async def test_a_gateway_that_fails_is_tried_again_with_the_same_key_and_every_try_is_kept(
    duty: Duty,
) -> None:
    async with a_gateway(500, 503, 429, 200) as gateway, duty(voice=by_apprise(gateway)) as on_duty:
        alarm = await on_duty.alarm()
        for pause in (0, 2, 5, 10):
            on_duty.room.clock.advance((pause - 1) * SECONDS)
            assert await send_all(on_duty.room) == [] or pause == 0
            on_duty.room.clock.advance(1 * SECONDS)
            await send_all(on_duty.room)
        assert await tries(on_duty) == ["failed", "failed", "failed", "sent"]
        (sent,) = (await first_attempt(on_duty, alarm))["notifications"]
        assert (sent["status"], sent["tries"]) == ("sent", 4)
        assert len({headers["x-key"] for _, _, headers in gateway.asked}) == 1


async def test_one_that_hangs_holds_up_nobody(duty: Duty, gateway: Gateway) -> None:
    async with (
        a_gateway("hangs") as hanging,
        duty(
            seconds="60", voice=by_apprise(hanging), hook=by_webhook(hanging), push=by_apprise(gateway)
        ) as on_duty,
    ):
        alarms = [await on_duty.alarm() for _ in range(6)]
        settings = on_duty.room.app.state.api.state.settings
        assert isinstance(settings, Settings)
        chore = asyncio.create_task(keep_notifying(settings, on_duty.room.transactions))

        async def all_pushed() -> bool:
            return len(gateway.asked) == len(alarms)

        await eventually(all_pushed)
        assert set(await tries(on_duty)) == {"sent", None}, "the other two still hang"
        chore.cancel()
        await asyncio.wait({chore})


@pytest.mark.parametrize("by", [by_apprise, by_webhook])
async def test_one_that_answers_too_late_is_cut_off_and_called_once_more_with_the_same_key(
    duty: Duty, by: Callable[[Gateway], dict[str, str]]
) -> None:
    async with a_gateway("hangs", 200) as gateway, duty(channel=by(gateway)) as on_duty:
        await on_duty.alarm()
        assert await send_all(on_duty.room) == ["too-slow"]
        gateway.let_go.set()
        on_duty.room.clock.advance(2 * SECONDS)
        assert await send_all(on_duty.room) == ["sent"]
        keys = {headers.get("x-key") or body["id"] for _, body, headers in gateway.asked}
        assert (len(gateway.asked), len(keys)) == (2, 1)


async def test_who_is_refused_by_every_channel_is_passed_over_at_once_unless_they_answered_meanwhile(
    duty: Duty, gateway: Gateway
) -> None:
    async with (
        a_gateway(403) as refusing,
        duty(voice=by_apprise(refusing), hook=by_webhook(gateway)) as on_duty,
    ):
        reached = await on_duty.alarm()
        await send_all(on_duty.room)
        assert await on_duty.room.fire_deadlines() == 0, "the other channel took it"
        assert len((await on_duty.read(reached))["attempts"]) == 1
        gateway.answers = [404]
        answered, alarm = await on_duty.alarm(), await on_duty.alarm()
        await on_duty.on(answered, "acknowledgement", {"worker": on_duty.first})
        fired = []
        for _ in range(4):
            await send_all(on_duty.room)
            fired.append(await on_duty.room.fire_deadlines())
        assert fired == [1, 1, 0, 0], "round the line once, then a whole term: it does not spin"
        attempts = (await on_duty.read(alarm))["attempts"]
        called = [(each["worker"], each["round"]) for each in attempts]
        assert called == [(on_duty.first, 1), (on_duty.second, 1), (on_duty.first, 2)]
        assert all(each["unreachableAt"] for each in attempts)
        assert len((await on_duty.read(answered))["attempts"]) == 1


async def test_who_has_no_telephone_is_passed_over_at_once(duty: Duty, gateway: Gateway) -> None:
    async with duty(voice=by_apprise(gateway)) as on_duty:
        await without_telephone(on_duty.crisis, on_duty.first)
        alarm = await on_duty.alarm()
        assert await on_duty.room.fire_deadlines() == 1
        first, second = (await on_duty.read(alarm))["attempts"]
        assert first["notifications"][0]["status"] == "refused"
        assert (second["worker"], second["unreachableAt"]) == (on_duty.second, None)


async def test_a_drill_rings_nobody_unless_that_is_asked(
    duty: Duty, gateway: Gateway, tmp_path: Path
) -> None:
    screen = {"kind": "terminal", "file": str(tmp_path / "screen")}
    async with duty(drills=("screen",), voice=by_apprise(gateway), screen=screen) as on_duty:
        await on_duty.alarm(drill=True)
        assert await send_all(on_duty.room) == ["sent"]
        assert gateway.asked == []
        assert (tmp_path / "screen").read_text().startswith("OEFENING: Alarm crisisdienst.")
        await on_duty.alarm(drill=True, drillByRealChannels=True)
        await send_all(on_duty.room)
        ((_, body, _),) = gateway.asked
        assert body["title"] == "OEFENING: Alarm crisisdienst"


async def test_two_workers_share_the_work_and_what_one_leaves_by_dying_another_sends_with_the_same_key(
    duty: Duty, gateway: Gateway
) -> None:
    async with duty(hook=by_webhook(gateway)) as on_duty:
        for _ in range(2):
            await on_duty.alarm()
        transactions = on_duty.room.transactions
        taken = await asyncio.gather(*(take_next(transactions) for _ in range(4)))
        leased = [due for due in taken if due]
        assert len({due.taken.id for due in leased}) == len(leased) == 2
        await send_one(transactions, leased[0])  # the other worker dies here
        assert await send_all(on_duty.room) == []
        on_duty.room.clock.advance(6 * SECONDS)
        assert await send_all(on_duty.room) == ["sent"]
        assert await tries(on_duty) in (["sent", None, "sent"], [None, "sent", "sent"])
        assert {body["id"] for _, body, _ in gateway.asked} == {str(due.taken.id) for due in leased}


def test_a_file_that_names_a_channel_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="voise"):
        Chosen.model_validate({"default": ["voise"]})
    with pytest.raises(ValueError, match="secret"):
        Chosen.model_validate(
            {"channels": {"hook": {"kind": "webhook", "url": "https://a.example", "secret": "whsec_?"}}}
        )


@examples(telephone=st.text(), push=st.text())
def test_no_value_becomes_another_part_of_an_address(telephone: str, push: str) -> None:
    outgoing = Outgoing(uuid7(), Occasion.CALL, False, True, None, "/called/x", NOON, telephone, push)
    address = AppriseAddress.model_validate({"kind": "apprise", "url": "json://host/{telephone}/{push}"})
    filled = outgoing.filled_in(address.url.get_secret_value())
    assert filled.count("/") == 4
    assert not set("?#@ \n") & set(filled)


@examples(status=st.integers(100, 599), tries=st.integers(1, 10_000))
def test_only_a_plain_refusal_is_for_good_and_pauses_never_grow_without_end(status: int, tries: int) -> None:
    assert (outcome_of(status) == "refused") == (400 <= status < 500 and status not in (408, 425, 429))
    assert pause_after(tries) in PAUSES
    assert reaches_nobody([]) is False
