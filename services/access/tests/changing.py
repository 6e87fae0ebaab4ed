"""What a test of changes does: help that runs in a region, and the local team that steers it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Entitled, Given, a_decision, a_quote, a_stay, key

ZHZ, NOORD_VELUWE, IJSSELLAND = "zuid-holland-zuid", "noord-veluwe", "ijsselland"
PLACES = {ZHZ: "0505", NOORD_VELUWE: "0233", IJSSELLAND: "0148"}
EVALUATED = [
    {"about": "progress-evaluation", "words": "Twee van de drie doelen zijn gehaald."},
    {"about": "necessity", "words": "Zonder hulp valt dit terug."},
]
VIEWS = [
    {"about": "view-family", "words": "Wij willen verder."},
    {"about": "view-access-worker", "words": "Dit is nodig."},
    {"about": "view-professional", "words": "De behandeling slaat aan."},
]


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def a_stay_decision(intensity: str, etmalen: int, **changed: Any) -> dict[str, Any]:
    """With what every region of these tests asks of a stay, and of what follows on earlier help."""
    stay = a_stay(etmalen, intensity=intensity)
    said = [{"about": "away-from-home", "words": "Thuis is het niet veilig."}]
    return a_decision(stay, statements=[*said, *changed.pop("statements", ())], **changed)


@dataclass
class Desk:
    """The access desk of one municipality, with a provider of its region."""

    room: RoomUnderTest
    given: Given
    region: str
    worker: Caller
    provider: Caller

    @classmethod
    async def of(cls, room: RoomUnderTest, given: Given, region: str = IJSSELLAND) -> "Desk":
        worker = await room.caller("access-worker", "municipality", area=PLACES[region], regions=(region,))
        provider = await room.caller("provider-worker", "provider", regions=(region,))
        return cls(room, given, region, worker, provider)

    async def decided(self, body: dict[str, Any], **facts: Any) -> httpx.Response:
        """A question of the municipality itself, whose it is to judge what help is needed."""
        place = {"region": self.region, "municipality": PLACES[self.region]}
        facts = {"referrerType": "municipality", **place, **facts}
        if self.region != IJSSELLAND:
            facts |= {"budget": None, **body["choices"][0]}
        request = await self.given.referral(**(a_quote() | facts))
        return await self.given.decide(request, self.worker, body)

    async def helped(self, body: dict[str, Any], *, care: bool = True, **facts: Any) -> "Helped":
        """Decided and accepted, and begun today where `care` says so."""
        made = await self.decided(body, **facts)
        assert made.status_code == 201, made.text
        decision = made.json()
        entitled = await self.given.accepted(self.provider, decision["request"], decision["grants"][0]["id"])
        if care:
            await entitled.start(self.room.clock().date())
        return Helped(self, entitled, decision)

    async def read(self, path: str, by: Caller | None = None) -> Any:
        async with self.room.as_caller(by or self.worker) as client:
            answer = await client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(
        self,
        method: str,
        path: str,
        body: dict[str, Any],
        *,
        etag: str | None = None,
        by: Caller | None = None,
    ) -> httpx.Response:
        headers = key() | ({"If-Match": etag} if etag else {})
        async with self.room.as_caller(by or self.worker, **headers) as client:
            return await client.request(method, path, json=body)


@dataclass
class Helped:
    """Help that runs, of one young person."""

    desk: Desk
    entitled: Entitled
    decision: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/entitlements/{self.entitled.id}"

    async def seen(self) -> dict[str, Any]:
        return dict(await self.desk.read(self.path))

    async def etag(self) -> str:
        (row,) = await self.desk.room.rows(
            "SELECT version FROM entitlement WHERE id = :i", i=self.entitled.id
        )
        return f'"{row.version}"'

    async def change(self, kind: str, reason: str = "other-help-fits", **body: Any) -> httpx.Response:
        etag = await self.etag()
        body = {"kind": kind, "reason": reason, **body}
        return await self.desk.send("POST", f"{self.path}/changes", body, etag=etag)

    async def changed(self, kind: str, reason: str = "other-help-fits", **body: Any) -> dict[str, Any]:
        answer = await self.change(kind, reason, **body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def extend(self, until: date, **body: Any) -> httpx.Response:
        body = {"statements": EVALUATED, **body}
        return await self.change("extend", "goals-not-yet-reached", validUntil=until.isoformat(), **body)

    async def told(self, quantity: int) -> httpx.Response:
        """Its provider delivers so much of its product, today."""
        body = {"quantity": quantity, "deliveredOn": self.desk.room.clock().date().isoformat()}
        path = f"{self.path}/product-deliveries"
        return await self.desk.send("POST", path, body, by=self.desk.provider)

    async def follow_on(self, kind: str, ground: str | None = None) -> httpx.Response:
        etag = await self.etag()
        body = {"kind": kind, "ground": ground}
        return await self.desk.send("POST", f"{self.path}/follow-on", body, etag=etag)

    async def signals(self, by: Caller) -> list[str]:
        return [each["kind"] for each in (await self.desk.read("/signals", by))["items"]]
