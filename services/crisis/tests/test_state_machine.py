"""Any order of steps by anybody on one alarm, on a real database: it is never lost and never in two hands."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alarm_stories import Called, on_duty_with
from crisis_stories import KAMPEN, NOON, UTRECHT
from hypothesis import HealthCheck, settings
from hypothesis import given as some_steps
from hypothesis import strategies as st

from crisis.domain.alarm import NEEDS, NEXT, AlarmStatus, StepKind

PRESSES = tuple(
    f"{name}: {answer}"
    for name in ("Noor Piket", "Sam Achterwacht")
    for answer in ("accept", "on-the-way", "still-have-it", "cannot")
)
TIMES = {"silence": 5, "reminder": 50, "quiet": 60}
"""Minutes: the term of an answer, until the reminder, and until an alarm in hand climbs."""
STEPS = ("first", "second", "desk", "on-site", "assessed", "stabilised", "close", "keep")
SOME_STEPS = st.lists(
    st.one_of(st.sampled_from(tuple(TIMES)), st.sampled_from(PRESSES), st.sampled_from(STEPS)),
    min_size=3,
    max_size=12,
)


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Iterator[Callable[[list[str], str], None]]:
    """Walks an alarm of its own each time, in one loop of ours as Hypothesis is not async."""
    stack = AsyncExitStack()
    screen = tmp_path / "screen"
    channels = {"channels": {"screen": {"kind": "terminal", "file": str(screen)}}, "default": ["screen"]}

    async def begin() -> Called:
        url = await new_database("crisis")
        return Called(await stack.enter_async_context(on_duty_with(url, tmp_path, channels)), screen)

    with asyncio.Runner() as runner:
        called = runner.run(begin())
        yield lambda steps, place: runner.run(_Walk(called, place).go(steps))
        runner.run(stack.aclose())


class _Walk:
    """By the responders and their presses, or where nobody is on call by the desk."""

    def __init__(self, called: Called, place: str) -> None:
        self.called, self.on_duty, self.place = called, called.on_duty, place
        self.by = self.on_duty.desk if place == UTRECHT else self.on_duty.responder
        self.tokens: dict[str, str] = {}

    async def go(self, steps: list[str]) -> None:
        self.on_duty.room.clock.at = NOON
        self.shown = len(await self.called.lines())
        self.alarm = before = await self.on_duty.alarm(municipality=self.place)
        for step in steps:
            self.on_duty.room.clock.advance(timedelta(minutes=1))
            await self.learn_tokens()
            await self.take(step)
            after = await self.on_duty.read(self.alarm)
            await self.holds(before, after)
            before = after

    async def learn_tokens(self) -> None:
        """Of each worker the last one that was sent."""
        lines = await self.called.lines()
        for line in lines[self.shown :]:
            token = line.rpartition("/called/")[2]
            seen = await self.called.view(token)
            if seen.status_code == 200:
                self.tokens[seen.json()["worker"]] = token
        self.shown = len(lines)

    async def take(self, step: str) -> None:
        on_duty, now = self.on_duty, self.on_duty.room.clock().isoformat()
        if step in TIMES:
            on_duty.room.clock.advance(timedelta(minutes=TIMES[step]))
            await on_duty.room.fire_deadlines()
            return
        if step in PRESSES:
            name, answer = step.split(": ")
            if name in self.tokens:
                pressed = await self.called.press(self.tokens[name], answer)
                assert pressed.status_code in {200, 401, 409}, pressed.text
            return
        command, body = {
            "first": ("acknowledgement", {"worker": on_duty.first}),
            "second": ("acknowledgement", {"worker": on_duty.second}),
            "desk": ("acknowledgement", {}),
            "keep": ("still-in-hand", {}),
            "close": ("closing", {"outcome": "stabilised", "happenedAt": now, "followUp": ["stay"]}),
        }.get(step, ("steps", {"steps": [{"kind": step, "happenedAt": now}]}))
        answer = await on_duty.on(self.alarm, command, body, by=on_duty.desk if step == "desk" else self.by)
        assert answer.status_code in {200, 409}, answer.text

    async def holds(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        was, now = AlarmStatus(before["status"]), AlarmStatus(after["status"])
        assert was is now or now in NEXT[was]
        assert (after["heldBy"] is None) == (now is AlarmStatus.RAISED)
        if was is not AlarmStatus.RAISED and not before["climbs"]:
            holders = [(each["holder"], each["heldBy"]) for each in (before, after)]
            assert holders[0] == holders[1], "whoever has it keeps it, as long as the term runs"
        calls = [attempt["worker"] for attempt in after["attempts"] if attempt["kind"] == "call"]
        assert (None in calls) == (self.place == UTRECHT)
        assert now is AlarmStatus.RAISED or after["holder"] in calls or None in calls
        in_line = [None] if self.place == UTRECHT else [self.on_duty.first, self.on_duty.second]
        assert calls == (in_line * len(calls))[: len(calls)], "no step is skipped and none comes twice"
        kinds = [StepKind(step["kind"]) for step in after["steps"]]
        assert len(set(kinds)) == len(kinds)
        assert all(NEEDS[kind] is None or NEEDS[kind] in kinds for kind in kinds)
        waits = {task["kind"] for task in after["tasks"]} - {"who-pays", "exit-plan"}
        wanted = {"acknowledgement"} if after["climbs"] else {"still-in-hand"}
        wanted = set() if now is AlarmStatus.CLOSED else wanted
        assert waits - {"still-in-hand-reminder"} == wanted, "an open alarm waits for one thing"
        assert "still-in-hand-reminder" not in waits or waits > {"still-in-hand-reminder"}
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
