"""What a policy and its municipalities ask of a decision: weighing, a plan of the family, what was tried."""

from datetime import date
from typing import Any

import httpx
import pytest

from access.domain.decision_counts import DecisionFigures
from region_policy.codes import DecisionKind
from testkit.rooms import RoomUnderTest

from .builders import DALFSEN, Given, a_decision, by_budget, legal_steps
from .desk import ERMELO, HAARLEM, NUNSPEET, VELSEN, Desk, codes
from .whole_figures import decisions_of

INDICATION = {"route": "product", "product": "ambulatory-youth-care", "days": 180}
AT_HOME = {"route": "product", "product": "guidance-at-home", "quantity": 600, "days": 90}
HEAVIER = {"about": "heavier-route", "words": "Vrij toegankelijke hulp is hier niet genoeg."}
GROUP_STAY = {"route": "stay", "intensity": "living", "etmalen": 30, "helpForm": "living-group"}
WEIGHED = [
    {"about": "ambulatory-weighed", "words": "Thuis is geprobeerd en ging niet."},
    {"about": "family-setting-weighed", "words": "Er is geen gezin gevonden."},
]


def weighing(*items: str) -> list[dict[str, str]]:
    return [{"item": item, "finding": f"Bevinding bij {item}."} for item in items]


async def decide(desk: Desk, choice: dict[str, Any], **said: Any) -> httpx.Response:
    request = await desk.asked()
    return await desk.do(request, "POST", "decisions", a_decision(choice, **said))


@pytest.mark.requirement("HLM-10")
async def test_the_decision_shows_what_was_not_weighed_and_a_mandatory_item_is_weighed_first(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, HAARLEM)
    request = await desk.asked()
    two_open = a_decision(INDICATION, weighing=weighing("safe", "family"))
    tried = await desk.done(request, "POST", "decision-check", two_open)
    assert (tried["isAllowed"], tried["weighingOpen"]) == (True, ["school", "leisure"])
    without_safety = a_decision(INDICATION, weighing=weighing("family", "school", "leisure"))
    refused = await desk.do(request, "POST", "decisions", without_safety)
    assert codes(refused) == ["weighing-items-missing"]
    assert await access.rows("SELECT 1 FROM decision") == []
    made = await desk.done(request, "POST", "decisions", two_open)
    assert made["weighingOpen"] == ["school", "leisure"]
    seen = (await desk.read(request))["decision"]
    assert [each["item"] for each in seen["words"]["weighing"]] == ["safe", "family"]
    assert seen["weighingOpen"] == ["school", "leisure"]


@pytest.mark.requirement("NV-09", "ZHZ-02")
async def test_one_municipality_asks_a_family_group_plan_first_and_its_neighbour_does_not(
    access: RoomUnderTest,
) -> None:
    asks, asks_not = await Desk.of(access, ERMELO), await Desk.of(access, NUNSPEET)
    refused = await decide(asks, AT_HOME, statements=[HEAVIER])
    assert codes(refused) == ["family-group-plan-not-offered"]
    assert (await decide(asks_not, AT_HOME, statements=[HEAVIER])).status_code == 201
    for answer in ("accepted", "declined"):
        offered = {"offeredOn": "2026-03-01", "answer": answer}
        made = await decide(asks, AT_HOME, statements=[HEAVIER], familyGroupPlan=offered)
        assert made.status_code == 201, made.text
        assert made.json()["words"]["familyGroupPlan"] == offered
    # It is asked softly there, so a reason can stand in its place (maatwerk).
    aside = {"overrides": [{"rule": "family-group-plan", "reason": "Er is geen netwerk."}]}
    made = await decide(asks, AT_HOME, statements=[HEAVIER], **aside)
    assert made.json()["overrides"] == ["family-group-plan"]


@pytest.mark.requirement("HLM-26")
async def test_the_same_question_ends_otherwise_in_two_municipalities_of_one_region(
    access: RoomUnderTest,
) -> None:
    here, there = await Desk.of(access, HAARLEM), await Desk.of(access, VELSEN)
    task_based = {"referrerType": "family", "route": "task-based", "etmalen": None, "intensity": None}
    for desk in (here, there):
        await desk.asked(**task_based)
    (closed,) = await access.told("request.closed")
    assert (closed.data["municipality"], closed.data["reasons"]) == (HAARLEM, ["closed-by-municipality"])
    (opened,) = await access.told("request.opened")
    assert opened.data["municipality"] == VELSEN
    advice = {}
    for desk in (here, there):
        case = {"municipality": desk.municipality, "referrer": "family", "age": 9}
        advice[desk.municipality] = (await desk.send("POST", "/advice", case)).json()
    routes = {
        place: next(each for each in told["routes"] if each["route"] == "task-based")
        for place, told in advice.items()
    }
    assert (routes[HAARLEM]["isOpen"], routes[VELSEN]["isOpen"]) == (False, True)
    assert [each["code"] for each in routes[HAARLEM]["reasons"]] == ["closed-by-municipality"]
    assert "Haarlem" in routes[HAARLEM]["reasons"][0]["text"]
    assert advice[HAARLEM]["policy"] == advice[VELSEN]["policy"]
    assert advice[HAARLEM]["policy"]["region"] == "zuid-kennemerland-ijmond"


