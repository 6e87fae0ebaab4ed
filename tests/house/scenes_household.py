"""A household of one child, with a goal, a second home and two directors, seen by all who may have a part."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from scenes import OF_REFERRAL, PLACE, REGION, Thing, example, get, post

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7


async def of_a_household(room: RoomUnderTest) -> list[Thing]:
    """An institution with a measure refers; one provider takes the child, another one directs."""
    institution = await room.caller("institution-worker", "certified-institution", regions=(REGION,))
    municipality = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    helper = await room.caller("provider-worker", "provider", regions=(REGION,))
    director = await room.organisation("provider", regions=(REGION,))
    referral = await _referral(room, institution)
    grant = await _accepted(room, referral, helper)
    (home,) = (await get(room, institution, f"/referrals/{referral}/households"))["items"]
    household = f"/households/{home['household']}"
    wish = {"words": "Weer samen eten.", "domain": "family"}
    goal = (await post(room, institution, household + "/goals", wish)).json()["id"]
    linked = {"grant": grant, "goal": goal}
    citation = (await post(room, institution, f"/referrals/{referral}/goals", linked)).json()["id"]
    today = room.clock().date().isoformat()
    second = {"kind": "second", "firstDay": today}
    membership = (await post(room, institution, f"/referrals/{referral}/households", second)).json()["id"]
    beside = {"organisation": str(director), "beside": "safety"}
    appointed = (await post(room, municipality, household + "/directors", beside)).json()["id"]
    plan = (await get(room, institution, household + "/plan"))["plan"]["id"]
    story = {"words": "Thuis is het onrustig.", "domains": ["family"]}
    await post(room, institution, f"/referrals/{referral}/intake", story)
    related: dict[str, UUID] = {
        "referring-organisation": institution.organisation,
        "responsible-municipality": municipality.organisation,
        "chosen-provider": helper.organisation,
    }
    of_household = {"institution-with-measure": institution.organisation, "directing-organisation": director}
    others = {"goal_id": goal, "director_id": appointed, "plan_id": plan}
    return [
        Thing("household_id", home["household"], related | of_household, others),
        Thing("referral_id", referral, related, {"membership_id": membership, "citation_id": citation}),
    ]


async def _referral(room: RoomUnderTest, institution: Caller) -> str:
    until = (room.clock() + timedelta(days=200)).date().isoformat()
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
        "measure": {"kind": "supervision", "until": until},
    }
    return str((await post(room, institution, "/referrals", body)).json()["id"])


async def _accepted(room: RoomUnderTest, referral: str, helper: Caller) -> str:
    """Its one component, which this provider takes; gives the grant."""
    provider = str(helper.organisation)
    days: dict[str, Any] = {
        "validFrom": room.clock().date().isoformat(),
        "validUntil": (room.clock() + timedelta(days=90)).date().isoformat(),
    }
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": provider, **days}
    decided = {"ref": str(uuid7()), "referral": referral, "grants": [grant], "preferredProvider": provider}
    await room.deliver("decision.made", example("decision.made", **decided))
    (asked,) = (await get(room, helper, "/placement-requests"))["items"]
    planned = {"startPlannedOn": (room.clock() + timedelta(days=7)).date().isoformat()}
    path = f"/placement-requests/{asked['id']}/acceptance"
    await post(room, helper, path, planned, **{"If-Match": f'"{asked["version"]}"'})
    return str(grant["grant"])


OF_REFERRAL.append(of_a_household)
