"""A partnership is asked as a whole; its lead passes the question to a member (HLM-02)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Given, Json, a_key
from .duty_stories import Register


async def ask(given: Given, by: Caller, referral: Json, partnership: str, **headers: str) -> httpx.Response:
    path = f"/referrals/{referral['id']}/partnership-requests"
    headers = {"Idempotency-Key": a_key()} | headers
    return await given.post(by, path, {"partnership": partnership}, **headers)


async def assign(given: Given, by: Caller, placement: Json, member: Caller) -> httpx.Response:
    path = f"/placement-requests/{placement['id']}/assignment"
    return await given.post(by, path, {"member": str(member.organisation)}, seen=placement["version"])


async def status_of(given: Given, by: Caller, placement: Json) -> Any:
    answer = await given.get(by, f"/placement-requests/{placement['id']}")
    return answer.json()["status"] if answer.status_code == 200 else answer.status_code


def reasons(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


@pytest.mark.requirement("HLM-02")
async def test_the_lead_gets_the_task_and_assigns_a_member_who_alone_opens_the_file(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    lead, b, c = [await given.a_provider() for _ in range(3)]
    together = await Register(room).partnership(lead, b, c)
    referral = await given.referral(gp)
    (grant,) = await given.granted(referral)
    key = a_key()
    asked = await ask(given, gp, referral, together["ref"], **{"Idempotency-Key": key})
    assert asked.status_code == 201, asked.text
    again = await ask(given, gp, referral, together["ref"], **{"Idempotency-Key": key})
    assert again.json()["id"] == asked.json()["id"]
    (at_lead,) = (await given.get(lead, "/placement-requests")).json()["items"]
    assert (at_lead["lead"], at_lead["partnership"]) == (str(lead.organisation), together["ref"])
    waiting = await given.deadlines()
    assert waiting[("placement-answer", at_lead["id"])] == str(lead.organisation)

    assigned = await assign(given, lead, at_lead, b)
    assert assigned.status_code == 200, assigned.text
    waiting = await given.deadlines()
    assert waiting[("placement-answer", at_lead["id"])] == str(b.organisation)
    (message,) = await given.messages(b)
    assert (message["kind"], message["about"]) == ("placement-requested", at_lead["id"])
    assert message["actedOrganisation"] == str(lead.organisation)
    # B sees the case, the lead goes on seeing it, C does not.
    assert [await status_of(given, each, at_lead) for each in (b, lead, c)] == ["requested", "requested", 404]
    path = f"/referrals/{referral['id']}"
    views = [(await given.get(each, path)).json() for each in (b, lead)]
    assert [view["view"] for view in views] == ["asked-provider", "lead-partner"]
    assert [view["person"] for view in views] == [None, None]
    assert views[0]["profile"] == views[1]["profile"] is not None
    assert (await given.get(c, path)).status_code == 404
    (led,) = (await given.get(lead, "/partnership-requests")).json()["items"]
    assert (led["id"], led["provider"]) == (at_lead["id"], str(b.organisation))
    assert (await given.get(c, "/partnership-requests")).json()["items"] == []
    # Only B answers, and only to B the file opens.
    assert (await given.accept(lead, assigned.json())).status_code == 404
    accepted = await given.accept(b, assigned.json())
    assert accepted.status_code == 200, accepted.text
    opened = (await given.get(b, path)).json()
    assert (opened["view"], opened["person"]["givenName"]) == ("chosen-provider", "Saar")
    still = (await given.get(lead, path)).json()
    assert (still["view"], still["person"], still["course"]) == ("lead-partner", None, None)
    told = (await room.told("placement.accepted"))[-1].data
    assert (told["provider"], told["lead"], told["grant"]) == (
        str(b.organisation),
        str(lead.organisation),
        grant,
    )
    too_late = await assign(given, lead, accepted.json(), c)
    assert (too_late.status_code, set(too_late.json()["possibleSteps"])) == (409, {"in-care", "withdrawn"})


@pytest.mark.requirement("HLM-02")
@pytest.mark.parametrize("silent", [False, True])
async def test_a_no_or_the_silence_of_a_member_brings_the_question_back_to_the_lead(
    room: RoomUnderTest, given: Given, silent: bool
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    lead, b, c = [await given.a_provider() for _ in range(3)]
    together = await Register(room).partnership(lead, b, c)
    referral = await given.referral(gp)
    (grant,) = await given.granted(referral)
    asked = (await ask(given, gp, referral, together["ref"])).json()
    assigned = (await assign(given, lead, asked, b)).json()
    assert reasons(await assign(given, lead, assigned, c)) == ["with-a-member"]
    if silent:
        room.clock.advance(timedelta(days=30))
        await room.fire_deadlines()
    else:
        assert (await given.refuse(b, assigned)).status_code == 200
    assert await status_of(given, b, assigned) == ("expired" if silent else "refused")
    (back,) = (await given.get(lead, "/placement-requests")).json()["items"]
    assert (back["status"], back["grant"], back["lead"]) == ("requested", grant, str(lead.organisation))
    waiting = await given.deadlines()
    assert waiting[("placement-answer", back["id"])] == str(lead.organisation)
    assert ("next-placement", grant) not in waiting
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "granted"
    # The lead passes it on once more; its own no brings it to the desk.
    to_c = (await assign(given, lead, back, c)).json()
    assert (await given.refuse(c, to_c)).status_code == 200
    (back,) = [
        item
        for item in (await given.get(lead, "/placement-requests")).json()["items"]
        if item["status"] == "requested"
    ]
    assert (await given.refuse(lead, back)).status_code == 200
    assert (await given.deadlines())[("next-placement", grant)] == str(desk.organisation)
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "at-desk"


@pytest.mark.requirement("HLM-02")
async def test_who_is_no_member_gets_nothing_and_an_unknown_partnership_is_refused(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    lead, b, stranger = [await given.a_provider() for _ in range(3)]
    register = Register(room)
    over = await register.partnership(lead, b, validUntil="2025-01-01")
    elsewhere = await register.partnership(lead, b, region="groningen")
    together = await register.partnership(lead, b)
    referral = await given.referral(gp)
    await given.granted(referral)
    for other in (str(uuid7()), over["ref"], elsewhere["ref"]):
        assert reasons(await ask(given, gp, referral, other)) == ["partnership-not-in-region"]
    asked = (await ask(given, gp, referral, together["ref"])).json()
    assert reasons(await assign(given, lead, asked, stranger)) == ["not-a-member"]
    assert (await assign(given, b, asked, b)).status_code == 404
    without = await given.post(
        lead, f"/placement-requests/{asked['id']}/assignment", {"member": str(b.organisation)}
    )
    assert without.status_code == 428
    # A member that has left cannot get it any more, nor can one whose contract ends.
    contract = await register.contract(b)
    await register.ends(contract, given.today)
    await register.partnership(lead, ref=together["ref"], version=2)
    assert set(reasons(await assign(given, lead, asked, b))) == {"not-a-member", "provider-not-in-region"}
    assert await status_of(given, b, asked) == 404
