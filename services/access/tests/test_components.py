"""A decision with components: ambulatory help and a stay, what the law asks of it, and how each ends."""

from datetime import date, timedelta
from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from .builders import STEPS, Given, a_decision, a_quote, a_stay, by_budget, consultation, legal_steps

BOTH = (by_budget("treatment"), a_stay(90))
TARIFF = 13_180  # cents per etmaal of living-2
SUPERVISED = a_quote(referrerType="municipality", measure={"kind": "supervision", "until": "2026-12-31"})


def codes(problem: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in problem["reasons"]]


async def decided(given: Given, *choices: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A request that the desk has decided: the answer with its grants."""
    desk, request_id = await given.desk(), await given.referral(**a_quote(**facts))
    made = await given.decide(request_id, desk, a_decision(*choices))
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.mark.requirement("IJS-24")
async def test_ambulatory_help_and_a_stay_are_two_grants_at_two_providers_and_end_apart(
    access: RoomUnderTest, given: Given
) -> None:
    made = await decided(given, *BOTH)
    ambulatory, stay = made["grants"]
    assert (ambulatory["component"], stay["component"]) == ("ambulatory", "stay")
    assert (stay["intensity"], stay["etmalen"], stay["ceilingCents"]) == ("living-2", 90, 90 * TARIFF)
    assert stay["illustrative"] is True
    home, house = await given.provider(), await given.provider()
    referral = made["request"]
    at_home = await given.accepted(home, referral, ambulatory["id"])
    in_house = await given.accepted(house, referral, stay["id"])
    today = access.clock().date()
    for each in (at_home, in_house):
        await each.start(today)
    await in_house.stop(today, today)
    assert (await in_house.stay(today, today, final=True)).status_code == 201
    assert (await in_house.get()).json()["status"] == "closed"
    assert (await at_home.get()).json()["status"] == "running"
    assert await access.told("request.closed") == []
    await at_home.stop(today, today)
    etag = (await at_home.get()).headers["etag"]
    assert (await at_home.declare_final(etag)).status_code == 200
    (closed,) = await access.told("request.closed")
    assert closed.data["outcome"] == "completed"


@pytest.mark.requirement("IJS-24")
async def test_one_component_takes_one_choice_and_one_choice_is_of_one_kind(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    twice = await given.decide(request_id, desk, a_decision(a_stay(1), a_stay(2)))
    assert (twice.status_code, codes(twice.json())) == (409, ["one-route-per-component"])
    both_in_one = by_budget("treatment") | {"etmalen": 90, "intensity": "living-2"}
    mixed = await given.decide(request_id, desk, a_decision(both_in_one))
    assert (mixed.status_code, codes(mixed.json())) == (409, ["stay-not-on-route"])
    assert await access.rows("SELECT 1 FROM decision") == []


@pytest.mark.requirement("IJS-30")
@pytest.mark.parametrize("etmalen", [0, -1, 1.5, "30"])
async def test_a_stay_without_whole_etmalen_is_wrong_input(
    access: RoomUnderTest, given: Given, etmalen: object
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    refused = await given.decide(request_id, desk, a_decision(a_stay(etmalen)))
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["choices.0.etmalen"]
    without = await given.decide(request_id, desk, a_decision({"route": "stay"}))
    assert (without.status_code, codes(without.json())) == (409, ["etmalen-missing", "intensity-missing"])
    assert await access.rows("SELECT 1 FROM care_grant") == []


@pytest.mark.requirement("IJS-30", "IJS-27")
async def test_the_thirty_first_etmaal_is_held_and_the_thirty_before_it_are_due(
    access: RoomUnderTest, given: Given
) -> None:
    made = await decided(given, a_stay(30))
    entitled = await given.accepted(await given.provider(), made["request"], made["grants"][0]["id"])
    first = access.clock().date()
    await entitled.start(first)
    access.clock.advance(timedelta(days=40))
    told = (await entitled.stay(first, first + timedelta(days=31))).json()
    assert told["etmalen"] == 31
    assert [(line["etmalen"], line["status"], line["heldBecause"]) for line in told["lines"]] == [
        (30, "due", []),
        (1, "held", ["beyond-volume"]),
    ]
    seen = (await entitled.get()).json()
    assert (seen["dueCents"], seen["heldCents"], seen["dueEtmalen"]) == (30 * TARIFF, TARIFF, 30)
    again = (await entitled.stay(first + timedelta(days=31), first + timedelta(days=33))).json()
    assert [line["status"] for line in again["lines"]] == ["held"]


@pytest.mark.requirement("IJS-27")
async def test_arrival_counts_departure_does_not_and_at_least_one_etmaal_is_paid(
    access: RoomUnderTest, given: Given
) -> None:
    made = await decided(given, a_stay(90))
    entitled = await given.accepted(await given.provider(), made["request"], made["grants"][0]["id"])
    first = access.clock().date()
    await entitled.start(first)
    access.clock.advance(timedelta(days=20))
    week = (await entitled.stay(first, first + timedelta(days=7))).json()
    assert (week["etmalen"], week["lines"][0]["amountCents"]) == (7, 7 * TARIFF)
    same_day = (await entitled.stay(first + timedelta(days=7), first + timedelta(days=7))).json()
    assert (same_day["etmalen"], same_day["lines"][0]["amountCents"]) == (1, TARIFF)
    overlapping = await entitled.stay(first + timedelta(days=6), first + timedelta(days=9))
    assert (overlapping.status_code, codes(overlapping.json())) == (409, ["night-told-before"])
    minutes = await entitled.deliver(first)
    assert (minutes.status_code, codes(minutes.json())) == (409, ["a-stay"])
    body_with_minutes = await entitled.stay(first, first, minutes=90)
    assert [error["field"] for error in body_with_minutes.json()["errors"]] == ["minutes"]
    back_in_time = await entitled.stay(first, first - timedelta(days=1))
    assert [error["field"] for error in back_in_time.json()["errors"]] == ["leftOn"]


async def test_a_stay_is_not_told_of_ambulatory_help(access: RoomUnderTest, given: Given) -> None:
    entitled = await given.entitlement(await given.provider())
    today = access.clock().date()
    refused = await entitled.stay(today, today)
    assert (refused.status_code, codes(refused.json())) == (409, ["not-a-stay"])
    assert await access.rows("SELECT 1 FROM stay") == []


async def test_a_stay_told_before_care_is_heard_to_begin_is_weighed_night_by_night_when_it_is(
    access: RoomUnderTest, given: Given
) -> None:
    made = await decided(given, a_stay(3))
    entitled = await given.accepted(await given.provider(), made["request"], made["grants"][0]["id"])
    first = access.clock().date()
    access.clock.advance(timedelta(days=20))
    told = (await entitled.stay(first, first + timedelta(days=7))).json()
    assert {line["status"] for line in told["lines"]} == {"awaiting-start"}
    await entitled.start(first + timedelta(days=2))
    lines = (await entitled.get("/deliveries")).json()["items"]
    weighed = {line["deliveredOn"]: line["heldBecause"] for line in lines}
    day = [(first + timedelta(days=number)).isoformat() for number in range(7)]
    assert [weighed[each] for each in day] == [
        ["before-start"],
        ["before-start"],
        [],
        [],
        [],
        ["beyond-volume"],
        ["beyond-volume"],
    ]
    assert (await entitled.get()).json()["dueCents"] == 3 * TARIFF


@pytest.mark.requirement("IJS-31")
@pytest.mark.parametrize(("given_with", "missing"), [("family", "provider"), ("provider", "family")])
async def test_a_stay_is_not_final_before_both_consultations_are_on_record(
    access: RoomUnderTest, given: Given, given_with: str, missing: str
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    one = a_decision(a_stay(), consultations=[consultation(given_with)])
    refused = await given.decide(request_id, desk, one)
    assert (refused.status_code, codes(refused.json())) == (409, [f"consultation-{missing}-missing"])
    assert await access.rows("SELECT 1 FROM decision") == []
    made = await given.decide(request_id, desk, a_decision(a_stay()))
    assert made.status_code == 201, made.text
    async with access.as_caller(desk) as client:
        history = (await client.get(f"/requests/{request_id}")).json()["decision"]["words"]
    assert [each["with"] for each in history["consultations"]] == ["provider", "family"]
    assert history["consultations"][0] == consultation("provider")


@pytest.mark.requirement("LAW-04")
@pytest.mark.parametrize("step", STEPS)
async def test_a_decision_that_skips_a_legal_step_is_refused_and_names_it(
    access: RoomUnderTest, given: Given, step: str
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    refused = await given.decide(request_id, desk, a_decision(legalSteps=legal_steps(step)))
    assert (refused.status_code, codes(refused.json())) == (409, ["legal-steps-missing"])
    empty = [{**found, "finding": " "} if found["step"] == step else found for found in legal_steps()]
    blank = await given.decide(request_id, desk, a_decision(legalSteps=empty))
    assert [error["field"] for error in blank.json()["errors"]] == [f"legalSteps.{STEPS.index(step)}.finding"]
    assert await access.rows("SELECT 1 FROM decision") == []


@pytest.mark.requirement("LAW-04")
async def test_a_decision_shows_its_five_steps_each_with_finding_discipline_and_professional(
    access: RoomUnderTest, given: Given
) -> None:
    made = await decided(given)
    assert made["words"]["legalSteps"] == legal_steps()


@pytest.mark.requirement("NV-10")
async def test_a_soft_rule_is_set_aside_with_a_reason_and_reported_a_hard_one_by_nobody(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    without = a_decision(by_budget("treatment") | {"place": "at-provider"}, lighterHelp=None)
    refused = await given.decide(request_id, desk, without)
    assert (refused.status_code, codes(refused.json())) == (409, ["place-elsewhere-reason-missing"])
    rule = "place-elsewhere"
    no_reason = await given.decide(request_id, desk, without | {"overrides": [{"rule": rule}]})
    assert [error["field"] for error in no_reason.json()["errors"]] == ["overrides.0.reason"]
    overrides = [{"rule": "intended-result", "reason": "Haast."}]
    hard = a_decision(intendedResult=None, legalSteps=legal_steps("help"), overrides=overrides)
    for_nobody = await given.decide(request_id, desk, hard)
    reasons = {"rule-cannot-be-overridden", "intended-result-missing", "legal-steps-missing"}
    assert set(codes(for_nobody.json())) == reasons
    with_reason = without | {"overrides": [{"rule": rule, "reason": "Het is te ernstig voor het team."}]}
    made = await given.decide(request_id, desk, with_reason)
    assert made.status_code == 201, made.text
    assert made.json()["overrides"] == [rule]
    async with access.as_caller(desk) as client:
        (reported,) = (await client.get("/overrides")).json()["items"]
    assert (reported["decision"], reported["rules"]) == (made.json()["id"], [rule])
    (told,) = await access.told("decision.made")
    assert told.data["overrides"] == [rule]
    elsewhere = await given.desk("0193")
    async with access.as_caller(elsewhere) as client:
        assert (await client.get("/overrides")).json()["items"] == []


@pytest.mark.requirement("LAW-09")
async def test_a_stay_does_not_outlast_its_authorisation_and_signals_six_weeks_before_its_end(
    access: RoomUnderTest, given: Given
) -> None:
    institution = await access.caller("institution-worker", "certified-institution", regions=("ijsselland",))
    asked = SUPERVISED | {
        "referrerType": "certified-institution",
        "referrerOrganisation": str(institution.organisation),
        "measure": {"kind": "supervision", "until": (access.clock() - timedelta(days=1)).date().isoformat()},
    }
    desk = await given.desk()
    today = access.clock().date()
    # The order has just ended, so that the desk decides; a stated authorisation binds all the same.
    request_id = await given.referral(**asked)

    def authorised(days: int) -> dict[str, Any]:
        period = {"start": today.isoformat(), "end": (today + timedelta(days=days - 1)).isoformat()}
        return a_decision(a_stay(90), authorisation={"number": "C/08/300001 JE RK 26-1", **period})

    short = await given.decide(request_id, desk, authorised(60))
    assert (short.status_code, codes(short.json())) == (409, ["outlasts-authorisation"])
    end = date.fromisoformat(authorised(120)["authorisation"]["end"])
    made = await given.decide(request_id, desk, authorised(120))
    assert made.status_code == 201, made.text
    assert made.json()["grants"][0]["validUntil"] == end.isoformat()
    assert made.json()["words"]["authorisationNumber"] == "C/08/300001 JE RK 26-1"
    access.clock.advance(timedelta(days=119 - 43))
    assert await access.fire_deadlines() == 0
    access.clock.advance(timedelta(days=1))
    assert await access.fire_deadlines() == 2, "this signal, and the message of all that ends"
    director = await given.desk(role="director")
    for reader in (institution, director):
        async with access.as_caller(reader) as client:
            (signal,) = (await client.get("/signals")).json()["items"]
        assert (signal["kind"], signal["aboutDay"]) == ("authorisation-ends", end.isoformat())
    (told,) = await access.told("authorisation.ending")
    assert told.data["authorisedUntil"] == end.isoformat()
    assert "C/08" not in told.model_dump_json()


@pytest.mark.requirement("LAW-09")
async def test_a_stay_under_supervision_without_an_authorisation_is_refused(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**SUPERVISED)
    refused = await given.decide(request_id, desk, a_decision(a_stay(90)))
    assert (refused.status_code, codes(refused.json())) == (409, ["authorisation-missing"])
    upside_down = {"number": "C/08/1", "start": "2026-05-01", "end": "2026-04-01"}
    wrong = await given.decide(request_id, desk, a_decision(a_stay(90), authorisation=upside_down))
    assert [error["field"] for error in wrong.json()["errors"]] == ["authorisation.end"]
