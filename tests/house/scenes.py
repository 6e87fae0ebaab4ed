"""One thing of every kind in every room, and who is what to it; for tests that walk all operations."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ROOT = Path(__file__).parents[2]
REGION, PLACE = "ijsselland", "0148"


@dataclass(frozen=True)
class Thing:
    """`parameter` of the path that names it; `related`: relation → organisation; `others`: further ids."""

    parameter: str
    id: str
    related: Mapping[str, UUID]
    others: Mapping[str, str] = field(default_factory=dict)


async def post(room: RoomUnderTest, caller: Caller, path: str, body: Any, **headers: str) -> httpx.Response:
    headers = {"Idempotency-Key": uuid7().hex, **headers}
    async with room.as_caller(caller, **headers) as client:
        answer = await client.post(path, json=body)
    assert answer.is_success, (path, answer.text)
    return answer


async def get(room: RoomUnderTest, caller: Caller, path: str) -> Any:
    async with room.as_caller(caller) as client:
        answer = await client.get(path)
    assert answer.is_success, (path, answer.text)
    return answer.json()


def example(event: str, **changed: object) -> dict[str, Any]:
    """The committed example of an event, in this region, changed where said."""
    file = ROOT / "contracts" / "events" / f"{event}.v1.example.json"
    data: dict[str, Any] = json.loads(file.read_text())["data"]
    return data | {"region": REGION, **changed}


async def of_referral(room: RoomUnderTest) -> list[Thing]:
    gp = await room.caller("general-practitioner", "general-practice", regions=(REGION,))
    municipality = await room.organisation("municipality", area=PLACE, regions=(REGION,))
    worker = await room.caller("provider-worker", "provider", regions=(REGION,))
    things = await _drafts(room, municipality)
    for accepted in (False, True):
        referral = await _referral(room, gp, worker.organisation)
        placement = next(
            row["id"]
            for row in (await get(room, worker, "/placement-requests"))["items"]
            if row["referral"] == referral
        )
        provider = "chosen-provider" if accepted else "asked-provider"
        if accepted:
            planned = (room.clock() + timedelta(days=7)).date().isoformat()
            path = f"/placement-requests/{placement}/acceptance"
            await post(room, worker, path, {"startPlannedOn": planned}, **{"If-Match": '"1"'})
        related = {
            "referring-organisation": gp.organisation,
            "responsible-municipality": municipality,
            provider: worker.organisation,
        }
        things.append(Thing("referral_id", referral, related))
        if not accepted:
            things.append(Thing("placement_request_id", placement, related))
    return things + [thing for scene in OF_REFERRAL for thing in await scene(room)]


async def _drafts(room: RoomUnderTest, municipality: UUID) -> list[Thing]:
    """Left by two crises: a municipality asked for one, a crisis desk for the other."""
    desk = await room.organisation("crisis-provider", regions=(REGION,))
    things = []
    for asker, kind, relation in (
        (municipality, "municipality", "referring-organisation"),
        (desk, "crisis-provider", "asking-organisation"),
    ):
        alarm = str(uuid7())
        closed = example(
            "alarm.closed",
            ref=alarm,
            municipality=PLACE,
            residence=None,
            askedBy=str(asker),
            askedByKind=kind,
            followUp=["ambulatory"],
            nights=0,
            firstNight=None,
            bedProvider=None,
            inABed=False,
        )
        await room.deliver("alarm.closed", closed)
        (row,) = await room.rows("SELECT id FROM referral_draft WHERE alarm = :alarm", alarm=alarm)
        things.append(Thing("draft_id", str(row.id), {relation: asker}))
    return things


async def _referral(room: RoomUnderTest, gp: Caller, provider: UUID) -> str:
    born = (room.clock() - timedelta(days=9 * 366)).date().isoformat()
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": born},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
        "preferredProvider": str(provider),
    }
    referral = str((await post(room, gp, "/referrals", body)).json()["id"])
    opened = example("request.opened", ref=referral, referral=referral)
    await room.deliver("request.opened", opened)
    grant = example("decision.made")["grants"][0] | {
        "grant": str(uuid7()),
        "provider": None,
        "validFrom": room.clock().date().isoformat(),
        "validUntil": (room.clock() + timedelta(days=90)).date().isoformat(),
    }
    decided = example(
        "decision.made",
        ref=str(uuid7()),
        request=referral,
        referral=referral,
        decidedOn=room.clock().date().isoformat(),
        preferredProvider=str(provider),
        grants=[grant],
    )
    await room.deliver("decision.made", decided)
    return referral


async def of_access(room: RoomUnderTest) -> list[Thing]:
    """An institution's request under a measure, from its determination by an awarded quote to a delivery."""
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    institution = await room.caller("institution-worker", "certified-institution", regions=(REGION,))
    request = await _determined(room, institution)
    policy = await get(room, worker, f"/policies/{REGION}")
    group = policy["functionGroups"]["items"][0]["id"]
    by_desk = await _asked(room, request, worker, await room.organisation("provider", regions=(REGION,)))
    asked, decision = await _awarded(room, request, institution, provider, worker, group)
    placement = str(uuid7())
    accepted = example(
        "placement.accepted",
        ref=placement,
        referral=request,
        decision=decision["id"],
        grant=decision["grants"][0]["id"],
        provider=str(provider.organisation),
    )
    await room.deliver("placement.accepted", accepted)
    (entitlement,) = (await get(room, provider, "/entitlements"))["items"]
    line = {"functionGroup": group, "minutes": 60, "deliveredOn": room.clock().date().isoformat()}
    delivery = (await post(room, provider, f"/entitlements/{entitlement['id']}/deliveries", line)).json()
    paying = {"responsible-municipality": worker.organisation}
    relations = ("asking-institution", "institution-with-measure")
    asking = paying | dict.fromkeys(relations, institution.organisation)
    by_institution = asking | {"asked-provider": provider.organisation, "who-asked": institution.organisation}
    chosen = paying | {"chosen-provider": provider.organisation}
    return [
        Thing("request_id", request, asking, {"decision_id": decision["id"]}),
        Thing("quote_request_id", asked, by_institution),
        Thing("quote_request_id", by_desk, asking | {"who-asked": worker.organisation}),
        Thing("entitlement_id", entitlement["id"], chosen, {"delivery_id": delivery["id"]}),
        *[thing for scene in OF_ACCESS for thing in await scene(room)],
    ]


