"""Throughput and waiting by hand counts, per municipality, and few enough to know somebody are hidden."""

from datetime import timedelta
from typing import Any

import pytest

from referral.domain.figures import class_of
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, ZWOLLE, Given


def row(table: dict[str, Any], key: str) -> tuple[dict[str, int | None], int | None]:
    """The cells above nought or hidden, by column, and the total."""
    (found,) = [each for each in (*table["rows"], table["totals"]) if each["key"] == key]
    cells = dict(zip(table["columns"], found["cells"], strict=True))
    return {name: count for name, count in cells.items() if count != 0}, found["total"]


@pytest.mark.requirement("NV-06")
async def test_what_was_sent_decided_begun_and_ended_agrees_with_hand_counts_and_tells_of_nobody(
    room: RoomUnderTest, given: Given
) -> None:
    """Zwolle: ten sent and decided that begin after 40 days; Dalfsen: ten that wait, and two later."""
    gp, provider = await given.a_gp(), await given.a_provider()
    sent = given.today
    placed = [await given.accepted(gp, provider, municipality=ZWOLLE) for _ in range(10)]
    for _ in range(10):
        await given.referral(gp, municipality=DALFSEN)
    room.clock.advance(timedelta(days=40))
    began = given.today
    for _, placement in placed:
        assert (await given.start(provider, placement, began)).status_code == 200
    for _ in range(2):
        await given.referral(gp, municipality=DALFSEN)
    manager = await room.caller("region-manager", "region", regions=("ijsselland",))
    last = (began.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    query = f"/figures?from={sent.replace(day=1)}&until={last}"
    found = (await given.get(manager, query)).json()
    then, now = f"{sent:%Y-%m}", f"{began:%Y-%m}"
    assert row(found["submitted"], ZWOLLE) == ({then: 10}, 10)
    assert row(found["submitted"], DALFSEN) == ({then: None, now: None}, 10), "two of April, by the total"
    assert row(found["decided"], "total") == ({then: 10}, 10)
    assert row(found["started"], ZWOLLE) == ({now: 10}, 10)
    assert row(found["ended"], "total") == ({}, 0)
    assert row(found["forms"], ZWOLLE) == ({"ambulatory": 10}, 10)
    assert row(found["waiting"], DALFSEN) == ({"up-to-4-weeks": None, "up-to-10-weeks": None}, 10)
    assert row(found["waiting"], ZWOLLE) == ({}, 0)
    starts = found["toStart"]
    assert (starts["median"], starts["p90"]) == (40, 40)
    assert row(starts["withinNorm"], ZWOLLE) == ({"in-time": 10}, 10)
    assert (found["toFirstContact"]["median"], row(found["toFirstContact"]["withinNorm"], "total")) == (
        None,
        ({}, 0),
    )
    assert not [one for one, _ in placed if one["id"] in str(found)], "nobody is in it"
    # A municipality sees its own; who only carries out help sees none.
    director = await room.caller("director", "municipality", area=DALFSEN, regions=("ijsselland",))
    mine = (await given.get(director, query)).json()
    assert [each["key"] for each in mine["submitted"]["rows"]] == [DALFSEN]
    await _refused(given, [gp, provider], query)
    for wrong in (f"from={sent.replace(day=2)}", "until=2026-03-30", "from=0001-01-01&until=0001-01-31"):
        assert (await given.get(manager, f"/figures?{wrong}")).status_code == 400, wrong


async def _refused(given: Given, callers: list[Caller], path: str) -> None:
    for caller in callers:
        assert (await given.get(caller, path)).status_code == 403


def test_a_wait_is_in_the_class_of_its_last_whole_week() -> None:
    ends = {28: "up-to-4-weeks", 29: "up-to-10-weeks", 70: "up-to-10-weeks", 71: "up-to-26-weeks"}
    assert {days: class_of(days) for days in (*ends, 183)} == ends | {183: "longer"}
