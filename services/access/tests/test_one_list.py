"""Whoever referred, what the desk has to do for one young person stands in one list (ZHZ-04)."""

from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .desk import DORDRECHT, Desk
from .routing import REGION_OF

DOORS: dict[str, dict[str, Any]] = {
    "general-practitioner": {"route": "quote"},
    "certified-institution": {"route": "product", "product": "guidance-at-home", "quantity": 600},
    "municipality": {"route": "stay", "forms": ["living"], "etmalen": 30, "intensity": "family-setting"},
}
"""The three doors of this region, each by a way on which the desk decides."""
SETTLED_ALONE = {"route": "product", "product": "guidance-at-home", "quantity": 600, "days": 90}


async def listed(desk: Desk, **asked: Any) -> dict[UUID, str]:
    async with desk.room.as_caller(desk.by) as client:
        answer = await client.get("/requests", params=asked)
    assert answer.status_code == 200, answer.text
    return {UUID(item["id"]): item["referrer"] for item in answer.json()["items"]}


@pytest.mark.requirement("ZHZ-04")
async def test_three_referrals_of_one_youth_stand_in_one_list_with_who_referred(
    access: RoomUnderTest,
) -> None:
    assert REGION_OF[DORDRECHT] == "zuid-holland-zuid"
    desk, other, client = await Desk.of(access, DORDRECHT), await Desk.of(access, "0148"), str(uuid7())
    nothing = {"budget": None, "etmalen": None, "intensity": None}
    one_youth = {
        await desk.asked(client=client, referrerType=referrer, **nothing | asked): referrer
        for referrer, asked in DOORS.items()
    }
    assert await listed(desk) == one_youth
    assert await listed(other) == {}
    # What a doctor settled alone waits for nobody, and is found among all.
    settled = await desk.asked(client=client, referrerType="general-practitioner", **nothing | SETTLED_ALONE)
    assert await listed(desk) == one_youth
    assert await listed(desk, state="all") == one_youth | {settled: "general-practitioner"}
