"""Rows in every table that knows of persons: a case from question to delivery, and what stands beside it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Given, key
from .changing import Desk as Team
from .desk import HAARLEM
from .desk import Desk as Door
from .quoting import AUTHORISATION, Quoting
from .routing import GRO, ZHZ, Region

CHILD_PLAN = {"on": "2026-03-01", "role": "mentor"}


@dataclass(frozen=True)
class Landscape:
    """Who has a part in it: `quoting` for the chosen provider's case, and those who do other things."""

    quoting: Quoting
    chosen: Caller
    passed_over: Caller
    door: Door
    without_decision: Region
    free_help: Region


async def a_landscape(room: RoomUnderTest, given: Given) -> Landscape:
    case = await Quoting.of_an_institution(room, given)
    chosen, passed_over = await given.provider(), await given.provider()
    door, gro = await Door.of(room, HAARLEM), await Region.at(room, GRO)
    zhz = await Region.at(room, ZHZ)
    await _at_the_door(door)
    await _without_decision(gro)
    await _free_help(zhz)
    await _quoted(case, chosen, passed_over)
    await _helped(case, chosen)
    return Landscape(case, chosen, passed_over, door, gro, zhz)


async def _quoted(case: Quoting, chosen: Caller, passed_over: Caller) -> None:
    asked = await case.quoted(chosen)
    await case.asked(passed_over, reason="Twee keuzes voor het gezin.")
    determined = await case.determine(authorisation=AUTHORISATION)
    assert determined.status_code == 200, determined.text
    ready = await case.send(case.desk, "POST", f"/quote-requests/{asked.id}/ready-award", {}, '"3"', **key())
    assert ready.status_code == 201, ready.text
    path = f"/requests/{case.request}/ready-decision/sending"
    sent = await case.send(case.desk, "POST", path, etag='"1"')
    assert sent.status_code == 200, sent.text


async def _helped(case: Quoting, chosen: Caller) -> None:
    room, given = case.room, case.given
    grants = await room.rows("SELECT id, component FROM care_grant WHERE request_id = :r", r=case.request)
    first = room.clock().date() + timedelta(days=6)
    room.clock.advance(timedelta(days=8))
    team = Team(room, given, "ijsselland", case.desk, chosen)
    for grant in grants:
        entitled = await given.accepted(chosen, case.request, str(grant.id))
        await entitled.start(first)
        if grant.component == "stay":
            told = await entitled.stay(first, first + timedelta(days=1))
        else:
            told = await entitled.deliver(first)
            await _uploaded(room, chosen, f"{entitled.id};group-2;30;{first}")
            ends = {"validUntil": str(first + timedelta(days=90)), "statements": []}
            change = {"kind": "shorten", "reason": "family-asked", **ends}
            etag = (await entitled.get()).headers["etag"]
            path = f"/entitlements/{entitled.id}"
            changed = await team.send("POST", f"{path}/changes", change, etag=etag)
            assert changed.status_code == 201, changed.text
            etag = (await entitled.get()).headers["etag"]
            follows = await team.send("POST", f"{path}/follow-on", {"kind": "adult-care"}, etag=etag)
            assert follows.is_success, follows.text
        assert told.status_code == 201, told.text
    (row,) = await room.rows("SELECT client FROM request WHERE id = :r", r=case.request)
    told_age = {"ref": str(row.client), "version": 1, "region": "ijsselland", "years": 12, "months": 0}
    await room.deliver("client.came-of-age", told_age)
    plan = await team.send("PUT", f"/clients/{row.client}/perspective-plan", CHILD_PLAN)
    assert plan.status_code == 200, plan.text


async def _uploaded(room: RoomUnderTest, chosen: Caller, line: str) -> None:
    table = {"csv": f"entitlement;functionGroup;minutes;deliveredOn\n{line}"}
    async with room.as_caller(chosen, **key()) as client:
        answer = await client.post("/delivery-uploads", json=table)
    assert answer.status_code == 200, answer.text


async def _at_the_door(door: Door) -> None:
    """A request that is triaged, asked about and refused."""
    await door.send("PUT", "/signature", {"discipline": "jeugdconsulent", "professional": "J. Deur, SKJ 1"})
    request = await door.asked()
    await door.done(request, "PUT", "triage", {"urgency": "high", "domain": "school"})
    await door.done(request, "POST", "questions", {"to": "referrer", "question": "Wat is er al gedaan?"})
    await door.done(request, "POST", "refusal", {"ground": "tariff", "rejectionCode": "4"})


async def _without_decision(region: Region) -> None:
    who: UUID = uuid7()
    begun = {"who": str(who), "municipality": region.municipality, "from": "2026-03-02"}
    made = await region.send(region.provider, "POST", "/contacts", begun)
    path, hours = f"/contacts/{made.json()['contact']['id']}/changes", {"minutesPerWeek": 60}
    changed = await region.send(region.provider, "POST", path, {"from": "2026-03-02", **hours}, '"1"')
    assert changed.status_code == 200, changed.text
    early = {"municipality": region.municipality, "route": "task-based", "client": str(who)}
    early |= {"startedAt": region.room.clock().isoformat()}
    started = await region.send(region.provider, "POST", "/early-starts", early)
    assert started.status_code == 201, started.text


async def _free_help(region: Region) -> None:
    request = await region.referral(route="quote")
    body = {"provision": "welfare-work", "wish": "agrees"}
    sent = await region.send(region.desk, "POST", f"/requests/{request}/free-help", body, '"1"')
    assert sent.status_code == 200, sent.text
