"""What a test of other regions' routes does: a case of one region, from the referral on."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Entitled, Given, a_decision, key

# Noord-Veluwe, Zuid-Holland-Zuid, Zuid-Kennemerland-IJmond, Groningen: a municipality of each.
NV, ZHZ, ZKIJ, GRO = "0302", "0505", "0453", "0014"
REGION_OF = {
    NV: "noord-veluwe",
    ZHZ: "zuid-holland-zuid",
    ZKIJ: "zuid-kennemerland-ijmond",
    GRO: "groningen",
}
HEAVIER = {"about": "heavier-route", "words": "Vrij toegankelijke hulp is hier niet genoeg."}
TASK_BASED = {"route": "task-based", "budget": None}


@dataclass
class Region:
    """One region with a desk and a provider, both working there."""

    room: RoomUnderTest
    municipality: str
    desk: Caller
    provider: Caller

    @classmethod
    async def at(cls, room: RoomUnderTest, municipality: str) -> "Region":
        regions = (REGION_OF[municipality],)
        desk = await room.caller("access-worker", "municipality", area=municipality, regions=regions)
        provider = await room.caller("provider-worker", "provider", regions=regions)
        return cls(room, municipality, desk, provider)

    @property
    def region(self) -> str:
        return REGION_OF[self.municipality]

    @property
    def today(self) -> date:
        return self.room.clock().date()

    async def another_provider(self) -> Caller:
        return await self.room.caller("provider-worker", "provider", regions=(self.region,))

    async def referral(self, **changed: Any) -> UUID:
        """The municipality's own question, with no route that the referrer settles."""
        asked: dict[str, Any] = {"referrerType": "municipality", "budget": None}
        place = {"region": self.region, "municipality": self.municipality}
        return await Given(self.room).referral(**{**asked, **place, **changed})

    async def send(
        self, by: Caller, method: str, path: str, body: Any = None, etag: str | None = None
    ) -> httpx.Response:
        headers = key() | ({"If-Match": etag} if etag else {})
        async with self.room.as_caller(by, **headers) as client:
            return await client.request(method, path, json=body)

    async def decide(
        self, choice: dict[str, Any], request: UUID | None = None, **more: Any
    ) -> httpx.Response:
        request = request or await self.referral(route="freely-accessible")
        more.setdefault("statements", [HEAVIER])
        return await Given(self.room).decide(request, self.desk, a_decision(choice, **more))

    async def entitled(self, choice: dict[str, Any], **more: Any) -> Entitled:
        """Decided on, accepted by the provider, and begun today."""
        made = await self.decide(choice, **more)
        assert made.status_code == 201, made.text
        grant, request = made.json()["grants"][0]["id"], UUID(made.json()["request"])
        entitled = await Given(self.room).accepted(self.provider, request, grant)
        await entitled.start(self.today)
        return entitled

    async def deliver(self, entitled: Entitled, quantity: int, **more: Any) -> httpx.Response:
        body = {"quantity": quantity, "deliveredOn": self.today.isoformat(), **more}
        return await self.send(self.provider, "POST", f"/entitlements/{entitled.id}/product-deliveries", body)

    async def national_contract(self, provider: Caller) -> None:
        told = {
            "ref": str(uuid7()),
            "version": 1,
            "region": self.region,
            "provider": str(provider.organisation),
            "careForm": "highly-specialist",
            "level": "national",
            "regions": [self.region],
            "municipalities": [],
            "status": "active",
            "validFrom": "2022-01-01",
            "validUntil": None,
            "suspendedOn": None,
        }
        await self.room.deliver("contract.changed", told)

    async def counts(self, by: Caller | None = None, **period: str) -> list[dict[str, Any]]:
        async with self.room.as_caller(by or self.desk) as client:
            answer = await client.get("/counts", params=period)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["counts"])


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]
