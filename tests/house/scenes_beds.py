"""A crisis bed, taken by telephone by the crisis desk for an alarm that it has in hand itself."""

from scenes import OF_CRISIS, REGION, Thing, post

from testkit.rooms import RoomUnderTest

NOBODY_ON_CALL = "0193"


async def of_beds(room: RoomUnderTest) -> list[Thing]:
    desk = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    raised = {"municipality": NOBODY_ON_CALL, "callBackNumber": "+31612345678", "danger": False}
    alarm = await post(room, desk, "/alarms", raised)
    path, seen = f"/alarms/{alarm.json()['id']}", {"If-Match": alarm.headers["ETag"]}
    await post(room, desk, f"{path}/acknowledgement", {}, **seen)
    provider = await room.organisation("provider", regions=(REGION,))
    agreed = {"byTelephone": True, "provider": str(provider)}
    bed = await post(room, desk, f"{path}/beds", agreed)
    return [Thing("crisis_bed_id", bed.json()["id"], {"raising-organisation": desk.organisation})]


OF_CRISIS.append(of_beds)
