"""What waits is fired once, at its moment, by whichever worker looks first."""

import asyncio
from datetime import timedelta
from uuid import UUID

from servicekit.deadlines import fire_one
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

DAY = timedelta(days=1)


async def wait_for_painting(room: RoomUnderTest, owner: str = "painter", after: timedelta = DAY) -> UUID:
    ref = uuid7()
    async with room.begin() as tx:
        tx.set_deadline("painting", ref, region="here", owner=owner, due_at=tx.now + after)
    return ref


async def test_nothing_fires_before_its_moment_and_everything_after_it_once(room: RoomUnderTest) -> None:
    ref = await wait_for_painting(room)
    assert await room.fire_deadlines() == 0
    room.clock.advance(DAY)
    assert await room.fire_deadlines() == 1
    assert await room.fire_deadlines() == 0
    assert [row.ref for row in await room.rows("SELECT ref FROM missed")] == [ref]
    (told,) = await room.told("deadline.missed")
    assert (told.data["about"], told.data["owner"]) == (str(ref), "painter")


async def test_ten_workers_that_look_at_once_fire_each_deadline_once(room: RoomUnderTest) -> None:
    for _ in range(6):
        await wait_for_painting(room)
    room.clock.advance(DAY * 30)

    async def work() -> int:
        fired = 0
        while await fire_one(room.transactions, room.room.when_missed):
            fired += 1
        return fired

    assert sum(await asyncio.gather(*(work() for _ in range(10)))) == 6
    assert len(await room.rows("SELECT 1 FROM missed")) == 6
    assert len(await room.told("deadline.missed")) == 6


async def test_a_new_moment_replaces_the_old_one_and_a_cancelled_one_never_fires(room: RoomUnderTest) -> None:
    ref = await wait_for_painting(room)
    async with room.begin() as tx:
        tx.set_deadline("painting", ref, region="here", owner="painter", due_at=tx.now + 3 * DAY)
    room.clock.advance(DAY)
    assert await room.fire_deadlines() == 0
    async with room.begin() as tx:
        await tx.cancel_deadline("painting", ref)
    room.clock.advance(9 * DAY)
    assert await room.fire_deadlines() == 0


async def test_one_that_fails_leaves_no_trace_waits_longer_each_time_and_holds_up_nobody(
    room: RoomUnderTest,
) -> None:
    await wait_for_painting(room, owner="nobody", after=timedelta(0))
    good = await wait_for_painting(room, after=timedelta(seconds=1))
    room.clock.advance(timedelta(seconds=2))
    assert await room.fire_deadlines() >= 2
    assert [row.ref for row in await room.rows("SELECT ref FROM missed")] == [good]
    (waiting,) = await room.rows("SELECT attempts, next_try_at FROM deadline WHERE fired_at IS NULL")
    assert waiting.attempts >= 1
    assert waiting.next_try_at > room.clock()
