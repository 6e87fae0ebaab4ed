"""A receiver that is down for seconds, hours or days, and a worker that is killed: nothing is lost."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from starlette.responses import Response

from referral.app import ROOM, Settings
from referral.domain.webhooks import GIVES_UP_AFTER
from referral.usecases.deliver_message import keep_delivering
from servicekit.transaction import utc_now
from testkit.rooms import ISSUER, NOBODY, RoomUnderTest, running_room
from wirekit.identifiers import uuid7

from .builders import Given
from .conftest import REGIONS
from .webhook_stories import Post, Received, Receiver, a_receiver, eventually, some_referrals

QUICK = {"webhook_first_pause_seconds": 0.1, "webhook_longest_pause_seconds": 0.5}
AS_SHIPPED: dict[str, float] = {}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as made:
        yield made


@pytest.mark.parametrize(
    ("seconds", "settings"),
    [(1.5, QUICK), pytest.param(215, AS_SHIPPED, marks=pytest.mark.long)],
    ids=["shortened", "215s"],
)
async def test_after_an_outage_of_the_receiver_every_message_arrives_in_order_and_once(
    room: RoomUnderTest, given: Given, seconds: float, settings: dict[str, float]
) -> None:
    """Told before it, all through it and after it, about three referrals; the room sends all the time."""
    post, gp, referrals = Post.of(room, given, **settings), await given.a_gp(), some_referrals(3)
    async with a_receiver() as receiver:
        await post.webhook(gp, receiver.url)
        on_time = replace(room.transactions, clock=utc_now)
        sending = asyncio.create_task(keep_delivering(post.settings, on_time))
        try:
            await _tell(post, gp.organisation, referrals, "before", 6)
            await _all_arrive(receiver, 6)
            await receiver.down()
            began = time.monotonic()
            for nth in range(10):

                async def has_come(share: float = (nth + 1) / 10) -> bool:
                    return time.monotonic() - began >= share * seconds

                await _tell(post, gp.organisation, referrals, f"during-{nth}", 3)
                await eventually(has_come, within=seconds)

            async def was_tried_again_and_again() -> bool:
                (listed,) = await post.listed(gp)
                return listed["status"] == "failing" and listed["attempts"] >= 3

            await eventually(was_tried_again_and_again)
            await receiver.up()
            await _tell(post, gp.organisation, referrals, "after", 6)
            await _all_arrive(receiver, 42, within=max(30, post.settings.webhook_longest_pause_seconds))
        finally:
            sending.cancel()
            await asyncio.wait([sending])
        events = (await given.get(gp, "/events?limit=100")).json()["items"]
    assert len(events) == 42
    assert receiver.deduplicated() == events
    assert len(receiver.received) == 42, "a receiver that is only down gets none twice"


@pytest.mark.parametrize("hours", [20, 30])
async def test_after_hours_without_a_receiver_all_arrives_in_order_and_none_is_kept_twice(
    room: RoomUnderTest, given: Given, receiver: Receiver, hours: int
) -> None:
    post = Post.of(room, given, webhook_longest_pause_seconds=1800)
    gp, (one, other) = await given.a_gp(), some_referrals(2)
    made = await post.webhook(gp, receiver.url)
    hook = made["webhook"]["id"]
    await post.tell(gp.organisation, one, "before")
    assert await post.deliver() == 1
    await receiver.down()
    tries = 0
    for hour in range(hours):
        await post.tell(gp.organisation, (one, other)[hour % 2], f"hour-{hour}")
        tries += await post.pass_time(timedelta(hours=1))
    assert len(receiver.received) == 1
    assert tries > 20 * 3600 / post.settings.webhook_longest_pause_seconds
    (listed,) = await post.listed(gp)
    parked = hours >= GIVES_UP_AFTER / timedelta(hours=1)
    assert listed["status"] == ("parked" if parked else "failing")
    assert listed["failure"] == "unreachable"
    inbox = (await given.get(gp, "/messages?limit=100")).json()["items"]
    alerts = [each for each in inbox if each["kind"] == "webhook-parked"]
    assert [each["about"] for each in alerts] == ([hook] if parked else [])
    missed = [event.data for event in await room.told("deadline.missed")]
    assert [(each["kind"], each["about"]) for each in missed] == [("webhook-delivery", hook)] * parked
    assert (await given.deadlines())["webhook-delivery", hook] == str(gp.organisation), (
        "somebody answers for it"
    )
    # It comes back, and nobody has to do anything.
    await receiver.up()
    await post.pass_time(timedelta(hours=2))
    events = (await given.get(gp, "/events?limit=100")).json()["items"]
    assert receiver.deduplicated() == events
    assert len({each.id for each in receiver.received}) == 1 + hours + 2 * parked
    assert await post.codes(gp) == [
        (str(one), "before"),
        *((str((one, other)[hour % 2]), f"hour-{hour}") for hour in range(hours)),
    ]
    (listed,) = await post.listed(gp)
    assert (listed["status"], listed["attempts"]) == ("active", 0)
    assert [event["data"]["kind"] for event in events][-1] == ("webhook-resumed" if parked else "closed")
    assert ("webhook-delivery", hook) not in await given.deadlines()


async def test_a_parked_one_waits_on_with_an_owner_and_a_term_until_somebody_resumes_or_pauses_it(
    room: RoomUnderTest, given: Given, receiver: Receiver
) -> None:
    post, gp = Post.of(room, given, webhook_longest_pause_seconds=3600), await given.a_gp()
    hook = (await post.webhook(gp, receiver.url))["webhook"]["id"]
    await receiver.down()
    await post.tell(gp.organisation, uuid7(), "first")
    await post.pass_time(timedelta(hours=25))
    probes = await post.pass_time(timedelta(hours=48))
    assert 40 <= probes <= 50, "probed each hour"
    parked = [m for m in (await given.get(gp, "/messages")).json()["items"] if m["kind"] == "webhook-parked"]
    assert len(parked) == 1, "its organisation is told once"
    assert len(await room.told("deadline.missed")) == 3, "the platform each day"
    await receiver.up()
    assert (await given.post(gp, f"/webhooks/{hook}/resumption", seen=1)).json()["status"] == "active"
    assert await post.deliver() == 2
    assert len(receiver.received) == 2
    assert (await given.post(gp, f"/webhooks/{hook}/pause", seen=2)).status_code == 200
    assert ("webhook-delivery", hook) not in await given.deadlines()


async def test_workers_that_are_killed_while_they_send_lose_nothing(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    """Two real processes at a time. Two of them die by SIGKILL while a message is on its way."""
    url = await new_database("referral")
    async with (
        running_room(ROOM, Settings, url, REGIONS, tmp_path) as room,
        a_receiver() as receiver,
    ):
        room.clock.at = datetime.now(UTC)  # the processes that send have a clock of their own
        given = Given(room)
        post, gp, referrals = Post.of(room, given), await given.a_gp(), some_referrals(3)
        await post.webhook(gp, receiver.url)
        killed: list[str] = []
        with _workers(url, tmp_path) as workers:

            async def kill_at_some(got: Received) -> Response:
                number = int(got.event["sequence"])
                if number in {5, 14} and got.id not in killed:
                    killed.append(got.id)
                    workers.kill_who_sent(got)
                return Response(status_code=204)

            receiver.answer = kill_at_some
            await _tell(post, gp.organisation, referrals, "x", 24)
            await _all_arrive(receiver, 24, within=90)
        events = (await given.get(gp, "/events?limit=100")).json()["items"]
    assert len(killed) == 2
    assert receiver.deduplicated() == events
    assert len(events) == 24
    twice = [each.id for each in receiver.received]
    assert {each for each in twice if twice.count(each) > 1} <= set(killed), "only what was on its way"
    assert receiver.most_at_once == 1


async def _tell(post: Post, to: UUID, referrals: list[UUID], what: str, count: int) -> None:
    for number in range(count):
        await post.tell(to, referrals[number % len(referrals)], f"{what}-{number}")


async def _all_arrive(receiver: Receiver, count: int, *, within: float = 30) -> None:
    async def all_are_there() -> bool:
        return len(receiver.deduplicated()) == count

    await eventually(all_are_there, within=within)


class Workers:
    """Two workers of this room; another one takes the place of one that was killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.running = [self._start(), self._start()]

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "referral", "--role", "worker"]
        return subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill_who_sent(self, got: Received) -> None:
        """The process at the other end of this connection."""
        ports = {process.pid: _ports_of(process.pid) for process in self.running}
        (sender,) = [process for process in self.running if got.port in ports[process.pid]]
        os.kill(sender.pid, signal.SIGKILL)
        sender.wait()
        self.running = [*(process for process in self.running if process is not sender), self._start()]

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


def _ports_of(pid: int) -> set[int]:
    return {each.laddr.port for each in psutil.Process(pid).net_connections(kind="inet")}


@contextmanager
def _workers(url: str, folder: Path) -> Iterator[Workers]:
    environment = os.environ | {
        "WEGWIJS_ENV": "test",
        "WEGWIJS_PORT": "0",
        "WEGWIJS_DATABASE_URL": url,
        "WEGWIJS_DATABASE_CONNECTIONS": "3",
        "WEGWIJS_NATS_URL": "nats://127.0.0.1:1",  # whoever sends messages needs no stream
        "WEGWIJS_ISSUER": ISSUER,
        "WEGWIJS_MASTER_KEY_FILE": str(folder / "master.key"),
        "WEGWIJS_REGIONS_DIR": str(REGIONS),
        "WEGWIJS_PROVIDER_REGISTRY_URL": NOBODY,
        "WEGWIJS_ACCESS_URL": NOBODY,
        "WEGWIJS_AUDIT_URL": NOBODY,
        "WEGWIJS_WEBHOOK_TIMEOUT_SECONDS": "1",  # and a lease of three
    }
    workers = Workers(environment)
    try:
        yield workers
    finally:
        workers.end()
