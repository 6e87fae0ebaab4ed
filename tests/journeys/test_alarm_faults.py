"""Faults that happen to one drill: its workers are killed, its database goes, a preview opens its link.

No alarm is lost, none is taken twice or by nobody, no step is skipped, and nobody is called on twice for one
moment.
"""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from journey_house import HouseUp, eventually

from wegwijs_cli.child_process import end, launch
from wegwijs_cli.ports import free_port
from wegwijs_cli.rooms import CRISIS
from wirekit.identifiers import uuid7

KAMPEN, DESK = "0166", "crisis-desk"
DRILL = {"municipality": KAMPEN, "callBackNumber": "+31880001122", "danger": False, "drill": True}
TERM = timedelta(seconds=2)
CALLS = "SELECT worker, at FROM alarm_attempt WHERE alarm = $1 AND kind = 'call' ORDER BY at, id"
STANDS = """
    SELECT status, version, (SELECT count(*) FROM alarm_step s WHERE s.alarm = a.id) AS accepted,
        (SELECT count(*) FROM alarm_attempt c WHERE c.alarm = a.id AND c.kind = 'call') AS calls
    FROM alarm a WHERE a.id = $1"""
KEPT = """
    SELECT n.status, n.tries, (SELECT count(*) FROM notification_try t WHERE t.notification = n.id) AS stored
    FROM notification n WHERE n.alarm = $1"""


def second_worker(house: HouseUp) -> subprocess.Popen[bytes]:
    """One more process that does the work of this room, as in production, told what the first was told."""
    told = Path(f"/proc/{house.process('crisis').pid}/environ").read_bytes().decode().split("\0")
    environment = dict(each.split("=", 1) for each in told if "=" in each)
    environment["WEGWIJS_PORT"] = str(free_port())
    command = [sys.executable, "-P", "-m", "crisis", "--role", "worker"]
    return launch(command, log=house.home / "logs" / "crisis-2.log", environment=environment)


class Drill:
    """One drill that nobody answers, and what its calls come to."""

    def __init__(self, house: HouseUp, http: httpx.AsyncClient, alarm: str) -> None:
        self.house, self.http, self.alarm = house, http, alarm

    async def calls(self) -> list[Any]:
        return await self.house.rows(CRISIS, CALLS, self.alarm)

    async def has_climbed(self, times: int) -> None:
        """Wait until it has called on so many more than now."""
        began = len(await self.calls())

        async def climbed() -> bool:
            return len(await self.calls()) >= began + times

        await eventually(climbed, f"the alarm climbs {times} times")

    def tokens(self) -> list[str]:
        """Of everybody whom any alarm of this house called on, the last one last."""
        lines = (self.house.home / "calls").read_text().splitlines()
        return [line.rpartition("/called/")[2] for line in lines if "/called/" in line]

    async def press(self, token: str) -> httpx.Response:
        body = {"token": token, "answer": "accept"}
        return await self.http.post("/api/crisis/v1/calls/answer", json=body)

    async def of_this_alarm(self) -> list[str]:
        found = []
        for token in self.tokens()[-4:]:
            seen = await self.http.post("/api/crisis/v1/calls/view", json={"token": token})
            if seen.status_code == 200 and seen.json()["alarm"] == self.alarm:
                found.append(token)
        return found


@pytest.fixture
async def http(house: HouseUp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.running.gateway, trust_env=False, timeout=30) as client:
        yield client


async def test_an_alarm_outlives_its_workers_and_its_database_and_comes_into_one_hand(
    house: HouseUp, http: httpx.AsyncClient
) -> None:
    async with house.client() as gateway:
        token = await gateway.token_of(DESK)
    bearer = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid7().hex}
    raised = await http.post("/api/crisis/v1/alarms", json=DRILL, headers=bearer)
    killed = house.kill("crisis")
    assert raised.status_code == 201, raised.text
    drill = Drill(house, http, raised.json()["id"])
    await house.stands_again("crisis", after=killed)
    await drill.has_climbed(1)

    killed = house.kill("PostgreSQL")
    await house.stands_again("PostgreSQL", after=killed)
    await drill.has_climbed(1)

    other = second_worker(house)
    try:
        await drill.has_climbed(1)
        killed = house.kill("crisis")
        await drill.has_climbed(1)
    finally:
        end(other)
    await house.stands_again("crisis", after=killed)

    async def shown() -> bool:
        return len(await drill.of_this_alarm()) >= 2

    await eventually(shown, "whom it called on is on the screen")
    earlier, newest = (await drill.of_this_alarm())[-2:]
    for _ in range(3):
        preview = await http.get(f"/called/{newest}")
        assert preview.status_code < 500
    seen = await http.post("/api/crisis/v1/calls/view", json={"token": newest})
    assert seen.json()["status"] == "raised", "a preview takes nothing in hand"
    answers = await asyncio.gather(drill.press(newest), drill.press(earlier))
    assert sorted(answer.status_code for answer in answers) == [200, 409], [a.text for a in answers]

    calls = await drill.calls()
    line = list(dict.fromkeys(call["worker"] for call in calls))
    assert [call["worker"] for call in calls] == (line * len(calls))[: len(calls)], "no step is skipped"
    assert len(line) > 1
    gaps = [later["at"] - earlier["at"] for earlier, later in pairwise(calls)]
    assert all(gap >= TERM for gap in gaps), "two workers fire one moment once"
    (stands,) = await house.rows(CRISIS, STANDS, drill.alarm)
    assert (stands["status"], stands["accepted"]) == ("acknowledged", 1)
    assert stands["version"] == stands["calls"] + 1, "each climb and the one press changed it once"
    kept = await house.rows(CRISIS, KEPT, drill.alarm)
    assert len(kept) >= len(calls)
    assert all(each["tries"] == each["stored"] for each in kept)
    assert all(each["tries"] > 0 or each["status"] == "not-needed" for each in kept)
