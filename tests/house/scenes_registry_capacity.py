"""A place that is held for a placement, which is signed up for a group as well."""

from typing import Any

from scenes import OF_THE_REGISTER, PLACE, REGION, Thing, post

from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

# Freely accessible, so that no contract is needed to hold a place.
GROUP: dict[str, Any] = {
    "careForm": "ambulatory",
    "form": "group",
    "seats": 8,
    "isFree": True,
    "municipalities": [PLACE],
    "contact": "Bel ons",
    "times": "Elke dinsdag",
}


async def put(room: RoomUnderTest, caller: Caller, path: str, body: Any = None) -> None:
    async with room.as_caller(caller) as client:
        answer = await client.put(path, json=body)
    assert answer.is_success, (path, answer.text)


async def of_places(room: RoomUnderTest) -> list[Thing]:
    from scenes_registry_offers import OFFER, entered  # comes after this file when they are loaded

    provider = Caller("provider", await entered(room, "provider"), "provider-worker")
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    offer = (await post(room, provider, "/offers", OFFER | GROUP)).json()["id"]
    since = {"validFrom": "2022-01-01"}
    place = (await post(room, provider, f"/offers/{offer}/enrolments", since)).json()["id"]
    await post(room, provider, f"/offers/{offer}/publication", None, **{"If-Match": '"1"'})
    await put(room, provider, f"/enrolments/{place}/capacity", {"status": "capacity", "freePlaces": 3})
    placement, today = str(uuid7()), local_day(room.clock()).isoformat()
    wish = {"enrolment": place, "minutes": 10_080, "onDay": today}
    await put(room, gp, f"/reservations/{placement}", wish)
    await put(room, gp, f"/offers/{offer}/sign-ups/{placement}")
    related = {
        "reserved-by": gp.organisation,
        "signed-up-by": gp.organisation,
        "own": provider.organisation,
    }
    return [Thing("placement_id", placement, related, {"offer_id": offer})]


OF_THE_REGISTER.append(of_places)
