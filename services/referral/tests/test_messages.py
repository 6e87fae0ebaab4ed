"""The inbox of an organisation by API: nothing missed, nothing held while somebody waits, no person in it."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from referral.app import ROOM, Settings
from referral.domain.messages import MessageKind, message_wordings
from referral.store.messages import tell
from testkit.rooms import RoomUnderTest, running_room
from wirekit.identifiers import uuid7

from .builders import A_QUESTION, DALFSEN, Given
from .conftest import REGIONS
from .webhook_stories import Post, eventually, some_referrals

WRITERS, EACH, REFERRALS = 12, 15, 4


def test_every_kind_of_message_has_its_words() -> None:
    assert set(message_wordings()) == {kind.value for kind in MessageKind}


async def test_everybody_who_was_told_reads_in_words_who_did_what(room: RoomUnderTest, given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.accepted(gp, provider)
    inbox = (await given.get(gp, "/messages")).json()
    assert [(each["number"], each["kind"]) for each in inbox["items"]] == [(1, "received"), (2, "accepted")]
    assert inbox["unread"] == 2
    accepted = inbox["items"][1]
    assert (accepted["actedRole"], accepted["actedOrganisation"]) == (
        "provider-worker",
        str(provider.organisation),
    )
    assert accepted["text"] == "Een aanbieder neemt de jeugdige aan."
    english = await given.get(gp, f"/messages/{accepted['id']}", **{"Accept-Language": "en"})
    assert english.json() == accepted | {"text": "A provider takes the young person."}
    only = (await given.get(gp, "/messages?kind=accepted&kind=ended")).json()
    assert [each["id"] for each in only["items"]] == [accepted["id"]]
    # Somebody else has another inbox, and there this message is not.
    for stranger in (await given.a_gp(), provider, await given.an_access_worker(DALFSEN)):
        assert (await given.get(stranger, f"/messages/{accepted['id']}")).status_code == 404
        assert (await given.get(stranger, f"/messages?after={accepted['id']}")).status_code == 400
        wrong = await given.post(stranger, "/messages/read-up-to", {"message": accepted["id"]})
        assert wrong.json()["errors"][0]["field"] == "message"
        assert referral["id"] not in (await given.get(stranger, "/messages?kind=accepted")).text
    # Read up to the last one; a colleague who says less a moment later takes nothing back.
    first = inbox["items"][0]["id"]
    for message in (accepted["id"], first):
        read = await given.post(gp, "/messages/read-up-to", {"message": message})
        assert read.json() == {"readUpTo": 2, "unread": 0}
    await Post.of(room, given).tell(gp.organisation, UUID(referral["id"]), "other")
    # Who looks at a page reads the latest first, and then what is older; what is unread has a higher number.
    latest = (await given.get(gp, "/messages?order=newest&limit=2&wait=30")).json()
    assert [each["number"] for each in latest["items"]] == [3, 2]
    assert (latest["readUpTo"], latest["unread"]) == (2, 1)
    older = (await given.get(gp, f"/messages?order=newest&after={latest['next']}")).json()
    assert ([each["number"] for each in older["items"]], older["next"]) == ([1], None)


async def test_events_are_the_inbox_without_anything_about_a_person(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.accepted(gp, provider)
    messages = (await given.get(gp, "/messages")).json()["items"]
    page = (await given.get(gp, "/events?limit=1")).json()
    rest = (await given.get(gp, f"/events?after={page['next']}")).json()
    events = page["items"] + rest["items"]
    assert [(each["id"], each["sequence"]) for each in events] == [
        (each["id"], str(each["number"])) for each in messages
    ]
    assert "next" not in rest
    assert events[1] == {
        "specversion": "1.0",
        "id": messages[1]["id"],
        "source": "urn:nld:wegwijs:referral",
        "type": "nl.wegwijs.message.accepted.v1",
        "time": messages[1]["at"],
        "subject": referral["id"],
        "datacontenttype": "application/json",
        "dataref": f"/api/referral/v1/messages/{messages[1]['id']}",
        "sequence": "2",
        "sequencetype": "Integer",
        "actorrole": "provider-worker",
        "actororganisation": str(provider.organisation),
        "data": {"kind": "accepted", "referral": referral["id"]},
    }
    told = json.dumps(events)
    for personal in ("Saar", "Vries", "2017", A_QUESTION, placement["startPlannedOn"], "ambulatory"):
        assert personal not in told


async def test_who_waits_is_woken_at_once_and_holds_no_connection(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    url = await new_database("referral")
    limits: dict[str, Any] = {"database_connections": "2", "waiting_calls": "6"}
    async with running_room(ROOM, Settings, url, REGIONS, tmp_path, **limits) as room:
        given = Given(room)
        gp, others = await given.a_gp(), [await given.a_gp() for _ in range(5)]
        pool = room.transactions.engine.pool
        assert isinstance(pool, QueuePool)
        waiting = [
            asyncio.create_task(given.get(by, "/messages?wait=20&kind=received")) for by in (gp, *others)
        ]

        async def all_wait() -> bool:
            calls = getattr(room.app.state.api.state, "waiting_calls", None)
            return calls is not None and calls.waiting == len(waiting)

        await eventually(all_wait)
        # More callers wait than there are connections, and the room works on; one more does not wait.
        began = time.monotonic()
        full = await given.get(gp, "/events?wait=20")
        assert (full.json()["items"], time.monotonic() - began < 10) == ([], True)
        await eventually(_none_taken(pool))
        post = Post.of(room, given)
        await post.tell(gp.organisation, uuid7(), "other")  # of a kind that is not waited for
        referral = await given.referral(gp)
        answer = await asyncio.wait_for(waiting[0], 10)
        assert [each["referral"] for each in answer.json()["items"]] == [referral["id"]]
        assert not any(each.done() for each in waiting[1:])
        # A colleague may read first, and number it: who waits is woken all the same.
        for by in others:
            await given.referral(by)
            await given.get(by, "/messages")
        for other in await asyncio.gather(*waiting[1:]):
            assert len(other.json()["items"]) == 1
        began = time.monotonic()
        last = answer.json()["items"][-1]["id"]
        assert (await given.get(gp, f"/messages?after={last}&wait=1")).json()["items"] == []
        assert time.monotonic() - began >= 1


def _none_taken(pool: QueuePool) -> Callable[[], Awaitable[bool]]:
    async def none_taken() -> bool:
        return pool.checkedout() == 0

    return none_taken


async def test_a_reader_misses_nothing_of_many_writers(room: RoomUnderTest, given: Given) -> None:
    """Each writer holds its referral's lock while it tells, as every use case does."""
    reader = await given.a_gp()
    referrals = some_referrals(REFERRALS)
    written: dict[str, list[str]] = {str(referral): [] for referral in referrals}

    async def write(writer: int) -> None:
        for number in range(EACH):
            referral = referrals[(writer + number) % REFERRALS]
            async with room.begin() as tx:
                lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:referral, 1))")
                await tx.session.execute(lock, {"referral": str(referral)})
                code = f"{writer}-{number}"
                await tell(tx, [reader.organisation], MessageKind.CLOSED, referral=referral, reasons=[code])
                written[str(referral)].append(code)
                await tx.session.execute(text("SELECT pg_sleep(0.005)"))

    async def read() -> list[tuple[int, str, str]]:
        seen: list[tuple[int, str, str]] = []
        after = ""
        while len(seen) < WRITERS * EACH:
            page = (await given.get(reader, f"/messages?limit=7&wait=5{after}")).json()
            seen += [(m["number"], m["referral"], m["reasons"][0]["code"]) for m in page["items"]]
            after = f"&after={page['items'][-1]['id']}" if page["items"] else after
        return seen

    reading = asyncio.create_task(read())
    await asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    seen = await reading
    assert [number for number, _, _ in seen] == list(range(1, WRITERS * EACH + 1))
    for referral, codes in written.items():
        assert [code for _, about, code in seen if about == referral] == codes


async def test_what_was_written_first_and_committed_last_is_not_passed_over(
    room: RoomUnderTest, given: Given
) -> None:
    reader, post = await given.a_gp(), Post.of(room, given)
    slow, quick = some_referrals(2)
    async with room.begin() as tx:
        await tell(tx, [reader.organisation], MessageKind.CLOSED, referral=slow, reasons=["slow"])
        await post.tell(reader.organisation, quick, "quick")
        (first,) = (await given.get(reader, "/messages")).json()["items"]
        assert first["reasons"][0]["code"] == "quick"
    (second,) = (await given.get(reader, f"/messages?after={first['id']}")).json()["items"]
    assert (second["number"], second["reasons"][0]["code"]) == (2, "slow")


@pytest.mark.parametrize("path", ["/messages", "/events"])
async def test_a_wait_has_its_bounds(given: Given, path: str) -> None:
    gp = await given.a_gp()
    for wrong in ("wait=31", "wait=-1", "wait=x", "limit=0", "limit=101", "kind=gossip", "after=1"):
        assert (await given.get(gp, f"{path}?{wrong}")).status_code == 400
