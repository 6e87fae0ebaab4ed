"""Running care handed over to a local team and to somebody outside the network; and a consultation."""

from datetime import timedelta

from scenes import OF_REFERRAL, PLACE, REGION, Thing, _referral, get, post

from testkit.rooms import RoomUnderTest


async def of_handovers(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    team = await room.caller("provider-worker", "community-organisation", regions=(REGION,))
    await _referral(room, gp, provider.organisation)
    (asked,) = (await get(room, provider, "/placement-requests"))["items"]
    path, today = f"/placement-requests/{asked['id']}", room.clock().date()
    planned = {"startPlannedOn": (today + timedelta(days=7)).isoformat()}
    accepted = await post(room, provider, f"{path}/acceptance", planned, **{"If-Match": '"1"'})
    seen = {"If-Match": f'"{accepted.json()["version"]}"'}
    await post(room, provider, f"{path}/care-start", {"startedOn": today.isoformat()}, **seen)
    call = {"call": {"name": "Noor Voorbeeld", "telephone": "+31380000001"}}
    known = {"destination": "local-help", "receiver": str(team.organisation), **call}
    outside = {"destination": "wmo", "receiverName": "Wijkteam", **call}
    to_team = (await post(room, provider, f"{path}/handovers", known)).json()["id"]
    to_others = (await post(room, provider, f"{path}/handovers", outside)).json()["id"]
    sender = {"sending-organisation": provider.organisation, "responsible-municipality": municipality}
    question = {"provider": str(provider.organisation), "age": 9, "domains": ["home"], "question": "Wat nu?"}
    consultation = (await post(room, gp, "/consultations", question)).json()["id"]
    asking = {"consulting-organisation": gp.organisation, "consulted-provider": provider.organisation}
    return [
        Thing("handover_id", to_team, {**sender, "receiving-organisation": team.organisation}),
        Thing("handover_id", to_others, {**sender, "recording-organisation": provider.organisation}),
        Thing("consultation_id", consultation, asking),
    ]


OF_REFERRAL.append(of_handovers)
