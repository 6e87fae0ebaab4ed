"""What the tests of consent, wishes, secrecy and feedback do, in words."""

from dataclasses import dataclass
from typing import Any

import httpx

from referral.domain.consent import Act
from wirekit.caller import Caller

from .builders import Given, a_key

Json = dict[str, Any]


@dataclass
class People:
    """Over the API: who has a say, who was asked, what is wished, what is secret, what is stopped."""

    given: Given

    async def make(self, by: Caller, referral: Json, path: str, body: Json) -> httpx.Response:
        headers = {"Idempotency-Key": a_key()}
        return await self.given.post(by, f"/referrals/{referral['id']}/{path}", body, **headers)

    async def parent(self, by: Caller, referral: Json, name: str, **changes: Any) -> Json:
        body = {"kind": "parent", "name": name, "hasAuthority": True, "toldBy": "authority-register"}
        answer = await self.make(by, referral, "people", {**body, **changes})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def ask(self, by: Caller, referral: Json, act: Act, person: str | None = None) -> httpx.Response:
        return await self.make(by, referral, "consents", {"act": act.value, "person": person})

    async def asked(self, by: Caller, referral: Json, act: Act, person: str | None = None) -> Json:
        answer = await self.ask(by, referral, act, person)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def answer(self, by: Caller, referral: Json, consent: Json, answer: str) -> httpx.Response:
        path = f"/referrals/{referral['id']}/consents/{consent['id']}/answer"
        return await self.given.post(by, path, {"answer": answer}, seen=consent["version"])

    async def exception(self, by: Caller, referral: Json, act: Act, **body: Any) -> httpx.Response:
        return await self.make(by, referral, "consent-exceptions", {"act": act.value, **body})

    async def consents(self, by: Caller, referral: Json) -> Json:
        answer = await self.given.get(by, f"/referrals/{referral['id']}/consents")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def acts(self, by: Caller, referral: Json, *acts: Act) -> list[Json]:
        found = {each["act"]: each for each in (await self.consents(by, referral))["acts"]}
        return [found[act.value] for act in acts]

    async def wish(
        self, by: Caller, referral: Json, *, seen: int | None = None, **wishes: Any
    ) -> httpx.Response:
        headers = {"If-Match": f'"{seen}"'} if seen is not None else {}
        async with self.given.room.as_caller(by, **headers) as client:
            body = {"noLetterHome": False, **wishes}
            return await client.put(f"/referrals/{referral['id']}/contact-preferences", json=body)

    async def mark(self, by: Caller, referral: Json, reason: str = "secret-placement") -> httpx.Response:
        return await self.make(by, referral, "secrecy-marks", {"reason": reason})

    async def lift(self, by: Caller, referral: Json, mark: Json, *, seen: int) -> httpx.Response:
        path = f"/referrals/{referral['id']}/secrecy-marks/{mark['id']}/lifting"
        return await self.given.post(by, path, {"reason": "no-longer-needed"}, seen=seen)

    async def stop_feedback(self, by: Caller, referral: Json) -> httpx.Response:
        return await self.make(by, referral, "feedback-stops", {})
