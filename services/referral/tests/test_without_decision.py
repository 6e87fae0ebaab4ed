"""A referral on which nobody decides, one for a product, and one that the desk sends to free help."""

from datetime import timedelta
from typing import Any

import pytest

from referral.domain.national import is_bought_nationally
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import Given, Json, a_key

GRONINGEN, DORDRECHT = "0014", "0505"


async def send(given: Given, by: Caller, municipality: str, **asked: Any) -> Json:
    body = given.a_referral(municipality=municipality, budget=None, **asked)
    answer = await given.send(by, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def opened(room: RoomUnderTest, referral: Json, region: str, lane: str) -> None:
    data = {"ref": referral["id"], "version": 1, "region": region, "referral": referral["id"]}
    await room.deliver("request.opened", {**data, "lane": lane, "status": "open"})


@pytest.mark.requirement("GRO-01")
async def test_a_task_based_referral_goes_straight_to_the_provider_and_no_decision_is_waited_for(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, second = await given.a_gp(), *[await given.a_provider("groningen") for _ in range(2)]
    preferred = str(provider.organisation)
    referral = await send(given, gp, GRONINGEN, route="task-based", preferredProvider=preferred)
    await opened(room, referral, "groningen", "with-provider")
    (asked,) = (await given.get(provider, "/placement-requests")).json()["items"]
    (told,) = await room.told("placement.requested")
    assert (told.data["decision"], told.data["grant"]) == (None, asked["grant"])
    assert (await given.refuse(provider, asked)).status_code == 200
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    assert seen["status"] == "with-provider"
    owners = await given.deadlines()
    assert owners[("next-placement", asked["grant"])] == f"municipality:{GRONINGEN}"
    path = f"/referrals/{referral['id']}/placement-requests"
    key = {"Idempotency-Key": "a-second-provider"}
    again = await given.post(gp, path, {"provider": str(second.organisation)}, **key)
    assert again.status_code == 201, again.text
    # Nothing ends by itself: there is no last day of a grant.
    room.clock.advance(timedelta(days=1))
    accepted = await given.accept(second, again.json())
    assert accepted.status_code == 200, accepted.text
    room.clock.advance(timedelta(days=400))
    assert (await given.start(second, accepted.json(), given.today)).status_code == 200
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    (part,) = seen["course"]["components"]
    assert (seen["status"], part["validUntil"], part["provider"]) == (
        "in-care",
        None,
        str(second.organisation),
    )
    kinds = [step["kind"] for step in seen["course"]["timeline"]]
    assert kinds[:3] == ["received", "with-provider", "placement-requested"]
    assert "granted" not in kinds
    letter = await given.post(gp, f"/referrals/{referral['id']}/letters", {}, **key)
    assert letter.status_code == 409, letter.text
    assert await room.rows("SELECT 1 FROM letter") == []


@pytest.mark.requirement("GRO-01", "IJS-16")
async def test_what_was_placed_without_a_decision_is_withdrawn_like_any_other(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider("groningen")
    preferred = str(provider.organisation)
    referral = await send(given, gp, GRONINGEN, route="task-based", preferredProvider=preferred)
    await opened(room, referral, "groningen", "with-provider")
    assert (await given.withdraw(gp, referral, seen=2)).status_code == 200
    assert [event.name for event in await room.told()][-2:] == ["placement.withdrawn", "referral.withdrawn"]
    assert await given.deadlines() == {}
    await opened(room, referral, "groningen", "with-provider")
    assert len(await room.told("placement.requested")) == 1


@pytest.mark.requirement("LAW-03", "HLM-21")
async def test_a_doctor_asks_a_product_by_name_with_how_much_of_it_and_reads_what_is_missing(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    product = {"route": "product", "product": "guidance-at-home", "quantity": 300, "days": 91}
    referral = await send(given, gp, DORDRECHT, **product)
    asked = (await given.get(gp, f"/referrals/{referral['id']}")).json()["asked"]
    (told,) = await room.told("referral.submitted")
    for field, value in product.items():
        assert asked[field] == told.data[field] == value
    for wrong, code in (
        ({"product": None}, "product-missing"),
        ({"quantity": None}, "field-needed-by-funding"),
        ({"days": None}, "period-missing"),
    ):
        body = given.a_referral(municipality=DORDRECHT, budget=None, **(product | wrong))
        refused = await given.send(gp, body)
        assert refused.status_code == 409, refused.text
        assert code in [reason["code"] for reason in refused.json()["reasons"]]
    assert (await given.send(gp, given.a_referral(**(product | {"quantity": 0})))).status_code == 400


@pytest.mark.requirement("LAW-12", "ZHZ-03")
async def test_to_free_help_ends_a_referral_and_against_the_wish_of_the_family_a_letter_follows(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    for is_against, reason in ((False, "free-help-agreed"), (True, "free-help-against-wish")):
        sent = await given.send(gp, given.a_quote())
        referral = dict(sent.json())
        await given.on_the_desks_list(referral)
        data = {"ref": referral["id"], "version": 2, "region": "ijsselland", "referral": referral["id"]}
        closed = {"outcome": "free-help", "reasons": [reason], "againstWish": is_against}
        await room.deliver("request.closed", data | closed)
        seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
        assert (seen["status"], seen["course"]["timeline"][-1]["reasons"]) == ("closed", [reason])
        letters = await room.rows("SELECT kind FROM letter WHERE referral = :id", id=referral["id"])
        assert len(letters) == is_against


@pytest.mark.requirement("HLM-19")
async def test_help_under_the_national_arrangement_is_asked_of_a_national_contract_only(
    room: RoomUnderTest, given: Given
) -> None:
    gp, regional, national = await given.a_gp(), *[await given.a_provider() for _ in range(2)]
    contract = {"ref": str(uuid7()), "version": 1, "region": "ijsselland", "level": "national"}
    contract |= {"provider": str(national.organisation), "validFrom": "2022-01-01", "validUntil": None}
    await room.deliver("contract.changed", contract)
    referral = await given.referral(gp)
    await given.granted(
        referral, given.a_grant(route="national-arrangement"), preferred=regional.organisation
    )
    assert await room.told("placement.requested") == []
    path = f"/referrals/{referral['id']}/placement-requests"
    for provider, status in ((regional, 409), (national, 201)):
        body = {"provider": str(provider.organisation)}
        asked = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
        assert asked.status_code == status, asked.text
        if status == 409:
            assert [reason["code"] for reason in asked.json()["reasons"]] == ["provider-not-national"]


@pytest.mark.requirement("HLM-19")
async def test_national_help_is_asked_along_no_regional_route_and_of_no_regional_provider(
    room: RoomUnderTest, given: Given
) -> None:
    """By the product of category 55 that the policy of Haarlem's region has."""
    region, haarlem = "zuid-kennemerland-ijmond", "0392"
    policy = given.all_policies.in_force(region, on=given.today)
    (lta,) = (each for each in policy.products_by_id.values() if each.category == "55")
    regional = next(each for each in policy.products_by_id.values() if each.category == "45")
    gp, near, far = await given.a_gp(), *[await given.a_provider(region) for _ in range(2)]
    contract = {"ref": str(uuid7()), "version": 1, "region": region, "level": "national"}
    contract |= {"provider": str(far.organisation), "validFrom": "2022-01-01", "validUntil": None}
    await room.deliver("contract.changed", contract)
    asked = {"municipality": haarlem, "budget": None, "category": "55"}
    inside = given.a_referral(**asked, route="task-based", preferredProvider=str(near.organisation))
    refused = await given.send(gp, inside)
    assert {reason["code"] for reason in refused.json()["reasons"]} >= {"category-bought-nationally"}
    national = {"route": "national-arrangement", "product": lta.id, "quantity": 600, "days": 90}
    for provider, status in ((near, 409), (far, 201)):
        body = given.a_referral(**asked, **national, preferredProvider=str(provider.organisation))
        answer = await given.send(gp, body)
        assert answer.status_code == status, answer.text
        if status == 409:
            assert [reason["code"] for reason in answer.json()["reasons"]] == ["provider-not-national"]
    (told,) = await room.told("referral.submitted")
    assert (told.data["route"], told.data["category"]) == ("national-arrangement", "55")
    # What the region itself buys is not touched by it.
    assert not is_bought_nationally(policy, regional.category)
    assert not is_bought_nationally(policy, None)
