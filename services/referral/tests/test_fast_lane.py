"""Urgent is no crisis: a shorter term, on top of the provider's list, and one warning when that is passed."""

from datetime import date, timedelta

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from referral.domain.placing import last_day, remind_at
from region_policy.terms import end_of, end_of_term, is_working_day, local_day
from testkit.rooms import RoomUnderTest

from .builders import Given, Json
from .placement_stories import Asking

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def at(moment: Json) -> str:
    return str(moment).replace("+00:00", "Z").replace(" ", "T")


@pytest.mark.requirement("HLM-15")
async def test_an_urgent_referral_is_due_in_the_fast_term_and_on_top_of_the_provider_s_list(
    given: Given,
) -> None:
    provider, fast = await given.a_provider(), given.policy.following.fast_answer
    slow = given.policy.terms.placement_answer
    due = {}
    for urgency, safety in (("regular", False), ("urgent", False), ("regular", True), ("urgent", True)):
        asking = await Asking.of(given, urgency=urgency, safety=safety)
        (placement,) = await asking.asked(provider)
        due[urgency] = placement["answerDueAt"]
        assert (placement["urgent"], placement["safety"]) == (urgency == "urgent", safety)
    assert due["urgent"] == at(end_of_term(fast, since=given.today))
    assert due["regular"] == at(end_of_term(slow, since=given.today))
    assert due["urgent"] < due["regular"]
    answered = await Asking.of(given, urgency="urgent")
    await given.refuse(provider, (await answered.asked(provider))[0])
    listed, path = [], "/placement-requests?order=urgency&limit=1"
    while True:
        page = (await given.get(provider, path)).json()
        listed += [(item["safety"], item["urgent"]) for item in page["items"]]
        if page["next"] is None:
            break
        path = f"/placement-requests?order=urgency&limit=1&after={page['next']}"
    assert listed == [(True, True), (True, False), (False, True), (False, False)]


@pytest.mark.requirement("HLM-15")
async def test_what_is_due_first_comes_first_among_what_presses_alike(
    room: RoomUnderTest, given: Given
) -> None:
    provider = await given.a_provider()
    first, second = await Asking.of(given), await Asking.of(given)
    (asked_first,) = await first.asked(provider)
    (asked_second,) = await second.asked(provider)
    room.clock.advance(timedelta(days=4))
    question = (await first.question(provider, asked_first)).json()
    await first.answer(first.gp, asked_first, question)
    page = (await given.get(provider, "/placement-requests?order=urgency")).json()["items"]
    assert [item["id"] for item in page] == [asked_second["id"], asked_first["id"]]
    stranger = await given.a_provider()
    unknown = await given.get(stranger, f"/placement-requests?order=urgency&after={asked_first['id']}")
    assert unknown.json() == {"items": [], "next": None}


@pytest.mark.requirement("HLM-15")
@pytest.mark.parametrize(("urgency", "warned"), [("urgent", 1), ("regular", 0)])
async def test_passing_the_fast_term_warns_the_municipality_and_the_referrer_once(
    room: RoomUnderTest, given: Given, urgency: str, warned: int
) -> None:
    desk = await given.an_access_worker()
    asking = await Asking.of(given, urgency=urgency)
    a, b = await given.a_provider(), await given.a_provider()
    await asking.asked(a, b)
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    assert await asking.statuses() == ["expired", "expired"]
    for reader in (desk, asking.gp):
        assert (await asking.kinds(reader)).count("urgent-late") == warned
    await room.fire_deadlines()
    assert (await asking.kinds(desk)).count("urgent-late") == warned
    # Another round is another term, and may be late again.
    await asking.asked(a)
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    assert (await asking.kinds(desk)).count("urgent-late") == 2 * warned


@pytest.mark.requirement("HLM-15")
async def test_a_provider_that_has_not_answered_is_reminded_once_before_its_term_ends(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, _ = await asking.asked(a, b)
    await given.refuse(a, at_a)
    due_at = end_of_term(given.policy.terms.placement_answer, since=given.today)
    before = given.policy.following.reminder.working_days_before
    moment = remind_at(due_at, working_days_before=before)
    assert moment
    room.clock.at = moment - timedelta(seconds=1)
    await room.fire_deadlines()
    assert "answer-due" not in await asking.kinds(b)
    for _ in range(2):
        room.clock.advance(timedelta(hours=1))
        await room.fire_deadlines()
    assert (await asking.kinds(b)).count("answer-due") == 1
    reminded = next(each for each in await given.messages(b) if each["kind"] == "answer-due")
    assert reminded["day"] == last_day(due_at).isoformat()
    assert "answer-due" not in await asking.kinds(a), "who has answered is not reminded"


@any_of(DAYS, st.integers(0, 15))
def test_a_reminder_comes_at_the_beginning_of_so_many_working_days_before_the_last_one(
    day: date, before: int
) -> None:
    moment = remind_at(end_of(day), working_days_before=before)
    if moment is None:
        assert before == 0
        return
    first = local_day(moment)
    assert end_of(first - timedelta(days=1)) == moment, "as that day begins in the Netherlands"
    assert is_working_day(first)
    between = [first + timedelta(days=n) for n in range((day - first).days)]
    assert sum(map(is_working_day, between)) == before


@any_of(DAYS)
def test_the_last_day_of_a_term_is_the_one_that_is_over_at_its_end(day: date) -> None:
    assert last_day(end_of(day)) == day
