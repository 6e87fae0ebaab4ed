"""A young person of seventeen in a secret placement: a parent, consent, an exception, and no word back."""

from datetime import timedelta

from scenes import OF_REFERRAL, PLACE, REGION, Thing, example, get, post

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_people(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    born = (room.clock() - timedelta(days=17 * 366)).date().isoformat()
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": born},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    referral = str((await post(room, gp, "/referrals", body)).json()["id"])
    today = room.clock().date()
    days = {"validFrom": today.isoformat(), "validUntil": (today + timedelta(days=90)).isoformat()}
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": None, **days}
    asked = {"referral": referral, "grants": [grant], "preferredProvider": str(provider.organisation)}
    await room.deliver("decision.made", example("decision.made", ref=str(uuid7()), **asked))
    (placement,) = (await get(room, provider, "/placement-requests"))["items"]
    planned = {"startPlannedOn": (today + timedelta(days=7)).isoformat()}
    path = f"/placement-requests/{placement['id']}/acceptance"
    await post(room, provider, path, planned, **{"If-Match": '"1"'})
    here = f"/referrals/{referral}"
    parent = {"kind": "parent", "name": "Een Voorbeeld", "hasAuthority": True, "toldBy": "parent"}
    order = {"act": "help", "exception": "court-order", "orderNumber": "C/00/000001"}
    person = (await post(room, gp, f"{here}/people", parent)).json()["id"]
    consent = (await post(room, gp, f"{here}/consents", {"act": "help"})).json()["id"]
    exception = (await post(room, gp, f"{here}/consent-exceptions", order)).json()["id"]
    mark = (await post(room, gp, f"{here}/secrecy-marks", {"reason": "secret-placement"})).json()["id"]
    stop = (await post(room, provider, f"{here}/feedback-stops", {})).json()["id"]
    related = {
        "referring-organisation": gp.organisation,
        "responsible-municipality": municipality,
        "chosen-provider": provider.organisation,
    }
    others = {"person_id": person, "consent_id": consent, "exception_id": exception}
    return [Thing("referral_id", referral, related, {**others, "mark_id": mark, "feedback_stop_id": stop})]


OF_REFERRAL.append(of_people)
