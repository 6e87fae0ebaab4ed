"""Any order of steps on the places of one enrolment, on a real database, beside a count on paper."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as some_steps
from hypothesis import strategies as st

from provider_registry.app import ROOM, Settings
from provider_registry.domain.capacity import FULL
from testkit.rooms import RoomUnderTest, running_room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .test_capacity import placeable, read, say
from .test_reservations import gp, hear, hold, leased, release, wait_days

REGIONS = Path(__file__).parents[3] / "regions"
PLACEMENTS, MINUTE = 4, timedelta(minutes=1)
STEPS = ["hold", "hold", "hold longer", "release", "accept", "refuse"]
OF_ONE = st.tuples(st.sampled_from(STEPS), st.integers(0, PLACEMENTS - 1))
OF_ALL = st.tuples(st.sampled_from(["word", "word", "hour", "fire"]), st.integers(0, 3))
SOME_STEPS = st.lists(OF_ONE | OF_ALL, min_size=4, max_size=25)
LEASE, LONGER = 60, 180


@dataclass
class OnPaper:
    """One placement: `state` as somebody would write it down; until when held, or since when taken."""

    state: str = "nothing"
    since: datetime | None = None
    minutes: int = 0
    taken_at: datetime | None = None

    def held(self, now: datetime) -> bool:
        return self.state == "held" and self.since is not None and now < self.since + self.minutes * MINUTE

    def told(self, now: datetime) -> str:
        return "lapsed" if self.state == "held" and not self.held(now) else self.state


@dataclass
class Walk:
    room: RoomUnderTest
    by: Caller
    place: Any
    ids: list[UUID] = field(default_factory=lambda: [uuid7() for _ in range(PLACEMENTS)])
    paper: list[OnPaper] = field(default_factory=lambda: [OnPaper() for _ in range(PLACEMENTS)])
    heard: list[int] = field(default_factory=lambda: [1] * PLACEMENTS)
    free: int = 2
    said_at: datetime | None = None
    words: int = 0

    @property
    def now(self) -> datetime:
        return self.room.clock()

    def counted(self) -> int:
        taken = [each.taken_at for each in self.paper if each.state == "taken"]
        since = sum(at is not None and self.said_at is not None and at > self.said_at for at in taken)
        return since + sum(each.held(self.now) for each in self.paper)

    async def go(self, steps: list[tuple[str, int]]) -> None:
        await self.word(self.free)
        for step, number in steps:
            self.room.clock.advance(MINUTE)
            match step:
                case "word":
                    await self.word(number)
                case "hour":
                    self.room.clock.advance(timedelta(minutes=30 * (number + 1)))
                case "fire":
                    await self.room.fire_deadlines()
                case "hold" | "hold longer":
                    await self.hold(number, LONGER if step == "hold longer" else LEASE)
                case "release":
                    await self.release(number)
                case _:
                    await self.hear(step, number)
            await self.holds()

    async def word(self, free: int) -> None:
        status = "capacity" if free else "waiting-list"
        said = {"status": status, "freePlaces": free, "waitFromDays": 5, "waitToDays": 9}
        answer = await say(self.room, self.place, said, version=self.words or None)
        assert answer.is_success, answer.text
        self.free, self.said_at, self.words = free, self.now, self.words + 1

    async def hold(self, number: int, minutes: int) -> None:
        mine, room_left = self.paper[number], self.free - self.counted() > 0
        answer = await hold(self.room, self.by, self.place, self.ids[number], minutes=minutes)
        if mine.held(self.now) or mine.state == "taken":
            assert answer.status_code == 200, answer.text
            mine.minutes = max(mine.minutes, minutes)
        elif room_left:
            assert answer.status_code == 201, answer.text
            self.paper[number] = OnPaper("held", self.now, minutes)
        else:
            assert answer.status_code == 409, answer.text

    async def release(self, number: int) -> None:
        mine = self.paper[number]
        version = None
        if mine.state != "nothing":
            version = (await read(self.room, f"/reservations/{self.ids[number]}", self.by))["version"]
        answer = await release(self.room, self.by, self.ids[number], version)
        expected = 404 if mine.state == "nothing" else 200 if mine.held(self.now) else 409
        assert answer.status_code == expected, answer.text
        if expected == 200:
            mine.state = "released"

    async def hear(self, step: str, number: int) -> None:
        mine = self.paper[number]
        self.heard[number] += 1
        name = {"accept": "placement.accepted", "refuse": "placement.refused"}[step]
        provider = str(self.place.provider)
        await hear(self.room, name, self.ids[number], self.heard[number], provider=provider)
        if step == "refuse" and mine.state != "nothing":
            mine.state = "released"
        elif step == "accept" and mine.state in {"held", "lapsed"}:
            mine.state, mine.taken_at = "taken", self.now

    async def holds(self) -> None:
        assert await leased(self.room, self.place) == self.counted()
        for number, mine in enumerate(self.paper):
            if mine.state == "nothing":
                continue
            seen = await read(self.room, f"/reservations/{self.ids[number]}", self.by)
            assert seen["status"] == mine.told(self.now), number
        await self.room.fire_deadlines()
        full = self.free > 0 and self.free <= self.counted()
        assert await wait_days(self.room, self.place) == {FULL if full else 5}


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Iterator[Callable[[Any], None]]:
    """Walks at a provider of its own each time, in one loop of ours as Hypothesis is not async."""
    stack = AsyncExitStack()

    async def begin() -> RoomUnderTest:
        url = await new_database("provider_registry")
        return await stack.enter_async_context(running_room(ROOM, Settings, url, REGIONS, tmp_path))

    async def walk(room: RoomUnderTest, steps: list[tuple[str, int]]) -> None:
        await Walk(room, await gp(room), await placeable(room)).go(steps)

    with asyncio.Runner() as runner:
        room = runner.run(begin())
        yield lambda steps: runner.run(walk(room, steps))
        runner.run(stack.aclose())


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_steps(steps=SOME_STEPS)
def test_whatever_happens_to_places_in_whatever_order_they_are_counted_as_on_paper(
    drive: Callable[[Any], None], steps: list[tuple[str, int]]
) -> None:
    drive(steps)