async def _determined(room: RoomUnderTest, institution: Caller) -> str:
    request, today = str(uuid7()), room.clock().date()
    submitted = example(
        "referral.submitted",
        ref=request,
        referrerType="certified-institution",
        referrerOrganisation=str(institution.organisation),
        route="quote",
        budget=None,
        measure={"kind": "supervision", "until": (today + timedelta(days=300)).isoformat()},
        courtAuthorisationUntil=None,
        preferredProvider=None,
        submittedAt=room.clock().isoformat(),
    )
    await room.deliver("referral.submitted", submitted)
    determination = {
        "determinedOn": today.isoformat(),
        "help": "Begeleiding thuis.",
        "intendedResult": "Weer naar school.",
    }
    async with room.as_caller(institution, **{"If-Match": '"1"'}) as client:
        stored = await client.put(f"/requests/{request}/determination", json=determination)
    assert stored.is_success, stored.text
    return request


async def _asked(room: RoomUnderTest, request: str, by: Caller, provider: UUID) -> str:
    question = {"provider": str(provider), "question": "Wat kunt u bieden?", "reason": "Een tweede."}
    return str((await post(room, by, f"/requests/{request}/quote-requests", question)).json()["id"])


async def _awarded(
    room: RoomUnderTest, request: str, institution: Caller, provider: Caller, worker: Caller, group: str
) -> tuple[str, dict[str, Any]]:
    asked = await _asked(room, request, institution, provider.organisation)
    today = room.clock().date()
    offer = {
        "hours": [{"functionGroup": group, "minutes": 600}],
        "validFrom": today.isoformat(),
        "validUntil": (today + timedelta(days=90)).isoformat(),
        "plan": "Elke week thuis.",
    }
    await post(room, provider, f"/quote-requests/{asked}/quote", offer, **{"If-Match": '"1"'})
    ready = await post(room, worker, f"/quote-requests/{asked}/ready-award", {}, **{"If-Match": '"2"'})
    await post(room, worker, f"/requests/{request}/ready-decision/sending", None, **{"If-Match": '"1"'})
    decision = ready.json()["id"]
    made: dict[str, Any] = await get(room, worker, f"/requests/{request}/decisions/{decision}")
    return asked, made


