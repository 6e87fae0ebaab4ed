"""The same call twice makes one thing."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from servicekit.deadlines import tidy
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller


@pytest.fixture
async def auditor(room: RoomUnderTest) -> Caller:
    return await room.caller("auditor", "municipality", regions=("here",))


async def post(room: RoomUnderTest, caller: Caller, key: str, colour: str) -> tuple[int, str]:
    async with room.as_caller(caller, **{"Idempotency-Key": key}) as client:
        answer = await client.post("/things", json={"colour": colour})
        return answer.status_code, answer.json().get("id", answer.json().get("type"))


async def test_the_same_key_answers_as_the_first_time_and_another_body_is_refused(
    room: RoomUnderTest, auditor: Caller
) -> None:
    first = await post(room, auditor, "key-00001", "red")
    assert await post(room, auditor, "key-00001", "red") == first
    assert await post(room, auditor, "key-00001", "blue") == (422, "/problems/idempotency-key-reused")
    other = await room.caller("auditor", "municipality", regions=("here",))
    assert (await post(room, other, "key-00001", "blue"))[0] == 201
    assert len(await room.told()) == 2


async def test_twenty_calls_with_one_key_at_the_same_moment_make_one_thing(
    room: RoomUnderTest, auditor: Caller
) -> None:
    answers = await asyncio.gather(*(post(room, auditor, "key-00001", "red") for _ in range(20)))
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert len(await room.rows("SELECT 1 FROM thing")) == 1


async def test_no_body_is_kept_and_the_key_is_forgotten_after_a_day(
    room: RoomUnderTest, auditor: Caller
) -> None:
    await post(room, auditor, "key-00001", "puce")
    (kept,) = await room.rows("SELECT * FROM idempotency")
    assert "puce" not in str(kept)
    await tidy(room.transactions, room.clock() + timedelta(hours=23))
    assert len(await room.rows("SELECT 1 FROM idempotency")) == 1
    await tidy(room.transactions, room.clock() + timedelta(hours=25))
    assert await room.rows("SELECT 1 FROM idempotency") == []


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space", "a/b/c/d/e/f"])
async def test_a_key_of_the_wrong_form_is_refused(room: RoomUnderTest, auditor: Caller, key: str) -> None:
    assert (await post(room, auditor, key, "red"))[0] == 400


async def test_a_column_that_holds_an_instant_gives_it_back_in_utc(
    room: RoomUnderTest, auditor: Caller
) -> None:
    await post(room, auditor, "key-00001", "red")
    async with room.begin() as tx:
        (at,) = (await tx.session.execute(text("SELECT created_at FROM idempotency"))).one()
    assert at.utcoffset() == timedelta(0)
