"""IJsselland, in 2022: a result with a choice budget, a bed apart from the help, and what is left over."""

from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest

from ..builders import by_budget, legal_steps
from ..whole_figures import money_of
from .telling import Town, at_ten, codes, good

STAY = {"route": "stay", "intensity": "living-1", "etmalen": 30, "helpForm": "foster-care"}
HOUR_2, HOUR_4, LIVING_1 = 7_845, 10_365, 7_450  # cents of function groups 2 and 4, and per etmaal
FAMILY_APPROACH = 980_000
WORKER = {"discipline": "jeugdconsulent", "professional": "J. Deur, SKJ 1"}
FINDINGS = [step | {"discipline": None, "professional": None} for step in legal_steps()]
UNDER_MEASURE = {"kind": "supervision", "until": "2022-12-31"}


@pytest.mark.requirement("IJS-16", "IJS-15")
async def test_each_door_has_its_own_ways_and_what_was_not_needed_returns_to_dalfsen(
    access: RoomUnderTest,
) -> None:
    access.clock.at = at_ten(2022, 2, 1)
    town = await Town.at(access, "0148")
    therapist, foster_care = await town.provider(), await town.provider()
    budgets = [each["id"] for each in (await town.read("/policies/ijsselland"))["choiceBudgets"]["items"]]
    assert len(budgets) == 7

    # A GP has two of the seven, and needs no desk; for anything else there is the quote.
    for budget in budgets:
        await town.asked("general-practitioner", "choice-budget", budget=budget)
    settled, closed = [await access.told(name) for name in ("decision.made", "request.closed")]
    assert {each.data["decidedBy"] for each in settled} == {"referrer"}
    assert (len(settled), len(closed)) == (2, 5)
    assert {each.data["outcome"] for each in closed} == {"not-allowed"}
    assert await town.listed("/requests") == []
    quote = await town.asked("general-practitioner", "quote")
    assert [each["id"] for each in await town.listed("/requests")] == [str(quote)]

    # A family asks at the desk. Five findings and a budget are all that it takes for a budget.
    family = await town.asked("family", "choice-budget", budget="treatment", forms=["ambulatory", "living"])
    good(await town.do(f"/requests/{family}", "application", {"on": town.day(0)}))
    good(await town.do(f"/requests/{family}", "worker", method="PUT"))
    good(await town.send("PUT", "/signature", WORKER))
    nothing = {"choices": [{"route": "choice-budget"}], "legalSteps": []}
    tried = good(await town.send("POST", f"/requests/{family}/decision-check", nothing))
    assert tried["stillNeeded"] == 6
    unheard = {"legalSteps": FINDINGS, "intendedResult": None, "lighterHelp": None, "consultations": []}
    helped = [by_budget("family-approach"), STAY]
    assert codes(await town.decide(family, *helped, **unheard)) == [
        "consultation-provider-missing",
        "consultation-family-missing",
    ]
    heard = {name: said for name, said in unheard.items() if name != "consultations"}
    decision = await town.decided(family, *helped, **heard)
    assert decision["intendedResult"] == "Bevinding bij help."
    assert await town.comes_out_the_same(decision)
    letter = await town.letter(family)
    assert [each["component"] for each in letter["given"]] == ["ambulatory", "stay"]
    assert {step["professional"] for step in letter["steps"]} == {WORKER["professional"]}

    # A bed at one provider and the help at another: an hour is no night, and one ends before the other.
    treatment = await town.helped(therapist, decision)
    bed = await town.helped(foster_care, decision, 1)
    town.days_pass(14)
    arrived = town.today - timedelta(days=14)
    assert (
        good(await bed.stay(arrived, arrived + timedelta(days=7)))["lines"][0]["amountCents"] == 7 * LIVING_1
    )
    assert (await bed.deliver(arrived)).status_code == 409
    amounts = [
        good(await treatment.deliver(arrived, group=group, minutes=90))["amountCents"]
        for group in ("group-2", "group-4")
    ]
    assert amounts == [HOUR_2 * 3 // 2 + 1, HOUR_4 * 3 // 2 + 1]  # half a cent goes up
    await bed.stop(arrived, arrived + timedelta(days=7))
    assert [(await town.seen(each))["status"] for each in (bed, treatment)] == ["stopped", "running"]

    # What is left is Dalfsen's: expected back when it stops, and returned when the last line is in.
    await treatment.stop(arrived, town.today)
    left = FAMILY_APPROACH - sum(amounts)
    assert (await town.seen(treatment))["expectedBackCents"] == left
    good(await treatment.declare_final((await treatment.get()).headers["etag"]))
    seen = await town.seen(treatment)
    assert (seen["returnedCents"], seen["expectedBackCents"], seen["dueCents"]) == (left, 0, sum(amounts))
    assert (await money_of(access, town.municipality, 2022)).returned == left

    # An institution with a measure: seven times no, at whatever door, and the quote that it asks itself.
    institution = await town.institution()
    its_own = {"measure": UNDER_MEASURE, "referrerOrganisation": str(institution.organisation)}
    for budget in budgets:
        await town.asked("certified-institution", "choice-budget", budget=budget, **its_own)
    assert len(await access.told("request.closed")) == 5 + 7
    case = await town.asked("certified-institution", "quote", **its_own)
    assert codes(await town.decide(case, by_budget(budgets[0]))) == ["route-closed-by-measure"]
    question = {"provider": str(therapist.organisation), "question": "Wat kunt u bieden?"}
    asked = good(await town.send("POST", f"/requests/{case}/quote-requests", question, by=institution))
    thing = f"/quote-requests/{asked['id']}"
    period = {"validFrom": town.day(1), "validUntil": town.day(180)}
    hours = {"hours": [{"functionGroup": "group-2", "minutes": 6000}], "plan": "Elke week thuis.", **period}
    assert good(await town.do(thing, "quote", hours, by=therapist))["amountCents"] == 100 * HOUR_2
    assert codes(await town.do(thing, "award", {})) == ["determination-missing"]
    found = {"determinedOn": town.day(0), "help": "Begeleiding.", "intendedResult": "Weer naar school."}
    good(await town.send("PUT", f"/requests/{case}/determination", found, by=institution, etag='"1"'))
    assert good(await town.do(thing, "award", {}))["status"] == "awarded"  # on its form, and on no need
    (given,) = (await town.letter(case))["given"]
    assert (given["provider"], given["ceilingCents"]) == (str(therapist.organisation), 100 * HOUR_2)
