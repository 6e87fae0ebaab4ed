"""One question to a provider is taken back; and who was not the first reads why, but not who was."""

from datetime import timedelta

import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, Json, a_key
from .duty_stories import Register
from .placement_stories import Asking


async def take_back(given: Given, by: Caller, placement: Json) -> httpx.Response:
    path = f"/placement-requests/{placement['id']}/withdrawal"
    return await given.post(by, path, seen=placement["version"])


@pytest.mark.requirement("HLM-01")
async def test_who_asked_the_wrong_provider_takes_that_question_back_and_the_municipality_looks_further(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    desk = await given.an_access_worker()
    at_a, at_b = await asking.asked(a, b)
    await asking.question(a, at_a)
    offered = (await given.accept(b, at_b)).json()
    for stranger in (a, await given.a_gp()):
        assert (await take_back(given, stranger, at_a)).status_code in {403, 404}
    assert (await take_back(given, asking.gp, {**at_a, "version": 9})).status_code == 412
    taken = await take_back(given, asking.gp, at_a)
    assert (taken.status_code, taken.json()["status"]) == (200, "withdrawn"), taken.text
    assert await asking.is_seen_by(a) is None
    told = (await given.messages(a))[-1]
    assert (told["kind"], told["reasons"][0]["code"]) == ("placement-withdrawn", "taken-back")
    # The other one still has an offer: the family can choose it.
    assert {kind for kind, _ in await given.deadlines()} == {"family-choice"}
    assert (await given.get(asking.gp, asking.path)).json()["status"] == "granted"
    assert (await take_back(given, desk, offered)).status_code == 200
    read = (await given.get(asking.gp, asking.path)).json()
    assert read["status"] == "at-desk"
    timeline = [each["kind"] for each in read["course"]["timeline"]]
    assert timeline[-3:] == ["placement-withdrawn", "placement-withdrawn", "at-desk"]
    assert "not-accepted" not in timeline
    assert await given.deadlines() == {("next-placement", asking.grant): str(desk.organisation)}
    assert len(await room.told("placement.withdrawn")) == 2
    assert (await given.messages(asking.gp))[-1]["kind"] == "placement-withdrawn", "the desk did it"
    again = await take_back(given, asking.gp, taken.json())
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    # Who has said yes is not sent away like this.
    (third,) = await asking.asked(a)
    accepted = (await given.accept(a, third)).json()
    late = await take_back(given, asking.gp, accepted)
    assert (late.status_code, late.json()["possibleSteps"]) == (409, ["in-care", "withdrawn"])


@pytest.mark.requirement("HLM-02")
async def test_what_is_taken_back_from_a_member_does_not_go_to_its_lead(
    room: RoomUnderTest, given: Given
) -> None:
    asking, desk = await Asking.of(given), await given.an_access_worker()
    lead, member = await given.a_provider(), await given.a_provider()
    together = await Register(room).partnership(lead, member)
    path, body = f"{asking.path}/partnership-requests", {"partnership": together["ref"]}
    asked = (await given.post(asking.gp, path, body, **{"Idempotency-Key": a_key()})).json()
    path, body = f"/placement-requests/{asked['id']}/assignment", {"member": str(member.organisation)}
    passed = (await given.post(lead, path, body, seen=asked["version"])).json()
    assert (await take_back(given, asking.gp, passed)).status_code == 200
    assert await asking.statuses() == ["withdrawn"]
    assert await given.deadlines() == {("next-placement", asking.grant): str(desk.organisation)}


async def test_who_was_not_the_first_reads_why_and_not_who_was(given: Given) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, at_b = await asking.asked(a, b, mode="first-closes")
    await given.accept(a, at_a)
    late = await given.accept(b, at_b)
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])
    assert [reason["code"] for reason in late.json()["reasons"]] == ["taken-by-another"]
    assert (await given.messages(b))[-1]["actedOrganisation"] is None
    assert str(a.organisation) not in (await given.get(b, "/messages")).text
    # One that was taken back was not taken by another: no such reason.
    other, c = await Asking.of(given), await given.a_provider()
    (at_c,) = await other.asked(c)
    await take_back(given, other.gp, at_c)
    gone = await given.accept(c, at_c)
    assert (gone.status_code, "reasons" in gone.json()) == (409, False)


async def test_an_unknown_reason_to_refuse_names_those_that_there_are(given: Given) -> None:
    asking, a = await Asking.of(given), await given.a_provider()
    (at_a,) = await asking.asked(a)
    wrong = (await given.refuse(a, at_a, "no-idea")).json()
    (error,) = wrong["errors"]
    assert error["field"] == "reason"
    for reason in ("full", "not-our-target-group", "information-missing", "redirected"):
        assert reason in error["message"]
    (error,) = (await given.refuse(a, at_a, "No idea")).json()["errors"]
    assert "^" not in error["message"]


@pytest.mark.requirement("HLM-19")
async def test_a_national_contract_suffices_where_its_provider_does_not_work_in_the_region(
    room: RoomUnderTest, given: Given
) -> None:
    gp, far = await given.a_gp(), await given.a_provider("elsewhere")
    register = Register(room)
    await register.contract(far, level="national", municipalities=[], careForm="ambulatory")
    referral = await given.referral(gp)
    national, regional = await given.granted(
        referral, given.a_grant(route="national-arrangement"), given.a_grant("stay")
    )
    path = f"/referrals/{referral['id']}/placement-requests"
    for grant, status in ((regional, 409), (national, 201)):
        body = {"provider": str(far.organisation), "grant": grant}
        asked = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
        assert asked.status_code == status, asked.text
    assert (await given.get(far, f"/referrals/{referral['id']}")).json()["view"] == "asked-provider"
    accepted = (await given.accept(far, asked.json())).json()
    started = await given.start(far, accepted, given.today)
    assert started.status_code == 200, started.text
    assert (await given.get(far, f"/referrals/{referral['id']}")).json()["view"] == "chosen-provider"
    # Nor is its running help looked upon as that of a provider that left.
    await register.entry(far, active_until=None, regions=("elsewhere",))
    await room.fire_deadlines()
    listed = (await given.get(await given.an_access_worker(), "/transfers")).json()["items"]
    assert listed == []
    room.clock.advance(timedelta(days=1))
    stopped = await given.stop(far, started.json(), given.today)
    assert stopped.status_code == 200, stopped.text
