"""What a young person and parents do with the own file, in words; and a stand-in for the log."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from servicekit.organisations import Organisation, learn_organisation
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, Json, a_key, a_person
from .letter_stories import AccessStandIn

MOTHER, FATHER = Caller("person-anna", PLATFORM, "parent"), Caller("person-bas", PLATFORM, "parent")
SAAR = Caller("person-saar", PLATFORM, "young-person")


def years_before(day: date, years: int) -> str:
    """The birth date of who turns so old on this day."""
    return day.replace(year=day.year - years, day=min(day.day, 28)).isoformat()


async def people_may_sign_in(room: RoomUnderTest) -> None:
    """The platform is known, as the register tells it: people are on it for themselves."""
    async with room.begin() as tx:
        await learn_organisation(tx, Organisation(PLATFORM, "platform", "Wegwijs", None, (), None))


@dataclass
class OwnFiles:
    given: Given

    async def child_of(self, by: Caller, age: int, **person: Any) -> Json:
        born = years_before(self.given.today, age)
        return await self.given.referral(by, person=a_person(birthDate=born, **person))

    async def code(self, by: Caller, referral: Json, person: str | None) -> httpx.Response:
        path = f"/referrals/{referral['id']}/link-codes"
        return await self.given.post(by, path, {"person": person}, **{"Idempotency-Key": a_key()})

    async def enter(self, who: Caller, code: str) -> httpx.Response:
        return await self.given.post(who, "/my-links", {"code": code}, **{"Idempotency-Key": a_key()})

    async def linked(self, by: Caller, referral: Json, who: Caller, person: str | None = None) -> str:
        """From the paper to the file; gives its path."""
        made = await self.code(by, referral, person)
        assert made.status_code == 201, made.text
        entered = await self.enter(who, made.json()["code"])
        assert entered.status_code == 201, entered.text
        return f"/my-files/{entered.json()['myFile']}"

    async def read(self, who: Caller, path: str) -> Json:
        answer = await self.given.get(who, path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def listed(self, who: Caller) -> list[str]:
        return [each["givenName"] for each in (await self.read(who, "/my-files"))["items"]]

    async def close(self, by: Caller, referral: Json, part: str, letter: str | None = None) -> httpx.Response:
        body = {"part": part, "letter": letter, "reason": "young-person-asks"}
        path = f"/referrals/{referral['id']}/closed-items"
        return await self.given.post(by, path, body, **{"Idempotency-Key": a_key()})

    async def allow(self, path: str, parent: str, *, allowed: bool, seen: int) -> httpx.Response:
        body = {"parent": parent, "allowed": allowed}
        return await self.given.post(SAAR, f"{path}/parents-allowed", body, seen=seen)

    async def plan(self, who: Caller, path: str, body: Json, seen: int | None = None) -> httpx.Response:
        headers = {"If-Match": f'"{seen}"'} if seen is not None else {}
        async with self.given.room.as_caller(who, **headers) as client:
            return await client.put(f"{path}/family-group-plan", json=body)


@dataclass
class LogStandIn(AccessStandIn):
    """Answers as the room `audit` does, newest first; away where `is_away`."""

    looks: list[Json] = field(default_factory=list)
    is_away: bool = False

    def app(self) -> Starlette:
        async def entries(request: Request) -> Response:
            assert request.headers["authorization"] == "Bearer of-the-room"
            self.asked.append(request.path_params["client"])
            if self.is_away:
                return Response(status_code=503)
            return JSONResponse({"items": self.looks, "next": None})

        app = super().app()
        app.router.routes.append(Route("/v1/clients/{client}/entries", entries))
        return app
