"""What a test of the door does: one desk of some region, and what its workers send."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, ZWOLLE, Given, key

ERMELO, NUNSPEET = "0233", "0302"
DORDRECHT = "0505"
HAARLEM, VELSEN = "0392", "0453"
REGION_OF = {
    DALFSEN: "ijsselland",
    ZWOLLE: "ijsselland",
    ERMELO: "noord-veluwe",
    NUNSPEET: "noord-veluwe",
    DORDRECHT: "zuid-holland-zuid",
    HAARLEM: "zuid-kennemerland-ijmond",
    VELSEN: "zuid-kennemerland-ijmond",
}
INTENSITY_OF = {
    "ijsselland": "living-2",
    "noord-veluwe": "step-1",
    "zuid-holland-zuid": "family-setting",
    "zuid-kennemerland-ijmond": "living",
}


@dataclass
class Desk:
    """The access desk of a municipality; `by` is who is signed in there."""

    room: RoomUnderTest
    municipality: str
    by: Caller
    _etags: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    async def of(cls, room: RoomUnderTest, municipality: str) -> "Desk":
        region = REGION_OF[municipality]
        by = await room.caller("access-worker", "municipality", area=municipality, regions=(region,))
        return cls(room, municipality, by)

    def colleague(self, role: str = "access-worker") -> "Desk":
        return Desk(self.room, self.municipality, Caller("test-colleague", self.by.organisation, role))

    async def asked(self, **changed: Any) -> UUID:
        """A question of the municipality's own worker, unless told otherwise."""
        region = REGION_OF[self.municipality]
        stay = {"route": "stay", "budget": None, "etmalen": 30, "intensity": INTENSITY_OF[region]}
        asked = {"region": region, "municipality": self.municipality, "referrerType": "municipality"}
        return await Given(self.room).referral(**{**asked, **stay, **changed})

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        async with self.room.as_caller(self.by, **headers) as client:
            return await client.request(method, path, json=body)

    async def read(self, request: UUID) -> dict[str, Any]:
        answer = await self.send("GET", f"/requests/{request}")
        assert answer.status_code == 200, answer.text
        self._etags[request] = answer.headers["etag"]
        return dict(answer.json())

    async def do(self, request: UUID, method: str, step: str, body: Any = None) -> httpx.Response:
        """A step on the request as it is now."""
        await self.read(request)
        headers = {"If-Match": self._etags[request], **key()}
        return await self.send(method, f"/requests/{request}/{step}", body, **headers)

    async def done(self, request: UUID, method: str, step: str, body: Any = None) -> dict[str, Any]:
        answer = await self.do(request, method, step, body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def listed(self, **query: str) -> list[dict[str, Any]]:
        """The whole list, page by page, two at a time."""
        items: list[dict[str, Any]] = []
        query = {"limit": "2", **query}
        async with self.room.as_caller(self.by) as client:
            while True:
                page = (await client.get("/requests", params=query)).json()
                items += page["items"]
                if page["next"] is None:
                    return items
                query["after"] = page["next"]


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def fields(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    return [error["field"] for error in answer.json()["errors"]]
