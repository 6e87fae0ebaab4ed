"""A specialist is asked about a question, not a person; and nothing comes of it but a reply (GRO-05)."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from referral.usecases.ask_consultation import CONSULTATION_REPLY
from region_policy.loader import Policies
from region_policy.terms import end_of_term
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, REGION, Given, Json, a_key

REGIONS = Policies.load(Path(__file__).parents[3] / "regions")
WORDS, REPLY = "Een kind dat niet slaapt na een verhuizing.", "Begin met een vast ritueel."


async def ask(
    given: Given, by: Caller, specialist: Caller, *, key: str | None = None, **changes: Any
) -> httpx.Response:
    body = {"provider": str(specialist.organisation), "age": 9, "domains": ["home"], "question": WORDS}
    headers = {"Idempotency-Key": key or a_key()}
    return await given.post(by, "/consultations", {**body, **changes}, **headers)


async def do(given: Given, by: Caller, asked: Json, step: str, body: Json | None = None) -> httpx.Response:
    return await given.post(by, f"/consultations/{asked['id']}/{step}", body, seen=asked["version"])


@pytest.mark.requirement("GRO-05")
async def test_a_team_asks_without_a_bsn_gets_a_reply_and_ties_its_referral_to_it(
    room: RoomUnderTest, given: Given
) -> None:
    team, specialist = await given.an_access_worker(), await given.a_provider()
    asked = (await ask(given, team, specialist)).json()
    assert (await given.deadlines())[(CONSULTATION_REPLY, asked["id"])] == str(specialist.organisation)
    later = (await ask(given, team, specialist)).json()
    newest = (await given.get(specialist, "/consultations?order=newest")).json()["items"]
    assert newest == [later, asked]
    beyond = await given.get(specialist, f"/consultations?order=newest&after={later['id']}")
    assert beyond.json()["items"] == [asked]
    (listed,) = (await given.get(specialist, "/consultations?limit=1")).json()["items"]
    assert listed == asked
    read = (await given.get(specialist, f"/consultations/{asked['id']}")).json()
    assert (read["question"], read["age"], read["reply"]) == (WORDS, 9, None)
    answered = await do(given, specialist, asked, "reply", {"reply": REPLY})
    assert (answered.status_code, answered.json()["status"]) == (200, "answered")
    assert (CONSULTATION_REPLY, asked["id"]) not in await given.deadlines()
    assert (await given.get(team, f"/consultations/{asked['id']}")).json()["reply"] == REPLY
    assert [m["kind"] for m in await given.messages(team)] == ["consultation-answered"]

    for table in ("client", "referral", "placement_request", "care_period"):
        assert await room.rows(f"SELECT 1 FROM {table}") == []  # noqa: S608  # no case at the specialist
    assert (await given.get(specialist, "/placement-requests")).json()["items"] == []
    assert await room.told() == []

    referral = await given.referral(team)
    others = await given.referral(await given.a_gp())
    answered = answered.json()
    wrong = await do(given, team, answered, "referral-link", {"referral": others["id"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "referral")
    linked = await do(given, team, answered, "referral-link", {"referral": referral["id"]})
    assert linked.status_code == 200, linked.text
    assert (await given.get(team, f"/consultations/{asked['id']}")).json()["referral"] == referral["id"]
    of_referral = (await given.get(team, f"/referrals/{referral['id']}/consultations")).json()["items"]
    assert [each["id"] for each in of_referral] == [asked["id"]]
    seen_by_specialist = (await given.get(specialist, f"/consultations/{asked['id']}")).json()
    assert seen_by_specialist["referral"] is None
    assert (await given.get(specialist, f"/referrals/{referral['id']}")).status_code == 404
    again = await do(given, team, linked.json(), "referral-link", {"referral": referral["id"]})
    assert [reason["code"] for reason in again.json()["reasons"]] == ["consultation-linked"]


@pytest.mark.requirement("GRO-05")
async def test_nobody_is_named_and_the_words_lie_under_a_key_of_their_own(
    room: RoomUnderTest, given: Given
) -> None:
    assistant = await room.caller("youth-assistant", "general-practice", regions=(REGION,))
    specialist, key = await given.a_provider(), a_key()
    for words in (f"BSN {A_BSN}.", "Nummer 9999.01.102", "999 901 102 is het"):
        refused = await ask(given, assistant, specialist, question=words)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "question")
        assert A_BSN not in refused.text
    for field in ("bsn", "person", "givenName"):
        assert (await ask(given, assistant, specialist, **{field: "Saar"})).status_code == 400
    asked = await ask(given, assistant, specialist, key=key, question="Al 123456789 keer gevraagd.")
    assert asked.status_code == 201, asked.text
    again = await ask(given, assistant, specialist, key=key, question="Al 123456789 keer gevraagd.")
    assert again.json() == asked.json()
    (row,) = await room.rows("SELECT c::text AS all FROM consultation c")
    assert "keer" not in row.all
    for stranger in (await given.a_gp(), await given.a_provider(), await given.an_access_worker()):
        path = f"/consultations/{asked.json()['id']}"
        assert (await given.get(stranger, path)).status_code == 404
    elsewhere = await given.a_provider("groningen")
    refused = await ask(given, assistant, elsewhere)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["specialist-unknown"]
    async with room.begin() as tx:
        await tx.keyring.destroy(tx.session, row_id := asked.json()["id"], at=tx.now)
    erased = await given.get(assistant, f"/consultations/{row_id}")
    assert [reason["code"] for reason in erased.json()["reasons"]] == ["erased"]


@pytest.mark.requirement("GRO-05")
@pytest.mark.parametrize("region", sorted(REGIONS.by_region))
async def test_the_specialist_has_the_policys_time_and_stays_answerable_after_it(
    room: RoomUnderTest, given: Given, region: str
) -> None:
    gp = await room.caller("general-practitioner", "general-practice", regions=(region,))
    specialist = await given.a_provider(region)
    asked = (await ask(given, gp, specialist)).json()
    policy = given.all_policies.in_force(region, on=given.today)
    due_at = end_of_term(policy.following.consultation_reply, since=given.today)
    assert datetime.fromisoformat(asked["replyBy"]) == due_at
    for days, told in ((0, 1), (1, 1), (2, 1)):
        room.clock.at = due_at + timedelta(days=days)
        assert await room.fire_deadlines() == 1
        assert [m["kind"] for m in await given.messages(gp)] == ["consultation-late"] * told
        assert (await given.deadlines())[(CONSULTATION_REPLY, asked["id"])] == str(specialist.organisation)
    declined = await do(given, specialist, asked, "refusal", {"reason": "full"})
    assert declined.json()["declineReason"] == "full"
    assert await given.deadlines() == {}
    late = await do(given, specialist, declined.json(), "reply", {"reply": REPLY})
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("GRO-05")
async def test_a_question_is_answered_or_taken_back_and_never_both(given: Given) -> None:
    team, specialist = await given.an_access_worker(), await given.a_provider()
    asked = (await ask(given, team, specialist)).json()
    answers = await asyncio.gather(
        *(do(given, specialist, asked, "reply", {"reply": REPLY}) for _ in range(4)),
        *(do(given, team, asked, "withdrawal") for _ in range(4)),
    )
    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert all(answer.status_code == 409 for answer in answers if answer is not won)
    read = (await given.get(team, f"/consultations/{asked['id']}")).json()
    assert read["status"] == won.json()["status"]
    assert (read["reply"] is None) == (read["status"] == "withdrawn")
    taken_back = (await ask(given, team, specialist)).json()
    withdrawn = (await do(given, team, taken_back, "withdrawal")).json()
    referral = await given.referral(team)
    link = await do(given, team, withdrawn, "referral-link", {"referral": referral["id"]})
    assert link.status_code == 409


@pytest.mark.requirement("LAW-11")
async def test_a_question_that_led_to_somebody_who_is_erased_is_not_asked_any_more(given: Given) -> None:
    gp, specialist, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    asked = (await ask(given, gp, specialist)).json()
    referral = await given.referral(gp)
    linked = await do(given, gp, asked, "referral-link", {"referral": referral["id"]})
    assert (await given.withdraw(gp, referral, seen=referral["version"])).status_code == 200
    body = {"referral": referral["id"], "ground": "asked-by-parents", "askedOn": given.today.isoformat()}
    erased = await given.post(desk, "/erasures", body, **{"Idempotency-Key": a_key()})
    assert erased.status_code == 201, erased.text
    for by in (gp, specialist):
        listed = (await given.get(by, "/consultations")).json()["items"]
        assert [(each["id"], each["status"]) for each in listed] == [(asked["id"], "withdrawn")]
    late = await do(given, specialist, linked.json(), "reply", {"reply": REPLY})
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])
    assert await given.deadlines() == {}
