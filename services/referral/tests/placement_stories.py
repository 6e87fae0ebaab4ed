"""Several providers, asked together: what a test says of them in words."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from wirekit.caller import Caller

from .builders import Given, Json, a_key


@dataclass
class Asking:
    """A granted referral by a GP, for which nobody is asked yet."""

    given: Given
    gp: Caller
    referral: Json
    grant: str

    @classmethod
    async def of(cls, given: Given, **changes: Any) -> "Asking":
        gp = await given.a_gp()
        referral = await given.referral(gp, **changes)
        (grant,) = await given.granted(referral)
        return cls(given, gp, referral, grant)

    @property
    def path(self) -> str:
        return f"/referrals/{self.referral['id']}"

    async def ask(
        self, *providers: Caller, by: Caller | None = None, key: str | None = None, **body: Any
    ) -> httpx.Response:
        """One in `provider`, more in `providers`."""
        ids = [str(provider.organisation) for provider in providers]
        body |= {"provider": ids[0]} if len(ids) == 1 else {"providers": ids}
        headers = {"Idempotency-Key": key or a_key()}
        return await self.given.post(by or self.gp, f"{self.path}/placement-requests", body, **headers)

    async def asked(self, *providers: Caller, **body: Any) -> list[Json]:
        """Ask, and what each of them reads of it."""
        answer = await self.ask(*providers, **body)
        assert answer.status_code == 201, answer.text
        assert [each["provider"] for each in answer.json()["candidates"]] == ids_of(*providers)
        return [await self.given.placement_of(provider, self.grant) for provider in providers]

    async def choose(self, placement: Json, who: Caller | None = None, **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": body.pop("key", None) or a_key()}
        body = {"placement": placement["id"], "by": "family", **body}
        return await self.given.post(who or self.gp, f"{self.path}/choices", body, **headers)

    async def round(self) -> Json:
        (part,) = (await self.given.get(self.gp, self.path)).json()["course"]["components"]
        return dict(part["round"])

    async def statuses(self) -> list[str]:
        """Of the providers in the order in which they were asked."""
        return [each["status"] for each in (await self.round())["candidates"]]

    async def is_seen_by(self, provider: Caller) -> Json | None:
        """The referral as this provider reads it; None where it may not know of it."""
        answer = await self.given.get(provider, self.path)
        assert answer.status_code in {200, 404}, answer.text
        return dict(answer.json()) if answer.status_code == 200 else None

    async def move(self, provider: Caller, placement: Json, days: int, reason: str) -> httpx.Response:
        day = (self.given.today + timedelta(days=days)).isoformat()
        path, body = f"/placement-requests/{placement['id']}/start", {"startPlannedOn": day, "reason": reason}
        return await self.given.post(provider, path, body, seen=placement["version"])

    async def question(self, provider: Caller, placement: Json, words: str = "Is er een hond?") -> Any:
        path, headers = f"/placement-requests/{placement['id']}/questions", {"Idempotency-Key": a_key()}
        body = {"kind": "information-missing", "words": words}
        return await self.given.post(provider, path, body, **headers)

    async def answer(self, by: Caller, placement: Json, question: Json, words: str = "Nee.") -> Any:
        path = f"/placement-requests/{placement['id']}/questions/{question['id']}/answer"
        return await self.given.post(by, path, {"answer": words}, seen=question["version"])

    async def questions(self, by: Caller, placement: Json) -> list[Json]:
        answer = await self.given.get(by, f"/placement-requests/{placement['id']}/questions")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def kinds(self, by: Caller) -> list[str]:
        """What this organisation was told about this referral, oldest first."""
        told = await self.given.messages(by)
        return [message["kind"] for message in told if message["referral"] == self.referral["id"]]


def ids_of(*callers: Caller) -> list[str]:
    return [str(caller.organisation) for caller in callers]
