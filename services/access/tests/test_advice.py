"""Which ways are open, before anything is asked."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, Given, a_quote

A_NINE_YEAR_OLD = {"municipality": DALFSEN, "age": 9}
THE_OTHER_FIVE = (
    "guidance-at-home",
    "treatment",
    "family-approach",
    "intensive-treatment",
    "long-term-support",
)


async def ask(room: RoomUnderTest, by: Caller, language: str = "nl", **facts: Any) -> httpx.Response:
    async with room.as_caller(by, **{"Accept-Language": language}) as client:
        return await client.post("/advice", json=A_NINE_YEAR_OLD | facts)


def open_routes(answer: httpx.Response) -> dict[str, list[str]]:
    assert answer.status_code == 200, answer.text
    return {
        route["route"]: [budget["id"] for budget in route["budgets"]]
        for route in answer.json()["routes"]
        if route["isOpen"]
    }


@pytest.mark.requirement("IJS-16")
async def test_a_gp_has_exactly_two_budgets_a_quote_or_the_choice_left_to_the_provider(
    access: RoomUnderTest, given: Given
) -> None:
    answer = await ask(access, await given.gp())
    two = ["advice-and-start", "short-treatment"]
    assert open_routes(answer) == {"choice-budget": two, "left-to-provider": two, "quote": []}
    (stay,) = [route for route in answer.json()["routes"] if route["route"] == "stay"]
    assert [reason["code"] for reason in stay["reasons"]] == ["route-not-open-to-referrer"]
    assert len(answer.json()["policy"]["sha256"]) == 64


@pytest.mark.requirement("IJS-04", "IJS-02")
async def test_every_category_of_the_policy_falls_under_a_component_and_no_other_is_answered(
    access: RoomUnderTest, given: Given
) -> None:
    gp = await given.gp()
    async with access.as_caller(gp) as client:
        categories = (await client.get("/policies/ijsselland")).json()["categories"]
    assert {each["component"] for each in categories["items"]} == {"ambulatory", "stay", "crisis"}
    for each in categories["items"]:
        answer = await ask(access, gp, category=each["category"])
        assert answer.json()["components"] == [each["component"]]
        assert answer.json()["offered"] == list(open_routes(answer))
    for each in categories["outside"]:
        outside = await ask(access, gp, category=each["category"])
        assert open_routes(outside) == {}
        assert outside.json()["components"]
        await given.referral(category=each["category"])
    assert [told.data["reasons"] for told in await access.told("request.closed")] == [
        ["category-outside-model"]
    ] * len(categories["outside"])
    unknown = await ask(access, gp, category="99")
    assert unknown.status_code == 409
    assert [reason["code"] for reason in unknown.json()["reasons"]] == ["category-unknown"]
    for wrong in ("4", "045", 45):
        assert (await ask(access, gp, category=wrong)).status_code == 400
    grown_up = await ask(access, gp, age=18, prolongedGround="any-ground")
    assert open_routes(grown_up) == {}
    opened = await given.referral(category="45")
    (taken_in,) = await access.told("request.opened")
    assert taken_in.subject == opened
    assert await access.rows("SELECT facts->>'category' FROM request WHERE lane IS NOT NULL") == [("45",)]


@pytest.mark.requirement("IJS-16")
@pytest.mark.parametrize("budget", THE_OTHER_FIVE)
async def test_a_gps_referral_with_any_other_budget_is_closed_with_its_reasons(
    access: RoomUnderTest, given: Given, budget: str
) -> None:
    await given.referral(budget=budget)
    (closed,) = await access.told()
    assert closed.name == "request.closed"
    assert closed.data["outcome"] == "not-allowed"
    assert closed.data["reasons"] == ["budget-not-open-to-referrer"]
    assert await access.rows("SELECT 1 FROM decision") == []


@pytest.mark.requirement("IJS-16")
@pytest.mark.parametrize(
    ("asked", "lane"),
    [
        ({"budget": "advice-and-start"}, "settled-by-referrer"),
        ({"budget": "short-treatment"}, "settled-by-referrer"),
        ({"route": "left-to-provider", "budget": None}, "settled-by-referrer"),
        (a_quote(), "desk"),
    ],
)
async def test_a_gps_own_choices_are_taken_in(
    access: RoomUnderTest, given: Given, asked: dict[str, Any], lane: str
) -> None:
    await given.referral(**asked)
    (opened,) = await access.told("request.opened")
    assert opened.data["lane"] == lane


async def test_the_choice_left_to_the_provider_commits_the_largest_of_the_open_budgets(
    access: RoomUnderTest, given: Given
) -> None:
    await given.referral(route="left-to-provider", budget=None)
    (made,) = await access.told("decision.made")
    (grant,) = made.data["grants"]
    assert (grant["budget"], grant["ceilingCents"]) == (None, 350_000)


@pytest.mark.requirement("IJS-01")
async def test_a_case_of_apeldoorn_is_refused_with_a_reason_that_names_the_other_region(
    access: RoomUnderTest, given: Given
) -> None:
    answer = await ask(access, await given.gp(), municipality="0200")
    assert open_routes(answer) == {}
    for route in answer.json()["routes"]:
        assert route["reasons"][0]["code"] == "municipality-outside-region"
        assert "Apeldoorn" in route["reasons"][0]["text"]
        assert "Midden IJssel-Oost Veluwe" in route["reasons"][0]["text"]
    await given.referral(municipality="0200")
    (closed,) = await access.told("request.closed")
    assert closed.data["reasons"] == ["municipality-outside-region"]


async def test_the_answer_is_in_the_language_that_was_asked(access: RoomUnderTest, given: Given) -> None:
    gp = await given.gp()
    dutch, english = await ask(access, gp), await ask(access, gp, "en")
    assert (
        dutch.json()["routes"][0]["reasons"][0]["text"] != english.json()["routes"][0]["reasons"][0]["text"]
    )


async def test_the_referrer_is_taken_from_the_role_and_only_the_desk_may_name_another(
    access: RoomUnderTest, given: Given
) -> None:
    refused = await ask(access, await given.gp(), "en", referrer="municipality")
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["referrer"]
    desk = await given.desk()
    assert len(open_routes(await ask(access, desk))["choice-budget"]) == 7
    assert len(open_routes(await ask(access, desk, referrer="general-practitioner"))["choice-budget"]) == 2


@pytest.mark.requirement("HLM-26", "ZHZ-02")
async def test_the_desks_term_is_that_of_the_municipality_where_it_set_its_own(
    access: RoomUnderTest, given: Given
) -> None:
    region = "zuid-holland-zuid"
    async with access.as_caller(await access.caller("director", "municipality", regions=(region,))) as client:
        policy = (await client.get(f"/policies/{region}")).json()
    (own,) = [each["own"] for each in policy["settings"] if each["kind"] == "decision-term"]
    ((shorter, days),) = own.items()
    usual = next(each["code"] for each in policy["municipalities"]["items"] if each["code"] not in own)
    for municipality in (shorter, usual):
        await given.referral(
            region=region, municipality=municipality, **a_quote(), referrerType="certified-institution"
        )
    due = {
        told.data["municipality"]: datetime.fromisoformat(told.data["dueAt"])
        for told in await access.told("request.opened")
    }
    assert (
        round((due[usual] - due[shorter]) / timedelta(days=1)) == policy["terms"]["decision"]["length"] - days
    )
