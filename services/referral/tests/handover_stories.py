"""Care that is handed over, in words; in any region, for somebody of any age."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from region_policy.codes import ReferrerType, Route
from region_policy.model import RegionPolicy
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, REGION, Given, Json, a_key, a_person

TO_CALL = {"name": "Noor Bakker", "telephone": "+31380000001"}
A_SUMMARY, A_GOAL, A_GRANDMOTHER = "Saar durft weer naar school.", "Elke week naar judo.", "Oma Riet"
A_PACKAGE = {
    "summary": A_SUMMARY,
    "goals": [A_GOAL],
    "contacts": [{"name": A_GRANDMOTHER, "telephone": "+31380000002"}],
}
BY_NEED_OF_NOTHING = (Route.QUOTE, Route.TASK_BASED, Route.FREELY_ACCESSIBLE)
"""Routes on which a GP's six fields suffice; each region has one of them."""


@dataclass(frozen=True)
class Case:
    """Somebody in care: who referred, who helps, which municipality answers, and where the case stands."""

    gp: Caller
    provider: Caller
    municipality: Caller
    referral: Json
    placement: Json


@dataclass
class Handing:
    """What people do with running care and what follows on it."""

    given: Given
    region: str = REGION

    @property
    def room(self) -> RoomUnderTest:
        return self.given.room

    @property
    def policy(self) -> RegionPolicy:
        return self.given.all_policies.in_force(self.region, on=self.given.today)

    @property
    def place(self) -> str:
        return DALFSEN if self.region == REGION else min(self.policy.municipality_codes)

    async def caller(self, role: str, kind: str, **more: Any) -> Caller:
        return await self.room.caller(role, kind, regions=(self.region,), **more)

    async def case(self, birth_date: str, *, provider: Caller | None = None) -> Case:
        """In care from today, referred by a GP of this region."""
        given = self.given
        gp = await self.caller("general-practitioner", "general-practice")
        municipality = await self.caller("access-worker", "municipality", area=self.place)
        provider = provider or await self.caller("provider-worker", "provider")
        rule = self.policy.of(self.place).rule_for(ReferrerType.GENERAL_PRACTITIONER, measure_in_force=False)
        assert rule
        open_ones = {opened.route for opened in rule.routes}
        route = next(route for route in BY_NEED_OF_NOTHING if route in open_ones)
        person = a_person(birthDate=birth_date, bsn=None)
        body = {"person": person, "municipality": self.place, "question": "Een vraag.", "route": route.value}
        sent = await given.send(gp, {**body, "preferredProvider": str(provider.organisation)})
        assert sent.status_code == 201, sent.text
        referral = dict(sent.json())
        (grant,) = await given.granted(referral, preferred=provider.organisation, region=self.region)
        accepted = await given.accept(provider, await given.placement_of(provider, grant))
        assert accepted.status_code == 200, accepted.text
        started = await given.start(provider, accepted.json(), given.today)
        assert started.status_code == 200, started.text
        return Case(gp, provider, municipality, referral, dict(started.json()))

    async def propose(
        self,
        case: Case,
        receiver: UUID | str,
        destination: str = "local-help",
        *,
        by: Caller | None = None,
        key: str | None = None,
        **changes: Any,
    ) -> httpx.Response:
        """`receiver`: an organisation, or the name of one outside the network."""
        whom = {"receiverName": receiver} if isinstance(receiver, str) else {"receiver": str(receiver)}
        body = {"destination": destination, "call": TO_CALL, "package": A_PACKAGE, **whom, **changes}
        path = f"/placement-requests/{case.placement['id']}/handovers"
        headers = {"Idempotency-Key": key or a_key()}
        return await self.given.post(by or case.provider, path, body, **headers)

    async def proposed(self, case: Case, receiver: UUID | str, destination: str = "local-help") -> Json:
        answer = await self.propose(case, receiver, destination)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def read(self, by: Caller, handover: Json) -> Json:
        answer = await self.given.get(by, f"/handovers/{handover['id']}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def do(
        self, by: Caller, handover: Json, step: str, body: Json | None = None, *, seen: int | None = None
    ) -> httpx.Response:
        seen = seen or int(handover["version"])
        return await self.given.post(by, f"/handovers/{handover['id']}/{step}", body, seen=seen)

    async def confirm(self, by: Caller, handover: Json, **more: str) -> httpx.Response:
        body = {"contactOn": self.given.today.isoformat(), **more}
        if handover["receiver"] is None:
            body.setdefault("spokenWith", "Ans van Elders")
        return await self.do(by, handover, "confirmation", body)

    async def consent(self, case: Case, answer: str = "given") -> None:
        """The young person, of sixteen or more, answers on the handover package."""
        path = f"/referrals/{case.referral['id']}/consents"
        known = (await self.given.get(case.provider, path)).json()["items"]
        if known:
            asked = known[-1]
        else:
            headers = {"Idempotency-Key": a_key()}
            made = await self.given.post(case.provider, path, {"act": "handover-package"}, **headers)
            assert made.status_code == 201, made.text
            asked = made.json()
        said = await self.given.post(
            case.provider, f"{path}/{asked['id']}/answer", {"answer": answer}, seen=asked["version"]
        )
        assert said.status_code == 200, said.text

    async def stop(self, case: Case, reason: str, **more: str) -> httpx.Response:
        path = f"/placement-requests/{case.placement['id']}/care-stop"
        body = {"stoppedOn": self.given.today.isoformat(), "reason": reason, **more}
        return await self.given.post(case.provider, path, body, seen=case.placement["version"])

    async def told(self, by: Caller) -> list[str]:
        return [str(message["kind"]) for message in await self.given.messages(by)]


def reasons(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


def somebody() -> UUID:
    return uuid7()
