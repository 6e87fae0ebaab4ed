"""What the register tells of providers, and how somebody is passed on."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, REGION, Given, Json, a_key

ZKIJ, HAARLEM = "zuid-kennemerland-ijmond", "0392"


@dataclass
class Register:
    """The room `provider-registry`, as far as it tells this one of contracts and partnerships."""

    room: RoomUnderTest
    versions: dict[str, int] = field(default_factory=dict)

    async def contract(self, provider: Caller, **told: Any) -> Json:
        """A regional contract for ambulatory help in Dalfsen, without an end, unless told otherwise."""
        data: Json = {
            "ref": str(uuid7()),
            "region": REGION,
            "provider": str(provider.organisation),
            "level": "regional",
            "careForm": "ambulatory",
            "regions": [REGION],
            "municipalities": [DALFSEN],
            "status": "in-force",
            "validFrom": "2024-01-01",
            "validUntil": None,
            "suspendedOn": None,
        }
        return await self.again(data | told)

    async def again(self, contract: Json, **changed: Any) -> Json:
        """Tell this contract as it is now, as its next version."""
        data = contract | changed
        version = self.versions[data["ref"]] = self.versions.get(data["ref"], 0) + 1
        await self.room.deliver("contract.changed", {**data, "version": version})
        return data

    async def ends(self, contract: Json, last_day: date) -> Json:
        return await self.again(contract, status="ended", validUntil=last_day.isoformat())

    async def is_suspended(self, contract: Json, since: date) -> Json:
        return await self.again(contract, status="suspended", suspendedOn=since.isoformat())

    async def partnership(self, lead: Caller, *members: Caller, region: str = REGION, **told: Any) -> Json:
        data: Json = {
            "ref": str(uuid7()),
            "version": 1,
            "region": region,
            "lead": str(lead.organisation),
            "members": [str(each.organisation) for each in (lead, *members)],
            "forms": ["at-home"],
            "domains": ["upbringing"],
            "validFrom": "2024-01-01",
            "validUntil": None,
        }
        data |= told
        await self.room.deliver("partnership.changed", data)
        return data

    async def entry(self, provider: Caller, *, active_until: str | None, regions: tuple[str, ...]) -> None:
        ref = str(provider.organisation)
        version = self.versions[ref] = self.versions.get(ref, 0) + 1
        data = {"ref": ref, "version": version, "region": "nl", "kind": "provider", "name": "Een aanbieder"}
        more = {"area": None, "regions": list(regions), "activeUntil": active_until}
        await self.room.deliver("organisation.changed", data | more)


async def transfers(given: Given, desk: Caller, *, past: bool = False) -> list[Json]:
    """The whole transfer list, page by page."""
    found: list[Json] = []
    after = ""
    while True:
        path = f"/transfers?limit=10&past={str(past).lower()}{after}"
        page = (await given.get(desk, path)).json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


async def ask(given: Given, by: Caller, referral: Json, provider: Caller, grant: str) -> httpx.Response:
    path = f"/referrals/{referral['id']}/placement-requests"
    body = {"provider": str(provider.organisation), "grant": grant}
    return await given.post(by, path, body, **{"Idempotency-Key": a_key()})


def moved(given: Given, referral: Json, left: Json, to: Caller | None, *, last_day: date) -> Json:
    """What `access` tells when what is left of a grant goes on elsewhere."""
    return {
        "ref": str(uuid7()),
        "version": 1,
        "region": REGION,
        "referral": referral["id"],
        "movedFrom": left["grant"],
        "placement": left["id"],
        "lastDay": last_day.isoformat(),
        "decision": str(uuid7()),
        "component": "ambulatory",
        "provider": str(to.organisation) if to else None,
        "etmalen": None,
        "intensity": None,
        "validFrom": (last_day + timedelta(days=1)).isoformat(),
        "validUntil": (given.today + timedelta(days=180)).isoformat(),
    }


async def ask_onward(
    given: Given, by: Caller, placement: Json, to: Caller | None = None, reason: str = "other-expertise"
) -> httpx.Response:
    body = {"reason": reason} | ({"provider": str(to.organisation)} if to else {})
    path = f"/placement-requests/{placement['id']}/onward"
    return await given.post(by, path, body, **{"Idempotency-Key": a_key()})


async def agree(given: Given, by: Caller, onward: Json, **body: Any) -> httpx.Response:
    path = f"/onward-referrals/{onward['id']}/agreement"
    return await given.post(by, path, body, seen=onward["version"])


async def kinds(given: Given, by: Caller) -> list[str]:
    """Of all messages in the inbox, page by page."""
    found: list[str] = []
    after = ""
    while True:
        page = (await given.get(by, f"/messages?limit=100{after}")).json()
        found += [message["kind"] for message in page["items"]]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


async def in_zkij(given: Given, provider: Caller) -> tuple[Caller, Caller, Json, Json]:
    """A task-based referral in Haarlem, its provider asked at once: GP, desk, referral, placement."""
    gp = await given.room.caller("general-practitioner", "general-practice", regions=(ZKIJ,))
    desk = await given.room.caller("access-worker", "municipality", area=HAARLEM, regions=(ZKIJ,))
    preferred = str(provider.organisation)
    body = given.a_referral(
        municipality=HAARLEM, route="task-based", budget=None, preferredProvider=preferred
    )
    answer = await given.send(gp, body)
    assert answer.status_code == 201, answer.text
    referral = dict(answer.json())
    opened = {"ref": referral["id"], "version": 1, "region": ZKIJ, "referral": referral["id"]}
    await given.room.deliver("request.opened", {**opened, "lane": "with-provider", "status": "open"})
    (placement,) = (await given.get(provider, "/placement-requests")).json()["items"]
    return gp, desk, referral, placement
