"""The form of each door: no field too many, each with its ground, and none that is not its own."""

from typing import Any

import pytest

from referral.domain.doors import DOORS, GROUNDS, doors_of
from region_policy.codes import ReferrerType, Route
from region_policy.loader import Policies
from region_policy.referrers import REFERRER_CODES
from testkit.rooms import RoomUnderTest

from .builders import Given, Json, a_person
from .conftest import REGIONS
from .door_stories import AGB, ALL_DOORS, KINDS, an_order, at, filled_in

NOT_OF_THE_DOOR: list[tuple[str, str, str]] = [
    ("general-practitioner", "02", "measure"),
    ("general-practitioner", "02", "courtOrder"),
    ("general-practitioner", "02", "draft"),
    ("youth-assistant", "02", "measure"),
    ("youth-doctor", "03", "courtOrder"),
    ("medical-specialist", "05", "measure"),
    ("institution-worker", "04", "courtOrder"),
    ("institution-worker", "08", "measure"),
    ("institution-worker", "08", "professional"),
    ("access-worker", "01", "professional"),
    ("access-worker", "01", "measure"),
    ("access-worker", "06", "courtOrder"),
    ("access-worker", "06", "professional"),
]


@pytest.mark.requirement("NV-21", "ZHZ-04")
@pytest.mark.parametrize(("role", "code", "field"), NOT_OF_THE_DOOR)
async def test_a_field_that_does_not_belong_to_a_door_is_refused_by_its_name(
    given: Given, role: str, code: str, field: str
) -> None:
    extra: dict[str, Any] = {
        "measure": {"kind": "supervision", "until": given.today.isoformat()},
        "courtOrder": an_order(given),
        "draft": "01990000-0000-7000-8000-000000000001",
        "professional": {"agb": AGB},
    }
    body = filled_in(given, role, code) | {field: extra[field]}
    # In one answer with every other wrong field.
    body["person"] = {**body["person"], "bsn": "123456789"}
    refused = await given.send(await at(given, role), body)
    assert refused.status_code == 400
    assert {error["field"] for error in refused.json()["errors"]} == {"person.bsn", field}


async def test_a_code_that_is_not_the_caller_s_names_those_that_are(given: Given) -> None:
    path = "/referral-form?municipality=0148&referrerCode="
    for code in ("04", "9"):
        (error,) = (await given.get(await given.a_gp(), path + code)).json()["errors"]
        assert error["field"] == "referrerCode"
        assert "^" not in error["message"]
        assert ("02" in error["message"]) is (code == "04")


def without(body: Json, field: str) -> Json:
    whole, _, part = field.partition(".")
    if part:
        return {**body, whole: {name: value for name, value in body[whole].items() if name != part}}
    return {name: value for name, value in body.items() if name != whole}


@pytest.mark.requirement("NV-21", "ZHZ-04")
@pytest.mark.parametrize(("role", "code"), ALL_DOORS)
async def test_a_form_asks_no_more_than_the_policy_lets_it_and_each_field_that_it_asks_has_its_ground(
    given: Given, role: str, code: str
) -> None:
    """Leaving out a mandatory field is refused by that field; leaving out all the others gives 201."""
    by = await at(given, role)
    listed = (await given.get(by, f"/referral-form?referrerCode={code}&municipality=0148")).json()
    (form,) = listed["forms"]
    mandatory = [each["field"] for each in form["mandatory"]]
    assert listed["mandatoryAtMost"] == given.policy.following.referral_form.mandatory_at_most
    assert 0 < len(mandatory) <= listed["mandatoryAtMost"]
    assert all(each["ground"].startswith("Jeugdwet") for each in form["mandatory"])
    assert form["legalGround"].startswith("Jeugdwet")
    body = filled_in(given, role, code)
    for field in mandatory:
        refused = await given.send(by, without(body, field))
        assert [error["field"] for error in refused.json()["errors"]] == [field], field
        whole, _, part = field.partition(".")
        if part:
            refused = await given.send(by, without(body, whole))
            assert [error["field"] for error in refused.json()["errors"]] == [whole]
    asked = {"referrerCode", "professional"} & set(body)
    given_names = {f"{name}.{part}" for name in ("person", "courtOrder") for part in body.get(name, {})}
    assert given_names | (set(body) - {"person", "courtOrder"} - asked) == set(mandatory)
    assert (await given.send(by, body)).status_code == 201


@pytest.mark.requirement("NV-21")
@pytest.mark.parametrize("optional", DOORS[ReferrerType.GENERAL_PRACTITIONER].optional)
async def test_a_gp_may_leave_out_each_field_that_is_not_mandatory(given: Given, optional: str) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    earlier = await given.referral(gp)
    everything = given.a_referral(
        forms=["ambulatory"],
        complexity="simple",
        urgency="regular",
        safety=False,
        preferredProvider=str(provider.organisation),
        category="45",
        professional={"agb": AGB},
    )
    if optional == "again":
        everything = without(everything, "person") | {"again": earlier["id"]}
    body = without(everything, optional)
    if optional == "again":
        body |= {"person": a_person()}
    if optional == "professional.agb":
        body |= {"professional": {"name": "M. Bakker"}}  # one of the two, where there is anybody
    if optional == "budget":
        body |= {"route": "quote"}
    assert (await given.send(gp, body)).status_code == 201, optional


@pytest.mark.requirement("NV-21")
def test_no_door_asks_more_fields_than_any_region_lets_it() -> None:
    known = [policy for policies in Policies.load(REGIONS).by_region.values() for policy in policies]
    assert known
    for policy in known:
        most = policy.following.referral_form.mandatory_at_most
        for door in DOORS.values():
            assert len(door.mandatory) <= most, (policy.region, door.referrer)
    assert len(DOORS[ReferrerType.GENERAL_PRACTITIONER].mandatory) == 6


@pytest.mark.requirement("NV-21")
def test_the_openapi_states_the_ground_of_every_mandatory_field(room: RoomUnderTest) -> None:
    shapes = room.app.state.api.openapi()["components"]["schemas"]
    whole = {"person": "PersonGiven", "courtOrder": "CourtOrderGiven"}
    for field in {field for door in DOORS.values() for field in door.mandatory}:
        first, _, part = field.partition(".")
        shape = shapes[whole[first]] if part else shapes["ReferralCreate"]
        described = shape["properties"][part or first]["description"]
        assert GROUNDS[field].en in described
        for door in DOORS.values():
            assert (REFERRER_CODES[door.referrer] in described.split("Ground")[0]) is (
                field in door.mandatory
            )


@pytest.mark.requirement("ZHZ-04")
async def test_each_role_sees_its_own_forms_and_the_ways_that_the_policy_opens_to_it(given: Given) -> None:
    for role in KINDS:
        forms = (await given.get(await at(given, role), "/referral-form?municipality=0148")).json()["forms"]
        assert [form["referrerCode"] for form in forms] == [
            REFERRER_CODES[door.referrer] for door in doors_of(role)
        ]
        for form in forms:
            for way in form["ways"]:
                rule = given.policy.rule_for(form["referrerType"], measure_in_force=way["measureInForce"])
                assert rule
                opened = rule.open_route(Route(way["route"]))
                assert opened
                assert tuple(way["budgets"]) == opened.budgets
            assert {way["measureInForce"] for way in form["ways"]} == (
                {False, True} if form["referrerCode"] == "04" else {False}
            )
    gp = await given.a_gp()
    for wrong in ("04", "07", "7", "x"):
        refused = await given.get(gp, f"/referral-form?referrerCode={wrong}")
        assert [error["field"] for error in refused.json()["errors"]] == ["referrerCode"]
