"""A referral that waits for its provider while another one bridges; and a question to bridge that is open."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, _referral, get, post

from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest


async def of_bridging(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    bridge = await room.caller("provider-worker", "provider", regions=(REGION,))
    things = []
    for runs in (False, True):
        referral = await _referral(room, gp, provider.organisation)
        path = f"/referrals/{referral}/bridging"
        asked = (await post(room, gp, path, {"provider": str(bridge.organisation)})).json()["id"]
        related = {
            "referring-organisation": gp.organisation,
            "responsible-municipality": municipality,
            "bridging-provider": bridge.organisation,
        }
        if runs:
            from_today = {"startsOn": local_day(room.clock()).isoformat()}
            await post(room, bridge, f"/bridging/{asked}/acceptance", from_today, **{"If-Match": '"1"'})
            things.append(Thing("referral_id", referral, related))
        else:
            things.append(Thing("bridging_id", asked, related))
    assert len((await get(room, bridge, "/bridging"))["items"]) == len(things)
    return things


OF_REFERRAL.append(of_bridging)
