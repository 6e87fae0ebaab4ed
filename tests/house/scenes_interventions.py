"""A crisis bed, taken by telephone for an alarm that is in hand."""

from scenes import OF_CRISIS, PLACE, REGION, Thing, post

from testkit.rooms import RoomUnderTest
from wirekit.tokens import Caller


async def of_interventions(room: RoomUnderTest) -> list[Thing]:
    planner = await room.caller("roster-planner", "crisis-provider", regions=(REGION,))
    line = {"region": REGION, "name": {"nl": "Lijn", "en": "Line"}, "municipalities": [PLACE]}
    made = await post(room, planner, "/duty-lines", line | {"crisisGroup": [str(planner.organisation)]})
    staff = {"name": "Noor Piket", "telephone": "+31850000001"}
    worker = (await post(room, planner, f"/duty-lines/{made.json()['id']}/workers", staff)).json()["id"]
    access = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    body = {"municipality": PLACE, "callBackNumber": "+31612345678", "danger": True}
    alarm = (await post(room, access, "/alarms", body)).json()
    called = [attempt["organisation"] for attempt in alarm["attempts"] if attempt["organisation"]]
    own = Caller("test-desk", planner.organisation, "crisis-desk")
    held = {"worker": alarm["attempts"][0]["worker"]} if called else {"worker": worker}
    path = f"/alarms/{alarm['id']}"
    await post(room, own, f"{path}/acknowledgement", held, **{"If-Match": f'"{alarm["version"]}"'})
    bed = {"byTelephone": True, "provider": str(planner.organisation)}
    taken = (await post(room, own, f"{path}/beds", bed)).json()["id"]
    related = {"raising-organisation": access.organisation}
    if called:
        related |= {"called-on": called[0]}
    return [Thing("crisis_bed_id", taken, related)]


OF_CRISIS.append(of_interventions)
