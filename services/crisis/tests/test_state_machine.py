"""Any order of steps by anybody on one alarm, on a real database: it is never lost and never in two hands."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from crisis_stories import KAMPEN, NOON, UTRECHT, OnDuty, a_planned_room
from hypothesis import HealthCheck, settings
from hypothesis import given as some_steps
from hypothesis import strategies as st

from crisis.app import ROOM, Settings
from crisis.domain.alarm import NEEDS, NEXT, AlarmStatus, StepKind
from testkit.rooms import running_room

REGIONS = Path(__file__).parents[3] / "regions"
STEPS = ("silence", "first", "second", "desk", "on-site", "assessed", "stabilised", "close", "quiet")
SOME_STEPS = st.lists(st.sampled_from(STEPS), min_size=3, max_size=12)


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Iterator[Callable[[list[str], str], None]]:
    """Walks an alarm of its own each time, in one loop of ours as Hypothesis is not async."""
    stack = AsyncExitStack()

    async def begin() -> OnDuty:
        url = await new_database("crisis")
        room = await stack.enter_async_context(running_room(ROOM, Settings, url, REGIONS, tmp_path))
        return await OnDuty.on_a_line(await a_planned_room(room))

    with asyncio.Runner() as runner:
        on_duty = runner.run(begin())
        yield lambda steps, place: runner.run(_Walk(on_duty, place).go(steps))
        runner.run(stack.aclose())


class _Walk:
    """By the responders, or where nobody is on call by the desk."""

    def __init__(self, on_duty: OnDuty, place: str) -> None:
        self.on_duty, self.place = on_duty, place
        self.by = on_duty.desk if place == UTRECHT else on_duty.responder

    async def go(self, steps: list[str]) -> None:
        self.on_duty.room.clock.at = NOON
        self.alarm = before = await self.on_duty.alarm(municipality=self.place)
        for step in steps:
            self.on_duty.room.clock.advance(timedelta(minutes=1))
            await self.take(step)
            after = await self.on_duty.read(self.alarm)
            await self.holds(before, after)
            before = after

    async def take(self, step: str) -> None:
        on_duty, now = self.on_duty, self.on_duty.room.clock().isoformat()
        if step in ("silence", "quiet"):
            on_duty.room.clock.advance(timedelta(minutes=5) if step == "silence" else timedelta(hours=1))
            await on_duty.room.fire_deadlines()
            return
        command, body = {
            "first": ("acknowledgement", {"worker": on_duty.first}),
            "second": ("acknowledgement", {"worker": on_duty.second}),
            "desk": ("acknowledgement", {}),
            "close": ("closing", {"outcome": "stabilised", "happenedAt": now, "followUp": ["stay"]}),
        }.get(step, ("steps", {"steps": [{"kind": step, "happenedAt": now}]}))
        answer = await on_duty.on(self.alarm, command, body, by=on_duty.desk if step == "desk" else self.by)
        assert answer.status_code in {200, 409}, answer.text

    async def holds(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        was, now = AlarmStatus(before["status"]), AlarmStatus(after["status"])
        assert was is now or now in NEXT[was]
        assert (after["heldBy"] is None) == (now is AlarmStatus.RAISED)
        if was is not AlarmStatus.RAISED:
            holders = [(each["holder"], each["heldBy"]) for each in (before, after)]
            assert holders[0] == holders[1], "whoever has it keeps it"
        called_on = {attempt["worker"] for attempt in after["attempts"]}
        assert (None in called_on) == (self.place == UTRECHT)
        assert now is AlarmStatus.RAISED or after["holder"] in called_on or None in called_on
        kinds = [StepKind(step["kind"]) for step in after["steps"]]
        assert len(set(kinds)) == len(kinds)
        assert all(NEEDS[kind] is None or NEEDS[kind] in kinds for kind in kinds)
        waits = {task["kind"] for task in after["tasks"]} - {"who-pays"}
        assert len(waits) == (now is not AlarmStatus.CLOSED), (
            "an open alarm waits for one thing, a closed for none"
        )
        notes = await self.on_duty.room.rows(
            "SELECT 1 FROM data_key WHERE data_subject = :alarm AND wrapped IS NOT NULL",
            alarm=self.alarm["id"],
        )
        assert bool(notes) == (now is not AlarmStatus.CLOSED)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_steps(steps=SOME_STEPS, place=st.sampled_from((KAMPEN, UTRECHT)))
def test_whatever_anybody_does_in_whatever_order_the_alarm_is_in_somebodys_hands_or_climbs(
    drive: Callable[[list[str], str], None], steps: list[str], place: str
) -> None:
    drive(steps, place)
