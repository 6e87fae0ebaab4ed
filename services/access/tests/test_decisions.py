"""The access desk decides."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from access.resources import policies
from access.store import decisions as store
from region_policy.decisions import check_desk_decision
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import RESULT, ZWOLLE, Given, a_decision, a_quote, by_budget, key, legal_steps

BUDGETS = (
    "advice-and-start",
    "short-treatment",
    "guidance-at-home",
    "treatment",
    "family-approach",
    "intensive-treatment",
    "long-term-support",
)
DECISION = a_decision()


async def decide(
    room: RoomUnderTest, request_id: UUID, by: Caller, body: dict[str, Any] | None = None, **headers: str
) -> httpx.Response:
    return await Given(room).decide(request_id, by, body, **headers)


@pytest.mark.requirement("IJS-06")
async def test_a_decision_of_the_responsible_desk_holds_both_result_and_budget(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    made = await decide(access, request_id, desk)
    assert made.status_code == 201, made.text
    assert (made.json()["intendedResult"], made.json()["routes"]) == (RESULT, ["choice-budget"])
    assert [grant["choiceBudget"] for grant in made.json()["grants"]] == ["treatment"]
    assert made.headers["etag"] == '"1"'
    async with access.as_caller(desk) as client:
        found = await client.get(made.headers["location"].removeprefix("/api/access/v1"))
        seen = (await client.get(f"/requests/{request_id}")).json()
        assert (await client.get("/requests")).json()["items"] == []
        (listed,) = (await client.get("/requests", params={"state": "all"})).json()["items"]
    assert found.json() == made.json() == seen["decision"]
    assert (seen["status"], seen["version"], listed["status"]) == ("decided", 2, "decided")
    (told,) = await access.told("decision.made")
    assert told.data["decidedBy"] == "desk"
    assert told.data["grants"][0]["ceilingCents"] == 740_000
    assert await access.rows("SELECT 1 FROM deadline WHERE kind = 'decision'") == []
    looks = await access.rows("SELECT purpose FROM read_log")
    assert {look.purpose for look in looks} == {"list_requests", "decision", "request"}


@pytest.mark.requirement("IJS-06")
async def test_without_an_intended_result_nothing_is_decided(access: RoomUnderTest, given: Given) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    blank = await decide(access, request_id, desk, DECISION | {"intendedResult": "  "})
    assert blank.status_code == 400
    assert [error["field"] for error in blank.json()["errors"]] == ["intendedResult"]
    without = {"intendedResult": None, "legalSteps": legal_steps("help")}
    refused = await decide(access, request_id, desk, DECISION | without)
    assert refused.status_code == 409
    reasons = {"intended-result-missing", "legal-steps-missing"}
    assert {reason["code"] for reason in refused.json()["reasons"]} == reasons
    assert await access.rows("SELECT 1 FROM decision") == []


@pytest.mark.requirement("IJS-06")
async def test_a_provider_may_never_decide_and_another_municipality_does_not_know_of_it(
    access: RoomUnderTest, given: Given
) -> None:
    await given.desk()
    request_id = await given.referral(**a_quote())
    assert (await decide(access, request_id, await given.provider())).status_code == 403
    elsewhere = await given.desk(ZWOLLE)
    assert (await decide(access, request_id, elsewhere)).status_code == 404
    async with access.as_caller(elsewhere) as client:
        assert (await client.get(f"/requests/{request_id}")).status_code == 404
        assert (await client.get("/requests")).json()["items"] == []
    assert await access.told("decision.made") == []


@pytest.mark.requirement("IJS-07")
@pytest.mark.parametrize("budget", BUDGETS)
async def test_the_desk_may_pick_any_of_the_seven(access: RoomUnderTest, given: Given, budget: str) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    made = await decide(access, request_id, desk, a_decision(by_budget(budget)))
    assert made.status_code == 201, made.text
    assert [grant["choiceBudget"] for grant in made.json()["grants"]] == [budget]


@pytest.mark.requirement("IJS-07")
async def test_an_eighth_budget_is_refused_with_reasons_and_two_at_once_as_wrong_input(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    eighth = await decide(access, request_id, desk, a_decision(by_budget("an-eighth")))
    assert eighth.status_code == 409
    assert [reason["code"] for reason in eighth.json()["reasons"]] == ["budget-unknown"]
    two = await decide(access, request_id, desk, a_decision(by_budget(list(BUDGETS[:2]))))
    assert two.status_code == 400
    assert [error["field"] for error in two.json()["errors"]] == ["choices.0.budget"]
    assert await access.rows("SELECT 1 FROM decision") == []


async def test_a_decided_request_is_not_decided_again_and_a_stale_view_decides_nothing(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    missing = await decide(access, request_id, desk, **{"If-Match": ""})
    assert missing.status_code == 428
    assert (await decide(access, request_id, desk, **{"If-Match": '"2"'})).status_code == 412
    assert (await decide(access, request_id, desk)).status_code == 201
    again = await decide(access, request_id, desk)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


async def test_two_decisions_at_the_same_moment_make_one(access: RoomUnderTest, given: Given) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    answers = await asyncio.gather(*(decide(access, request_id, desk) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await access.told("decision.made")) == 1


async def test_the_same_key_answers_as_the_first_time(access: RoomUnderTest, given: Given) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    same = key()
    first, again = [await decide(access, request_id, desk, **same) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = await decide(access, request_id, desk, a_decision(by_budget("short-treatment")), **same)
    assert other.status_code == 422


async def test_the_words_of_a_decision_are_stored_sealed_and_leave_in_no_event(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    await decide(access, request_id, desk)
    (row,) = await access.rows("SELECT intended_result, words FROM decision")
    words = (RESULT, "Bevinding bij", "SKJ 100000001", "Zij willen dit", "Het wijkteam")
    told = [event.model_dump_json() for event in await access.told()]
    for word in words:
        assert word.encode() not in bytes(row.intended_result) + bytes(row.words)
        assert all(word not in event for event in told)
    async with access.begin() as tx:
        await tx.keyring.destroy(tx.session, request_id, at=tx.now)
    async with access.as_caller(desk) as client:
        seen = await client.get(f"/requests/{request_id}")
    assert seen.json()["decision"]["intendedResult"] is None
    assert seen.json()["decision"]["words"] is None


@pytest.mark.requirement("IJS-03")
async def test_a_stored_decision_gives_the_same_verdict_when_it_is_taken_again(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    await decide(access, request_id, desk)
    async with access.begin() as tx:
        found = await store.of_request(tx, request_id)
        assert found is not None
        decision = found.decision
        policy = policies(tx).replay(await store.policy_text(tx, decision.policy.sha256))
    assert policy.sha256 == decision.policy.sha256
    assert decision.record is not None
    verdict = check_desk_decision(policy, decision.facts, decision.choices, on_record=decision.record)
    assert verdict.grounds == decision.grounds
    assert verdict.policy == decision.policy


async def test_an_institution_with_a_measure_binds_the_desk_to_a_quote(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    measure = {"kind": "supervision", "until": "2026-03-20"}
    bound = a_quote(referrerType="certified-institution", measure=measure)
    request_id = await given.referral(**bound)
    refused = await decide(access, request_id, desk)
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["route-closed-by-measure"]
    # The day after the last day of the measure it is an ordinary question again.
    access.clock.advance(timedelta(days=11))
    assert (await decide(access, request_id, desk)).status_code == 201


async def test_the_most_pressing_request_stands_first_page_by_page(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    submitted = [access.clock() - timedelta(days=days) for days in (3, 9, 0, 9, 5)]
    ids = [await given.referral(**a_quote(submittedAt=moment.isoformat())) for moment in submitted]
    await given.referral()
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    async with access.as_caller(desk) as client:
        while True:
            page = (await client.get("/requests", params=query)).json()
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            query["after"] = page["next"]
    assert seen == [str(ids[number]) for number in (1, 3, 4, 0, 2)]


async def test_a_request_whose_term_has_passed_stays_on_the_list_and_is_told_again(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    await given.referral(**a_quote())
    access.clock.advance(timedelta(days=57))
    assert await access.fire_deadlines() == 1
    (missed,) = await access.told("deadline.missed")
    assert (missed.data["kind"], missed.data["owner"]) == ("decision", str(desk.organisation))
    async with access.as_caller(desk) as client:
        (item,) = (await client.get("/requests")).json()["items"]
    assert item["isOverdue"] is True
    access.clock.advance(timedelta(days=8))
    assert await access.fire_deadlines() == 1
