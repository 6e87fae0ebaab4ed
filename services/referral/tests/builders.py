"""What a test starts from, in words: who there is, what they send in, and how far a case has come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from region_policy.codes import ReferrerType, Route
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

REGION = "ijsselland"
DALFSEN, ZWOLLE, APELDOORN, NOWHERE = "0148", "0193", "0200", "9999"
A_BSN, ANOTHER_BSN = "999901102", "999922002"
A_QUESTION = "Slaapt slecht sinds de scheiding en mijdt school."

BESIDE = {"comes-of-age", "placement-reminder", "waiting-norm"}
"""Ages to come, reminders of a term that runs, and the clock of waiting: not what is waited for itself."""

Json = dict[str, Any]


def a_person(**changes: Any) -> Json:
    address = {"street": "Kerkstraat", "houseNumber": "12a", "postcode": "7721 AB", "city": "Dalfsen"}
    person = {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04", "bsn": A_BSN}
    return {**person, "address": address, **changes}


def a_key() -> str:
    return uuid7().hex


@dataclass
class Given:
    """Makes callers and brings referrals to the point where a test begins."""

    room: RoomUnderTest

    @property
    def today(self) -> date:
        return local_day(self.room.clock())

    @property
    def all_policies(self) -> Policies:
        return self.room.transactions.resources  # type: ignore[no-any-return]  # what the room opened

    @property
    def policy(self) -> RegionPolicy:
        return self.all_policies.in_force(REGION, on=self.today)

    def budgets_of_a_gp(self) -> tuple[str, ...]:
        rule = self.policy.rule_for(ReferrerType.GENERAL_PRACTITIONER, measure_in_force=False)
        assert rule
        opened = rule.open_route(Route.CHOICE_BUDGET)
        assert opened
        return opened.budgets

    def other_budgets(self) -> list[str]:
        return [budget for budget in self.policy.budgets if budget not in self.budgets_of_a_gp()]

    async def a_gp(self) -> Caller:
        return await self.room.caller("general-practitioner", "general-practice", regions=(REGION,))

    async def an_access_worker(self, municipality: str = DALFSEN) -> Caller:
        return await self.room.caller("access-worker", "municipality", area=municipality, regions=(REGION,))

    async def an_institution(self) -> Caller:
        return await self.room.caller("institution-worker", "certified-institution", regions=(REGION,))

    async def a_provider(self, *regions: str) -> Caller:
        return await self.room.caller("provider-worker", "provider", regions=regions or (REGION,))

    def a_referral(self, **changes: Any) -> Json:
        """A GP's referral of a nine-year-old in Dalfsen for the first of the GP's budgets."""
        asked = {
            "route": "choice-budget",
            "budget": self.budgets_of_a_gp()[0],
            "domains": ["family", "school"],
        }
        return {"person": a_person(), "municipality": DALFSEN, "question": A_QUESTION, **asked, **changes}

    def a_quote(self, **changes: Any) -> Json:
        body = self.a_referral(route="quote", complexity="complex", **changes)
        del body["budget"]
        return body

    async def send(self, by: Caller, body: Json, *, key: str | None = None, **headers: str) -> httpx.Response:
        headers |= {"Idempotency-Key": key or a_key()}
        async with self.room.as_caller(by, **headers) as client:
            return await client.post("/referrals", json=body)

    async def referral(self, by: Caller, **changes: Any) -> Json:
        answer = await self.send(by, self.a_referral(**changes))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def get(self, by: Caller, path: str, **headers: str) -> httpx.Response:
        async with self.room.as_caller(by, **headers) as client:
            return await client.get(path)

    async def post(
        self, by: Caller, path: str, body: Json | None = None, *, seen: int | None = None, **headers: str
    ) -> httpx.Response:
        """`seen`: the version for If-Match."""
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        async with self.room.as_caller(by, **headers) as client:
            return await client.post(path, json=body)

    async def on_the_desks_list(self, referral: Json, *, lane: str = "desk") -> None:
        data = {"ref": referral["id"], "version": 1, "region": REGION, "referral": referral["id"]}
        await self.room.deliver("request.opened", {**data, "lane": lane, "status": "open"})

    def a_grant(self, component: str = "ambulatory", **changed: Any) -> Json:
        """One component as `access` tells it, for half a year from today."""
        stay = component == "stay"
        grant = {
            "grant": str(uuid7()),
            "component": component,
            "budget": None if stay else self.budgets_of_a_gp()[0],
            "intensity": "living-2" if stay else None,
            "etmalen": 90 if stay else None,
            "provider": None,
            "ceilingCents": 100_000,
            "validFrom": self.today.isoformat(),
            "validUntil": (self.today + timedelta(days=180)).isoformat(),
        }
        return {**grant, **changed}

    async def granted(
        self,
        referral: Json,
        *grants: Json,
        preferred: UUID | None = None,
        ref: UUID | None = None,
        **changed: Any,
    ) -> list[str]:
        """The room `access` has decided: one ambulatory grant unless told otherwise. Gives the grants."""
        given = list(grants) or [self.a_grant()]
        data: Json = {"ref": str(ref or uuid7()), "version": 1, "region": REGION, "referral": referral["id"]}
        data |= {"grants": given, "preferredProvider": str(preferred) if preferred else None}
        await self.room.deliver("decision.made", data | changed)
        return [str(grant["grant"]) for grant in given]

    async def placement_of(self, provider: Caller, grant: str) -> Json:
        """The latest placement request to this provider for this grant."""
        page = (await self.get(provider, "/placement-requests")).json()
        return [item for item in page["items"] if item["grant"] == grant][-1]

    async def closed(self, referral: Json, outcome: str, *reasons: str, **changed: Any) -> None:
        data = {"ref": referral["id"], "version": 2, "region": REGION, "referral": referral["id"]}
        told = {**data, "outcome": outcome, "reasons": list(reasons), **changed}
        await self.room.deliver("request.closed", told)

    async def asked(self, by: Caller, provider: Caller, **changes: Any) -> tuple[Json, Json]:
        """A granted referral whose preferred provider was asked: the referral and the placement request."""
        referral = await self.referral(by, preferredProvider=str(provider.organisation), **changes)
        await self.granted(referral, preferred=provider.organisation)
        page = (await self.get(provider, "/placement-requests")).json()
        return referral, next(item for item in page["items"] if item["referral"] == referral["id"])

    async def accepted(self, by: Caller, provider: Caller, **changes: Any) -> tuple[Json, Json]:
        referral, placement = await self.asked(by, provider, **changes)
        answer = await self.accept(provider, placement)
        assert answer.status_code == 200, answer.text
        return referral, dict(answer.json())

    async def in_care(self, by: Caller, provider: Caller, **changes: Any) -> tuple[Json, Json]:
        referral, placement = await self.accepted(by, provider, **changes)
        answer = await self.start(provider, placement, self.today)
        assert answer.status_code == 200, answer.text
        return referral, dict(answer.json())

    async def accept(self, provider: Caller, placement: Json, **headers: str) -> httpx.Response:
        path = f"/placement-requests/{placement['id']}/acceptance"
        body = {"startPlannedOn": (self.today + timedelta(days=7)).isoformat()}
        return await self.post(provider, path, body, seen=placement["version"], **headers)

    async def refuse(self, provider: Caller, placement: Json, reason: str = "full") -> httpx.Response:
        path = f"/placement-requests/{placement['id']}/refusal"
        return await self.post(provider, path, {"reason": reason}, seen=placement["version"])

    async def start(self, provider: Caller, placement: Json, day: date) -> httpx.Response:
        path = f"/placement-requests/{placement['id']}/care-start"
        return await self.post(provider, path, {"startedOn": day.isoformat()}, seen=placement["version"])

    async def stop(self, provider: Caller, placement: Json, day: date) -> httpx.Response:
        path = f"/placement-requests/{placement['id']}/care-stop"
        body = {"stoppedOn": day.isoformat(), "reason": "according-to-plan"}
        return await self.post(provider, path, body, seen=placement["version"])

    async def withdraw(self, by: Caller, referral: Json, *, seen: int) -> httpx.Response:
        return await self.post(by, f"/referrals/{referral['id']}/withdrawal", seen=seen)

    async def messages(self, by: Caller) -> list[Json]:
        return list((await self.get(by, "/messages")).json()["items"])

    async def deadlines(self) -> dict[tuple[str, str], str]:
        """The open deadlines but for what runs beside: kind and what waits, with who answers for it."""
        rows = await self.room.rows("SELECT kind, ref, owner FROM deadline WHERE fired_at IS NULL")
        return {(row.kind, str(row.ref)): row.owner for row in rows if row.kind not in BESIDE}
