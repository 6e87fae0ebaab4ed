"""The memory follows the database, goes on without it, and begins again from what lies on disk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx
import pytest
from crisis_stories import KAMPEN, NOON, NUMBER, REGION, ZWOLLE, OnDuty, a_planned_room

from crisis.app import ROOM, Settings
from crisis.routes import from_memory
from testkit.rooms import RoomUnderTest, running_room
from wirekit.identifiers import uuid7

REGIONS = Path(__file__).parents[3] / "regions"
MINUTE = timedelta(minutes=1)
NewDatabase = Callable[[str], Awaitable[str]]


async def until(fact: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await fact():  # noqa: ASYNC110  # the fact is told by nobody else
            await asyncio.sleep(0.01)


async def ask(room: RoomUnderTest, by: Any, **query: str) -> httpx.Response:
    async with room.as_caller(by) as client:
        return await client.get("/on-call", params={"municipality": KAMPEN, **query})


def leads(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["lines"][0]["who"]["telephone"])


@asynccontextmanager
async def away(url: str) -> AsyncIterator[None]:
    """The database takes no connections, and those that are open end."""
    name = urlsplit(url).path[1:]
    admin = await asyncpg.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    try:
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await admin.close()


@asynccontextmanager
async def on_call_in(url: str, folder: Path, **more: Any) -> AsyncIterator[tuple[RoomUnderTest, OnDuty]]:
    async with running_room(ROOM, Settings, url, REGIONS, folder, **more) as room:
        yield room, await OnDuty.on_a_line(await a_planned_room(room))


async def test_what_another_process_changed_is_followed_without_being_asked(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = await new_database("crisis")
    async with on_call_in(url, tmp_path) as (room, on_duty):
        assert leads(await ask(room, on_duty.desk)) == "+31850000001"
        other = await asyncpg.connect(url)
        try:
            for change, seen in (
                ("UPDATE on_call_worker SET telephone = '+31850000002' WHERE id = $1", "+31850000002"),
                ("UPDATE shift SET status = 'withdrawn', version = 2 WHERE worker = $1", "+31850000001"),
                ("UPDATE shift SET status = 'planned' WHERE worker = $1", "+31850000002"),
                ("UPDATE known_organisation SET active_until = now() - interval '1 year'"
                 " WHERE id = (SELECT organisation FROM on_call_worker WHERE id = $1)", None),
            ):  # fmt: skip
                await other.execute(change, on_duty.first)

                async def follows(seen: str | None = seen) -> bool:
                    line = (await ask(room, on_duty.desk)).json()["lines"][0]
                    return bool((line["who"] or {"telephone": None})["telephone"] == seen)

                await until(follows)
        finally:
            await other.close()


@pytest.mark.requirement("IJS-33")
async def test_with_the_database_away_it_answers_with_its_age_and_an_alarm_is_told_not_to_be_sent(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = await new_database("crisis")
    async with on_call_in(url, tmp_path) as (room, on_duty):
        await ask(room, on_duty.desk)
        async with away(url):
            room.clock.advance(7 * MINUTE)
            answer = await ask(room, on_duty.desk)
            assert leads(answer) == "+31850000001"
            assert (answer.json()["computedFrom"], answer.json()["ageSeconds"]) == ("memory", 7 * 60)
            assert datetime.fromisoformat(answer.json()["asOf"]) == NOON
            assert leads(await ask(room, on_duty.desk, at=(NOON + 20 * MINUTE).isoformat())) == "+31850000001"
            long_ago = await ask(room, on_duty.desk, at="2025-01-01T00:00:00Z")
            assert (long_ago.status_code, long_ago.json()["type"]) == (503, "/problems/not-now")
            async with httpx.AsyncClient(transport=httpx.ASGITransport(room.app)) as http:
                ready = await http.get("http://room.test/health/ready")
            assert (ready.status_code, ready.json()["database"]) == (200, False)

            refused = await on_duty.raise_it(need="psychiatric")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
            told = refused.json()
            assert (told["type"], told["title"]) == (
                "/problems/alarm-not-stored",
                "Het alarm is NIET verstuurd",
            )
            assert [(each["name"], each["telephone"], each["rank"]) for each in told["chain"]] == [
                ("Noor Piket", "+31850000001", 1),
                ("Sam Achterwacht", "+31850000001", 2),
            ]
            assert {each["line"] for each in told["chain"]} == {"Ambulant crisisteam"}
            assert told["numbers"]
            assert told["ageSeconds"] == 7 * 60
            for body in (b"[]", b"{", b'{"municipality": 1}', b""):
                async with room.as_caller(on_duty.access, **{"Idempotency-Key": uuid7().hex}) as client:
                    strange = await client.post("/alarms", content=body)
                assert (strange.status_code, strange.json()["chain"]) == (503, [])

        async def follows() -> bool:
            return bool((await ask(room, on_duty.desk)).json()["ageSeconds"] == 0)

        await until(follows)
        assert (await on_duty.raise_it()).status_code == 201


async def test_an_alarm_that_the_database_does_not_take_in_time_must_go_by_telephone(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(from_memory, "STORED_WITHIN_SECONDS", 0.3)
    url = await new_database("crisis")
    async with on_call_in(url, tmp_path) as (_, on_duty):
        holding = await asyncpg.connect(url)
        try:
            async with holding.transaction():
                await holding.execute("LOCK TABLE alarm")
                refused = await on_duty.raise_it(municipality=ZWOLLE, callBackNumber=NUMBER)
            assert (refused.status_code, len(refused.json()["chain"])) == (503, 2)
        finally:
            await holding.close()
        assert await on_duty.room.rows("SELECT id FROM alarm") == []


async def test_a_fresh_process_without_a_database_begins_from_the_last_snapshot_with_its_true_age(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url, state = await new_database("crisis"), tmp_path / "state"
    kept, looked = state / "roster.json", state / "roster-looked.json"
    more: dict[str, Any] = {"state_dir": state}
    async with on_call_in(url, tmp_path, **more) as (room, on_duty):
        board = "/on-call-board"
        before = (await ask(room, on_duty.desk)).json()["lines"]

        async def written() -> bool:
            return kept.exists() and b"Achterwacht" in kept.read_bytes() and looked.exists()

        room.clock.advance(MINUTE)
        await until(written)
        assert kept.stat().st_mode & 0o777 == 0o600
        assert on_duty.desk.subject.encode() not in kept.read_bytes()
    nowhere = urlunsplit(urlsplit(url)._replace(netloc="nobody:x@127.0.0.1:1"))

    async def fresh(expect: int) -> httpx.Response:
        async with running_room(ROOM, Settings, nowhere, REGIONS, tmp_path, **more) as room:
            room.clock.at = NOON + 5 * MINUTE
            answer = await ask(room, on_duty.desk)
            assert answer.status_code == expect, answer.text
            async with room.as_caller(on_duty.desk) as client:
                assert (await client.get(board, params={"region": REGION})).status_code == expect
            return answer

    answer = await fresh(200)
    assert answer.json()["lines"] == before
    assert answer.json()["ageSeconds"] in (4 * 60, 5 * 60)
    whole = kept.read_bytes()
    for spoilt in (whole[: len(whole) // 2], whole.replace(b"crisis-roster-1", b"crisis-roster-0"), b"[]"):
        kept.write_bytes(spoilt)
        assert (await fresh(503)).json()["type"] == "/problems/not-now"
    kept.write_bytes(whole)
    kept.chmod(0o640)
    await fresh(503)
