"""Any order of plans, overrides and withdrawals while the clock moves: what was on call stays as it was."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crisis_stories import NOON, CrisisRoom, a_planned_room
from hypothesis import HealthCheck, settings
from hypothesis import given as some_changes
from hypothesis import strategies as st

from crisis.app import ROOM, Settings
from crisis.domain.shift import HORIZON
from crisis.usecases.extend_rosters import extend_rosters
from region_policy.terms import end_of, local_day
from roster.effective import effective_shifts
from roster.plan import Layer, Override, OverrideKind, Plan, Unit
from testkit.rooms import running_room

REGIONS = Path(__file__).parents[3] / "regions"
START = NOON.replace(second=0)
HOUR = timedelta(hours=1)
WORKERS = st.integers(0, 2)
HOURS = st.integers(0, 60)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), HOURS, st.lists(WORKERS, min_size=1, max_size=3), st.integers(1, 2)),
        st.tuples(st.just("replace"), HOURS, WORKERS, WORKERS),
        st.tuples(st.just("add"), HOURS, WORKERS, WORKERS),
        st.tuples(st.just("remove"), HOURS, WORKERS, WORKERS),
        st.tuples(st.just("withdraw"), st.integers(0, 9), WORKERS, WORKERS),
        st.tuples(st.just("come-or-go"), WORKERS, WORKERS, WORKERS),
        st.tuples(st.just("wait"), st.sampled_from((30, 90, 300, 1500, 2880)), WORKERS, WORKERS),
    ),
    min_size=4,
    max_size=10,
)


@pytest.fixture
def drive(new_database: Callable[[str], Any], tmp_path: Path) -> Iterator[Callable[[list[Any]], None]]:
    """Walks a line of its own each time, in one loop of ours as Hypothesis is not async."""
    stack = AsyncExitStack()

    async def begin() -> CrisisRoom:
        url = await new_database("crisis")
        room = await stack.enter_async_context(running_room(ROOM, Settings, url, REGIONS, tmp_path))
        return await a_planned_room(room)

    with asyncio.Runner() as runner:
        crisis = runner.run(begin())
        yield lambda changes: runner.run(_Walk(crisis).go(changes))
        runner.run(stack.aclose())


class _Walk:
    """Keeps what was agreed on beside the room, and lets the library alone say what must come of it."""

    def __init__(self, crisis: CrisisRoom) -> None:
        self.crisis = crisis
        self.plans: list[Plan] = [Plan((1,), since=START - HOUR)]
        self.overrides: dict[str, Override] = {}
        self.without_telephone: set[str] = set()
        self.versions: dict[str, int] = {}
        self.numbers = 0

    @property
    def now(self) -> datetime:
        return self.crisis.room.clock().replace(second=0)

    async def go(self, changes: list[Any]) -> None:
        await self.crisis.room.rows("UPDATE duty_line SET planned_until = 'infinity' RETURNING id")
        self.crisis.room.clock.at = NOON
        self.line = await self.crisis.line()
        self.workers = [await self.crisis.worker(self.line, f"Piket {name}") for name in "ABC"]
        before: list[Any] = []
        for change in changes:
            moment = self.now
            await self.take(*change)
            after = await self.shifts()
            assert _until(before, moment) == _until(after, moment), (
                "what was on call is never worked out again"
            )
            self.agrees(after)
            before = after

    async def take(self, kind: str, first: int, second: Any, third: int) -> None:
        forced = {"force": True, "why": "Zo afgesproken"}
        if kind == "wait":
            self.crisis.room.clock.advance(timedelta(minutes=first))
            await extend_rosters(self.crisis.room.transactions)
        elif kind == "plan":
            await self.plan(self.now + first * HOUR, second, third, forced)
        elif kind == "come-or-go":
            await self.come_or_go(self.workers[first], forced)
        elif kind == "withdraw":
            if self.overrides:
                await self.withdraw(list(self.overrides)[first % len(self.overrides)], forced)
        else:
            await self.override(OverrideKind(kind), self.now + first * HOUR / 4, second, third, forced)

    async def plan(self, since: datetime, members: list[int], ranks: int, forced: dict[str, Any]) -> None:
        self.numbers += 1
        names = tuple(self.workers[member] for member in members)
        starts = datetime(2026, 3, 1, 7, 30)  # noqa: DTZ001  by the clock on the wall
        layers = [
            Layer(f"l-{self.numbers}-{rank}", rank, names, starts, 3, Unit.DAYS)
            for rank in range(1, ranks + 1)
        ]
        sent = [
            {"name": each.name, "rank": each.rank, "members": names, "starts": "2026-03-01T07:30"}
            | {"every": 3, "unit": "days"}
            for each in layers
        ]
        body = {"since": since.isoformat(), "needed": [1], "layers": sent}
        made = await self.crisis.post(f"/duty-lines/{self.line}/plans", body | forced)
        assert made.status_code == (409 if self.without_telephone & set(names) else 201), made.text
        if made.status_code == 409:
            return
        self.plans.append(Plan((1,), tuple(layers), since))
        self.plans.sort(key=lambda plan: plan.since or START)

    async def override(
        self, kind: OverrideKind, start: datetime, one: int, other: int, forced: dict[str, Any]
    ) -> None:
        worker = None if kind is OverrideKind.REMOVE else self.workers[one]
        replaces = None if kind is OverrideKind.ADD else self.workers[other]
        end = start + 7 * HOUR
        body = {"kind": kind, "start": start.isoformat(), "end": end.isoformat(), "worker": worker}
        made = await self.crisis.post(
            f"/duty-lines/{self.line}/overrides", body | {"replaces": replaces} | forced
        )
        assert made.status_code in ({400} if worker == replaces else {201, 409}), made.text
        if made.status_code == 201:
            name = made.json()["id"]
            self.overrides[name] = Override(name, kind, start, end, worker, replaces)

    async def come_or_go(self, worker: str, forced: dict[str, Any]) -> None:
        """Who loses the telephone is on call no more, until there is one again."""
        self.without_telephone ^= {worker}
        number = None if worker in self.without_telephone else "+31850000001"
        version = self.versions.get(worker, 1)
        client = self.crisis.room.as_caller(self.crisis.planner, **{"If-Match": f'"{version}"'})
        async with client:
            body = {"name": "Piket", "telephone": number, "push": None} | forced
            changed = await client.put(f"/workers/{worker}", json=body)
        assert changed.status_code == 200, changed.text
        self.versions[worker] = version + 1

    async def withdraw(self, name: str, forced: dict[str, Any]) -> None:
        path = f"/overrides/{name}/withdrawal"
        answer = await self.crisis.post(path, forced, **{"If-Match": '"1"'})
        assert answer.status_code == (409 if self.overrides[name].end <= self.now else 200), answer.text
        if answer.status_code == 200:
            del self.overrides[name]

    async def shifts(self) -> list[Any]:
        return await self.crisis.room.rows(
            "SELECT rank, seat, worker::text AS worker, starts_at, ends_at, source FROM shift "
            "WHERE duty_line = :line AND status = 'planned' ORDER BY starts_at, rank, seat",
            line=self.line,
        )

    def agrees(self, rows: list[Any]) -> None:
        now, until = self.now, end_of(local_day(self.crisis.room.clock() + HORIZON))
        counting = [plan for plan in self.plans if plan.since and plan.since <= now][-1:]
        counting += [plan for plan in self.plans if plan.since and plan.since > now]
        wanted = effective_shifts(counting, self.overrides.values(), now, until)
        ahead = [
            (row.rank, row.seat, row.worker, max(row.starts_at, now), row.ends_at, row.source)
            for row in rows
            if row.ends_at > now
        ]
        came_out = [
            (each.rank, each.seat, each.worker, each.start, each.end, each.source)
            for each in wanted
            if each.worker not in self.without_telephone
        ]
        assert sorted(ahead) == sorted(came_out)


def _until(rows: list[Any], moment: datetime) -> list[tuple[Any, ...]]:
    """Who was on call before this moment; whether a turn went on at it does not matter."""
    return sorted(
        (row.rank, row.seat, row.worker, row.starts_at, min(row.ends_at, moment), row.source)
        for row in rows
        if row.starts_at < moment
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@some_changes(changes=CHANGES)
def test_whatever_is_agreed_in_whatever_order_the_past_stands_and_what_is_ahead_follows(
    drive: Callable[[list[Any]], None], changes: list[Any]
) -> None:
    drive(changes)
