"""A case partner of a referral, whose household somebody directs; and a file opened in an emergency."""

from datetime import timedelta
from uuid import UUID

from scenes import OF_REFERRAL, PLACE, REGION, Thing, _referral, get, post

from servicekit.organisations import Organisation, learn_organisation
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

BY_THE_DOOR = {
    "access-worker": "municipality",
    "crisis-desk": "crisis-provider",
    "youth-doctor": "youth-health-care",
    "general-practitioner": "general-practice",
    "institution-worker": "certified-institution",
    "director": "provider",
}


async def of_trust(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    desk = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    provider = await room.organisation("provider", regions=(REGION,))
    referral = await _referral(room, gp, provider)
    director = await room.organisation("provider", regions=(REGION,))
    (home,) = (await get(room, desk, f"/referrals/{referral}/households"))["items"]
    appointed = {"organisation": str(director), "beside": "safety"}
    await post(room, desk, f"/households/{home['household']}/directors", appointed)
    police = await room.organisation("police", regions=(REGION,))
    today = room.clock().date()
    task = {
        "organisation": str(police),
        "purpose": "Weten wie te bellen.",
        "contact": {"name": "Noor Voorbeeld", "telephone": "+31380000001"},
        "firstDay": today.isoformat(),
        "lastDay": (today + timedelta(days=30)).isoformat(),
    }
    partner = (await post(room, desk, f"/referrals/{referral}/case-partners", task)).json()["id"]
    stands = {"responsible-municipality": desk.organisation, "directing-organisation": director}
    stranger, opening = await _opened(room, referral)
    return [
        Thing("case_partner_id", partner, {**stands, "case-partner": police}),
        Thing("emergency_opening_id", opening, {"overseeing-organisation": desk.organisation}),
        Thing("referral_id", referral, {**stands, "emergency-door": stranger}),
        Thing("household_id", home["household"], {**stands, "emergency-door": stranger}),
    ]


async def _opened(room: RoomUnderTest, referral: str) -> tuple[UUID, str]:
    """By one login of each role, at one organisation of a kind that fits at that moment; the last opening."""
    stranger, opening = uuid7(), ""
    for role, kind in BY_THE_DOOR.items():
        async with room.begin() as tx:
            await learn_organisation(tx, Organisation(stranger, kind, "x", None, (REGION,), None))
        by = Caller(f"try-{role}", stranger, role)
        reason = {"reason": "Er is direct gevaar.", "referral": referral}
        opening = str((await post(room, by, "/emergency-openings", reason)).json()["id"])
    return stranger, opening


OF_REFERRAL.append(of_trust)
