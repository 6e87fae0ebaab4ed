"""What the edge of a transaction promises to callers."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7


@pytest.fixture
async def auditor(room: RoomUnderTest) -> Caller:
    return await room.caller("auditor", "municipality", regions=("here",))


async def make(room: RoomUnderTest, caller: Caller, colour: str = "red", key: str = "key-00001") -> str:
    async with room.as_caller(caller, **{"Idempotency-Key": key}) as client:
        answer = await client.post("/things", json={"colour": colour})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


async def test_a_commit_that_fails_never_answers_that_it_worked_and_tells_nobody(
    room: RoomUnderTest, auditor: Caller
) -> None:
    async with room.as_caller(auditor) as client:
        assert (await client.post("/rare-things", json={"colour": "red"})).status_code == 201
        failed = await client.post("/rare-things", json={"colour": "red"})
    assert failed.status_code == 500
    assert failed.json()["type"] == "/problems/internal"
    assert len(await room.told()) == 1


async def test_a_refused_command_leaves_nothing_behind(room: RoomUnderTest, auditor: Caller) -> None:
    thing = await make(room, auditor, "black")
    before = len(await room.told())
    async with room.as_caller(auditor, **{"If-Match": '"1"'}) as client:
        refused = await client.post(f"/things/{thing}/painting", json={"colour": "blue"})
    assert refused.status_code == 409
    assert refused.json()["possibleSteps"] == ["scrape"]
    assert len(await room.told()) == before


async def test_a_look_at_a_file_is_stored_before_the_answer_leaves(
    room: RoomUnderTest, auditor: Caller
) -> None:
    thing = await make(room, auditor)
    async with room.as_caller(auditor) as client:
        assert (await client.get(f"/things/{thing}")).status_code == 200
    (look,) = await room.rows("SELECT * FROM read_log")
    assert (look.data_subject, look.role, look.operation) == (thing, "auditor", "read_thing")
    assert look.organisation == auditor.organisation


async def test_a_bug_tells_its_number_and_nothing_else(
    room: RoomUnderTest, auditor: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    async with room.as_caller(auditor, **{"Accept-Language": "en"}) as client:
        answer = await client.get("/bug")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"bug"' in line]
    (entry,) = [line for line in logged if line["event"] == "bug"]
    assert entry["error"] == "RuntimeError"
    assert entry["correlationId"] == answer.headers["x-correlation-id"]
    assert "999990019" not in answer.text
    assert "999990019" not in json.dumps(logged)


async def test_every_answer_carries_the_version_and_the_security_headers(
    room: RoomUnderTest, auditor: Caller
) -> None:
    async with room.as_caller(auditor) as client:
        for answer in (await client.get("/nowhere"), await client.get("/bug"), await client.put("/things")):
            assert answer.headers["api-version"] == "0.1.0"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_that_does_not_exist_names_every_one_that_does(
    room: RoomUnderTest, auditor: Caller
) -> None:
    thing = await make(room, auditor)
    async with room.as_caller(auditor) as client:
        answer = await client.delete(f"/things/{thing}")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"


async def test_checks_come_in_the_promised_order(room: RoomUnderTest, auditor: Caller) -> None:
    """401 and 403 and 404 before the body is looked at; 413 and 400 before the key; state before version."""
    thing = await make(room, auditor, "black")
    stranger = await room.caller("auditor", "municipality", regions=("here",))
    parent = await room.caller("parent", "platform")
    broken = b"{not json"
    path = f"/things/{thing}/painting"
    for caller, status in ((None, 401), (parent, 403), (stranger, 404), (auditor, 400)):
        async with room.as_caller(caller) as client:
            assert (await client.post(path, content=broken)).status_code == status
    async with room.as_caller(auditor) as client:
        large = await client.post(path, content=b'"' + b"x" * 2_000_000 + b'"')
        assert large.status_code == 413
        no_key = await client.post("/things", json={"colour": "red"})
        assert (no_key.status_code, no_key.json()["errors"][0]["field"]) == (400, "Idempotency-Key")
        black = await client.post(path, json={"colour": "blue"})
        assert black.status_code == 409  # though If-Match is missing too
    red = await make(room, auditor, "red", "key-00002")
    async with room.as_caller(auditor) as client:
        path = f"/things/{red}/painting"
        assert (await client.post(path, json={"colour": "blue"})).status_code == 428
        stale = await client.post(path, json={"colour": "blue"}, headers={"If-Match": '"9"'})
        assert stale.status_code == 412
        wrong = await client.post(path, json={"colour": "blue"}, headers={"If-Match": "nine"})
        assert wrong.status_code == 400
        assert (
            await client.post(path, json={"colour": "blue"}, headers={"If-Match": '"1"'})
        ).status_code == 200


async def test_a_body_without_a_declared_length_is_cut_off_too(room: RoomUnderTest, auditor: Caller) -> None:
    async def endless() -> object:
        for _ in range(64):
            yield b"x" * 65_536

    async with room.as_caller(auditor, **{"Idempotency-Key": "key-00001"}) as client:
        answer = await client.post("/things", content=endless())
    assert answer.status_code == 413


async def test_a_crowd_that_never_finishes_its_bodies_holds_up_nobody(
    room: RoomUnderTest, auditor: Caller
) -> None:
    never = asyncio.Event()

    async def unfinished() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    async def hang() -> httpx.Response:
        async with room.as_caller(auditor, **{"Idempotency-Key": "key-00001"}) as client:
            return await client.post("/things", content=unfinished())

    hanging = [asyncio.create_task(hang()) for _ in range(15)]  # more than there are connections
    try:
        async with asyncio.timeout(5):
            thing = await make(room, auditor, key="key-00002")
        assert thing
    finally:
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


async def test_with_the_database_away_a_call_is_told_to_come_back(
    room: RoomUnderTest, auditor: Caller, database: str
) -> None:
    name = urlsplit(database).path[1:]
    admin = await asyncpg.connect(urlunsplit(urlsplit(database)._replace(path="/postgres")))
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    try:
        async with room.as_caller(auditor, **{"Idempotency-Key": "key-00001"}) as client:
            answer = await client.post("/things", json={"colour": "red"})
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert await make(room, auditor)


async def test_connections_that_the_server_closed_are_replaced_and_no_call_notices(
    room: RoomUnderTest, auditor: Caller, database: str
) -> None:
    name = urlsplit(database).path[1:]
    assert await make(room, auditor)
    admin = await asyncpg.connect(urlunsplit(urlsplit(database)._replace(path="/postgres")))
    try:
        of_room = "FROM pg_stat_activity WHERE datname = $1"
        # With a wait for each of them to be gone, in milliseconds.
        ended = await admin.fetch(f"SELECT pg_terminate_backend(pid, 5000) AS gone {of_room}", name)
    finally:
        await admin.close()
    assert ended
    assert all(row["gone"] for row in ended)
    assert await make(room, auditor, key="key-00002")


async def test_the_number_of_a_request_goes_with_its_answer_its_log_line_and_its_events(
    room: RoomUnderTest, auditor: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    number = uuid7()
    headers = {"Idempotency-Key": "key-00001", "X-Correlation-Id": str(number)}
    async with room.as_caller(auditor, **headers) as client:
        answer = await client.post("/things", json={"colour": "red"})
    assert answer.headers["x-correlation-id"] == str(number)
    (event,) = await room.told()
    assert event.correlationid == number
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "answered" in line]
    assert [line["correlationId"] for line in lines] == [str(number)]
