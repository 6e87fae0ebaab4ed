"""Somebody who can be on call, for whom the own planner acts."""

from scenes import OF_CRISIS, PLACE, REGION, Thing, post

from testkit.rooms import RoomUnderTest


async def of_rosters(room: RoomUnderTest) -> list[Thing]:
    planner = await room.caller("roster-planner", "crisis-provider", regions=(REGION,))
    line = {"region": REGION, "name": {"nl": "Lijn", "en": "Line"}, "municipalities": [PLACE]}
    made = await post(room, planner, "/duty-lines", line | {"crisisGroup": [str(planner.organisation)]})
    staff = {"name": "Noor Piket", "telephone": "+31850000001"}
    worker = (await post(room, planner, f"/duty-lines/{made.json()['id']}/workers", staff)).json()["id"]
    return [Thing("worker_id", worker, {"employing-organisation": planner.organisation})]


OF_CRISIS.append(of_rosters)
