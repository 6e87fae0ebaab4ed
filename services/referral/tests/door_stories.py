"""Who stands at which door, and what each door must be given."""

from datetime import timedelta

from referral.domain.doors import doors_of
from region_policy.codes import REFERS_AS
from region_policy.referrers import REFERRER_CODES
from wirekit.caller import Caller

from .builders import A_QUESTION, REGION, Given, Json

KINDS = {
    "access-worker": "municipality",
    "general-practitioner": "general-practice",
    "youth-assistant": "general-practice",
    "youth-doctor": "youth-health-care",
    "medical-specialist": "hospital",
    "institution-worker": "certified-institution",
}
ALL_DOORS = [(role, REFERRER_CODES[door.referrer]) for role in KINDS for door in doors_of(role)]
AGB = "01234567"


async def at(given: Given, role: str) -> Caller:
    if role == "access-worker":
        return await given.an_access_worker()
    return await given.room.caller(role, KINDS[role], regions=(REGION,))


def an_order(given: Given) -> Json:
    return {"number": "C/08/269417 JE RK 26-88", "until": (given.today + timedelta(days=200)).isoformat()}


def filled_in(given: Given, role: str, code: str, *, every_field: bool = False) -> Json:
    """What this door must give and nothing else; or everything that goes together in one referral."""
    person = {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04"}
    body: Json = {"person": person, "municipality": "0148", "question": A_QUESTION, "route": "quote"}
    if code == "08":
        body = {"person": person, "municipality": "0148", "courtOrder": an_order(given)}
    if role == "youth-assistant":
        body["professional"] = {"agb": AGB}
    if REFERRER_CODES[REFERS_AS[role]] != code:
        body["referrerCode"] = code
    return body
