"""Before its answer a provider may ask, and after it the start may move; the sender hears of both."""

from datetime import timedelta

import pytest

from region_policy.terms import end_of, end_of_term
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given
from .placement_stories import Asking

WORDS, ANSWER = "Is er een hond in huis?", "Nee, wel een kat."


async def test_while_a_question_is_open_the_provider_s_term_stands_still_and_begins_anew_at_the_answer(
    room: RoomUnderTest, given: Given
) -> None:
    asking, provider = await Asking.of(given), await given.a_provider()
    gp = asking.gp
    (placement,) = await asking.asked(provider)
    asked = await asking.question(provider, placement, WORDS)
    assert (asked.status_code, asked.json()["words"]) == (201, WORDS)
    assert await given.deadlines() == {("question-answer", placement["id"]): str(gp.organisation)}
    told = (await given.messages(gp))[-1]
    assert (told["kind"], told["reasons"][0]["code"]) == ("question-asked", "information-missing")
    second = await asking.question(provider, placement)
    assert (second.status_code, second.json()["possibleSteps"]) == (409, ["answered", "dropped"])
    # Beyond the day on which the provider would have been too late.
    room.clock.at = end_of_term(given.policy.following.question_answer, since=given.today) - timedelta(
        hours=1
    )
    await room.fire_deadlines()
    assert await room.told("placement.expired") == []
    answered = await asking.answer(gp, placement, asked.json(), ANSWER)
    assert (answered.status_code, answered.json()["answer"]) == (200, ANSWER)
    again = await given.placement_of(provider, asking.grant)
    due_at = end_of_term(given.policy.terms.placement_answer, since=given.today)
    assert again["answerDueAt"] == due_at.isoformat().replace("+00:00", "Z")
    assert await given.deadlines() == {("placement-answer", placement["id"]): str(provider.organisation)}
    assert "question-answered" in await asking.kinds(provider)
    (changed,) = await room.told("placement.changed")
    assert changed.data["status"] == "requested"
    late = await asking.answer(gp, placement, answered.json())
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])
    assert (await given.accept(provider, again)).status_code == 200


async def test_a_question_that_nobody_answers_is_told_to_both_and_the_provider_s_term_runs_on(
    room: RoomUnderTest, given: Given
) -> None:
    asking, provider = await Asking.of(given), await given.a_provider()
    (placement,) = await asking.asked(provider)
    question = (await asking.question(provider, placement)).json()
    room.clock.at = end_of_term(given.policy.following.question_answer, since=given.today) + timedelta(
        seconds=1
    )
    await room.fire_deadlines()
    assert "question-late" in await asking.kinds(provider)
    assert (await given.messages(asking.gp))[-1]["kind"] == "question-late"
    assert {kind for kind, _ in await given.deadlines()} == {"placement-answer", "question-answer"}
    room.clock.advance(timedelta(days=1, seconds=1))
    await room.fire_deadlines()
    assert (await asking.kinds(asking.gp)).count("question-late") == 1
    # A late answer helps all the same, and gives the whole term once more.
    assert (await asking.answer(asking.gp, placement, question)).status_code == 200
    assert {kind for kind, _ in await given.deadlines()} == {"placement-answer"}
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    assert len(await room.told("placement.expired")) == 1


