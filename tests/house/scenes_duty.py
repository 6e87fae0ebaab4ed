"""A case on the transfer list, one that is passed on, and a question that a lead gave to a member."""

from scenes import OF_REFERRAL, PLACE, REGION, Thing, _referral, example, get, post

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7


async def of_duty(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    deciding = {"referring-organisation": gp.organisation, "responsible-municipality": municipality}
    stopping = await room.caller("provider-worker", "provider", regions=(REGION,))
    referral = await _referral(room, gp, stopping.organisation)
    (asked,) = (await get(room, stopping, "/placement-requests"))["items"]
    path, today = f"/placement-requests/{asked['id']}", room.clock().date().isoformat()
    await post(room, stopping, f"{path}/acceptance", {"startPlannedOn": today}, **_seen(asked))
    onward = (await post(room, stopping, f"{path}/onward", {"reason": "other-expertise"})).json()["id"]
    provider = str(stopping.organisation)
    covers = {"provider": provider, "careForm": "ambulatory", "municipalities": [PLACE]}
    await room.deliver("contract.changed", example("contract.changed", **covers, suspendedOn=today))
    await room.fire_deadlines()
    (row,) = await room.rows("SELECT id FROM transfer WHERE referral = :referral", referral=referral)
    return [
        Thing("onward_referral_id", onward, {**deciding, "chosen-provider": stopping.organisation}),
        Thing("transfer_id", str(row.id), {"responsible-municipality": municipality}),
        *await _passed_to_member(room, gp),
    ]


async def _passed_to_member(room: RoomUnderTest, gp: Caller) -> list[Thing]:
    lead = await room.caller("provider-worker", "provider", regions=(REGION,))
    member = await room.organisation("provider", regions=(REGION,))
    partnership, members = str(uuid7()), [str(lead.organisation), str(member)]
    known = {"ref": partnership, "version": 1, "region": REGION, "lead": members[0], "members": members}
    await room.deliver("partnership.changed", known | {"validFrom": "2020-01-01", "validUntil": None})
    referral = await _referral(room, gp, lead.organisation)
    (asked,) = (await get(room, lead, "/placement-requests"))["items"]
    await post(room, lead, f"/placement-requests/{asked['id']}/refusal", {"reason": "full"}, **_seen(asked))
    path = f"/referrals/{referral}/partnership-requests"
    at_lead = (await post(room, gp, path, {"partnership": partnership})).json()
    path = f"/placement-requests/{at_lead['id']}/assignment"
    await post(room, lead, path, {"member": str(member)}, **_seen(at_lead))
    related = {
        "referring-organisation": gp.organisation,
        "asked-provider": member,
        "lead-partner": lead.organisation,
    }
    return [Thing("referral_id", referral, related), Thing("placement_request_id", at_lead["id"], related)]


def _seen(thing: dict[str, object]) -> dict[str, str]:
    return {"If-Match": f'"{thing["version"]}"'}


OF_REFERRAL.append(of_duty)