async def of_crisis(room: RoomUnderTest) -> list[Thing]:
    planner = await room.caller("roster-planner", "crisis-provider", regions=(REGION,))
    body = {
        "region": REGION,
        "name": {"nl": "Crisisteam", "en": "Crisis team"},
        "municipalities": [PLACE],
        "crisisGroup": [str(planner.organisation)],
    }
    line = (await post(room, planner, "/duty-lines", body)).json()["id"]
    staff = {"name": "Noor Piket", "telephone": "+31850000001"}
    worker = (await post(room, planner, f"/duty-lines/{line}/workers", staff)).json()["id"]
    now = room.clock().replace(second=0, microsecond=0)
    path = f"/duty-lines/{line}/overrides"
    shift = {"kind": "add", "worker": worker, "rank": 1}
    later = {"start": _at(now, 1), "end": _at(now, 9)}
    added = (await post(room, planner, path, shift | later)).json()["id"]
    await post(room, planner, path, shift | {"rank": 2, "start": _at(now, 0), "end": _at(now, 9)})
    related = {"planning-organisation": planner.organisation}
    return [
        Thing("duty_line_id", line, related),
        Thing("override_id", added, related),
        *await _alarm(room, planner.organisation),
        *[thing for scene in OF_CRISIS for thing in await scene(room)],
    ]


def _at(now: datetime, hours: int) -> str:
    return (now + timedelta(hours=hours)).isoformat()


async def _alarm(room: RoomUnderTest, on_call: UUID) -> list[Thing]:
    """An alarm, and a call-back, of a municipality; the crisis group of the line is called on."""
    access = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    body = {"municipality": PLACE, "callBackNumber": "+31612345678", "danger": True}
    alarm = (await post(room, access, "/alarms", body)).json()["id"]
    call_back = (await post(room, access, "/call-backs", body)).json()["id"]
    related = {"raising-organisation": access.organisation, "called-on": on_call}
    return [Thing("alarm_id", alarm, related), Thing("call_back_id", call_back, {})]


Scene = Callable[[RoomUnderTest], Awaitable[list[Thing]]]
OF_THE_REGISTER: list[Scene] = []
"""Each file `scenes_registry_….py` adds its own."""
OF_REFERRAL: list[Scene] = []
"""What other files add to `of_referral`."""
OF_ACCESS: list[Scene] = []
"""What other files add to `of_access`."""
OF_CRISIS: list[Scene] = []
"""What other files add to `of_crisis`."""


async def of_registry(room: RoomUnderTest) -> list[Thing]:
    return [thing for scene in OF_THE_REGISTER for thing in await scene(room)]


async def of_audit(room: RoomUnderTest) -> list[Thing]:
    """A signed head; and nothing in which one organisation has a part and another has none."""
    assert room.room.standings == {}
    await room.rows("INSERT INTO head VALUES (1, sha256('x'), now(), 'a.b.c') RETURNING sequence")
    return []


SCENES: Mapping[str, Scene] = {
    "referral": of_referral,
    "access": of_access,
    "crisis": of_crisis,
    "provider-registry": of_registry,
    "audit": of_audit,
}
