"""What a region's story is told with: the desk of a town, who asks, who helps, and what they write down."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from ..builders import Entitled, Given, a_decision, key

REGION_OF = {
    "0148": "ijsselland",  # Dalfsen
    "0505": "zuid-holland-zuid",  # Dordrecht
    "0512": "zuid-holland-zuid",  # Gorinchem
    "0610": "zuid-holland-zuid",  # Sliedrecht
    "0233": "noord-veluwe",  # Ermelo
    "0302": "noord-veluwe",  # Nunspeet
    "0392": "zuid-kennemerland-ijmond",  # Haarlem
    "0453": "zuid-kennemerland-ijmond",  # Velsen
    "0014": "groningen",
}
LETTERS = Caller("room:referral", PLATFORM, "service")
"""Who sets and sends the letters."""


def said(**about: str) -> list[dict[str, str]]:
    """Statements: `away_from_home="..."`."""
    return [{"about": name.replace("_", "-"), "words": words} for name, words in about.items()]


def at_ten(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in the Netherlands, near enough: nine in UTC."""
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def good(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


@dataclass
class Town:
    """A municipality with its access desk; who is not named otherwise is the access worker there."""

    room: RoomUnderTest
    municipality: str
    worker: Caller

    @classmethod
    async def at(cls, room: RoomUnderTest, municipality: str) -> "Town":
        regions = (REGION_OF[municipality],)
        worker = await room.caller("access-worker", "municipality", area=municipality, regions=regions)
        return cls(room, municipality, worker)

    @property
    def region(self) -> str:
        return REGION_OF[self.municipality]

    @property
    def today(self) -> date:
        return self.room.clock().date()

    @property
    def director(self) -> Caller:
        return Caller("test-director", self.worker.organisation, "director")

    def day(self, after: int) -> str:
        return (self.today + timedelta(days=after)).isoformat()

    def days_pass(self, days: int) -> None:
        self.room.clock.advance(timedelta(days=days))

    async def provider(self) -> Caller:
        return await self.room.caller("provider-worker", "provider", regions=(self.region,))

    async def institution(self) -> Caller:
        return await self.room.caller("institution-worker", "certified-institution", regions=(self.region,))

    async def asked(self, by: str, route: str, **facts: Any) -> UUID:
        """A question of this type of referrer reaches the room, as `referral` tells it."""
        place = {"region": self.region, "municipality": self.municipality}
        asked: dict[str, Any] = {"referrerType": by, "route": route, "budget": None}
        return await Given(self.room).referral(**{**place, **asked, **facts})

    async def send(
        self, method: str, path: str, body: Any = None, *, by: Caller | None = None, etag: str | None = None
    ) -> httpx.Response:
        headers = key() | ({"If-Match": etag} if etag else {})
        async with self.room.as_caller(by or self.worker, **headers) as client:
            return await client.request(method, path, json=body)

    async def read(self, path: str, by: Caller | None = None) -> Any:
        return good(await self.send("GET", path, by=by))

    async def listed(self, path: str, by: Caller | None = None) -> list[dict[str, Any]]:
        return list((await self.read(path, by))["items"])

    async def do(
        self, thing: str, step: str, body: Any = None, *, method: str = "POST", by: Caller | None = None
    ) -> httpx.Response:
        """A step on a thing as it is now."""
        seen = await self.send("GET", thing, by=by)
        assert seen.is_success, seen.text
        return await self.send(method, f"{thing}/{step}", body, by=by, etag=seen.headers["etag"])

    async def decide(self, request: UUID, *choices: dict[str, Any], **more: Any) -> httpx.Response:
        """With the five steps, what lighter help did, and what provider and family said yesterday."""
        heard = {"who": "Ouder en jeugdige", "on": self.day(-1), "outcome": "Zij willen dit."}
        both = [{"with": partner, **heard} for partner in ("provider", "family")]
        body = a_decision(*choices, **{"consultations": both, **more})
        return await self.do(f"/requests/{request}", "decisions", body)

    async def decided(self, request: UUID, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
        return dict(good(await self.decide(request, *choices, **more)))

    async def change(self, care: Entitled, kind: str, reason: str, **more: Any) -> httpx.Response:
        return await self.do(f"/entitlements/{care.id}", "changes", {"kind": kind, "reason": reason, **more})

    async def seen(self, care: Entitled) -> dict[str, Any]:
        return dict(await self.read(f"/entitlements/{care.id}"))

    async def helped(self, by: Caller, decision: dict[str, Any], number: int = 0) -> Entitled:
        """This provider has accepted a component of the decision, and began today."""
        grant = decision["grants"][number]["id"]
        care = await Given(self.room).accepted(by, UUID(decision["request"]), grant)
        await care.start(self.today)
        return care

    async def taken_over(self, by: Caller, referral: UUID, stopped: date | None = None) -> None:
        """This provider has accepted without a decision, and began today; `stopped`: and its last day."""
        placement = str(uuid7())
        place = {"version": 2, "region": self.region, "referral": str(referral)}
        accepted = {"ref": placement, "grant": str(uuid7()), "provider": str(by.organisation)}
        await self.room.deliver("placement.accepted", place | accepted)
        care = {"ref": str(uuid7()), "placement": placement, "startedOn": self.today.isoformat()}
        stop = stopped.isoformat() if stopped else None
        name = "care.stopped" if stopped else "care.started"
        await self.room.deliver(name, place | care | {"stoppedOn": stop})

    async def letter(self, request: object) -> dict[str, Any]:
        return dict(await self.read(f"/requests/{request}/letter-content", by=LETTERS))

    async def comes_out_the_same(self, decision: dict[str, Any]) -> bool:
        path = f"/requests/{decision['request']}/decisions/{decision['id']}/replay"
        return bool((await self.read(path))["isSame"])

    async def signals(self, by: Caller | None = None) -> list[str]:
        return [each["kind"] for each in await self.listed("/signals", by)]
