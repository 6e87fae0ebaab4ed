"""Noord Veluwe, from 2018: the family leads, help is as light as can be, and the money goes along."""

from datetime import timedelta
from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from ..builders import Given
from ..whole_figures import changes_of, money_of
from .telling import Town, at_ten, codes, good, said

HOUR, STEP_1, STEP_3 = 6_680, 7_100, 26_500  # cents per hour of guidance, per etmaal at the steps
AT_HOME = {"route": "product", "product": "guidance-at-home", "quantity": 600}
TREATED = {"route": "stay", "intensity": "step-3", "etmalen": 90, "helpForm": "treatment-bed"}
AWAY = said(away_from_home="Thuis houdt het gezin dit nu niet vol.")
HEAVIER = said(heavier_route="Wat vrij toegankelijk is, is geprobeerd.")
THE_LAW = [{"rule": "legal-steps", "reason": "Er is haast."}]


@pytest.mark.requirement("NV-09", "NV-23")
async def test_the_family_leads_help_steps_down_and_what_is_left_moves_along_to_the_next_provider(
    access: RoomUnderTest,
) -> None:
    access.clock.at = at_ten(2018, 3, 6)
    ermelo, nunspeet = await Town.at(access, "0233"), await Town.at(access, "0302")
    clinic, first, second = [await ermelo.provider() for _ in range(3)]

    # What is free comes first, then help at home, and a stay last: who wants more says why.
    asked = await ermelo.asked(
        "family", "product", product="guidance-at-home", quantity=600, domains=["home"]
    )
    offered = (await ermelo.read(f"/requests/{asked}"))["advice"]["offered"]
    assert (offered[:2], offered[-1]) == (["freely-accessible", "product"], "stay")

    # In Ermelo the family is first offered to make its own plan. It may say no, and Nunspeet does not ask.
    missing = ["heavier-route-reason-missing", "family-group-plan-not-offered"]
    assert sorted(codes(await ermelo.decide(asked, AT_HOME))) == sorted(missing)
    plan: dict[str, Any] = {"familyGroupPlan": {"offeredOn": ermelo.day(-20), "answer": "declined"}}
    decision = await ermelo.decided(asked, AT_HOME, statements=HEAVIER, **plan)
    assert (decision["noted"], decision["words"]["familyGroupPlan"]) == ([], plan["familyGroupPlan"])
    assert await ermelo.comes_out_the_same(decision)
    elsewhere = await nunspeet.asked("municipality", "product", product="guidance-at-home", quantity=600)
    unseen = await nunspeet.decided(elsewhere, AT_HOME, statements=HEAVIER, consultations=[])
    assert unseen["noted"] == ["view-family", "view-professional"]

    # The click is not there. The family goes to another provider, and what is left of its hours goes along.
    guidance = await ermelo.helped(first, decision)
    line = {"quantity": 180, "deliveredOn": ermelo.day(0)}
    good(await ermelo.send("POST", f"/entitlements/{guidance.id}/product-deliveries", line, by=first))
    change = {"lastDay": ermelo.day(6), "provider": str(second.organisation)}
    rest = good(await ermelo.do(f"/entitlements/{guidance.id}", "provider-change", change))["grant"]
    assert (rest["ceilingCents"], rest["validFrom"]) == (7 * HOUR, ermelo.day(7))
    ermelo.days_pass(7)
    goes_on = await Given(access).accepted(second, asked, rest["id"])
    await goes_on.start(ermelo.today)
    good(await guidance.declare_final((await guidance.get()).headers["etag"]))
    both = [await ermelo.seen(each) for each in (guidance, goes_on)]
    assert [each["ceilingCents"] for each in both] == [3 * HOUR, 7 * HOUR]
    assert [each["grantedProduct"]["quantity"] for each in both] == [180, 420]
    assert [each["returnedCents"] for each in both] == [0, 0]
    assert "family-moves-on" in await ermelo.signals(first)
    (year,) = await ermelo.listed("/figures?year=2018", ermelo.director)
    assert (year["sums"], year["buyers"][0]["level"]) == (None, "regional")
    assert (await money_of(access, ermelo.municipality, 2018)).committed == 10 * HOUR

    # A boy of seventeen cannot stay at home for now. That he has no plan for later shows, and stops nothing.
    facts = {"forms": ["residential"], "etmalen": 90, "intensity": "step-3", "age": 17}
    boy = await ermelo.asked("municipality", "stay", **facts)
    in_haste = {"legalSteps": [], "overrides": THE_LAW, "statements": AWAY, **plan}
    assert codes(await ermelo.decide(boy, TREATED, **in_haste)) == [
        "rule-cannot-be-overridden",
        "legal-steps-missing",
    ]
    stay = await ermelo.decided(boy, TREATED, statements=AWAY, **plan)
    assert stay["noted"] == ["perspective-plan"]
    bed = await ermelo.helped(clinic, stay)
    (plan_missing,) = await ermelo.listed("/perspective-plans/missing")
    kept = {"on": ermelo.day(0), "role": "young-person"}
    path = f"/clients/{plan_missing['client']}/perspective-plan"
    good(await ermelo.send("PUT", path, kept))
    assert await ermelo.listed("/perspective-plans/missing") == []

    # After ten nights a family takes him in: nights and money are free at once, and it counts as a step down.
    ermelo.days_pass(10)
    good(await bed.stay(ermelo.today - timedelta(days=10), ermelo.today))
    lighter = {"validUntil": ermelo.day(-1), "intensity": "step-1", "etmalen": 60}
    stepped = good(await ermelo.change(bed, "step-down", "lighter-help-fits", **lighter))
    assert (stepped["etmalenBy"], stepped["ceilingByCents"]) == (-80, -80 * STEP_3)
    at_family = await ermelo.read(f"/entitlements/{stepped['followedBy']}")
    assert (at_family["intensity"], at_family["ceilingCents"]) == ("step-1", 60 * STEP_1)
    assert (await changes_of(access, ermelo.municipality))["step-down"] == 1

    # Six months before eighteen both ends are told, and something is to follow.
    client = {"ref": at_family["client"], "region": "noord-veluwe", "municipality": "0233"}
    await access.deliver("client.came-of-age", client | {"version": 210, "years": 17, "months": 6})
    assert "turns-18" in await ermelo.signals()
    thing = f"/entitlements/{at_family['id']}"
    longer = {"validUntil": ermelo.day(300), "statements": said(necessity="Het gezin blijft nodig.")}
    extend = {"kind": "extend", "reason": "goals-not-yet-reached", **longer}
    assert codes(await ermelo.do(thing, "changes", extend)) == ["prolonged-needs-ground"]
    good(await ermelo.do(thing, "follow-on", {"kind": "prolonged", "ground": "began-before"}))
    good(await ermelo.do(thing, "changes", extend))
