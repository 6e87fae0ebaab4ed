"""Two children of one family, each referred by another practice, and what is done with their household."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx

from wirekit.caller import Caller

from .builders import A_BSN, ANOTHER_BSN, DALFSEN, REGION, Given, Json, a_key, a_person

FAMILY_WORDS = "Weer samen eten zonder ruzie over de scheiding."
CHILD_WORDS = "Vier dagen per week naar school in Ommen."


@dataclass
class Home:
    """What a test does with households, over the API."""

    given: Given

    async def of(self, by: Caller, referral: Json) -> str:
        """The main home of the young person of this referral."""
        return str(
            next(home["household"] for home in await self.homes(by, referral) if home["kind"] == "main")
        )

    async def homes(self, by: Caller, referral: Json, *, past: bool = False) -> list[Json]:
        answer = await self.given.get(by, f"/referrals/{referral['id']}/households")
        assert answer.status_code == 200, answer.text
        return [home for home in answer.json()["items"] if past or home["lastDay"] is None]

    async def move(
        self, by: Caller, referral: Json, household: str | None, *, kind: str = "main", **headers: str
    ) -> httpx.Response:
        body = {"household": household, "kind": kind, "firstDay": self.given.today.isoformat()}
        headers.setdefault("Idempotency-Key", a_key())
        return await self.given.post(by, f"/referrals/{referral['id']}/households", body, **headers)

    async def read(self, by: Caller, household: str, part: str = "") -> Json:
        answer = await self.given.get(by, f"/households/{household}{part}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def set_goal(
        self, by: Caller, household: str, words: str, *, member: str | None = None, **headers: str
    ) -> httpx.Response:
        body = {"words": words, "domain": "school" if member else "family", "member": member}
        headers.setdefault("Idempotency-Key", a_key())
        return await self.given.post(by, f"/households/{household}/goals", body, **headers)

    async def cite(self, by: Caller, referral: Json, grant: str, goal: str) -> httpx.Response:
        path = f"/referrals/{referral['id']}/goals"
        return await self.given.post(by, path, {"grant": grant, "goal": goal}, **{"Idempotency-Key": a_key()})

    async def directors(self, by: Caller, household: str) -> list[Json]:
        return list((await self.read(by, household, "/directors"))["items"])

    async def appoint(
        self, by: Caller, household: str, organisation: UUID, beside: str | None
    ) -> httpx.Response:
        body = {"organisation": str(organisation), "beside": beside}
        key = {"Idempotency-Key": a_key()}
        return await self.given.post(by, f"/households/{household}/directors", body, **key)

    async def hand_over(
        self, by: Caller, household: str, director: Json, organisation: UUID, subject: str | None = None
    ) -> httpx.Response:
        path = f"/households/{household}/directors/{director['id']}/hand-over"
        body = {"organisation": str(organisation), "subject": subject, "because": "care-changed"}
        return await self.given.post(by, path, body, seen=director["version"])


@dataclass
class Family:
    """Saar and Bram, brother and sister in one home, referred by two practices."""

    saar_gp: Caller
    bram_gp: Caller
    desk: Caller
    saar: Json
    bram: Json
    household: str


async def a_family(given: Given) -> Family:
    """Each is referred by another practice; the municipality says that they live in one household."""
    home = Home(given)
    saar_gp, bram_gp = await given.a_gp(), await given.a_gp()
    desk = await given.an_access_worker()
    saar = await given.referral(saar_gp, person=a_person(bsn=A_BSN))
    bram = await given.referral(bram_gp, person=a_person(bsn=ANOTHER_BSN, givenName="Bram"))
    household = await home.of(saar_gp, saar)
    moved = await home.move(desk, bram, household)
    assert moved.status_code == 201, moved.text
    return Family(saar_gp, bram_gp, desk, saar, bram, household)


async def a_director(given: Given) -> Caller:
    """Somebody who may direct, at a provider that has nothing else to do with the family."""
    return await given.room.caller("director", "provider", regions=(REGION,))


def under_a_measure(given: Given) -> Json:
    """What an institution adds to a referral while it carries out a supervision order."""
    until = (given.today + timedelta(days=200)).isoformat()
    return {"measure": {"kind": "supervision", "until": until}, "municipality": DALFSEN}
