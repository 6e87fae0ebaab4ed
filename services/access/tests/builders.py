"""What a test says of a referral and of what follows; everything else is filled in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

DALFSEN, ZWOLLE = "0148", "0193"
REGION = ("ijsselland",)
STEPS = ("question", "problems", "help", "own-strength", "grant")
RESULT = "Thuis is het 's avonds weer rustig."


def key() -> dict[str, str]:
    return {"Idempotency-Key": uuid7().hex}


def legal_steps(*but: str) -> list[dict[str, str]]:
    """The five steps with their findings, but for those named."""
    return [
        {
            "step": step,
            "finding": f"Bevinding bij {step}.",
            "discipline": "jeugdzorgwerker",
            "professional": "SKJ 100000001",
        }
        for step in STEPS
        if step not in but
    ]


def consultation(partner: str) -> dict[str, str]:
    return {"with": partner, "who": "Ouder en jeugdige", "on": "2021-12-30", "outcome": "Zij willen dit."}


def a_decision(*choices: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """All that the desk must put on record, for the budget `treatment` unless told otherwise."""
    chosen = list(choices) or [{"route": "choice-budget", "budget": "treatment"}]
    return {
        "intendedResult": RESULT,
        "choices": chosen,
        "legalSteps": legal_steps(),
        "consultations": [consultation("provider"), consultation("family")],
        "lighterHelp": "Het wijkteam heeft een half jaar meegekeken.",
        **changed,
    }


def by_budget(budget: object) -> dict[str, Any]:
    return {"route": "choice-budget", "budget": budget}


def a_stay(etmalen: object = 90, **changed: Any) -> dict[str, Any]:
    return {"route": "stay", "intensity": "living-2", "etmalen": etmalen, **changed}


@dataclass
class Given:
    """Brings the room into a state by events, as the other rooms tell them."""

    room: RoomUnderTest
    _callers: dict[str, Caller] = field(default_factory=dict)

    async def desk(self, area: str = DALFSEN, role: str = "access-worker") -> Caller:
        if area not in self._callers:
            self._callers[area] = await self.room.caller(role, "municipality", area=area, regions=REGION)
        return Caller(f"test-{role}", self._callers[area].organisation, role)

    async def provider(self) -> Caller:
        return await self.room.caller("provider-worker", "provider", regions=REGION)

    async def gp(self) -> Caller:
        return await self.room.caller("general-practitioner", "general-practice", regions=REGION)

    async def referral(self, **changed: Any) -> UUID:
        """A GP's referral with an own budget for a nine-year-old in Dalfsen, unless told otherwise."""
        submitted = referral(self.room.clock(), **changed)
        await self.room.deliver("referral.submitted", submitted)
        return UUID(submitted["ref"])

    async def grant(self, **changed: Any) -> tuple[UUID, UUID]:
        """A referral that was granted at once; gives referral and grant."""
        before = {event.id for event in await self.room.told("decision.made")}
        referral_id = await self.referral(**changed)
        (made,) = [event for event in await self.room.told("decision.made") if event.id not in before]
        return referral_id, UUID(made.data["grants"][0]["grant"])

    async def decide(
        self, request_id: UUID, by: Caller, body: dict[str, Any] | None = None, **headers: str
    ) -> httpx.Response:
        """`If-Match` and a fresh key are sent along; an empty header is left out."""
        headers = {name: value for name, value in ({"If-Match": '"1"', **key()} | headers).items() if value}
        async with self.room.as_caller(by, **headers) as client:
            return await client.post(
                f"/requests/{request_id}/decisions", json=a_decision() if body is None else body
            )

    async def accepted(self, provider: Caller, referral_id: UUID, grant: str) -> "Entitled":
        """This provider has accepted the young person for this grant; care has not begun."""
        placement = uuid7()
        accepted = {
            "ref": str(placement),
            "version": 2,
            "region": "ijsselland",
            "referral": str(referral_id),
            "grant": grant,
            "provider": str(provider.organisation),
        }
        await self.room.deliver("placement.accepted", accepted)
        rows = await self.room.rows("SELECT id FROM entitlement WHERE placement = :p", p=placement)
        return Entitled(self.room, provider, referral_id, UUID(grant), placement, rows[0].id)

    async def entitlement(self, provider: Caller, **changed: Any) -> "Entitled":
        """A granted referral that this provider accepted; care has not begun."""
        referral_id, grant = await self.grant(**changed)
        return await self.accepted(provider, referral_id, str(grant))


@dataclass
class Entitled:
    """An entitlement, with what its provider and `referral` can do to it."""

    room: RoomUnderTest
    provider: Caller
    referral: UUID
    grant: UUID
    placement: UUID
    id: UUID
    care: UUID = field(default_factory=uuid7)

    def care_event(self, started_on: date, stopped_on: date | None = None) -> dict[str, Any]:
        return {
            "ref": str(self.care),
            "version": 2 if stopped_on else 1,
            "region": "ijsselland",
            "placement": str(self.placement),
            "startedOn": started_on.isoformat(),
            "stoppedOn": stopped_on.isoformat() if stopped_on else None,
        }

    async def start(self, on: date) -> None:
        await self.room.deliver("care.started", self.care_event(on))

    async def stop(self, started_on: date, on: date) -> None:
        await self.room.deliver("care.stopped", self.care_event(started_on, on))

    async def deliver(
        self, on: date, *, group: str | None = "group-2", minutes: int = 60, **more: Any
    ) -> httpx.Response:
        body = {"functionGroup": group, "minutes": minutes, "deliveredOn": on.isoformat(), **more}
        async with self.room.as_caller(self.provider, **key()) as client:
            return await client.post(f"/entitlements/{self.id}/deliveries", json=body)

    async def stay(self, arrived_on: date, left_on: date, **more: Any) -> httpx.Response:
        body = {"arrivedOn": arrived_on.isoformat(), "leftOn": left_on.isoformat(), **more}
        async with self.room.as_caller(self.provider, **key()) as client:
            return await client.post(f"/entitlements/{self.id}/stays", json=body)

    async def get(self, what: str = "", by: Caller | None = None) -> httpx.Response:
        async with self.room.as_caller(by or self.provider) as client:
            return await client.get(f"/entitlements/{self.id}{what}")

    async def declare_final(self, etag: str | None) -> httpx.Response:
        headers = {"If-Match": etag} if etag else {}
        async with self.room.as_caller(self.provider, **headers) as client:
            return await client.post(f"/entitlements/{self.id}/final-line")


def referral(now: datetime, **changed: Any) -> dict[str, Any]:
    """The data of a `referral.submitted` event."""
    return {
        "ref": str(uuid7()),
        "version": 1,
        "region": "ijsselland",
        "client": str(uuid7()),
        "municipality": DALFSEN,
        "age": 9,
        "referrerType": "general-practitioner",
        "referrerOrganisation": str(uuid7()),
        "forms": ["ambulatory"],
        "domains": ["behaviour"],
        "complexity": "simple",
        "urgency": "regular",
        "safety": False,
        "route": "choice-budget",
        "budget": "advice-and-start",
        "etmalen": None,
        "intensity": None,
        "preferredProvider": None,
        "measure": None,
        "submittedAt": now.isoformat(),
        **changed,
    }


def a_quote(**changed: Any) -> dict[str, Any]:
    """A GP's question that goes to the desk."""
    return {"route": "quote", "budget": None, **changed}


def days_before(moment: datetime, days: int) -> date:
    return (moment - timedelta(days=days)).date()
