"""A letter that a GP asked for about a referral of its own; it waits, since no other room answers here."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, example, post

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_letters(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    referral = str((await post(room, gp, "/referrals", body)).json()["id"])
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": None}
    decided = {"ref": str(uuid7()), "referral": referral, "grants": [grant], "preferredProvider": None}
    await room.deliver("decision.made", example("decision.made", **decided, decidedBy="referrer"))
    letter = (await post(room, gp, f"/referrals/{referral}/letters", {})).json()["id"]
    related = {"referring-organisation": gp.organisation, "responsible-municipality": municipality}
    return [Thing("referral_id", referral, related, {"letter_id": letter})]


OF_REFERRAL.append(of_letters)
