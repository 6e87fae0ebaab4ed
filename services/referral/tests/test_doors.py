"""The doors: who refers by which code and ground, and in whose name."""

from dataclasses import replace

import pytest

from referral.domain.doors import DOORS, doors_of
from region_policy.codes import REFERS_AS, ReferrerType
from region_policy.referrers import BY_CODE, HEARS, LEGAL_GROUNDS, REFERRER_CODES
from testkit.rooms import RoomUnderTest

from .builders import REGION, Given, Json
from .door_stories import AGB, ALL_DOORS, an_order, at, filled_in


@pytest.mark.requirement("HLM-04")
@pytest.mark.parametrize(("role", "code"), ALL_DOORS)
async def test_each_referrer_refers_by_its_code_and_nobody_by_another(
    room: RoomUnderTest, given: Given, role: str, code: str
) -> None:
    by, body = await at(given, role), filled_in(given, role, code)
    answer = await given.send(by, body)
    assert answer.status_code == 201, answer.text
    course = answer.json()["course"]
    assert (course["referrerCode"], course["referrerType"]) == (code, BY_CODE[code])
    (told,) = await room.told("referral.submitted")
    assert (told.data["referrerCode"], told.data["referrerType"]) == (code, BY_CODE[code])
    (listed,) = (await given.get(by, "/referrals")).json()["items"]
    assert listed["referrerCode"] == code
    mine = {REFERRER_CODES[door.referrer] for door in doors_of(role)}
    for other in sorted({f"0{number}" for number in range(10)} - mine):
        refused = await given.send(by, body | {"referrerCode": other})
        assert refused.status_code == 400, (role, other)
        (error,) = refused.json()["errors"]
        assert error["field"] == "referrerCode"
        assert all(allowed in error["message"] for allowed in mine)


def test_every_code_has_its_ground_in_the_law_and_07_is_nobody_s() -> None:
    assert sorted(BY_CODE) == ["01", "02", "03", "04", "05", "06", "08"]
    assert set(REFERRER_CODES) == set(LEGAL_GROUNDS) == set(DOORS) == set(ReferrerType)
    assert {referrer for heard in HEARS.values() for referrer in heard} | set(REFERS_AS.values()) == set(
        ReferrerType
    )


@pytest.mark.requirement("HLM-04")
async def test_what_a_court_ordered_is_entered_with_its_order_which_no_event_and_no_column_shows(
    room: RoomUnderTest, given: Given
) -> None:
    institution, order = await given.an_institution(), an_order(given)
    body = filled_in(given, "institution-worker", "08")
    without = await given.send(institution, {**body, "courtOrder": None})
    assert [error["field"] for error in without.json()["errors"]] == ["courtOrder"]
    assert "is verplicht" in without.json()["errors"][0]["message"]
    long_over = {"measure": {"kind": "supervision", "until": "1999-12-31"}}
    (over,) = (await given.send(institution, given.a_quote(**long_over))).json()["errors"]
    assert (over["field"], "voorbij" in over["message"]) == ("measure.until", True)
    no_day = await given.send(institution, {**body, "courtOrder": {"number": order["number"]}})
    assert [error["field"] for error in no_day.json()["errors"]] == ["courtOrder.until"]
    referral = (await given.send(institution, body)).json()
    assert referral["course"]["courtOrder"] == order
    assert referral["question"] is None
    # Which way is the policy's: the first that it opens to the court as the order stands.
    rule = given.policy.rule_for(ReferrerType.COURT, measure_in_force=False)
    assert rule
    assert referral["asked"]["route"] in {opened.route for opened in rule.routes}
    seen = (await given.get(await given.an_access_worker(), f"/referrals/{referral['id']}")).json()
    assert seen["course"]["courtOrder"] == order
    (told,) = await room.told("referral.submitted")
    assert told.data["courtOrderUntil"] == order["until"]
    assert order["number"] not in told.model_dump_json()
    ((shown,),) = await room.rows("SELECT referral::text FROM referral")
    assert order["number"] not in shown
    assert order["number"].encode().hex() not in shown


