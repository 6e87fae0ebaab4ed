"""An offer of a family home, where it is, and the line that can be placed."""

from typing import Any
from uuid import UUID

from scenes import OF_THE_REGISTER, PLACE, REGION, Thing, post

from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

OFFER: dict[str, Any] = {
    "careForm": "living",
    "form": "family-home",
    "name": "Gezinshuis",
    "domains": ["upbringing"],
    "ageFrom": 4,
    "ageTo": 17,
    "method": "Gewoon in een gezin.",
    "programmes": ["Thuis"],
    "professionals": [{"function": "family-support-worker", "number": 2}],
}


async def entered(room: RoomUnderTest, kind: str, **more: Any) -> UUID:
    """An organisation in the register itself, which then knows it as the other rooms do."""
    organisation = uuid7()
    entry = {"kind": kind, "name": "Een organisatie", "regions": [REGION]} | more
    async with room.as_caller(Caller("population", PLATFORM, "service")) as client:
        answer = await client.put(f"/organisations/{organisation}", json=entry)
    assert answer.status_code == 201, answer.text
    return organisation


async def an_offer(room: RoomUnderTest, provider: Caller) -> tuple[str, str, str]:
    """Published; its id, that of its location and that of its enrolment."""
    place = {"name": "Huis", "municipality": PLACE, "latitude": 52.5, "longitude": 6.2}
    location = (await post(room, provider, "/locations", place)).json()["id"]
    offer = (await post(room, provider, "/offers", OFFER)).json()["id"]
    bed = {"location": location, "region": REGION, "intensity": "living-1", "validFrom": "2022-01-01"}
    enrolment = (await post(room, provider, f"/offers/{offer}/enrolments", bed)).json()["id"]
    await post(room, provider, f"/offers/{offer}/publication", None, **{"If-Match": '"1"'})
    return offer, location, enrolment


async def of_offers(room: RoomUnderTest) -> list[Thing]:
    provider = Caller("provider", await entered(room, "provider"), "provider-worker")
    offer, location, enrolment = await an_offer(room, provider)
    own = {"own": provider.organisation}
    return [
        Thing("offer_id", offer, own),
        Thing("location_id", location, own),
        Thing("enrolment_id", enrolment, own),
    ]


OF_THE_REGISTER.append(of_offers)
