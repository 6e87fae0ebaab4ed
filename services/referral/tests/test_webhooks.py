"""Webhooks: signed, in order, at least once; parked after a day, back by themselves; never pointed inside."""

import asyncio
import base64
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from sqlalchemy import text
from starlette.responses import RedirectResponse, Response

from referral.domain.messages import MessageKind
from referral.domain.webhooks import (
    MOST_OF_ONE_ORGANISATION,
    pause_after,
)
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7
from wirekit.signing import signature

from .builders import Given, a_key
from .webhook_stories import Post, Received, Receiver, a_receiver

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture
def post(room: RoomUnderTest, given: Given) -> Post:
    return Post.of(room, given)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as made:
        yield made


def the_check_of_the_readme() -> Callable[..., bool]:
    """What the README tells receivers to do, as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    written: dict[str, Any] = {}
    exec(code, written)  # noqa: S102  # our own page
    check: Callable[..., bool] = written["is_from_wegwijs"]
    return check


async def test_what_happens_is_sent_signed_and_says_nothing_of_a_person(
    post: Post, given: Given, receiver: Receiver
) -> None:
    given.room.clock.at = datetime.now(UTC)  # receivers believe no old signature
    gp, provider = await given.a_gp(), await given.a_provider()
    before = await given.referral(gp)
    made = await post.webhook(gp, receiver.url)
    referral, _ = await given.accepted(gp, provider)
    assert await post.deliver() == 2
    events = (await given.get(gp, "/events")).json()["items"]
    assert [each.event for each in receiver.received] == events[1:], (
        "what came before it was made is not sent"
    )
    assert before["id"] not in str(receiver.received)
    check = the_check_of_the_readme()
    for each in receiver.received:
        assert each.headers["content-type"] == "application/cloudevents+json"
        assert each.event["id"] == each.id
        assert not {"Saar", "de Vries"} & set(re.findall(r"\w+", each.body.decode()))
        assert each.event["subject"] == referral["id"]
        at = datetime.fromtimestamp(int(each.headers["webhook-timestamp"]), UTC)
        signed = signature([made["secret"]], each.id, at, each.body)
        assert each.headers["webhook-signature"] == signed
        assert check(made["secret"], each.headers, each.body) is True
        assert check(made["secret"], each.headers, each.body + b" ") is False
        assert check(made["secret"], {**each.headers, "webhook-timestamp": "1"}, each.body) is False
        later = int(each.headers["webhook-timestamp"]) + 301
        assert check(made["secret"], each.headers, each.body, now=later) is False
    (listed,) = await post.listed(gp)
    assert (listed["status"], listed["upTo"], listed["failure"]) == ("active", 3, None)
    assert listed["deliveredAt"] is not None
    assert await post.deliver() == 0


def test_the_signature_is_that_of_standard_webhooks() -> None:
    key = b"a key of thirty-two bytes, or so"
    signed = b"msg_1.1700000000." + b"{}"
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    secret = "whsec_" + base64.b64encode(key).decode()
    at = datetime.fromtimestamp(1700000000, UTC)
    assert signature([secret], "msg_1", at, b"{}") == f"v1,{right}"


async def test_a_secret_is_shown_once_kept_sealed_and_turned_over_a_day(
    room: RoomUnderTest, post: Post, given: Given, receiver: Receiver
) -> None:
    gp = await given.a_gp()
    body, key = {"url": receiver.url}, {"Idempotency-Key": a_key()}
    made = (await given.post(gp, "/webhooks", body, **key)).json()
    first, path = made["secret"], f"/webhooks/{made['webhook']['id']}"
    assert (await given.post(gp, "/webhooks", body, **key)).json() == made, "a lost answer comes again"
    other = {"url": receiver.url + "/2"}
    assert (await given.post(gp, "/webhooks", other, **key)).status_code == 422
    for shown in ((await given.get(gp, path)).text, (await given.get(gp, "/webhooks")).text):
        assert first not in shown
    stored = str(await room.rows("SELECT w::text FROM webhook w"))
    assert first not in stored
    assert base64.b64decode(first.removeprefix("whsec_")).hex() not in stored
    assert (await given.post(gp, f"{path}/secret")).status_code == 428
    assert (await given.post(gp, f"{path}/secret", seen=2)).status_code == 412
    second = (await given.post(gp, f"{path}/secret", seen=1)).json()["secret"]
    assert second != first
    assert (await given.post(gp, "/webhooks", body, **key)).json()["secret"] is None, "changed since"
    check = the_check_of_the_readme()
    await post.tell(gp.organisation, uuid7(), "both")
    room.clock.advance(timedelta(hours=23))
    await post.deliver()
    room.clock.advance(timedelta(hours=2))
    await post.tell(gp.organisation, uuid7(), "one")
    await post.deliver()
    both, one = receiver.received
    for got, counts in ((both, [True, True]), (one, [False, True])):
        now = int(got.headers["webhook-timestamp"])
        checked = [check(secret, got.headers, got.body, now=now) for secret in (first, second)]
        assert checked == counts


async def test_an_organisation_steers_its_own_webhooks_only(
    room: RoomUnderTest, post: Post, given: Given, receiver: Receiver
) -> None:
    gp, stranger, referral = await given.a_gp(), await given.a_gp(), uuid7()
    only = await post.webhook(gp, receiver.url, kinds=["ended", "started"])
    path = f"/webhooks/{only['webhook']['id']}"
    assert only["webhook"]["kinds"] == ["ended", "started"]
    for act in ("secret", "pause", "resumption", "test"):
        assert (await given.post(stranger, f"{path}/{act}", seen=1)).status_code == 404
    assert (await given.get(stranger, path)).status_code == 404
    assert await post.listed(stranger) == []
    await post.tell(gp.organisation, referral, "not-this-kind")
    await post.tell(gp.organisation, referral, "this-kind", kind=MessageKind.ENDED)
    await post.tell(gp.organisation, referral, "nor-this")
    await post.tell(stranger.organisation, referral, "not-yours", kind=MessageKind.ENDED)
    await post.deliver()
    assert [each.event["data"]["kind"] for each in receiver.received] == ["ended"]
    assert (await post.listed(gp))[0]["upTo"] == 3, "what is not wanted holds nothing up"
    # Paused, nothing is sent; resumed, what waited is.
    impossible = await given.post(gp, f"{path}/resumption", seen=1)
    assert (impossible.status_code, impossible.json()["possibleSteps"]) == (409, ["failing", "paused"])
    assert (await given.post(gp, f"{path}/pause", seen=1)).json()["status"] == "paused"
    await post.tell(gp.organisation, referral, "meanwhile", kind=MessageKind.STARTED)
    assert await post.deliver() == 0
    tried = (await given.post(gp, f"{path}/test")).json()
    assert tried == {"taken": True, "failure": None}
    assert receiver.received[-1].event["type"] == "nl.wegwijs.webhook.tried.v1"
    assert (await given.post(gp, f"{path}/resumption", seen=2)).json()["status"] == "active"
    await post.deliver()
    assert receiver.received[-1].event["data"]["kind"] == "started"
    # Deleted, the secret is gone with it.
    async with room.as_caller(gp) as client:
        assert (await client.delete(path)).status_code == 428
        assert (await client.delete(path, headers={"If-Match": '"3"'})).status_code == 204
    await post.tell(gp.organisation, referral, "after", kind=MessageKind.ENDED)
    assert await post.deliver() == 0
    (key,) = await room.rows("SELECT wrapped FROM data_key WHERE data_subject = :id", id=path[-36:])
    assert key.wrapped is None
    for _ in range(MOST_OF_ONE_ORGANISATION):
        await post.webhook(gp, receiver.url)
    one_more = await given.post(gp, "/webhooks", {"url": receiver.url}, **{"Idempotency-Key": a_key()})
    assert [each["code"] for each in one_more.json()["reasons"]] == ["too-many-webhooks"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Response(status_code=400), "refused"),
        (Response(status_code=503), "failed"),
        (RedirectResponse("/elsewhere"), "redirected"),
    ],
)
async def test_what_is_not_taken_says_why_in_one_word_and_comes_again(
    room: RoomUnderTest, post: Post, given: Given, receiver: Receiver, answer: Response, failure: str
) -> None:
    provider = await given.a_provider()
    await post.webhook(provider, receiver.url)
    await post.tell(provider.organisation, uuid7(), "first", "second")

    async def unwilling(_: Received) -> Response:
        return answer

    receiver.answer = unwilling
    assert await post.deliver() == 1, "the second one waits for the first"
    (listed,) = await post.listed(provider)
    assert (listed["status"], listed["failure"], listed["attempts"]) == ("failing", failure, 1)
    owners = await given.deadlines()
    assert owners["webhook-delivery", listed["id"]] == str(provider.organisation)
    assert len(receiver.received) == 1, "a redirect is not followed"
    receiver.answer = None
    assert await post.deliver() == 0, "not before its pause is over"
    room.clock.advance(timedelta(seconds=post.settings.webhook_first_pause_seconds))
    assert await post.deliver() == 2
    assert len(receiver.deduplicated()) == 2
    (listed,) = await post.listed(provider)
    assert (listed["status"], listed["failure"], listed["attempts"]) == ("active", None, 0)
    assert ("webhook-delivery", listed["id"]) not in await given.deadlines()


async def test_one_that_is_slow_holds_up_no_other_and_nobody_sends_beside_another(
    room: RoomUnderTest, given: Given, receiver: Receiver
) -> None:
    post = Post.of(room, given, webhook_timeout_seconds=1.5)
    slow, quick = await given.a_gp(), await given.a_gp()
    async with a_receiver() as stuck:
        never = asyncio.Event()

        async def hang(_: Received) -> Response:
            await never.wait()
            return Response(status_code=204)

        stuck.answer = hang
        await post.webhook(slow, stuck.url)
        await post.webhook(quick, receiver.url)
        codes = [str(number) for number in range(30)]
        await post.tell(slow.organisation, uuid7(), "stuck")
        await post.tell(quick.organisation, uuid7(), *codes)
        await asyncio.gather(*(post.deliver() for _ in range(4)))
        never.set()
        (listed,) = await post.listed(slow)
        assert (listed["status"], listed["failure"]) == ("failing", "too-slow")
    sent = [each.event["sequence"] for each in receiver.received]
    assert sent == [str(number) for number in range(1, 31)]
    assert (receiver.most_at_once, stuck.most_at_once) == (1, 1)


async def test_who_has_left_the_register_is_sent_nothing_more(
    room: RoomUnderTest, post: Post, given: Given, receiver: Receiver
) -> None:
    gp = await given.a_gp()
    await post.webhook(gp, receiver.url)
    await post.tell(gp.organisation, uuid7(), "first")
    async with room.begin() as tx:
        left = "UPDATE known_organisation SET active_until = :now WHERE id = :id"
        await tx.session.execute(text(left), {"now": room.clock(), "id": gp.organisation})
    assert await post.deliver() == 0
    assert receiver.received == []


@examples(
    attempts=st.integers(1, 10_000),
    first=st.integers(1, 3600),
    longest=st.integers(1, 86_400),
)
def test_pauses_grow_and_have_an_end(attempts: int, first: int, longest: int) -> None:
    bounds = {"first": timedelta(seconds=first), "longest": timedelta(seconds=longest)}
    pause = pause_after(attempts, **bounds)
    assert min(bounds["first"], bounds["longest"]) <= pause <= bounds["longest"]
    assert pause <= pause_after(attempts + 1, **bounds)
