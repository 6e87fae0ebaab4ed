"""A referral that nobody works on any more, with a hold on its file."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, post

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller


async def of_life_cycle(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    referral = (await post(room, gp, "/referrals", body)).json()["id"]
    officer = Caller("test-officer", municipality, "privacy-officer")
    reason = {"kind": "complaint", "reason": "Een klacht."}
    hold = (await post(room, officer, f"/referrals/{referral}/legal-holds", reason)).json()["id"]
    related = {"referring-organisation": gp.organisation, "responsible-municipality": municipality}
    return [Thing("referral_id", referral, related, {"hold_id": hold})]


OF_REFERRAL.append(of_life_cycle)
