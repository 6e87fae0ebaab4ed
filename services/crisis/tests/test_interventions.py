"""The intervention: in time on site or not, who takes over, the way out of the help that goes on (IJS-36)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from crisis_stories import HOUR, NOON, OnDuty
from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.intervention import exit_plan_due
from wirekit.identifiers import uuid7

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
END_OF_16_MARCH = "2026-03-16T23:00:00Z"


def at(minutes: int) -> str:
    return (NOON + timedelta(minutes=minutes)).isoformat()


async def stabilised(on_duty: OnDuty, *, on_site: int | None = 70, **changed: Any) -> dict[str, Any]:
    """All is told three hours later in one go."""
    on_duty.room.clock.at = NOON
    alarm = await on_duty.alarm(**changed)
    on_duty.room.clock.at = NOON + 3 * HOUR
    moments = {"accepted": 4, "on-site": on_site, "assessed": 150, "stabilised": 170}
    steps = [
        {"kind": kind, "happenedAt": at(minute)} for kind, minute in moments.items() if minute is not None
    ]
    told = await on_duty.on(alarm, "steps", {"steps": steps, "worker": on_duty.first})
    assert told.status_code == 200, told.text
    return alarm


async def close(on_duty: OnDuty, alarm: dict[str, Any], outcome: str = "stabilised", **more: Any) -> Any:
    body = {"outcome": outcome, "happenedAt": at(175)} | more
    return await on_duty.on(alarm, "closing", body, by=on_duty.desk)


async def seen(on_duty: OnDuty, alarm: dict[str, Any]) -> dict[str, Any]:
    answer = await on_duty.crisis.get(f"/alarms/{alarm['id']}/intervention", by=on_duty.responder)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.requirement("IJS-36")
async def test_how_long_it_took_until_somebody_was_there_is_shown_against_the_norm_and_late_stops_nothing(
    on_duty: OnDuty,
) -> None:
    policies = on_duty.room.app.state.transactions.resources.policies
    norm = policies.in_force("ijsselland", on=TODAY).crisis.times.on_site_seconds
    for minutes, is_late in ((norm // 60, False), (norm // 60 + 1, True)):
        alarm = await stabilised(on_duty, on_site=minutes)
        found = (await seen(on_duty, alarm))["onSite"]
        assert (found["normSeconds"], found["seconds"], found["isLate"]) == (norm, minutes * 60, is_late)
    never = await stabilised(on_duty, on_site=None)
    assert (await seen(on_duty, never))["onSite"]["isLate"] is True, "nobody is there yet"
    assert (await close(on_duty, never)).status_code == 200
    assert (await seen(on_duty, never))["onSite"]["isLate"] is False, "it was solved without a visit"


@pytest.mark.requirement("IJS-36")
async def test_it_is_closed_as_taken_over_by_whoever_took_it_over(on_duty: OnDuty) -> None:
    for by in ("hospital", "police", "veilig-thuis", "other-region"):
        alarm = await stabilised(on_duty)
        closed = await close(on_duty, alarm, f"taken-over-by-{by}")
        assert (closed.status_code, closed.json()["outcome"]) == (200, f"taken-over-by-{by}"), closed.text
        assert (await seen(on_duty, alarm))["exitPlan"] is None, "who took over goes on from here"


@pytest.mark.requirement("IJS-37")
async def test_help_that_goes_on_owes_an_exit_plan_after_fourteen_days_and_is_told_until_it_is_there(
    on_duty: OnDuty,
) -> None:
    alarm = await stabilised(on_duty)
    assert (await close(on_duty, alarm, followUp=["ambulatory"])).status_code == 200
    plan = (await seen(on_duty, alarm))["exitPlan"]
    assert (plan["since"], plan["dueOn"], plan["owner"]) == (
        "2026-03-02",
        "2026-03-16",
        str(on_duty.responder.organisation),
    )
    (told,) = await on_duty.room.told("alarm.closed")
    assert (told.data["helpSince"], told.data["nights"]) == ("2026-03-02", 0)
    tasks = {task["kind"]: task["dueAt"] for task in (await on_duty.read(alarm))["tasks"]}
    assert tasks["exit-plan"] == END_OF_16_MARCH
    on_duty.room.clock.at = datetime.fromisoformat(END_OF_16_MARCH)
    await on_duty.room.fire_deadlines()
    missed = [event.data["kind"] for event in await on_duty.room.told("deadline.missed")]
    assert "exit-plan" in missed
    tasks = {task["kind"]: task["dueAt"] for task in (await on_duty.read(alarm))["tasks"]}
    assert tasks["exit-plan"] == "2026-03-18T23:00:00Z", "the next working day after the seventeenth"
    for moment, why in ((NOON - 2 * DAY, 409), (on_duty.room.clock() + HOUR, 409), (NOON + DAY, 200)):
        body = {"happenedAt": moment.isoformat()}
        noted = await on_duty.on(alarm, "exit-plan", body, by=on_duty.access)
        assert noted.status_code == why, noted.text
    assert noted.json()["exitPlan"]["madeBy"] == str(on_duty.access.organisation)
    assert "exit-plan" not in {task["kind"] for task in (await on_duty.read(alarm))["tasks"]}
    again = await on_duty.on(alarm, "exit-plan", body)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


async def test_short_help_owes_it_halfway_to_the_director_where_one_is_known_and_a_drill_owes_nothing(
    on_duty: OnDuty,
) -> None:
    alarm = await stabilised(on_duty)
    director = str(on_duty.access.organisation)
    for wrong, field in (
        ({"director": str(uuid7())}, "director"),
        ({"plannedEnd": "2029-01-01"}, "plannedEnd"),
    ):
        refused = await close(on_duty, alarm, **wrong)
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    early = await close(on_duty, alarm, plannedEnd="2026-03-01")
    assert [reason["code"] for reason in early.json()["reasons"]] == ["planned-end-before-start"]
    closed = await close(on_duty, alarm, plannedEnd="2026-03-16", director=director)
    assert closed.status_code == 200, closed.text
    plan = (await seen(on_duty, alarm))["exitPlan"]
    assert (plan["plannedEnd"], plan["dueOn"], plan["owner"]) == ("2026-03-16", "2026-03-09", director)
    drill = await stabilised(on_duty, drill=True)
    assert (await close(on_duty, drill, followUp=["ambulatory"])).status_code == 200
    assert (await seen(on_duty, drill))["exitPlan"] is None


@pytest.mark.requirement("IJS-37")
@given(
    since=st.dates(date(2022, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 400),
    plan_days=st.integers(1, 60),
    short_days=st.integers(1, 120),
)
def test_the_exit_plan_is_due_in_time(since: date, length: int, plan_days: int, short_days: int) -> None:
    """Never before the start; of short help never after its end; else so many days after the start."""
    days = {"plan_days": plan_days, "short_days": short_days}
    due = exit_plan_due(since, since + length * DAY, **days)
    assert exit_plan_due(since, None, **days) == since + plan_days * DAY
    if length < short_days:
        assert 0 <= length - 2 * (due - since).days <= 1
    else:
        assert due == since + plan_days * DAY
