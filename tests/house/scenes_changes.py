"""Help that a GP's own choice gave, changed by the municipality, with a review to come and a young person."""

from datetime import timedelta

from scenes import OF_ACCESS, PLACE, REGION, Thing, example, get, post

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_changes(room: RoomUnderTest) -> list[Thing]:
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    request, client = str(uuid7()), str(uuid7())
    asked = {
        "route": "choice-budget",
        "budget": "short-treatment",
        "preferredProvider": None,
        "measure": None,
    }
    by_gp = {"referrerType": "general-practitioner", "courtAuthorisationUntil": None, "category": None}
    submitted = example("referral.submitted", ref=request, client=client, **asked, **by_gp)
    await room.deliver("referral.submitted", submitted | {"submittedAt": room.clock().isoformat()})
    made = (await room.told("decision.made"))[-1].data
    placement = {"ref": str(uuid7()), "referral": request, "provider": str(provider.organisation)}
    grant = made["grants"][0]
    await room.deliver("placement.accepted", example("placement.accepted", grant=grant["grant"], **placement))
    (entitlement,) = (await get(room, provider, "/entitlements"))["items"]
    path, end = f"/entitlements/{entitlement['id']}/changes", room.clock().date() + timedelta(days=100)
    shorter = {"kind": "shorten", "reason": "family-asked", "validUntil": end.isoformat()}
    change = (await post(room, worker, path, shorter, **{"If-Match": '"1"'})).json()["id"]
    (review,) = (await get(room, worker, "/reviews"))["items"]
    async with room.as_caller(worker) as caller:
        plan = {"on": room.clock().date().isoformat(), "role": "mentor"}
        assert (await caller.put(f"/clients/{client}/perspective-plan", json=plan)).is_success
    paying = {"responsible-municipality": worker.organisation}
    chosen = paying | {"chosen-provider": provider.organisation}
    return [
        Thing("entitlement_id", entitlement["id"], chosen, {"change_id": change}),
        Thing("review_id", review["id"], paying),
        Thing("client_id", client, paying),
    ]


OF_ACCESS.append(of_changes)