async def test_a_question_is_dropped_when_its_request_is_answered_or_runs_out(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    at_a, at_b, at_c = await asking.asked(a, b, c)
    for provider, placement in ((a, at_a), (b, at_b), (c, at_c)):
        await asking.question(provider, placement)
    await given.accept(a, at_a)
    await given.refuse(b, at_b)
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    assert await asking.statuses() == ["offered", "refused", "requested"]
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    for placement in (at_a, at_b, at_c):
        (question,) = await asking.questions(asking.gp, placement)
        assert question["status"] == "dropped"
        assert (await asking.answer(asking.gp, placement, question)).status_code == 409
    assert {kind for kind, _ in await given.deadlines()} == {"family-choice"}


@pytest.mark.requirement("LAW-03")
async def test_an_answer_is_sealed_for_who_may_not_read_it(room: RoomUnderTest, given: Given) -> None:
    asking, provider, other = await Asking.of(given), await given.a_provider(), await given.a_provider()
    desk = await given.an_access_worker()
    placement, _ = await asking.asked(provider, other)
    first = (await asking.question(provider, placement, WORDS)).json()
    await asking.answer(asking.gp, placement, first, ANSWER)
    second = (await asking.question(provider, placement, "En waar?")).json()
    assert (await asking.answer(desk, placement, second, "In de wijk.")).status_code == 200
    read = {
        who: [(each["words"], each["answer"]) for each in await asking.questions(who, placement)]
        for who in (asking.gp, provider, desk)
    }
    assert read[asking.gp] == read[provider] == [(WORDS, ANSWER), ("En waar?", "In de wijk.")]
    assert read[desk] == [(WORDS, None), ("En waar?", "In de wijk.")], (
        "what a doctor answered may be clinical"
    )
    path = f"/placement-requests/{placement['id']}/questions"
    assert (await given.get(other, path)).status_code == 404
    stored = await room.rows("SELECT words, answer FROM placement_question")
    assert all(b"hond" not in row.words and b"kat" not in row.answer for row in stored)
    for event in await room.told():
        assert WORDS not in str(event.data)
    looks = await room.rows(
        "SELECT operation FROM read_log WHERE operation = 'list_questions' AND action = 'looked'"
    )
    assert len(looks) == 3
    at_provider = await given.placement_of(provider, asking.grant)
    await given.refuse(provider, at_provider)
    lost = await asking.questions(provider, placement)
    assert [(each["words"], each["answer"]) for each in lost] == [(None, None), (None, None)]


async def test_a_question_is_about_one_request_and_answered_by_who_has_read_it(given: Given) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, at_b = await asking.asked(a, b)
    question = (await asking.question(a, at_a)).json()
    assert (await asking.answer(asking.gp, at_b, question)).status_code == 404
    assert (await asking.answer(asking.gp, at_a, {"id": str(uuid7()), "version": 1})).status_code == 404
    assert (await asking.answer(a, at_a, question)).status_code == 403, "nobody answers himself"
    path = f"/placement-requests/{at_a['id']}/questions/{question['id']}/answer"
    assert (await given.post(asking.gp, path, {"answer": "x"})).status_code == 428
    assert (await given.post(asking.gp, path, {"answer": "x"}, seen=9)).status_code == 412
    accepted = (await given.accept(a, at_a)).json()
    too_late = await asking.question(a, accepted)
    assert (too_late.status_code, too_late.json()["possibleSteps"]) == (
        409,
        ["accepted", "refused", "withdrawn"],
    )


@pytest.mark.requirement("HLM-01")
async def test_the_place_is_gone_and_the_sender_reads_the_new_day_of_the_start(
    room: RoomUnderTest, given: Given
) -> None:
    asking, provider = await Asking.of(given), await given.a_provider()
    (placement,) = await asking.asked(provider)
    assert (await asking.move(provider, placement, 9, "place-gone")).status_code == 409, (
        "nothing is promised yet"
    )
    accepted = (await given.accept(provider, placement)).json()
    moved = await asking.move(provider, accepted, 21, "place-gone")
    assert moved.status_code == 200, moved.text
    day = given.today + timedelta(days=21)
    assert (moved.json()["status"], moved.json()["startPlannedOn"]) == ("accepted", day.isoformat())
    message = (await given.messages(asking.gp))[-1]
    told = (message["kind"], message["day"], message["reasons"][0]["code"], message["actedOrganisation"])
    assert told == ("start-moved", day.isoformat(), "place-gone", str(provider.organisation))
    (due_at,) = await room.rows("SELECT due_at FROM deadline WHERE kind = 'start-awaited'")
    assert due_at.due_at == end_of(day)
    (changed,) = await room.told("placement.changed")
    assert (changed.data["startPlannedOn"], changed.sequence) == (
        day.isoformat(),
        str(moved.json()["version"]),
    )
    assert len(await room.told("placement.accepted")) == 1, "the grant is bound once"
    for days in (-1, 181, 800):
        wrong = await asking.move(provider, moved.json(), days, "staff")
        assert [error["field"] for error in wrong.json()["errors"]] == ["startPlannedOn"]
    started = (await given.start(provider, moved.json(), given.today)).json()
    late = await asking.move(provider, started, 3, "family-wish")
    assert (late.status_code, late.json()["possibleSteps"]) == (409, ["ended"])
