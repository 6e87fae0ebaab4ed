"""What a test of quotes does: ask, answer, prefer, determine and award, as the room's own users do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import REGION, Given, a_quote, consultation, key, legal_steps

MEASURE = {"kind": "supervision", "until": "2026-12-31"}
ENDED_YESTERDAY = {"kind": "supervision", "until": "2026-03-09"}
GROUP_TARIFF, LIVING_TARIFF = 7_845, 13_180  # cents per hour of group-2, per etmaal of living-2
HOURS: dict[str, Any] = {"functionGroup": "group-2", "minutes": 100 * 60}
NIGHTS: dict[str, Any] = {"intensity": "living-2", "etmalen": 90}
AMOUNT = 100 * GROUP_TARIFF + 90 * LIVING_TARIFF
AUTHORISATION = {"number": "C/08/1234", "start": "2026-03-01", "end": "2026-10-31"}


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def a_determination(**changed: Any) -> dict[str, Any]:
    return {
        "determinedOn": "2026-03-10",
        "help": "Begeleiding in het gezin en een plek om te wonen.",
        "intendedResult": "Een veilige plek, en weer naar school.",
        "consultations": [consultation("provider"), consultation("family")],
        "authorisation": AUTHORISATION,
        **changed,
    }


def on_record(**changed: Any) -> dict[str, Any]:
    """What the municipality's own rule asks of an award."""
    return {
        "intendedResult": "Weer naar school.",
        "legalSteps": legal_steps(),
        "consultations": [consultation("provider"), consultation("family")],
        "lighterHelp": "Het wijkteam keek mee.",
        **changed,
    }


@dataclass
class Quoting:
    """One request, with those who deal with it."""

    room: RoomUnderTest
    given: Given
    request: UUID
    desk: Caller
    institution: Caller

    @classmethod
    async def of_an_institution(cls, room: RoomUnderTest, given: Given, **changed: Any) -> "Quoting":
        """An institution with a measure in force asks for a quote, unless told otherwise."""
        institution = await room.caller("institution-worker", "certified-institution", regions=REGION)
        facts = {
            "referrerType": "certified-institution",
            "referrerOrganisation": str(institution.organisation),
            "measure": MEASURE,
            **changed,
        }
        request = await given.referral(**a_quote(**facts))
        return cls(room, given, request, await given.desk(), institution)

    @classmethod
    async def of_the_municipality(cls, room: RoomUnderTest, given: Given) -> "Quoting":
        return await cls.of_an_institution(room, given, referrerType="municipality", measure=None)

    async def send(
        self, by: Caller, method: str, path: str, body: Any = None, etag: str | None = None, **headers: str
    ) -> httpx.Response:
        if etag:
            headers["If-Match"] = etag
        async with self.room.as_caller(by, **headers) as client:
            return await client.request(method, path, json=body)

    async def etag(self) -> str:
        path = f"/requests/{self.request}/quote-requests"
        return str((await self.send(self.desk, "GET", path)).headers["etag"])

    async def ask(
        self, provider: Caller, by: Caller | None = None, *, reason: str | None = None, **changed: Any
    ) -> httpx.Response:
        body = {
            "provider": str(provider.organisation),
            "question": "Wat kunt u bieden?",
            "reason": reason,
            "ground": "complex-question",
        }
        path = f"/requests/{self.request}/quote-requests"
        return await self.send(by or self.desk, "POST", path, body | changed, **key())

    async def asked(self, provider: Caller, **more: Any) -> "Asked":
        answer = await self.ask(provider, **more)
        assert answer.status_code == 201, answer.text
        return Asked(self, answer.json()["id"], provider)

    async def quoted(self, provider: Caller | None = None, **more: Any) -> "Asked":
        """Asked of a provider, and answered with hours and etmalen."""
        asked = await self.asked(provider or await self.given.provider(), **more)
        answer = await asked.answer()
        assert answer.status_code == 200, answer.text
        return asked

    async def determine(self, etag: str | None = '"1"', **changed: Any) -> httpx.Response:
        path = f"/requests/{self.request}/determination"
        return await self.send(self.institution, "PUT", path, a_determination(**changed), etag)

    async def prefer(self, asked: "Asked", etag: str | None = None) -> httpx.Response:
        path, body = f"/requests/{self.request}/preference", {"quoteRequest": asked.id}
        return await self.send(self.institution, "PUT", path, body, etag or await self.etag())


@dataclass
class Asked:
    """A quote request at one provider."""

    of: Quoting
    id: str
    provider: Caller

    def an_answer(self, **changed: Any) -> dict[str, Any]:
        first = self.of.room.clock().date() + timedelta(days=6)
        return {
            "hours": [HOURS],
            "stay": [NIGHTS],
            "validFrom": first.isoformat(),
            "validUntil": (first + timedelta(days=181)).isoformat(),
            "plan": "Twee keer in de week thuis, en doordeweeks bij ons.",
            **changed,
        }

    async def answer(
        self, by: Caller | None = None, etag: str | None = '"1"', **changed: Any
    ) -> httpx.Response:
        return await self.post("quote", by or self.provider, self.an_answer(**changed), etag)

    async def award(
        self, body: dict[str, Any] | None = None, etag: str | None = '"2"', by: Caller | None = None
    ) -> httpx.Response:
        return await self.post("award", by or self.of.desk, on_record() if body is None else body, etag)

    async def post(self, step: str, by: Caller, body: Any, etag: str | None) -> httpx.Response:
        return await self.of.send(by, "POST", f"/quote-requests/{self.id}/{step}", body, etag)

    async def read(self, by: Caller | None = None) -> httpx.Response:
        return await self.of.send(by or self.provider, "GET", f"/quote-requests/{self.id}")

    async def status(self) -> str:
        return str((await self.read()).json()["status"])
