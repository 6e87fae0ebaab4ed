"""What a decision letter is to say, as the room that sets it asks: typed, without a person, or refused."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from access.domain.change import ChangeReason
from access.domain.letter import REFUSED_BECAUSE
from access.domain.letter_of_change import CHANGED_BECAUSE
from access.domain.request import Ground
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import (
    RESULT,
    STEPS,
    Given,
    a_decision,
    a_quote,
    a_stay,
    by_budget,
    legal_steps,
)
from .changing import EVALUATED, VIEWS, Desk, Helped, a_stay_decision, codes
from .quoting import Quoting
from .routing import ZHZ, Region
from .test_refusing import refuse
from .test_without_decision import send_to_free_help

REFERRAL = Caller("room:referral", PLATFORM, "service")
PGB = "Een persoonsgebonden budget kan niet: de aanbieder heeft een contract met de gemeente."


async def content(
    room: RoomUnderTest, request: UUID, decision: object = None, by: Caller = REFERRAL, **asked: str
) -> httpx.Response:
    async with room.as_caller(by) as client:
        asked |= {"decision": str(decision)} if decision else {}
        return await client.get(f"/requests/{request}/letter-content", params=asked)


async def read(room: RoomUnderTest, request: UUID, decision: object = None) -> dict[str, Any]:
    answer = await content(room, request, decision)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def policy_of(room: RoomUnderTest) -> RegionPolicy:
    found = room.transactions.resources.in_force("ijsselland", on=local_day(room.clock()))
    assert isinstance(found, RegionPolicy)
    return found


@pytest.mark.requirement("LAW-04")
async def test_the_desks_decision_is_told_with_each_component_and_the_five_steps(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    request = await given.referral(**a_quote(referrerType="municipality", forms=["ambulatory", "living"]))
    body = a_decision(by_budget("treatment"), a_stay(), personalBudgetAnswer=PGB)
    decided = (await given.decide(request, desk, body)).json()
    said = await read(access, request, decided["id"])
    assert (said["request"], said["decision"]) == (str(request), decided["id"])
    assert (said["decidedOn"], said["decidedBy"], said["refused"]) == ("2026-03-10", "desk", None)
    assert (said["municipality"], said["asked"]["on"], said["asked"]["route"]) == (
        "0148",
        "2026-03-10",
        "quote",
    )
    policy = policy_of(access)
    named = [policy.budgets["treatment"].name, policy.all_intensities["living-2"].name]
    assert [each["help"] for each in said["given"]] == [{"nl": name.nl, "en": name.en} for name in named]
    for told, grant in zip(said["given"], decided["grants"], strict=True):
        assert told["grant"] == grant["id"]
        for field in ("component", "etmalen", "ceilingCents", "validFrom", "validUntil"):
            assert told[field] == grant[field], field
        assert told["provider"] is None  # nobody is bound by a decision of the desk
    assert said["steps"] == legal_steps()
    assert [step["step"] for step in said["steps"]] == [*STEPS]
    assert (said["intendedResult"], said["personalBudgetAnswer"]) == (RESULT, PGB)
    assert "2.3" in said["legalGround"]["nl"]
    # The words went to who asked and into no event; the look is recorded.
    assert PGB not in str([event.data for event in await access.told()])
    looks = await access.rows("SELECT subject FROM read_log WHERE purpose = 'letter'")
    assert [look.subject for look in looks] == ["room:referral"]


@pytest.mark.requirement("LAW-03", "LAW-04")
async def test_a_refusal_has_its_ground_in_words_and_what_a_doctor_settled_has_no_findings(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    request = await given.referral(**a_quote(referrerType="municipality"))
    heard = {"on": "2026-03-09", "outcome": "Wij redden het niet alleen."}
    await refuse(access, request, desk, '"1"', ground="need", hearing=heard, legalSteps=legal_steps())
    said = await read(access, request)
    assert (said["refused"]["heardOn"], said["refused"]["said"]) == (heard["on"], heard["outcome"])
    assert (said["decision"], said["decidedBy"], said["given"]) == (None, None, [])
    assert said["refused"]["ground"] == "need"
    assert "niet nodig" in said["refused"]["because"]["nl"]
    assert said["refused"]["because"]["en"].startswith("The municipality")
    assert {*Ground} <= {*REFUSED_BECAUSE}
    assert [step["step"] for step in said["steps"]] == [*STEPS]
    on_form = await given.referral(**a_quote())
    await refuse(access, on_form, desk, '"1"', ground="other-municipality")
    of_form = await read(access, on_form)
    assert (of_form["steps"], of_form["refused"]["heardOn"], of_form["refused"]["said"]) == ([], None, None)
    by_doctor, _ = await given.grant()
    (made,) = [
        event for event in await access.told("decision.made") if event.data["request"] == str(by_doctor)
    ]
    settled = await read(access, by_doctor, made.subject)
    assert (settled["decidedBy"], settled["steps"], settled["intendedResult"]) == ("referrer", [], None)
    assert "2.6" in settled["legalGround"]["nl"]
    assert settled["asked"]["help"] == settled["given"][0]["help"]


@pytest.mark.requirement("LAW-12")
async def test_free_help_against_the_wish_of_the_family_is_told_with_what_the_family_said(
    access: RoomUnderTest,
) -> None:
    zhz = await Region.at(access, ZHZ)
    agreed, against = [await zhz.referral(route="quote") for _ in range(2)]
    await send_to_free_help(zhz, agreed, {"provision": "welfare-work", "wish": "agrees"})
    assert (await content(access, agreed)).status_code == 404  # nobody needs a letter of that
    heard = {"on": "2026-03-09", "outcome": "Liever een gesprek met een psycholoog."}
    body = {"provision": "welfare-work", "wish": "against", "hearing": heard, "legalSteps": legal_steps()}
    assert (await send_to_free_help(zhz, against, body)).status_code == 200
    said = await read(access, against)
    assert (said["refused"], said["given"], said["decision"]) == (None, [], None)
    assert (said["freeHelp"]["heardOn"], said["freeHelp"]["said"]) == (heard["on"], heard["outcome"])
    assert set(said["freeHelp"]["provision"]) == {"nl", "en"}
    assert [step["step"] for step in said["steps"]] == [*STEPS]


async def test_the_provider_of_an_awarded_quote_is_bound(access: RoomUnderTest, given: Given) -> None:
    case = await Quoting.of_the_municipality(access, given)
    asked = await case.quoted()
    decision = (await asked.award()).json()["decision"]
    said = await read(access, case.request, decision)
    assert [each["component"] for each in said["given"]] == ["ambulatory", "stay"]
    assert {each["provider"] for each in said["given"]} == {str(asked.provider.organisation)}
    assert said["given"][0]["help"] is None  # hours that were quoted have no name of the region's


@pytest.mark.requirement("LAW-04", "ZHZ-07")
async def test_a_later_change_by_the_municipality_is_told_with_its_reason_and_why_the_help_goes_on(
    access: RoomUnderTest, given: Given
) -> None:
    assert {*ChangeReason} == {*CHANGED_BECAUSE}
    desk = await Desk.of(access, given)
    request, grant = await given.grant()  # a doctor referred
    helped = Helped(desk, await given.accepted(desk.provider, request, str(grant)), {})
    await helped.entitled.start(access.clock().date())
    end = date.fromisoformat((await helped.seen())["validUntil"])
    said = [*EVALUATED, VIEWS[0]]
    later = end + timedelta(days=9)
    # Now it is the municipality that decides: what it found in its five steps is on record.
    assert "legal-steps-missing" in codes(await helped.extend(later, statements=said))
    extended = await helped.extend(later, statements=said, legalSteps=legal_steps())
    assert extended.status_code == 201, extended.text
    longer = await content(access, request, change=extended.json()["id"])
    assert longer.status_code == 200, longer.text
    told = longer.json()
    assert (told["decision"], told["decidedBy"], told["given"], told["decidedOn"]) == (
        None,
        None,
        [],
        "2026-03-10",
    )
    assert told["steps"] == legal_steps()
    changed = told["changed"]
    assert (changed["kind"], changed["grant"], changed["said"]) == ("extend", str(grant), EVALUATED)
    assert changed["because"]["nl"] == "De doelen van de hulp zijn nog niet gehaald."
    assert changed["fromDay"] == (end + timedelta(days=1)).isoformat()
    assert (changed["validUntilBefore"], changed["help"]["nl"]) == (
        end.isoformat(),
        policy_of(access).budgets["advice-and-start"].name.nl,
    )
    lowered = await helped.changed("lower", "family-asked", ceilingCents=100_000)
    less = (await content(access, request, change=lowered["id"])).json()["changed"]
    assert (less["ceilingByCents"], less["fromDay"], less["said"]) == (-80_000, "2026-03-10", [])
    stay = await desk.helped(a_stay_decision("residential-3", 90))
    step = {"validUntil": "2026-03-19", "intensity": "residential-1", "etmalen": 60}
    down = await stay.changed("step-down", "lighter-help-fits", **step)
    seen = (await content(access, stay.entitled.referral, change=down["id"])).json()["changed"]
    assert (seen["fromDay"], seen["etmalenBy"]) == ("2026-03-20", down["etmalenBy"])
    name = policy_of(access).all_intensities["residential-1"].name
    assert seen["lighter"]["help"] == {"nl": name.nl, "en": name.en}
    assert seen["lighter"]["etmalen"] == 60
    # Of another request, of nothing, of two things at once, by somebody else; and of who was erased.
    assert (await content(access, request, change=down["id"])).status_code == 404
    assert (await content(access, request, change="no-id")).status_code == 400
    both = await content(access, request, uuid7(), change=lowered["id"])
    assert [error["field"] for error in both.json()["errors"]] == ["change"]
    assert (await content(access, request, by=desk.worker, change=lowered["id"])).status_code == 403
    async with access.begin() as tx:
        await tx.keyring.destroy(tx.session, request, at=tx.now)
    erased = await content(access, request, change=extended.json()["id"])
    assert [reason["code"] for reason in erased.json()["reasons"]] == ["erased"]


@pytest.mark.requirement("LAW-04")
async def test_where_nothing_can_be_said_the_answer_says_so(access: RoomUnderTest, given: Given) -> None:
    desk = await given.desk()
    request = await given.referral(**a_quote())
    tried = await given.referral(**a_quote())
    assert (await content(access, request)).status_code == 404  # nothing is decided yet
    assert (await content(access, uuid7())).status_code == 404
    decided = (await given.decide(request, desk)).json()
    assert (await read(access, request))["decision"] == decided["id"]
    assert (await content(access, request, uuid7())).status_code == 404
    assert (await content(access, request, "no-id")).status_code == 400
    assert (await content(access, request, decided["id"], by=desk)).status_code == 403
    async with access.begin() as tx:
        await tx.keyring.destroy(tx.session, request, at=tx.now)
        await tx.keyring.new_data_key(tx.session, tried, at=tx.now)
        await tx.keyring.destroy(tx.session, tried, at=tx.now)
    erased = await content(access, request, decided["id"])
    assert erased.status_code == 409
    assert [reason["code"] for reason in erased.json()["reasons"]] == ["erased"]
    # Nor is anything decided of who was erased, and the try of a decision says so as the decision does.
    async with access.as_caller(desk) as client:
        check = await client.post(f"/requests/{tried}/decision-check", json=a_decision())
    refused = await given.decide(tried, desk)
    told = [check.json()["reasons"], refused.json()["reasons"]]
    assert [[reason["code"] for reason in reasons] for reasons in told] == [["erased"], ["erased"]]
