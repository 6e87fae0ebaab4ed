"""Who calls a room too often is refused before anything of it is used."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from sqlalchemy import text

from doorkit.limits import Limits, LimitTable, Rule
from testkit.rooms import RoomUnderTest

KEY = {"Idempotency-Key": "key-00001"}


@pytest.fixture
def limited(room: RoomUnderTest) -> RoomUnderTest:
    """The room of things, in which two things can be made in a row."""
    table = LimitTable.load().model_copy(
        update={"operations": {"make_thing": Rule(per_minute=0.5, burst=2, most_bytes=40)}}
    )
    state = room.app.state.api.state
    state.guard = replace(state.guard, limits=Limits(table))
    return room


async def test_the_third_call_in_a_row_is_told_when_to_come_back_and_needs_no_database_to_be_told(
    limited: RoomUnderTest,
) -> None:
    caller = await limited.caller("auditor", "municipality", regions=("here",))
    another = await limited.caller("auditor", "municipality", regions=("here",))
    guarded = limited.transactions._guarded
    assert guarded
    async with limited.as_caller(caller, **KEY) as client, AsyncExitStack() as holding:
        # Refused for their bodies: what is wrong counts as much as what is right.
        assert [(await client.post("/things", json={})).status_code for _ in range(2)] == [400, 400]
        for _ in range(guarded.pool.size()):
            connection = await holding.enter_async_context(guarded.connect())
            await connection.execute(text("SELECT 1"))
        async with asyncio.timeout(5):
            refused = await client.post("/things", json={})
    assert refused.status_code == 429
    assert 60 < int(refused.headers["retry-after"]) <= 120
    assert refused.json()["type"] == "/problems/too-many-calls"
    async with limited.as_caller(another, **KEY) as client:
        assert (await client.post("/things", json={})).status_code == 400
        counted = await client.get("http://room.test/health/counts")
    assert counted.json()["limitedCalls"]["make_thing"] >= 1


async def test_a_body_longer_than_this_operation_takes_is_refused_however_it_comes(
    limited: RoomUnderTest,
) -> None:
    caller = await limited.caller("auditor", "municipality", regions=("here",))
    long = b'{"colour": "' + b"x" * 40 + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        yield long

    async with limited.as_caller(caller, **KEY, **{"Content-Type": "application/json"}) as client:
        assert (await client.post("/things", content=long)).status_code == 413
        assert (await client.post("/things", content=in_pieces())).status_code == 413


async def test_a_wrong_token_is_counted_by_its_address_and_takes_nothing_of_a_right_one(
    limited: RoomUnderTest,
) -> None:
    caller = await limited.caller("auditor", "municipality", regions=("here",))
    async with limited.as_caller(None, Authorization="Bearer wrong") as client:
        told = [(await client.post("/things", json={})).status_code for _ in range(3)]
    assert told == [401, 401, 429]
    async with limited.as_caller(caller, **KEY) as client:
        assert (await client.post("/things", json={})).status_code == 400


async def test_every_operation_tells_that_it_may_be_asked_too_often(room: RoomUnderTest) -> None:
    operations = [
        operation
        for methods in room.app.state.api.openapi()["paths"].values()
        for operation in methods.values()
    ]
    assert len(operations) > 5
    assert all("Retry-After" in operation["responses"]["429"]["headers"] for operation in operations)
