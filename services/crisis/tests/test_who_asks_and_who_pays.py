"""In whose name an alarm is raised, and who pays for what it leaves: found out later, never before."""

from datetime import UTC, datetime, timedelta

import pytest
from crisis_stories import APELDOORN, KAMPEN, ZWOLLE, OnDuty

from wirekit.identifiers import uuid7


@pytest.mark.requirement("IJS-34")
async def test_the_crisis_desk_raises_on_behalf_of_zwolle_at_twenty_to_four(on_duty: OnDuty) -> None:
    zwolle = await on_duty.crisis.other("access-worker", "municipality", area=ZWOLLE)
    on_duty.room.clock.at = datetime(2026, 3, 3, 2, 40, tzinfo=UTC)
    raised = await on_duty.raise_it(on_duty.desk, municipality=ZWOLLE, onBehalfOf=str(zwolle.organisation))
    assert raised.status_code == 201, raised.text
    assert raised.json()["askedBy"] == str(zwolle.organisation)
    assert [item["id"] for item in (await on_duty.crisis.get("/alarms", by=zwolle)).json()["items"]] == [
        raised.json()["id"]
    ]
    not_the_desk = await on_duty.raise_it(on_duty.access, onBehalfOf=str(zwolle.organisation))
    nobody = await on_duty.raise_it(on_duty.desk, onBehalfOf=str(uuid7()))
    for wrong in (not_the_desk, nobody):
        assert wrong.status_code == 400
        assert [error["field"] for error in wrong.json()["errors"]] == ["onBehalfOf"]


async def test_nobody_asks_on_behalf_of_an_organisation_that_has_ended(on_duty: OnDuty) -> None:
    await on_duty.ends(on_duty.access.organisation, "municipality", KAMPEN)
    refused = await on_duty.raise_it(on_duty.desk, onBehalfOf=str(on_duty.access.organisation))
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == ["onBehalfOf"]


@pytest.mark.requirement("LAW-10")
@pytest.mark.parametrize(
    "residence",
    [{"kind": "municipality", "code": APELDOORN}, {"kind": "unknown"}, {"kind": "abroad"}],
)
async def test_where_the_child_lives_changes_nothing_and_who_pays_is_a_task_for_the_next_working_day(
    on_duty: OnDuty, residence: dict[str, str]
) -> None:
    on_duty.room.clock.at = datetime(2026, 3, 3, 2, 40, tzinfo=UTC)  # a Tuesday
    zwolle = await on_duty.crisis.other("access-worker", "municipality", area=ZWOLLE)
    raised = await on_duty.raise_it(municipality=ZWOLLE, residence=residence)
    assert raised.status_code == 201, raised.text
    assert raised.json()["attempts"][0]["worker"] == on_duty.first
    tasks = {task["kind"]: task for task in raised.json()["tasks"]}
    assert tasks["who-pays"]["owner"] == str(zwolle.organisation)
    assert tasks["who-pays"]["dueAt"] == "2026-03-04T23:00:00Z"
    path, alarm = f"/alarms/{raised.json()['id']}/residence", raised.json()
    wrong = await on_duty.crisis.post(path, {"municipality": "9999"}, by=on_duty.desk, **{"If-Match": '"1"'})
    assert [error["field"] for error in wrong.json()["errors"]] == ["municipality"]
    stated = await on_duty.on(alarm, "residence", {"municipality": APELDOORN}, by=on_duty.desk)
    assert stated.status_code == 200, stated.text
    assert "who-pays" not in {task["kind"] for task in stated.json()["tasks"]}


@pytest.mark.requirement("LAW-10")
async def test_who_lives_where_the_alarm_is_leaves_no_question_and_a_task_that_waits_is_told_again(
    on_duty: OnDuty,
) -> None:
    here = await on_duty.alarm(residence={"kind": "municipality", "code": KAMPEN})
    assert [task["kind"] for task in here["tasks"]] == ["acknowledgement"]
    await on_duty.alarm(residence={"kind": "abroad"})
    on_duty.room.clock.advance(timedelta(days=3))
    await on_duty.room.fire_deadlines()
    missed = [each.data["kind"] for each in await on_duty.room.told("deadline.missed")]
    assert missed.count("who-pays") == 1
    waiting = await on_duty.room.rows("SELECT 1 FROM deadline WHERE kind = 'who-pays' AND fired_at IS NULL")
    assert len(waiting) == 1


async def test_a_drill_does_not_ask_a_municipality_who_pays(on_duty: OnDuty) -> None:
    drill = await on_duty.alarm(drill=True)
    assert [task["kind"] for task in drill["tasks"]] == ["acknowledgement"]
    assert await on_duty.closed(drill)
    assert await on_duty.room.rows("SELECT kind FROM deadline WHERE fired_at IS NULL") == []


@pytest.mark.requirement("LAW-10", "IJS-37")
async def test_a_residence_is_told_whenever_it_is_found_after_the_closing_too(on_duty: OnDuty) -> None:
    alarm = await on_duty.alarm()
    assert (await on_duty.on(alarm, "residence", {"municipality": APELDOORN}, by=on_duty.desk)).is_success
    closed = await on_duty.closed(alarm)
    stated = await on_duty.on(alarm, "residence", {"municipality": ZWOLLE}, by=on_duty.desk)
    assert stated.status_code == 200, stated.text
    early, late = await on_duty.room.told("alarm.residence-found")
    assert (early.data["residence"], early.data["status"]) == (APELDOORN, "raised")
    assert (late.data["residence"], late.data["status"]) == (ZWOLLE, "closed")
    assert (late.data["followUp"], late.version) == (["ambulatory"], closed["version"] + 1)
