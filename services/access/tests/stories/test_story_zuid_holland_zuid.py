"""Zuid-Holland Zuid, from 2022: local where it can be, at home unless, and looked at again and again."""

from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from ..builders import legal_steps
from ..whole_figures import help_of, money_of
from .telling import Town, at_ten, codes, good, said

GROUP = {"route": "stay", "intensity": "living-group", "etmalen": 90, "helpForm": "living-group"}
GUIDANCE, LIVING_GROUP = 7_590, 17_850  # cents per hour of guidance, per etmaal
UNLESS = said(away_from_home="Thuis is het nu niet veilig.")
EVALUATED = said(progress_evaluation="Twee van drie doelen zijn gehaald.", necessity="Anders valt het terug.")
UNWEIGHED = {"lighterHelp": None, "legalSteps": legal_steps("own-strength")}


@pytest.mark.requirement("ZHZ-03", "ZHZ-10")
async def test_help_is_near_by_and_free_where_it_can_be_and_what_goes_on_and_on_is_watched(
    access: RoomUnderTest,
) -> None:
    access.clock.at = at_ten(2022, 3, 1)
    sliedrecht, dordrecht, gorinchem = [await Town.at(access, each) for each in ("0610", "0505", "0512")]
    group_home = await sliedrecht.provider()

    # Each town has its own free help. Nobody decides on it: it is counted, and that is all.
    asked = await sliedrecht.asked("family", "product", product="guidance-at-home", quantity=600, days=91)
    free = {"provision": "welfare-work", "wish": "agrees"}  # Dordrecht has that
    assert codes(await sliedrecht.do(f"/requests/{asked}", "free-help", free)) == ["provision-unknown"]
    good(await sliedrecht.do(f"/requests/{asked}", "free-help", free | {"provision": "help-at-school"}))
    (count,) = await help_of(access, sliedrecht.municipality)
    assert (count.provision, count.started) == ("help-at-school", 1)
    assert await access.rows("SELECT 1 FROM decision") == []

    # Inside the common frame Gorinchem promised to decide within six weeks, the others within eight.
    for town, due in ((gorinchem, "2022-04-12"), (sliedrecht, "2022-04-26")):
        waiting = await town.asked("family", "product", product="guidance-at-home", quantity=60, days=91)
        applied = good(await town.do(f"/requests/{waiting}", "application", {"on": town.day(0)}))
        assert applied["dueAt"] == f"{due}T22:00:00Z"

    # At home, unless: a stay says why not. That there is no plan of the family yet shows, and stops nothing.
    living: dict[str, Any] = {"forms": ["living"], "etmalen": 90, "intensity": "living-group"}
    away = await sliedrecht.asked("municipality", "stay", **living)
    unweighed = ["legal-steps-missing", "away-from-home-reason-missing", "lighter-help-not-weighed"]
    assert sorted(codes(await sliedrecht.decide(away, GROUP, **UNWEIGHED))) == sorted(unweighed)
    set_aside = {
        "overrides": [{"rule": "lighter-help-weighed", "reason": "Er is haast."}],
        "lighterHelp": None,
    }
    there = await dordrecht.asked("municipality", "stay", **living)  # may not be set aside there
    assert "rule-cannot-be-overridden" in codes(await dordrecht.decide(there, GROUP, **set_aside))
    decision = await sliedrecht.decided(away, GROUP, statements=UNLESS)
    assert decision["noted"] == ["perspective-plan"]
    assert await sliedrecht.comes_out_the_same(decision)

    # The local team looks again on the days of the policy, and steers: shorter, and the provider reads why.
    home = await sliedrecht.helped(group_home, decision)
    review, *_ = await sliedrecht.listed("/reviews")
    assert review["dueOn"] == sliedrecht.day(91)
    sliedrecht.days_pass(92)
    await access.fire_deadlines()
    assert [each["id"] for each in await sliedrecht.listed("/reviews?state=overdue")] == [review["id"]]
    found = {"outcome": "change", "finding": "Het gaat sneller dan gedacht."}
    good(await sliedrecht.do(f"/reviews/{review['id']}", "done", found))
    shorter = {"validUntil": sliedrecht.day(30)}
    good(await sliedrecht.change(home, "shorten", "goals-reached", **shorter))
    assert "changed-shorten" in await sliedrecht.signals(group_home)
    (seen,) = await sliedrecht.listed(f"/entitlements/{home.id}/changes", group_home)
    assert seen["reason"] == "goals-reached"

    # It was too soon. Going on asks how far they are and why it is needed; the third time it is watched.
    longer = {"validUntil": sliedrecht.day(60)}
    refused = await sliedrecht.change(home, "extend", "goals-not-yet-reached", **longer)
    assert codes(refused) == ["progress-evaluation-missing", "necessity-missing"]
    for times in (1, 2):
        longer = {"validUntil": sliedrecht.day(60 * times), "statements": EVALUATED}
        good(await sliedrecht.change(home, "extend", "goals-not-yet-reached", **longer))
        assert await sliedrecht.listed("/watch-list") == []
    client = (await sliedrecht.seen(home))["client"]
    again = await sliedrecht.asked("municipality", "stay", client=client, **living)
    going_on = {"kind": "continue", "statements": UNLESS}
    assert sorted(codes(await sliedrecht.decide(again, GROUP, **going_on))) == sorted(codes(refused))
    going_on["statements"] = UNLESS + EVALUATED
    assert (await sliedrecht.decided(again, GROUP, **going_on))["kind"] == "continue"
    (watched,) = await sliedrecht.listed("/watch-list")
    assert (watched["client"], watched["renewals"]) == (client, 3)

    # Nothing that was bought suits the faith of this family: a provider of its own says what it would do.
    bespoke = await sliedrecht.asked("municipality", "quote")
    of_its_faith = await sliedrecht.provider()
    question = {"provider": str(of_its_faith.organisation), "question": "Kunt u dit gezin helpen?"}
    path = f"/requests/{bespoke}/quote-requests"
    assert codes(await sliedrecht.send("POST", path, question)) == ["ground-missing"]
    quote = good(await sliedrecht.send("POST", path, question | {"ground": "identity"}))
    thing = f"/quote-requests/{quote['id']}"
    hours = {"hours": [{"functionGroup": "guidance", "minutes": 1200}], "plan": "Thuis, elke week."}
    period = {"validFrom": sliedrecht.day(1), "validUntil": sliedrecht.day(90)}
    good(await sliedrecht.do(thing, "quote", hours | period, by=of_its_faith))
    result = {"intendedResult": "Het gezin kan weer verder.", "legalSteps": legal_steps()}
    good(await sliedrecht.do(thing, "award", result))
    (given,) = (await sliedrecht.letter(bespoke))["given"]
    assert (given["provider"], given["ceilingCents"]) == (str(of_its_faith.organisation), 20 * GUIDANCE)
    decision = (await sliedrecht.read(f"/requests/{bespoke}"))["decision"]
    guidance = await sliedrecht.helped(of_its_faith, decision)
    hour = {"minutes": 60, "deliveredOn": sliedrecht.day(0)}
    told = f"/entitlements/{guidance.id}/deliveries"
    unknown = await sliedrecht.send("POST", told, hour | {"function": "magician"}, by=of_its_faith)
    assert codes(unknown) == ["function-unknown"]
    line = await sliedrecht.send("POST", told, hour | {"function": "youth-worker"}, by=of_its_faith)
    assert good(line)["amountCents"] == GUIDANCE
    (year,) = await sliedrecht.listed("/figures?year=2022", sliedrecht.director)
    assert {buyer["level"] for buyer in year["buyers"]} == {"regional"}
    assert year["sums"] is None
    sums = await money_of(access, sliedrecht.municipality, 2022)
    assert sums.committed == 2 * 90 * LIVING_GROUP + 20 * GUIDANCE
