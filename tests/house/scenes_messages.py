"""A message to a GP, and a webhook of that practice; nobody listens at its address."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, get, post

from testkit.rooms import RoomUnderTest


async def of_messages(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": "2016-05-04"},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    await post(room, gp, "/referrals", body)
    (message,) = (await get(room, gp, "/messages"))["items"]
    made = (await post(room, gp, "/webhooks", {"url": "http://127.0.0.1:9/inbox"})).json()
    return [
        Thing("message_id", message["id"], {"recipient": gp.organisation}),
        Thing("webhook_id", made["webhook"]["id"], {"owning-organisation": gp.organisation}),
    ]


OF_REFERRAL.append(of_messages)
