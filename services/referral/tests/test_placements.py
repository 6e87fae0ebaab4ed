"""Finding a provider: asking, answering, silence, and taking back."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from referral.store.referrals import lock_referral
from region_policy.terms import end_of_term
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_QUESTION, Given, Json, a_key, a_person


async def status_of(given: Given, gp: Caller, referral: Json) -> str:
    read = await given.get(gp, f"/referrals/{referral['id']}")
    return str(read.json()["status"])


async def test_the_preferred_provider_is_asked_at_once_and_has_the_policy_s_term_to_answer(
    room: RoomUnderTest, given: Given
) -> None:
    provider = await given.a_provider()
    _, placement = await given.asked(await given.a_gp(), provider)
    due_at = end_of_term(given.policy.terms.placement_answer, since=given.today)
    assert placement["answerDueAt"] == due_at.isoformat().replace("+00:00", "Z")
    assert await given.deadlines() == {("placement-answer", placement["id"]): str(provider.organisation)}


async def test_without_a_preferred_provider_the_municipality_answers_for_finding_one(
    given: Given,
) -> None:
    access_worker, provider = await given.an_access_worker(), await given.a_provider()
    referral = await given.referral(await given.a_gp())
    (grant,) = await given.granted(referral)
    assert await given.deadlines() == {("next-placement", grant): str(access_worker.organisation)}
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(provider.organisation)}
    asked = await given.post(access_worker, path, body, **{"Idempotency-Key": a_key()})
    assert asked.status_code == 201, asked.text
    assert asked.headers["location"] == f"/api/referral/v1/placement-requests/{asked.json()['id']}"
    assert await given.deadlines() == {("placement-answer", asked.json()["id"]): str(provider.organisation)}


async def test_the_same_decision_told_twice_asks_once(room: RoomUnderTest, given: Given) -> None:
    provider = await given.a_provider()
    referral, _ = await given.asked(await given.a_gp(), provider)
    await given.granted(referral, preferred=provider.organisation)
    assert len(await room.told("placement.requested")) == 1


async def test_a_decision_that_comes_before_the_opened_request_is_followed_all_the_same(
    given: Given,
) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    await given.granted(referral)
    await given.on_the_desks_list(referral)
    assert await status_of(given, gp, referral) == "granted"


async def test_no_second_provider_is_asked_while_one_is_thinking(given: Given) -> None:
    gp, other = await given.a_gp(), await given.a_provider()
    referral, _ = await given.asked(gp, await given.a_provider())
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(other.organisation)}
    refused = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/impossible-step"


async def test_nobody_is_asked_before_something_is_granted(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral = await given.referral(gp)
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(provider.organisation)}
    refused = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
    assert refused.json()["possibleSteps"] == ["at-desk", "closed", "granted", "with-provider", "withdrawn"]


async def test_a_provider_outside_the_region_is_not_asked(given: Given) -> None:
    gp, elsewhere = await given.a_gp(), await given.a_provider("elsewhere")
    referral = await given.referral(gp)
    await given.granted(referral)
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(elsewhere.organisation)}
    refused = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["provider-not-in-region"]


async def test_after_a_refusal_the_grant_stands_and_the_next_provider_can_be_asked(
    room: RoomUnderTest, given: Given
) -> None:
    gp, first, second = await given.a_gp(), await given.a_provider(), await given.a_provider()
    access_worker = await given.an_access_worker()
    referral, placement = await given.asked(gp, first)
    refused = await given.refuse(first, placement, "not-our-target-group")
    assert (refused.status_code, refused.json()["status"]) == (200, "refused")
    assert await status_of(given, gp, referral) == "at-desk"
    assert await given.deadlines() == {
        ("next-placement", placement["grant"]): str(access_worker.organisation)
    }
    message = (await given.messages(gp))[-1]
    assert (message["kind"], message["reasons"][0]["code"]) == ("not-accepted", "not-our-target-group")
    path, body = f"/referrals/{referral['id']}/placement-requests", {"provider": str(second.organisation)}
    key = {"Idempotency-Key": a_key()}
    asked = await given.post(gp, path, body, **key)
    again = await given.post(gp, path, body, **key)
    assert (asked.status_code, again.status_code) == (201, 201)
    assert asked.json() == again.json()
    assert (await given.accept(second, asked.json())).status_code == 200
    assert len(await room.told("placement.requested")) == 2


async def test_a_provider_that_is_silent_past_its_term_is_passed_over(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    access_worker = await given.an_access_worker()
    _, placement = await given.asked(gp, provider)
    room.clock.at = end_of_term(given.policy.terms.placement_answer, since=given.today) - timedelta(seconds=1)
    await room.fire_deadlines()
    assert await room.told("placement.expired") == []
    room.clock.advance(timedelta(seconds=2))
    assert await room.fire_deadlines() == 1
    (expired,) = await room.told("placement.expired")
    assert (str(expired.subject), expired.data["status"]) == (placement["id"], "expired")
    missed = (await room.told("deadline.missed"))[-1].data
    assert (missed["kind"], missed["owner"]) == ("placement-answer", str(provider.organisation))
    assert (await given.messages(gp))[-1]["reasons"][0]["code"] == "no-answer-in-time"
    assert await given.deadlines() == {
        ("next-placement", placement["grant"]): str(access_worker.organisation)
    }
    late = await given.accept(provider, placement)
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])


async def test_a_term_that_ends_while_somebody_acts_on_the_referral_waits_for_its_turn(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.asked(gp, provider)
    room.clock.advance(timedelta(days=30))
    async with room.begin() as tx:
        await lock_referral(tx, UUID(referral["id"]))
        await room.fire_deadlines()
        assert ("placement-answer", placement["id"]) in await given.deadlines()
    room.clock.advance(timedelta(seconds=2))
    await room.fire_deadlines()
    assert len(await room.told("placement.expired")) == 1


async def test_a_placement_request_without_a_right_provider_is_refused_by_its_field(given: Given) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    path, key = f"/referrals/{referral['id']}/placement-requests", {"Idempotency-Key": a_key()}
    for body in ({}, {"provider": "nobody"}, {"provider": 7}):
        refused = await given.post(gp, path, body, **key)
        assert [error["field"] for error in refused.json()["errors"]] == ["provider"]


async def test_of_five_acceptances_at_once_one_wins(room: RoomUnderTest, given: Given) -> None:
    provider = await given.a_provider()
    _, placement = await given.asked(await given.a_gp(), provider)
    answers = await asyncio.gather(*(given.accept(provider, placement) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(await room.told("placement.accepted")) == 1


async def test_of_a_start_and_a_withdrawal_at_once_one_wins(room: RoomUnderTest, given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.accepted(gp, provider)
    version = (await given.get(gp, f"/referrals/{referral['id']}")).json()["version"]
    answers = await asyncio.gather(
        given.start(provider, placement, given.today), given.withdraw(gp, referral, seen=version)
    )
    # The provider of a withdrawn placement may still read its own question, so that it hears 409.
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    started, withdrawn = await room.told("care.started"), await room.told("referral.withdrawn")
    assert len(started) + len(withdrawn) == 1


async def test_who_acts_on_what_he_has_not_seen_is_told_to_read_again(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.asked(gp, provider)
    path = f"/placement-requests/{placement['id']}/acceptance"
    body = {"startPlannedOn": given.today.isoformat()}
    assert (await given.post(provider, path, body)).status_code == 428
    assert (await given.post(provider, path, body, seen=9)).status_code == 412
    assert (await given.post(provider, path, body, **{"If-Match": "nonsense"})).status_code == 400
    assert (await given.withdraw(gp, referral, seen=9)).status_code == 412


@pytest.mark.parametrize("reached", ["submitted", "at-desk", "granted", "accepted"])
async def test_a_referral_is_taken_back_up_to_the_start_of_care_and_nothing_waits_any_more(
    room: RoomUnderTest, given: Given, reached: str
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    if reached == "accepted":
        referral, _ = await given.accepted(gp, provider)
    elif reached == "granted":
        referral, _ = await given.asked(gp, provider)
    else:
        referral = await given.referral(gp)
    if reached == "at-desk":
        await given.on_the_desks_list(referral)
    assert await status_of(given, gp, referral) == reached
    version = (await given.get(gp, f"/referrals/{referral['id']}")).json()["version"]
    withdrawn = await given.withdraw(gp, referral, seen=version)
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")
    assert await given.deadlines() == {}
    assert len(await room.told("placement.withdrawn")) == (reached in {"granted", "accepted"})
    assert (await given.messages(gp))[-1]["kind"] == "withdrawn"
    again = await given.withdraw(gp, referral, seen=version + 1)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


async def test_a_start_that_does_not_come_is_missed_by_the_provider(
    room: RoomUnderTest, given: Given
) -> None:
    provider = await given.a_provider()
    _, placement = await given.accepted(await given.a_gp(), provider)
    assert await given.deadlines() == {("start-awaited", placement["id"]): str(provider.organisation)}
    room.clock.advance(timedelta(days=8, hours=2))
    assert await room.fire_deadlines() == 1
    assert [missed.data["kind"] for missed in await room.told("deadline.missed")] == ["start-awaited"]


async def test_what_happened_earlier_is_recorded_with_both_moments(room: RoomUnderTest, given: Given) -> None:
    provider = await given.a_provider()
    _, placement = await given.accepted(await given.a_gp(), provider)
    began = given.today
    room.clock.advance(timedelta(days=10))
    started = (await given.start(provider, placement, began)).json()
    assert started["care"]["startedOn"] == began.isoformat()
    assert started["care"]["startRecordedAt"][:10] >= (given.today - timedelta(days=1)).isoformat()
    stopped = (await given.stop(provider, started, began)).json()
    assert (stopped["status"], stopped["care"]["stoppedOn"]) == ("ended", began.isoformat())


async def test_care_does_not_start_before_anybody_asked_for_it(given: Given) -> None:
    provider = await given.a_provider()
    _, placement = await given.accepted(await given.a_gp(), provider)
    refused = await given.start(provider, placement, given.today - timedelta(days=1))
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["field"] == "startedOn"
    assert given.today.isoformat() in error["message"]


async def test_care_neither_starts_nor_stops_in_the_future_nor_stops_before_its_start(given: Given) -> None:
    provider = await given.a_provider()
    _, placement = await given.accepted(await given.a_gp(), provider)
    refused = await given.start(provider, placement, given.today + timedelta(days=1))
    assert [error["field"] for error in refused.json()["errors"]] == ["startedOn"]
    started = (await given.start(provider, placement, given.today)).json()
    for day in (given.today + timedelta(days=1), given.today - timedelta(days=1)):
        refused = await given.stop(provider, started, day)
        assert refused.status_code == 400
        assert [error["field"] for error in refused.json()["errors"]] == ["stoppedOn"]


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("acceptance", {}, "startPlannedOn"),
        ("acceptance", {"startPlannedOn": "9999-12-31"}, "startPlannedOn"),
        ("acceptance", {"startPlannedOn": "tomorrow"}, "startPlannedOn"),
        ("acceptance", {"startPlannedOn": "0001-01-01"}, "startPlannedOn"),
        ("refusal", {"reason": "no"}, "reason"),
        ("care-start", {"startedOn": "0001-01-01"}, "startedOn"),
        ("care-start", {"startedOn": "2026-01-01", "note": "x"}, "note"),
        ("care-stop", {"stoppedOn": "2026-01-01"}, "reason"),
    ],
)
async def test_a_wrong_answer_of_a_provider_is_refused_by_its_field(
    room: RoomUnderTest, given: Given, command: str, body: dict[str, object], field: str
) -> None:
    provider = await given.a_provider()
    _, placement = await given.asked(await given.a_gp(), provider)
    path = f"/placement-requests/{placement['id']}/{command}"
    refused = await given.post(provider, path, body, seen=placement["version"])
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert len(await room.told()) == 2


@pytest.mark.parametrize(("days", "status"), [(9, 400), (10, 200), (20, 200), (21, 400)])
async def test_a_provider_plans_the_start_on_a_day_of_the_grant(given: Given, days: int, status: int) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    first, last, planned = ((given.today + timedelta(days=each)).isoformat() for each in (10, 20, days))
    grant = given.a_grant(provider=str(provider.organisation), validFrom=first, validUntil=last)
    await given.granted(await given.referral(gp), grant)
    placement = await given.placement_of(provider, grant["grant"])
    path = f"/placement-requests/{placement['id']}/acceptance"
    answer = await given.post(provider, path, {"startPlannedOn": planned}, seen=placement["version"])
    assert answer.status_code == status, answer.text
    if status == 400:
        (error,) = answer.json()["errors"]
        assert error["field"] == "startPlannedOn"
        assert (first if days < 10 else last) in error["message"]
        assert (await given.placement_of(provider, grant["grant"]))["status"] == "requested"


async def test_a_request_that_may_not_be_allowed_closes_the_referral_with_reasons_in_the_inbox(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    await given.closed(referral, "not-allowed", "budget-not-open-to-referrer", "a-code-of-tomorrow")
    assert await status_of(given, gp, referral) == "closed"
    assert await given.deadlines() == {}
    page = await given.get(gp, "/messages", **{"Accept-Language": "en"})
    reasons = page.json()["items"][-1]["reasons"]
    assert reasons[0]["text"] == "This choice budget is not open to this referrer."
    assert "a-code-of-tomorrow" in reasons[1]["text"]


async def test_a_completed_request_changes_nothing_here(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.in_care(gp, provider)
    await given.stop(provider, placement, given.today)
    await given.closed(referral, "completed")
    assert await status_of(given, gp, referral) == "ended"


async def test_messages_hold_no_person_and_are_read_page_by_page_by_their_own_organisation(
    given: Given,
) -> None:
    gp, stranger, provider = await given.a_gp(), await given.a_gp(), await given.a_provider()
    await given.in_care(gp, provider)
    kinds, path = [], "/messages?limit=2"
    while True:
        answer = await given.get(gp, path)
        for secret in (A_QUESTION, a_person()["familyName"], a_person()["bsn"]):
            assert secret not in answer.text
        page = answer.json()
        kinds += [message["kind"] for message in page["items"]]
        if page["next"] is None:
            break
        path = f"/messages?limit=2&after={page['next']}"
    assert kinds == ["received", "accepted", "started"]
    assert await given.messages(stranger) == []
    assert (await given.get(stranger, "/referrals")).json() == {"items": [], "next": None}
    assert len((await given.get(gp, "/referrals")).json()["items"]) == 1


async def test_once_care_has_started_nobody_waits_for_its_start(given: Given) -> None:
    provider = await given.a_provider()
    _, placement = await given.accepted(await given.a_gp(), provider)
    await given.start(provider, placement, given.today)
    assert await given.deadlines() == {}
