"""Products, the national arrangement and contracts for one young person: decided, delivered, paid."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, key
from .routing import GRO, HEAVIER, NV, ZHZ, ZKIJ, Region, codes

GUIDANCE: dict[str, Any] = {"route": "product", "product": "guidance-at-home", "quantity": 600}
COURSE: dict[str, Any] = {"route": "product", "product": "integral-course"}
READY: dict[str, Any] = {"route": "product", "product": "always-ready", "days": 30}
HOUR, PIECE = 6_680, 310_000  # cents: the tariffs of Noord-Veluwe
CONTRACT: dict[str, Any] = {
    "route": "one-off-contract",
    "ceilingCents": 500_000,
    "days": 60,
    "ground": "no-offer-fits",
}


@pytest.mark.requirement("HLM-21")
async def test_how_a_product_is_paid_says_what_its_decision_holds_and_what_it_gives(
    access: RoomUnderTest,
) -> None:
    nv = await Region.at(access, NV)
    for choice, missing in (
        (GUIDANCE | {"quantity": None}, ["field-needed-by-funding"]),
        (COURSE | {"quantity": 2}, ["field-not-with-funding"]),
        (READY | {"days": None}, ["field-needed-by-funding"]),
        (CONTRACT | {"days": None}, ["period-missing"]),
        (CONTRACT | {"ceilingCents": None}, ["agreed-amount-missing"]),
        (CONTRACT | {"ground": None}, ["ground-missing"]),
        (GUIDANCE | {"ceilingCents": 1}, ["agreed-amount-not-on-route"]),
        (GUIDANCE | {"product": "unheard-of"}, ["product-unknown"]),
    ):
        assert codes(await nv.decide(choice)) == missing, choice
    assert await access.rows("SELECT 1 FROM decision") == []
    # 182 days is the longest of this region's products; the ceiling is the price on the day of decision.
    half_a_year = (nv.today + timedelta(days=181)).isoformat()
    for choice, given in (
        (GUIDANCE, ("effort", "minute", 600, 10 * HOUR, half_a_year)),
        (COURSE, ("result", "piece", 1, PIECE, half_a_year)),
        (READY, ("availability", None, None, 0, (nv.today + timedelta(days=29)).isoformat())),
        (CONTRACT, ("effort", None, None, 500_000, (nv.today + timedelta(days=59)).isoformat())),
    ):
        made = await nv.decide(choice)
        assert made.status_code == 201, made.text
        (grant,) = made.json()["grants"]
        fields = ("funding", "unit", "quantity", "ceilingCents", "validUntil")
        assert tuple(grant[field] for field in fields) == given
        assert grant["product"] == choice.get("product")
    told = [event.data["grants"][0] for event in await access.told("decision.made")]
    assert [grant["product"] for grant in told] == [
        "guidance-at-home",
        "integral-course",
        "always-ready",
        None,
    ]


@pytest.mark.requirement("HLM-21")
async def test_minutes_and_pieces_are_paid_by_the_products_own_tariff_and_held_beyond_its_ceiling(
    access: RoomUnderTest,
) -> None:
    nv = await Region.at(access, NV)
    guided = await nv.entitled(GUIDANCE)
    for quantity, amount, status in ((90, 10_020, "due"), (509, 56_669, "due"), (2, 223, "held")):
        line = (await nv.deliver(guided, quantity)).json()
        assert (line["product"], line["minutes"], line["pieces"]) == ("guidance-at-home", quantity, None)
        assert (line["amountCents"], line["status"]) == (amount, status)
    assert line["heldBecause"] == ["beyond-ceiling"]
    assert (await guided.get()).json()["dueCents"] == 10_020 + 56_669
    course = await nv.entitled(COURSE)
    early = await nv.deliver(course, 1)
    assert (early.json()["status"], early.json()["heldBecause"]) == ("held", ["result-not-reached"])
    reached = await nv.deliver(course, 1, resultReached=True, final=True)
    assert (reached.json()["status"], reached.json()["pieces"]) == ("due", 1)
    seen = (await course.get()).json()
    assert (seen["dueCents"], seen["heldCents"]) == (PIECE, PIECE)
    assert seen["grantedProduct"] == {"product": "integral-course", "quantity": 1, "unit": "piece"}
    again = await nv.deliver(course, 1, resultReached=True)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("HLM-21", "IJS-11")
async def test_each_kind_of_help_is_told_in_its_own_way_and_a_wrong_one_says_which(
    access: RoomUnderTest, given: Given
) -> None:
    nv = await Region.at(access, NV)
    guided, ready, contract = [await nv.entitled(choice) for choice in (GUIDANCE, READY, CONTRACT)]
    assert codes(await guided.deliver(nv.today)) == ["a-product"]
    assert codes(await guided.stay(nv.today, nv.today)) == ["a-product"]
    assert codes(await nv.deliver(ready, 60)) == ["no-lines-for-standing-ready"]
    assert codes(await nv.deliver(contract, 60)) == ["not-a-product"]
    hours = await contract.deliver(nv.today, group="guidance", minutes=60)
    assert (hours.status_code, hours.json()["status"]) == (201, "due"), hours.text
    async with access.as_caller(contract.provider, **key()) as client:
        by_nobody = {"function": "magician", "minutes": 60, "deliveredOn": nv.today.isoformat()}
        unknown = await client.post(f"/entitlements/{contract.id}/deliveries", json=by_nobody)
    assert codes(unknown) == ["function-unknown"]
    budget = await given.entitlement(await given.provider())
    body = {"quantity": 60, "deliveredOn": nv.today.isoformat()}
    assert codes(await _told(access, budget.provider, budget.id, body)) == ["not-a-product"]
    for wrong in ({"quantity": 0}, {"quantity": 1.5}, {"quantity": 1441}, {"product": "integral-course"}):
        assert (await nv.deliver(guided, **({"quantity": 60} | wrong))).status_code == 400, wrong
    tomorrow = (nv.today + timedelta(days=1)).isoformat()
    assert (await nv.deliver(guided, 60, deliveredOn=tomorrow)).status_code == 400
    # A day of before the policy has no tariff.
    assert codes(await nv.deliver(guided, 60, deliveredOn="2017-12-31")) == ["no-product-tariff-on-day"]
    assert await access.rows("SELECT 1 FROM delivery WHERE product IS NOT NULL") == []


async def _told(room: RoomUnderTest, by: Any, entitlement: UUID, body: dict[str, Any]) -> Any:
    async with room.as_caller(by, **key()) as client:
        return await client.post(f"/entitlements/{entitlement}/product-deliveries", json=body)


@pytest.mark.requirement("LAW-03", "HLM-21")
async def test_a_doctors_own_product_is_granted_at_once_and_one_without_an_end_is_closed_with_the_reason(
    access: RoomUnderTest,
) -> None:
    zhz = await Region.at(access, ZHZ)
    by_gp = {"referrerType": "general-practitioner", "route": "product", "product": "guidance-at-home"}
    request = await zhz.referral(**by_gp, quantity=300, days=91)
    (made,) = await access.told("decision.made")
    assert (made.data["decidedBy"], made.data["referral"]) == ("referrer", str(request))
    (grant,) = made.data["grants"]
    assert (grant["quantity"], grant["unit"], grant["ceilingCents"]) == (300, "minute", 5 * 7_590)
    # No rule of this region says how long: the referrer does, or reads why nothing came of it.
    await zhz.referral(**by_gp, quantity=300)
    (closed,) = await access.told("request.closed")
    assert (closed.data["outcome"], closed.data["reasons"]) == ("not-allowed", ["period-missing"])
    stay = {"referrerType": "general-practitioner", "route": "stay", "forms": ["living"], "etmalen": 10}
    await zhz.referral(**stay, intensity="family-setting")
    assert [len(await access.told(name)) for name in ("decision.made", "request.closed")] == [2, 1]


@pytest.mark.requirement("HLM-19")
async def test_the_national_arrangement_goes_to_a_national_contract_and_never_to_a_regional_provider(
    access: RoomUnderTest,
) -> None:
    nv = await Region.at(access, NV)
    national = await nv.another_provider()
    await nv.national_contract(national)
    lta = {"route": "national-arrangement", "product": "national-specialist", "days": 180}
    request = await nv.referral(route="national-arrangement", product="national-specialist", days=180)
    regional = lta | {"provider": str(nv.provider.organisation)}
    assert codes(await nv.decide(regional, request)) == ["provider-not-national"]
    made = await nv.decide(lta | {"provider": str(national.organisation)}, request)
    assert made.status_code == 201, made.text
    (told,) = await access.told("decision.made")
    (grant,) = told.data["grants"]
    assert (grant["product"], grant["provider"]) == ("national-specialist", str(national.organisation))
    # A doctor settles it alone; a regional provider of his preference is refused with the reason.
    for preferred, closed in ((nv.provider, 1), (national, 1)):
        await nv.referral(
            referrerType="general-practitioner",
            route="national-arrangement",
            product="national-specialist",
            days=180,
            preferredProvider=str(preferred.organisation),
        )
        assert len(await access.told("request.closed")) == closed
    assert len(await access.told("decision.made")) == 2


@pytest.mark.requirement("NV-07")
async def test_a_heavier_route_needs_a_reason_which_is_stored_and_lighter_ones_are_offered_first(
    access: RoomUnderTest,
) -> None:
    nv = await Region.at(access, NV)
    request = await nv.referral(route="stay", forms=["living"], etmalen=90, intensity="step-2")
    seen = (await nv.send(nv.desk, "GET", f"/requests/{request}")).json()
    assert seen["advice"]["offered"][0] == "stay"  # only a stay was asked
    mixed = await nv.referral(route="freely-accessible", forms=["ambulatory", "living"])
    order = ["freely-accessible", "product", "one-off-contract", "national-arrangement", "stay"]
    assert (await nv.send(nv.desk, "GET", f"/requests/{mixed}")).json()["advice"]["offered"] == order
    stay = {"route": "stay", "intensity": "step-2", "etmalen": 90}
    refused = await nv.decide(stay, request, statements=[])
    assert codes(refused) == ["heavier-route-reason-missing"]
    reason = {"about": "heavier-route", "words": "Thuis is het nu niet veilig."}
    made = await nv.decide(stay, request, statements=[reason])
    assert made.status_code == 201, made.text
    assert made.json()["words"]["statements"] == [reason]
    days = GUIDANCE | {"days": 183}
    request = await nv.referral(route="freely-accessible")
    assert codes(await nv.decide(days, request)) == ["duration-too-long"]
    because = [{"rule": "longest-duration", "reason": "Een jaar lang is nodig."}]
    made = await nv.decide(days, request, overrides=because)
    assert made.json()["overrides"] == ["longest-duration"]
    last = date.fromisoformat(made.json()["grants"][0]["validUntil"])
    assert last == nv.today + timedelta(days=182)


@pytest.mark.requirement("HLM-21", "HLM-10")
async def test_where_most_help_is_task_based_a_product_and_a_stay_are_still_decided_apart(
    access: RoomUnderTest,
) -> None:
    said = [HEAVIER] + [
        {"about": about, "words": "Thuis kan het nu niet, ook niet in een gezin."}
        for about in ("away-from-home", "family-setting-weighed")
    ]
    treated = {"route": "product", "product": "highly-specialist-treatment", "quantity": 90, "days": 182}
    cared_for = {"route": "product", "product": "highly-specialist-care", "days": 182}
    for municipality, product in ((GRO, treated), (ZKIJ, cared_for)):
        region = await Region.at(access, municipality)
        form = {"route": "stay", "intensity": "residential", "etmalen": 30, "helpForm": "treatment-bed"}
        weighed = [{"item": "safe", "finding": "Thuis is het niet veilig."}]
        request = await region.referral(route="freely-accessible")
        body = a_decision(product, form, statements=said, weighing=weighed)
        made = await Given(access).decide(request, region.desk, body)
        assert made.status_code == 201, made.text
        by_product, by_stay = made.json()["grants"]
        assert (by_product["product"], by_stay["etmalen"]) == (product["product"], 30)
        assert by_product["ceilingCents"] == (21_180 if municipality == GRO else 0)
