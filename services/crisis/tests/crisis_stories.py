"""What the stories of this room share: the moment, the places, and a planner who plans."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from servicekit.organisations import Organisation, learn_organisation
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

REGION, KAMPEN, DALFSEN, UTRECHT, ZWOLLE = "ijsselland", "0166", "0148", "0344", "0193"
APELDOORN = "0200"
NUMBER = "+31612345678"
NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class CrisisRoom:
    """The room at a fixed moment (half a minute past noon), with a planner of one crisis provider."""

    def __init__(self, room: RoomUnderTest, planner: Caller) -> None:
        self.room, self.planner = room, planner

    async def post(self, path: str, body: object = None, *, by: Caller | None = None, **headers: str) -> Any:
        headers = {"Idempotency-Key": uuid7().hex} | headers
        async with self.room.as_caller(by or self.planner, **headers) as client:
            return await client.post(path, json=body)

    async def get(self, path: str, *, by: Caller | None = None, **query: str) -> httpx.Response:
        async with self.room.as_caller(by or self.planner) as client:
            return await client.get(path, params=query)

    def line_body(self, **changed: object) -> dict[str, object]:
        name = {"nl": "Ambulant crisisteam", "en": "Ambulatory crisis team"}
        body = {"region": REGION, "name": name, "municipalities": [KAMPEN, DALFSEN]}
        return body | {"crisisGroup": [str(self.planner.organisation)]} | changed

    async def line(self, **changed: object) -> str:
        made = await self.post("/duty-lines", self.line_body(**changed))
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def worker(self, line: str, name: str = "Noor Piket", *, by: Caller | None = None) -> str:
        body = {"name": name, "telephone": "+31850000001"}
        made = await self.post(f"/duty-lines/{line}/workers", body, by=by)
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def plan(
        self, line: str, worker: str, hours: tuple[int, int], rank: int = 1, **headers: str
    ) -> httpx.Response:
        """Plan a shift; the hours count from noon."""
        noon = NOON.replace(second=0)
        start, end = (str((noon + hour * HOUR).isoformat()) for hour in hours)
        body = {"kind": "add", "worker": worker, "rank": rank, "start": start, "end": end}
        answer: httpx.Response = await self.post(f"/duty-lines/{line}/overrides", body, **headers)
        return answer

    async def other(self, role: str = "roster-planner", kind: str = "crisis-provider", **more: Any) -> Caller:
        """Somebody of another organisation, of this region unless it is said otherwise."""
        organisation = {"regions": (REGION,), "name": "Crisisaanbieder Twee"} | more
        return await self.room.caller(role, kind, **organisation)


async def a_planned_room(room: RoomUnderTest) -> CrisisRoom:
    room.clock.at = NOON
    name = "Crisisaanbieder Een"
    planner = await room.caller("roster-planner", "crisis-provider", regions=(REGION,), name=name)
    return CrisisRoom(room, planner)


@dataclass
class OnDuty:
    """A line on which two are on call, with who plays a part in the stories."""

    crisis: CrisisRoom
    first: str
    second: str
    responder: Caller
    desk: Caller
    access: Caller

    @classmethod
    async def on_a_line(cls, crisis: CrisisRoom) -> "OnDuty":
        line = await crisis.line(municipalities=[KAMPEN, DALFSEN, ZWOLLE])
        first, second = await crisis.worker(line), await crisis.worker(line, "Sam Achterwacht")
        for worker, rank in ((first, 1), (second, 2)):
            assert (await crisis.plan(line, worker, (0, 24), rank=rank)).status_code == 201
        organisation = crisis.planner.organisation
        return cls(
            crisis,
            first,
            second,
            responder=Caller("test-responder", organisation, "on-call-worker"),
            desk=Caller("test-desk", organisation, "crisis-desk"),
            access=await crisis.other("access-worker", "municipality", area=KAMPEN, name="Toegang Kampen"),
        )

    @property
    def room(self) -> RoomUnderTest:
        return self.crisis.room

    async def two_providers_on_call(self, *municipalities: str) -> tuple[str, str, Caller]:
        """A line on which one of another crisis provider stands behind one of ours: both, and its planner."""
        other = await self.crisis.other()
        group = [str(self.crisis.planner.organisation), str(other.organisation)]
        line = await self.crisis.line(municipalities=list(municipalities), crisisGroup=group)
        ours = await self.crisis.worker(line)
        theirs = await self.crisis.worker(line, "Sam Achterwacht", by=other)
        for worker, rank in ((ours, 1), (theirs, 2)):
            assert (await self.crisis.plan(line, worker, (0, 24), rank=rank)).status_code == 201
        return ours, theirs, other

    async def ends(self, organisation: UUID, kind: str, area: str | None = None) -> None:
        """The register tells that an organisation has no part in anything since yesterday."""
        yesterday = self.room.clock() - timedelta(days=1)
        async with self.room.begin() as tx:
            await learn_organisation(tx, Organisation(organisation, kind, "Weg", area, (REGION,), yesterday))

    async def raise_it(self, by: Caller | None = None, **changed: Any) -> Any:
        body = {"municipality": KAMPEN, "callBackNumber": NUMBER, "danger": True, **changed}
        return await self.crisis.post("/alarms", body, by=by or self.access)

    async def alarm(self, **changed: Any) -> dict[str, Any]:
        raised = await self.raise_it(**changed)
        assert raised.status_code == 201, raised.text
        return dict(raised.json())

    async def on(self, alarm: dict[str, Any], command: str, body: Any, *, by: Caller | None = None) -> Any:
        """A command on the alarm as it is now."""
        now = await self.read(alarm)
        match = {"If-Match": f'"{now["version"]}"'}
        return await self.crisis.post(
            f"/alarms/{alarm['id']}/{command}", body, by=by or self.responder, **match
        )

    async def closed(self, alarm: dict[str, Any]) -> dict[str, Any]:
        """The first in line has had it in hand, and ambulatory help must follow."""
        now = self.room.clock().isoformat()
        for command, body in (
            ("acknowledgement", {"worker": self.first}),
            ("steps", {"steps": [{"kind": "assessed", "happenedAt": now}]}),
            ("closing", {"outcome": "stabilised", "happenedAt": now, "followUp": ["ambulatory"]}),
        ):
            answer = await self.on(alarm, command, body)
            assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def read(self, alarm: dict[str, Any], by: Caller | None = None) -> dict[str, Any]:
        return dict((await self.crisis.get(f"/alarms/{alarm['id']}", by=by or self.desk)).json())

    async def told(self) -> list[str]:
        roster = ("shift.changed", "coverage.broken")
        return [event.name for event in await self.room.told() if event.name not in roster]
