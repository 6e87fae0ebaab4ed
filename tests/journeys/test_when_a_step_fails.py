"""Each row of "When a step fails" in the architecture, over the whole house, with what the referrer sees.

The clock of the house is the real one: where a term must have ended, its deadline is brought forward in the
database of the room that keeps it.
"""

import json
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import nats
import pytest
from journey_house import GP_BUDGET, HouseUp, eventually
from region_house import (
    CONTRACTS,
    CREATED,
    ENTITLEMENTS,
    NATIONAL_PROVIDER,
    OK,
    OTHER_PROVIDER,
    PLACEMENTS,
    PROVIDER,
    REFERRALS,
    REFUSED,
    REQUESTS,
    Country,
    Thing,
)

from wegwijs_cli.demo.policy import today
from wegwijs_cli.rooms import ACCESS, REFERRAL
from wirekit.identifiers import uuid7

REGION, GP = "ijsselland", "general-practitioner"
FALL_DUE = (
    "UPDATE deadline SET due_at = now() - interval '1 second', next_try_at = now() - interval '1 second' "
    "WHERE kind = $1 AND ref = $2 AND fired_at IS NULL RETURNING id"
)
OPEN_MONEY = (
    "SELECT e.committed_cents FROM care_grant g JOIN entitlement e ON e.grant_id = g.id WHERE g.request_id = $1"
)


def day(days: int = 0) -> str:
    return (today() + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Story:
    """One referral by a GP, and where it has come."""

    country: Country
    referral: str

    @property
    def desk(self) -> str:
        return self.country.desk(REGION)

    async def sees(self) -> Thing:
        """What the referrer reads of it."""
        return await self.country.get(GP, f"{REFERRALS}/{self.referral}")

    async def told(self, kind: str) -> tuple[str, list[str], str | None]:
        """Wait for the message in the referrer's inbox: its words, its reasons, the day that it names."""
        message = await self.country.message(GP, self.referral, kind)
        return message["text"], [reason["code"] for reason in message["reasons"]], message["day"]

    async def thing(self, provider: str) -> str:
        return f"{PLACEMENTS}/{(await self.country.asked(provider, self.referral))['id']}"

    async def accepted(self, provider: str) -> str:
        thing = await self.thing(provider)
        (await self.country.tell(provider, thing, "acceptance", {"startPlannedOn": day()})).must_be(OK)
        return thing

    async def entitlement(self, provider: str) -> str:
        """Wait until the grant is one at this provider."""

        async def known() -> str | None:
            found = await self.country.gateway.all_of(provider, ENTITLEMENTS, Thing)
            of_this = (each["id"] for each in found if each["referral"] == self.referral)
            return next(of_this, None)

        return f"{ENTITLEMENTS}/{await self.country.gateway.until(known, 'there is an entitlement')}"

    async def request_is(self, status: str) -> Thing:
        """Wait until the room `access` has come so far, as the desk reads it."""

        async def reached() -> Thing | None:
            answer = await self.country.gateway.call(self.desk, "GET", f"{REQUESTS}/{self.referral}")
            seen = answer.read(Thing) if answer.status == OK else None
            return seen if seen and seen["status"] == status else None

        return await self.country.gateway.until(reached, f"the request is {status}")


async def refer(country: Country, provider: str | None = PROVIDER, **asked: Any) -> Story:
    """A GP refers along a way that is settled at once, to this provider."""
    body = {
        "person": country.a_young_person(),
        "municipality": country.municipalities[REGION],
        "question": "Vastgelopen op school (fictief).",
        "route": "choice-budget",
        "budget": GP_BUDGET,
        **({"preferredProvider": str(country.organisations[provider])} if provider else {}),
        **asked,
    }
    made = await country.make(GP, REFERRALS, body)
    return Story(country, str(made["id"]))
