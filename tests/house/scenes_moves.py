"""Two clients of one practice that were merged, which that practice can undo."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, post

from testkit.rooms import RoomUnderTest


async def of_merges(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    keep, double = [(await post(room, gp, "/referrals", body)).json()["id"] for _ in range(2)]
    merged = (await post(room, gp, "/client-merges", {"keep": keep, "double": double})).json()["id"]
    return [Thing("merge_id", merged, {"who-merged": gp.organisation})]


OF_REFERRAL.append(of_merges)
