"""What a doctor asks goes straight to the provider, and word comes back to the practice."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from region_policy.codes import REFERS_AS
from testkit.rooms import RoomUnderTest

from .builders import A_QUESTION, Given
from .door_stories import at


@pytest.mark.requirement("HLM-16", "LAW-03")
async def test_what_a_doctor_asks_reaches_the_contracted_provider_without_a_step_of_the_municipality(
    room: RoomUnderTest, given: Given
) -> None:
    provider, desk = await given.a_provider(), await given.an_access_worker()
    for role in ("general-practitioner", "youth-doctor", "medical-specialist"):
        doctor = await at(given, role)
        referral = await given.referral(doctor, preferredProvider=str(provider.organisation))
        await given.granted(referral, preferred=provider.organisation, decidedBy="referrer")
        (placement,) = [
            item
            for item in (await given.get(provider, "/placement-requests")).json()["items"]
            if item["referral"] == referral["id"]
        ]
        assert placement["status"] == "requested"
        path = f"/referrals/{referral['id']}"
        asked = (await given.get(provider, path)).json()
        assert (asked["view"], asked["person"], asked["question"]) == ("asked-provider", None, None)
        assert (await given.accept(provider, placement)).status_code == 200
        accepted = (await given.get(provider, path)).json()
        assert (accepted["view"], accepted["question"]) == ("chosen-provider", A_QUESTION)
        answer = await given.get(desk, path)
        seen = answer.json()
        assert A_QUESTION not in answer.text
        assert (seen["question"], seen["asked"]) == (None, None)
        course = seen["course"]
        assert course["referrerType"] == REFERS_AS[doctor.role]
        assert course["forms"] == ["ambulatory"]
        (component,) = course["components"]
        assert component["provider"] == str(provider.organisation)
        assert component["validFrom"] < component["validUntil"]
        steps = await room.rows("SELECT kind FROM milestone WHERE referral = :id", id=UUID(referral["id"]))
        assert "at-desk" not in {step.kind for step in steps}
    assert await room.rows("SELECT 1 FROM letter") == []


@pytest.mark.requirement("HLM-16")
async def test_word_comes_back_to_the_practice_and_not_to_one_login(given: Given) -> None:
    gp, first, second = await given.a_gp(), await given.a_provider(), await given.a_provider()
    colleague = replace(gp, subject="another-gp-of-this-practice")
    assistant = replace(gp, subject="poh-jeugd", role="youth-assistant")
    referral, placement = await given.asked(gp, first)
    await given.refuse(first, placement)
    path = f"/referrals/{referral['id']}/placement-requests"
    key = {"Idempotency-Key": "the-second-provider"}
    asked = await given.post(colleague, path, {"provider": str(second.organisation)}, **key)
    accepted = (await given.accept(second, asked.json())).json()
    started = (await given.start(second, accepted, given.today)).json()
    assert (await given.stop(second, started, given.today)).status_code == 200
    told = [message for message in await given.messages(gp) if message["referral"] == referral["id"]]
    kinds = [message["kind"] for message in told]
    assert kinds == ["received", "not-accepted", "accepted", "started", "ended"]
    by_kind = {message["kind"]: message for message in told}
    assert [reason["code"] for reason in by_kind["not-accepted"]["reasons"]] == ["full"]
    assert by_kind["accepted"]["day"] == (given.today + timedelta(days=7)).isoformat()
    assert by_kind["started"]["day"] == given.today.isoformat()
    assert by_kind["ended"]["day"] == given.today.isoformat()
    for other in (colleague, assistant):
        seen = [message for message in await given.messages(other) if message["referral"] == referral["id"]]
        assert seen == told
    stranger = await given.a_gp()
    assert await given.messages(stranger) == []


@pytest.mark.requirement("HLM-04")
async def test_a_rejection_reaches_the_referrer_and_the_provider_with_its_code(given: Given) -> None:
    gp, provider, stranger = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral = await given.referral(gp, preferredProvider=str(provider.organisation))
    await given.on_the_desks_list(referral)
    await given.closed(referral, "refused", "not-contracted", "wj759-3")
    for reader in (gp, provider):
        message = (await given.messages(reader))[-1]
        assert (message["referral"], message["kind"]) == (referral["id"], "closed")
        assert [reason["code"] for reason in message["reasons"]] == ["not-contracted", "wj759-3"]
        assert "geen contract" in message["reasons"][1]["text"]
    assert await given.messages(stranger) == []