@pytest.mark.requirement("IJS-05")
async def test_help_is_in_the_own_surroundings_unless_a_reason_says_otherwise(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, DALFSEN)
    usual = await decide(desk, by_budget("treatment"))
    assert usual.json()["choices"][0]["place"] == "own-surroundings"
    elsewhere = by_budget("treatment") | {"place": "at-provider"}
    assert codes(await decide(desk, elsewhere)) == ["place-elsewhere-reason-missing"]
    why = {"about": "place-elsewhere", "words": "De oefenruimte is bij de aanbieder."}
    made = await decide(desk, elsewhere, statements=[why])
    assert made.status_code == 201, made.text
    seen = (await desk.read(made.json()["request"]))["decision"]
    assert (seen["choices"][0]["place"], seen["words"]["statements"]) == ("at-provider", [why])


@pytest.mark.requirement("IJS-14")
async def test_a_complex_question_is_offered_a_quote_first_and_the_desk_says_why_it_asks_one(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, DALFSEN)
    simple, flagged = await desk.asked(), await desk.asked(complexity="complex", forms=["ambulatory"])
    first = [(await desk.read(each))["advice"]["recommended"] for each in (simple, flagged)]
    assert [each["route"] for each in first] == ["choice-budget", "quote"]
    assert first[1]["reasons"][0]["code"] == "first-for-complex-question"
    provider = await Given(access).provider()
    question = {"provider": str(provider.organisation), "question": "Wat kunt u bieden?"}
    path = "quote-requests"
    assert codes(await desk.do(flagged, "POST", path, question)) == ["ground-missing"]
    unknown = await desk.do(flagged, "POST", path, question | {"ground": "just-because"})
    assert codes(unknown) == ["ground-unknown"]
    asked = await desk.done(flagged, "POST", path, question | {"ground": "complex-question"})
    again = (await desk.send("GET", f"/quote-requests/{asked['id']}")).json()
    assert again["ground"] == "complex-question"
    # The flag forces nothing: the same question can have a budget once the quote is taken back.
    back = {"If-Match": '"1"'}
    await desk.send("POST", f"/quote-requests/{asked['id']}/withdrawal", **back)
    assert (await desk.do(flagged, "POST", "decisions", a_decision())).status_code == 201
    # In a region with triage the desk flags it itself.
    other = await Desk.of(access, HAARLEM)
    triaged = await other.asked()
    body = {"urgency": "low", "complexity": "complex"}
    recommended = (await other.done(triaged, "PUT", "triage", body))["advice"]["recommended"]
    assert recommended["reasons"][0]["code"] == "first-for-complex-question"


@pytest.mark.requirement("IJS-38", "HLM-09")
async def test_what_was_tried_and_what_was_weighed_before_leaving_home_is_counted(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, HAARLEM)
    untried = {"legalSteps": legal_steps("own-strength"), "lighterHelp": None, "weighing": weighing("safe")}
    codes_of_none = codes(await decide(desk, INDICATION, **untried))
    assert codes_of_none == ["legal-steps-missing", "lighter-help-not-weighed"]
    neither = codes(await decide(desk, GROUP_STAY, weighing=weighing("safe")))
    assert neither == ["ambulatory-not-weighed", "family-setting-not-weighed"]
    made = [
        await decide(desk, GROUP_STAY, weighing=weighing("safe"), statements=WEIGHED),
        await decide(
            desk, GROUP_STAY | {"helpForm": "foster-care"}, weighing=weighing("safe"), statements=WEIGHED[:1]
        ),
        await decide(desk, INDICATION, weighing=weighing("safe"), statements=WEIGHED, kind="continue"),
    ]
    assert [each.status_code for each in made] == [201, 201, 201], [each.text for each in made]
    counted = await decisions_of(access, HAARLEM)
    assert counted == DecisionFigures(
        decided=3,
        by_kind={DecisionKind.START: 2, DecisionKind.CONTINUE: 1, DecisionKind.PHASE_OUT: 0},
        tried=3,
        set_aside=0,
        out_of_home=2,
        both_weighed=1,
    )
    assert (await decisions_of(access, HAARLEM, first=date(2026, 3, 11))).decided == 0
    shown = (await desk.colleague("director").send("GET", "/decisions/figures")).json()
    assert (shown["decided"], shown["outOfHome"], shown["byKind"]["phase-out"]) == (None, None, 0)
    later = (await desk.send("GET", "/decisions/figures?from=2026-04-01&until=2026-04-30")).json()
    assert (later["decided"], later["outOfHome"]) == (0, 0)
    for wrong in ("from=2026-03-11", "until=2026-03-30", "from=2026-04-01&until=2026-03-31"):
        assert (await desk.send("GET", f"/decisions/figures?{wrong}")).status_code == 400


@pytest.mark.requirement("NV-13")
async def test_a_decision_without_one_of_the_three_views_says_which_is_missing(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, NUNSPEET)
    only_family = {
        "consultations": [],
        "statements": [HEAVIER, {"about": "view-family", "words": "Wij willen dit."}],
    }
    for kind in ("start", "phase-out"):
        made = await decide(desk, AT_HOME, kind=kind, **only_family)
        assert made.status_code == 201, made.text
        assert (made.json()["kind"], made.json()["noted"]) == (kind, ["view-professional"])
    views = [{"about": f"view-{who}", "words": "Gezien."} for who in ("family", "professional")]
    whole = await decide(desk, AT_HOME, consultations=[], statements=[HEAVIER, *views])
    assert whole.json()["noted"] == []
