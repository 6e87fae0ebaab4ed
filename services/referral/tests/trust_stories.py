"""What a test does with case partners and with the emergency door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from wirekit.caller import Caller

from .builders import REGION, Given, Json, a_key

PURPOSE = "Meedenken over veiligheid thuis, na de melding van Saar."
REASON = "Saar staat overstuur op de post en noemt een broertje."
PARTNERS = {
    "safe-home": "safe-home-worker",
    "police": "police-officer",
    "child-protection-board": "board-worker",
    "school-attendance": "attendance-officer",
    "school": "school-worker",
    "certified-institution": "institution-worker",
    "community-organisation": "provider-worker",
    "youth-health-care": "youth-doctor",
}


@dataclass
class Trusted:
    """`desk`: an access worker of the responsible municipality."""

    given: Given
    desk: Caller

    async def a_partner(self, kind: str) -> Caller:
        return await self.given.room.caller(PARTNERS[kind], kind, regions=(REGION,))

    async def add(
        self, referral: Json, partner: Caller, *, by: Caller | None = None, days: int = 30, **changes: Any
    ) -> httpx.Response:
        body = {
            "organisation": str(partner.organisation),
            "purpose": PURPOSE,
            "contact": {"name": "M. Es", "telephone": "+31880000031"},
            "firstDay": self.given.today.isoformat(),
            "lastDay": (self.given.today + timedelta(days=days)).isoformat(),
            **changes,
        }
        path, key = f"/referrals/{referral['id']}/case-partners", {"Idempotency-Key": a_key()}
        return await self.given.post(by or self.desk, path, body, **key)

    async def added(self, referral: Json, partner: Caller) -> Json:
        answer = await self.add(referral, partner)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def case(self, partner: Caller, shared: Json) -> httpx.Response:
        return await self.given.get(partner, f"/case-partners/{shared['id']}/case")

    async def open_door(self, by: Caller, **whose: str) -> httpx.Response:
        key = {"Idempotency-Key": a_key()}
        return await self.given.post(by, "/emergency-openings", {"reason": REASON, **whose}, **key)
