"""The emergency door: for one person, for a few hours, with a reason; the officer hears it and judges."""

from dataclasses import replace
from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, A_QUESTION, ANOTHER_BSN, DALFSEN, REGION, ZWOLLE, Given
from .household_stories import Home, a_family
from .trust_stories import REASON, Trusted


@pytest.fixture
async def trusted(given: Given) -> Trusted:
    return Trusted(given, await given.an_access_worker())


@pytest.fixture
async def officer(trusted: Trusted) -> Caller:
    return replace(trusted.desk, subject="officer", role="privacy-officer")


@pytest.mark.requirement("NV-19")
async def test_the_door_opens_one_file_for_one_person_for_hours_and_the_officer_hears_it_at_once(
    room: RoomUnderTest, given: Given, trusted: Trusted, officer: Caller
) -> None:
    office = await room.organisation("region", regions=(REGION,))
    family = await a_family(given)
    crisis = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    path = f"/referrals/{family.saar['id']}"
    assert (await given.get(crisis, path)).status_code == 404
    opened = await trusted.open_door(crisis, bsn=A_BSN)
    assert opened.status_code == 201, opened.text
    assert opened.json()["referrals"] == [family.saar["id"]]
    seen = await given.get(crisis, path)
    assert (seen.json()["view"], seen.json()["person"]["givenName"]) == ("emergency-door", "Saar")
    assert A_QUESTION not in seen.text
    assert (seen.json()["question"], seen.json()["asked"]) == (None, None)
    # Of the household the child whose file was opened, and who directs; not its brother.
    household = await Home(given).read(crisis, family.household)
    assert [member["givenName"] for member in household["members"]] == ["Saar"]
    for closed in (
        f"/referrals/{family.bram['id']}",
        f"{path}/people",
        f"/households/{family.household}/plan",
    ):
        assert (await given.get(crisis, closed)).status_code in {403, 404}
    colleague = replace(crisis, subject="a-colleague")
    assert (await given.get(colleague, path)).status_code == 404
    # Told at once to the municipality's and to the region's officer, who read why; an event names nobody.
    regional = Caller("officer", office, "privacy-officer")
    for told in (officer, regional):
        assert "emergency-opened" in [each["kind"] for each in await given.messages(told)]
    (event,) = await room.told("emergency.opened")
    assert crisis.subject not in event.model_dump_json(exclude={"actor"})
    (listed,) = (await given.get(officer, "/emergency-openings?unjudged=true")).json()["items"]
    assert (listed["subject"], listed["reason"], listed["found"]) == (crisis.subject, REASON, True)
    assert (await given.get(trusted.desk, "/emergency-openings")).status_code == 403
    looks = await room.rows("SELECT operation, emergency FROM read_log WHERE emergency IS NOT NULL")
    assert {(look.operation, str(look.emergency)) for look in looks} == {
        ("read_referral", opened.json()["id"]),
        ("read_household", opened.json()["id"]),
    }
    hours = given.policy.looking.emergency_door.emergency_hours
    room.clock.advance(timedelta(hours=hours, seconds=1))
    assert (await given.get(crisis, path)).status_code == 404


async def test_each_morning_the_officer_hears_it_again_until_it_is_judged_once(
    room: RoomUnderTest, given: Given, trusted: Trusted, officer: Caller
) -> None:
    referral = await given.referral(await given.a_gp())
    gp = await given.a_gp()
    opened = (await trusted.open_door(gp, referral=referral["id"])).json()
    (waits,) = [
        due for due in await room.rows("SELECT kind, due_at FROM deadline") if "emergency" in due.kind
    ]
    assert room.clock() < waits.due_at <= room.clock() + timedelta(days=1), "opened at night: that morning"
    for day in (1, 2):
        room.clock.advance(timedelta(days=1))
        await room.fire_deadlines()
        kinds = [each["kind"] for each in await given.messages(officer)]
        assert kinds.count("emergency-opened") == 1 + day
    path = f"/emergency-openings/{opened['id']}/judgement"
    verdict = {"justified": True, "verdict": "Er was direct gevaar."}
    elsewhere = replace(await given.an_access_worker(ZWOLLE), role="privacy-officer")
    assert (await given.post(elsewhere, path, verdict, seen=1)).status_code == 404
    assert (await given.post(officer, path, verdict)).status_code == 428
    judged = await given.post(officer, path, verdict, seen=1)
    assert (judged.json()["justified"], judged.json()["verdict"]) == (True, "Er was direct gevaar.")
    assert (await given.post(officer, path, verdict, seen=2)).status_code == 409
    room.clock.advance(timedelta(days=1))
    await room.fire_deadlines()
    assert ("emergency-unjudged", opened["id"]) not in await given.deadlines()
    assert [event.data["justified"] for event in await room.told("emergency.judged")] == [True]
    ((row,),) = await room.rows("SELECT emergency_opening::text FROM emergency_opening")
    assert REASON.encode().hex() not in row


