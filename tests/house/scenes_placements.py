"""Two providers that were asked together, of whom one asked something before it answers."""

from datetime import timedelta

from scenes import OF_REFERRAL, PLACE, REGION, Thing, example, post

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_placements(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    asker = await room.caller("provider-worker", "provider", regions=(REGION,))
    other = await room.organisation("provider", regions=(REGION,))
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    referral = str((await post(room, gp, "/referrals", body)).json()["id"])
    today = room.clock().date()
    period = {"validFrom": today.isoformat(), "validUntil": (today + timedelta(days=90)).isoformat()}
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": None} | period
    decided = {"ref": str(uuid7()), "referral": referral, "grants": [grant], "preferredProvider": None}
    await room.deliver("decision.made", example("decision.made", **decided))
    asking = {"providers": [str(asker.organisation), str(other)]}
    asked = (await post(room, gp, f"/referrals/{referral}/placement-requests", asking)).json()
    path = f"/placement-requests/{asked['id']}"
    wanted = {"kind": "practical", "words": "Wanneer kan het beginnen?"}
    question = (await post(room, asker, f"{path}/questions", wanted)).json()["id"]
    related = {
        "referring-organisation": gp.organisation,
        "responsible-municipality": municipality,
        "asked-provider": asker.organisation,
    }
    return [Thing("placement_request_id", asked["id"], related, {"question_id": question})]


OF_REFERRAL.append(of_placements)