@pytest.mark.requirement("HLM-05")
async def test_a_youth_assistant_refers_under_a_gp_who_stays_the_referrer_of_record(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    assistant = replace(gp, subject="poh-jeugd", role="youth-assistant")
    body = {name: value for name, value in given.a_quote().items() if name != "professional"}
    refused = await given.send(assistant, body)
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["professional-of-record-missing"]
    assert await room.rows("SELECT 1 FROM referral") == []
    named = (await given.send(assistant, body | {"professional": {"name": "M. Bakker"}})).json()
    assert named["course"]["professional"] == {"agb": None, "name": "M. Bakker"}
    assert named["entered"] == {"subject": "poh-jeugd", "role": "youth-assistant"}
    assert (named["course"]["referrerCode"], named["course"]["referrerOrganisation"]) == (
        "02",
        str(gp.organisation),
    )
    # The GP puts a code on record once; from then on the assistant has it without filling it in (NV-22).
    async with room.as_caller(assistant) as client:
        assert (await client.put("/professional-of-record", json={"agb": AGB})).status_code == 403
    async with room.as_caller(gp) as client:
        none_yet = await client.get("/professional-of-record")
        assert (none_yet.json()["version"], "etag" in none_yet.headers) == (0, False)
        assert (await client.put("/professional-of-record", json={"agb": AGB})).status_code == 200
        assert (await client.put("/professional-of-record", json={"agb": AGB})).status_code == 428
    kept = (await given.get(assistant, "/professional-of-record")).json()
    assert (kept["agb"], kept["version"]) == (AGB, 1)
    under = (await given.send(assistant, body)).json()
    assert under["course"]["professional"] == {"agb": AGB, "name": None}
    assert under["entered"]["subject"] == "poh-jeugd"
    told = await room.told("referral.submitted")
    assert {each.data["referrerType"] for each in told} == {"general-practitioner"}
    assert not [each for each in told if "Bakker" in each.model_dump_json()]
    ((shown,),) = await room.rows("SELECT string_agg(referral::text, '') FROM referral")
    assert "Bakker" not in shown
    assert b"Bakker".hex() not in shown
    # Who follows the referral at the municipality knows the GP and not the login.
    seen = (await given.get(await given.an_access_worker(), f"/referrals/{under['id']}")).json()
    assert (seen["course"]["professional"]["agb"], seen["entered"]) == (AGB, None)


@pytest.mark.requirement("HLM-05")
async def test_a_youth_assistant_without_a_practice_refers_nobody(given: Given) -> None:
    body = given.a_quote(professional={"agb": AGB})
    for kind in ("provider", "municipality", "youth-health-care", "hospital"):
        nowhere = await given.room.caller("youth-assistant", kind, area="0148", regions=(REGION,))
        assert (await given.send(nowhere, body)).status_code == 403


@pytest.mark.parametrize(
    ("given_as", "field"),
    [
        ({"agb": AGB, "name": "M. Bakker"}, "professional"),
        ({}, "professional"),
        ({"agb": "1234567"}, "professional.agb"),
        ({"agb": "0123456x"}, "professional.agb"),
    ],
)
async def test_a_professional_has_an_agb_code_or_a_name_and_never_both(
    given: Given, given_as: Json, field: str
) -> None:
    refused = await given.send(await given.a_gp(), given.a_quote(professional=given_as))
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (400, [field])


async def test_two_logins_that_put_a_code_on_record_at_once_do_not_undo_each_other(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    async with room.as_caller(gp) as client:
        await client.put("/professional-of-record", json={"agb": AGB})
        seen = {"If-Match": '"1"'}
        first = await client.put("/professional-of-record", json={"agb": "01000001"}, headers=seen)
        late = await client.put("/professional-of-record", json={"agb": "01000002"}, headers=seen)
        assert (first.status_code, late.status_code) == (200, 412)
        assert (await client.get("/professional-of-record")).json()["agb"] == "01000001"