@pytest.mark.requirement("LAW-08")
async def test_by_an_unknown_number_the_door_opens_upon_nothing_and_the_officer_hears_that_too(
    room: RoomUnderTest, given: Given, trusted: Trusted, officer: Caller
) -> None:
    await given.referral(await given.a_gp())
    doctor = await room.caller("youth-doctor", "youth-health-care", regions=(REGION,))
    await room.organisation("region", regions=(REGION,))
    opened = await trusted.open_door(doctor, bsn=ANOTHER_BSN)
    assert (opened.status_code, opened.json()["referrals"]) == (201, [])
    told = await room.rows("SELECT told, client FROM emergency_opening")
    assert (len(told[0].told), told[0].client) == (1, None)
    nobody = await trusted.open_door(doctor, referral=opened.json()["id"])
    assert (nobody.status_code, nobody.json()["referrals"]) == (201, [])
    for whose in ({}, {"bsn": A_BSN, "referral": opened.json()["id"]}):
        assert (await trusted.open_door(doctor, **whose)).status_code == 400
    for role, kind in (("provider-worker", "provider"), ("police-officer", "police")):
        refused = await room.caller(role, kind, regions=(REGION,))
        assert (await trusted.open_door(refused, bsn=A_BSN)).status_code == 403


@pytest.mark.requirement("LAW-07")
async def test_the_door_shows_no_address_and_no_provider_of_a_child_that_must_not_be_found(
    room: RoomUnderTest, given: Given, trusted: Trusted
) -> None:
    provider = await given.a_provider()
    referral, _ = await given.in_care(await given.a_gp(), provider, municipality=DALFSEN)
    marking = {"reason": "shelter"}, {"Idempotency-Key": "shelter-for-saar"}
    path = f"/referrals/{referral['id']}"
    assert (await given.post(trusted.desk, f"{path}/secrecy-marks", marking[0], **marking[1])).is_success
    crisis = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    await trusted.open_door(crisis, bsn=A_BSN)
    seen = await given.get(crisis, path)
    assert (seen.json()["isSecret"], seen.json()["person"]["address"]) == (True, None)
    assert str(provider.organisation) not in seen.text


@pytest.mark.requirement("NV-19")
async def test_the_door_opens_too_where_the_organisation_has_a_part_that_is_not_this_role_s(
    room: RoomUnderTest, given: Given, trusted: Trusted
) -> None:
    """A director directs and reads no file; a desk of the house that helps reads by the door alone."""
    gp, home = await given.a_gp(), Home(given)
    worker = await room.caller("provider-worker", "crisis-provider", regions=(REGION,))
    referral, _ = await given.in_care(gp, worker)
    household = await home.of(gp, referral)
    director = await room.caller("director", "provider", regions=(REGION,))
    (start,) = await home.directors(trusted.desk, household)
    await home.hand_over(trusted.desk, household, start, director.organisation, director.subject)
    desk = replace(worker, subject="night-desk", role="crisis-desk")
    path = f"/referrals/{referral['id']}"
    for who in (director, desk):
        assert (await given.get(who, path)).status_code == 404
        assert (await trusted.open_door(who, referral=referral["id"])).status_code == 201
        assert (await given.get(who, path)).json()["view"] == "emergency-door"
        assert (await given.get(who, f"/households/{household}")).status_code == 200
    # What it did as a director it still does.
    assert (await given.get(director, f"{path}/case-partners")).status_code == 200
    assert (await given.get(worker, path)).json()["view"] == "chosen-provider"
