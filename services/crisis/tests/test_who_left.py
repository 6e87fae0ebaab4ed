"""Name and addresses of somebody who left the roster are not kept for good."""

from datetime import timedelta

import pytest
from crisis_stories import CrisisRoom

from crisis.usecases.forget_who_left import forget_who_left

GONE = {"name": "Noor Piket", "telephone": None, "push": None}


async def forgotten(crisis: CrisisRoom) -> int:
    async with crisis.room.begin() as tx:
        return await forget_who_left(tx)


@pytest.mark.requirement("LAW-11")
async def test_who_left_has_no_name_after_the_period_of_the_policy_and_who_came_back_keeps_it(
    crisis: CrisisRoom,
) -> None:
    line = await crisis.line()
    left, back = await crisis.worker(line), await crisis.worker(line, "Bo Terug")

    async def change(worker: str, version: int, **body: object) -> None:
        async with crisis.room.as_caller(crisis.planner, **{"If-Match": f'"{version}"'}) as client:
            changed = await client.put(f"/workers/{worker}", json=GONE | body)
            assert changed.status_code == 200, changed.text

    await change(left, 1)
    await change(back, 1, name="Bo Terug")
    await change(back, 2, name="Bo Terug", telephone="+31850000001")
    crisis.room.clock.advance(timedelta(days=60))
    await change(left, 2)
    assert await forgotten(crisis) == 0
    crisis.room.clock.advance(timedelta(days=40))
    assert [await forgotten(crisis), await forgotten(crisis)] == [1, 0]
    names = {row.id: row.name for row in await crisis.room.rows("SELECT id::text, name FROM on_call_worker")}
    assert names == {left: "–", back: "Bo Terug"}
