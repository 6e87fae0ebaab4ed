"""The local team looks again at help on the policy's days; what was not looked at shows (ZHZ-06)."""

from datetime import date, timedelta

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given
from .changing import EVALUATED, ZHZ, Desk, a_stay_decision

TODAY = date(2026, 3, 10)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def due_days(desk: Desk, state: str = "open") -> list[str]:
    return [each["dueOn"] for each in (await desk.read(f"/reviews?state={state}"))["items"]]


@pytest.mark.requirement("ZHZ-06")
async def test_help_for_a_year_is_reviewed_on_the_days_of_the_policy_and_what_is_overdue_shows(
    access: RoomUnderTest, given: Given
) -> None:
    desk, others = await Desk.of(access, given, ZHZ), await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("living-group", 365))
    assert await due_days(desk) == [day(91), day(182), day(365)]
    assert await due_days(others) == []
    # Two weeks before the day the team is told, and when it is over, and then every week.
    access.clock.advance(timedelta(days=77))
    await access.fire_deadlines()
    assert (await helped.signals(desk.worker)).count("review-due") == 1
    access.clock.advance(timedelta(days=14))
    await access.fire_deadlines()
    assert await due_days(desk, "overdue") == []
    access.clock.advance(timedelta(days=1))
    await access.fire_deadlines()
    (overdue,) = (await desk.read("/reviews?state=overdue"))["items"]
    assert (overdue["dueOn"], overdue["isOverdue"], overdue["afterDays"]) == (day(91), True, 91)
    assert (await helped.signals(desk.worker)).count("review-overdue") == 1
    access.clock.advance(timedelta(days=8))
    assert await access.fire_deadlines() == 1
    assert (await helped.signals(desk.worker)).count("review-overdue") == 1
    # It is done once, with a finding that is kept sealed.
    path, body = f"/reviews/{overdue['id']}/done", {"outcome": "goes-on", "finding": "Het gaat vooruit."}
    assert (await desk.send("POST", path, body)).status_code == 428
    assert (await desk.send("POST", path, body, etag='"9"')).status_code == 412
    assert (await desk.send("POST", path, body, etag='"1"', by=others.worker)).status_code == 404
    done = await desk.send("POST", path, body, etag='"1"')
    assert (done.status_code, done.json()["finding"], done.json()["version"]) == (200, body["finding"], 2)
    assert (await desk.send("POST", path, body, etag='"2"')).status_code == 409
    (row,) = await access.rows("SELECT finding FROM review_task WHERE done_at IS NOT NULL")
    assert body["finding"].encode() not in row.finding
    assert await due_days(desk, "overdue") == []
    assert await due_days(desk) == [day(182), day(365)]
    assert len(await due_days(desk, "all")) == 3
    assert (await desk.read(f"/reviews/{overdue['id']}"))["outcome"] == "goes-on"


@pytest.mark.requirement("ZHZ-06")
async def test_reviews_follow_the_help_when_it_begins_ends_and_goes_on(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, ZHZ)
    helped = await desk.helped(a_stay_decision("living-group", 15), care=False)
    assert await due_days(desk) == [day(91), day(182)]
    await helped.entitled.start(TODAY + timedelta(days=5))
    assert await due_days(desk) == [day(96), day(187)]
    await helped.changed("shorten", validUntil=day(100))
    assert await due_days(desk) == [day(96)]
    assert (await helped.extend(TODAY + timedelta(days=400), statements=EVALUATED)).status_code == 201
    assert await due_days(desk) == [day(96), day(187), day(370)]
    page = await desk.read("/reviews?limit=2")
    rest = await desk.read(f"/reviews?limit=2&after={page['next']}")
    assert [each["dueOn"] for each in rest["items"]] == [day(370)]
    await helped.entitled.stop(TODAY + timedelta(days=5), TODAY + timedelta(days=20))
    assert await due_days(desk) == []
    waiting = await access.rows("SELECT 1 FROM deadline WHERE kind = 'review-due' AND fired_at IS NULL")
    assert waiting == []
