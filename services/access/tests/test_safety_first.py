"""A safety concern goes before all others on the list of the desk (HLM-08)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest

from .builders import DALFSEN
from .desk import Desk

A_THOUSAND = """
    INSERT INTO request
    SELECT (jsonb_populate_record(like_this, jsonb_build_object(
        'id', gen_random_uuid(), 'pressing_at', like_this.pressing_at - nth * interval '1 minute'
    ))).*
    FROM request AS like_this, generate_series(1, 999) AS nth WHERE like_this.id = :ordinary RETURNING 1
"""


async def page(desk: Desk, **asked: Any) -> list[dict[str, Any]]:
    async with desk.room.as_caller(desk.by) as client:
        answer = await client.get("/requests", params=asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.requirement("HLM-08")
async def test_one_with_a_safety_concern_is_before_a_thousand_that_came_earlier_and_are_late(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, DALFSEN)
    ordinary = await desk.asked()
    await access.rows(A_THOUSAND, ordinary=ordinary)
    access.clock.advance(timedelta(days=60))
    flagged = await desk.asked(safety=True)
    later = await desk.asked(safety=True)

    seen: list[UUID] = []
    asked: dict[str, Any] = {"limit": 100}
    while items := await page(desk, **asked):
        seen += [UUID(item["id"]) for item in items]
        asked["after"] = items[-1]["id"]
    assert seen[:2] == [flagged, later]
    assert len(set(seen)) == len(seen) == 1002
    (first, second, third) = await page(desk, limit=3)
    assert [item["safetyConcern"] for item in (first, second, third)] == [True, True, False]
    assert [item["isOverdue"] for item in (first, third)] == [False, True]
    # What is over waits for nobody: among all of them it lies where its term puts it.
    await access.deliver("referral.withdrawn", {"ref": str(flagged), "version": 2, "region": "ijsselland"})
    assert UUID((await page(desk, limit=1, state="all"))[0]["id"]) == later
