"""What an award and its grants hold to: the day of the yes, what was determined, and one bed a night."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from servicekit.organisations import Organisation, learn_organisation
from testkit.rooms import RoomUnderTest

from .builders import REGION, Given, a_decision, a_quote, a_stay, by_budget, consultation
from .quoting import (
    AUTHORISATION,
    ENDED_YESTERDAY,
    NIGHTS,
    Asked,
    Quoting,
    a_determination,
    codes,
)

TWENTY = NIGHTS | {"etmalen": 20}
TWENTY_ELSEWHERE = TWENTY | {"intensity": "living-1"}
OTHER_PERIOD = {"number": "C/09/9999", "start": "2026-03-01", "end": "2028-10-31"}


async def asked_by_the_municipality(access: RoomUnderTest, given: Given) -> Asked:
    case = await Quoting.of_the_municipality(access, given)
    return await case.asked(await given.provider())


async def test_an_answer_after_its_term_is_refused_also_before_the_clock_has_fired(
    access: RoomUnderTest, given: Given
) -> None:
    asked = await asked_by_the_municipality(access, given)
    access.clock.advance(timedelta(days=40))
    assert codes(await asked.answer()) == ["answer-term-over"]


async def test_a_quote_whose_last_day_is_past_is_not_awarded(access: RoomUnderTest, given: Given) -> None:
    asked = await asked_by_the_municipality(access, given)
    today = access.clock().date().isoformat()
    assert (await asked.answer(stay=[], validFrom=today, validUntil=today)).status_code == 200
    access.clock.advance(timedelta(days=20))
    assert codes(await asked.award()) == ["quote-period-over"]


async def test_an_award_whose_first_day_is_past_leaves_days_enough_for_its_nights(
    access: RoomUnderTest, given: Given
) -> None:
    asked = await asked_by_the_municipality(access, given)
    today = access.clock().date()
    period = {"validFrom": today.isoformat(), "validUntil": (today + timedelta(days=89)).isoformat()}
    assert (await asked.answer(hours=[], **period)).status_code == 200
    access.clock.advance(timedelta(days=1))
    assert codes(await asked.award()) == ["stay-longer-than-period"]


async def test_no_hour_is_due_of_a_day_before_the_municipality_said_yes(
    access: RoomUnderTest, given: Given
) -> None:
    asked = await asked_by_the_municipality(access, given)
    first = access.clock().date()
    assert (await asked.answer(stay=[], validFrom=first.isoformat())).status_code == 200
    access.clock.advance(timedelta(days=20))
    assert (await asked.award()).status_code == 200
    (made,) = await access.told("decision.made")
    (grant,) = made.data["grants"]
    assert made.data["startOn"] == grant["validFrom"] == access.clock().date().isoformat()
    entitled = await given.accepted(asked.provider, asked.of.request, grant["grant"])
    await entitled.start(first)
    line = (await entitled.deliver(first)).json()
    assert (line["status"], line["heldBecause"]) == ("held", ["outside-period"])


async def test_stays_of_one_quote_fit_together_in_its_period(access: RoomUnderTest, given: Given) -> None:
    asked = await asked_by_the_municipality(access, given)
    both = [NIGHTS | {"etmalen": 92}, TWENTY_ELSEWHERE | {"etmalen": 91}]
    assert codes(await asked.answer(stay=both)) == ["stay-longer-than-period"]
    both[0]["etmalen"] = 91
    assert (await asked.answer(stay=both)).status_code == 200


@pytest.mark.requirement("IJS-27")
async def test_one_night_is_not_paid_at_two_intensities(access: RoomUnderTest, given: Given) -> None:
    asked = await asked_by_the_municipality(access, given)
    today = access.clock().date()
    both = {"stay": [TWENTY, TWENTY_ELSEWHERE], "hours": [], "validFrom": today.isoformat()}
    assert (await asked.answer(**both)).status_code == 200
    assert (await asked.award()).status_code == 200
    (made,) = await access.told("decision.made")
    one, other = [
        await given.accepted(asked.provider, asked.of.request, grant["grant"])
        for grant in made.data["grants"]
    ]
    await one.start(today)
    await other.start(today)
    access.clock.advance(timedelta(days=20))
    assert (await one.stay(today, today + timedelta(days=10))).status_code == 201
    assert codes(await other.stay(today + timedelta(days=9), today + timedelta(days=12))) == [
        "night-told-before"
    ]
    next_night = await other.stay(today + timedelta(days=10), today + timedelta(days=12))
    assert next_night.status_code == 201


async def test_a_provider_that_has_stopped_working_is_not_awarded(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_the_municipality(access, given)
    asked = await case.quoted()
    ended = access.clock() - timedelta(days=1)
    async with access.begin() as tx:
        await learn_organisation(
            tx, Organisation(asked.provider.organisation, "provider", "Weg", None, REGION, ended)
        )
    assert codes(await asked.award()) == ["provider-unknown"]


@pytest.mark.requirement("LAW-02")
@pytest.mark.parametrize(
    "otherwise",
    [{"intendedResult": "De gemeente wil iets anders."}, {"authorisation": OTHER_PERIOD}],
    ids=["result", "authorisation"],
)
async def test_the_municipality_does_not_rewrite_what_the_institution_determined(
    access: RoomUnderTest, given: Given, otherwise: dict[str, Any]
) -> None:
    case = await Quoting.of_an_institution(access, given)
    assert (await case.determine()).status_code == 200
    asked = await case.quoted()
    assert codes(await asked.award(otherwise)) == ["determined-otherwise"]
    same = {"intendedResult": a_determination()["intendedResult"], "authorisation": AUTHORISATION}
    assert (await asked.award(same)).status_code == 200


@pytest.mark.requirement("LAW-09")
async def test_a_stay_in_a_quote_does_not_outlast_the_authorisation_that_was_determined(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    short = AUTHORISATION | {"end": "2026-05-01"}
    assert (await case.determine(authorisation=short)).status_code == 200
    asked = await case.quoted()
    assert codes(await asked.award({})) == ["outlasts-authorisation"]


@pytest.mark.requirement("LAW-09")
@pytest.mark.parametrize("days", [200, 300])
async def test_a_decided_stay_has_its_nights_within_its_period_however_late_the_authorisation_begins(
    access: RoomUnderTest, given: Given, days: int
) -> None:
    today = access.clock().date()
    start = today + timedelta(days=days)
    period = {"number": "C/08/1", "start": start.isoformat()}
    period["end"] = (start + timedelta(days=365)).isoformat()
    request = await given.referral(**a_quote())
    body = a_decision(a_stay(90), authorisation=period)
    made = await given.decide(request, await given.desk(), body)
    assert made.status_code == 201, made.text
    (grant,) = made.json()["grants"]
    first, last = (date.fromisoformat(grant[name]) for name in ("validFrom", "validUntil"))
    assert first == start
    assert (last - first).days + 1 >= 90


@pytest.mark.requirement("IJS-31")
async def test_a_consultation_that_is_still_to_come_counts_for_nothing(
    access: RoomUnderTest, given: Given
) -> None:
    request = await given.referral(**a_quote())
    tomorrow = (access.clock().date() + timedelta(days=1)).isoformat()
    planned = [consultation("provider"), consultation("family") | {"on": tomorrow}]
    refused = await given.decide(request, await given.desk(), a_decision(a_stay(90), consultations=planned))
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == ["consultations.1.on"]


@pytest.mark.requirement("IJS-31", "LAW-03")
async def test_a_stay_in_the_quote_of_a_doctor_needs_both_consultations_and_nothing_else(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given, referrerType="general-practitioner", measure=None)
    asked = await case.quoted()
    assert codes(await asked.award({})) == [
        "consultation-provider-missing",
        "consultation-family-missing",
    ]
    held = {"consultations": [consultation("provider"), consultation("family")]}
    assert (await asked.award(held)).status_code == 200


async def test_without_a_measure_the_municipality_takes_back_what_an_institution_asked_and_decides(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given, measure=ENDED_YESTERDAY)
    asked = await case.asked(await given.provider(), by=case.institution)
    assert codes(await given.decide(case.request, case.desk)) == ["quote-running"]
    assert (await asked.post("withdrawal", case.desk, None, '"1"')).status_code == 200
    assert (await given.decide(case.request, case.desk)).status_code == 201
    bound = await Quoting.of_an_institution(access, given)
    theirs = await bound.asked(await given.provider(), by=bound.institution)
    refused = await theirs.post("withdrawal", bound.desk, None, '"1"')
    assert codes(refused) == ["quote-not-yours-to-withdraw"]


async def test_a_provider_without_a_part_in_it_reads_the_question_no_more(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_the_municipality(access, given)
    asked = await case.asked(await given.provider(), question="Over Liselotte, 9 jaar.")
    assert (await asked.read()).json()["question"] == "Over Liselotte, 9 jaar."
    assert (await asked.post("withdrawal", case.desk, None, '"1"')).status_code == 200
    assert (await asked.read()).json()["question"] is None
    assert (await asked.read(case.desk)).json()["question"] == "Over Liselotte, 9 jaar."


async def test_a_preference_ends_with_its_quote(access: RoomUnderTest, given: Given) -> None:
    case = await Quoting.of_an_institution(access, given)
    asked = await case.quoted(by=case.institution)
    assert (await case.prefer(asked)).status_code == 200
    body = {"because": "starts-too-late"}
    assert (await asked.post("no-award", case.institution, body, '"2"')).status_code == 200
    seen = (await case.send(case.desk, "GET", f"/requests/{case.request}")).json()
    assert seen["preference"] is None


@pytest.mark.requirement("LAW-02")
async def test_an_institution_of_elsewhere_determines_what_it_may_refer(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    national = await access.caller("institution-worker", "certified-institution", regions=("elders",))
    case.institution = national
    case.request = await given.referral(
        **a_quote(
            referrerType="certified-institution",
            referrerOrganisation=str(national.organisation),
            measure={"kind": "supervision", "until": "2026-12-31"},
        )
    )
    assert (await case.determine()).status_code == 200
    assert (await case.ask(await given.provider(), by=national)).status_code == 201


@pytest.mark.requirement("LAW-09")
async def test_one_authorisation_is_warned_of_once(access: RoomUnderTest, given: Given) -> None:
    case = await Quoting.of_an_institution(access, given)
    assert (await case.determine()).status_code == 200
    asked = await case.asked(await given.provider())
    assert (await asked.answer(stay=[TWENTY, TWENTY_ELSEWHERE])).status_code == 200
    assert (await asked.award({})).status_code == 200
    access.clock.advance(timedelta(days=200))
    await access.fire_deadlines()
    items = (await case.send(case.institution, "GET", "/signals")).json()["items"]
    assert [item["aboutDay"] for item in items] == [AUTHORISATION["end"]]
    assert len(await access.told("authorisation.ending")) == 1


async def test_a_warning_and_a_withdrawal_at_once_do_not_wait_for_each_other(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    assert (await case.determine()).status_code == 200
    asked = await case.quoted()
    assert (await asked.award({})).status_code == 200
    access.clock.advance(timedelta(days=200))
    gone = {"ref": str(case.request), "version": 2, "region": "ijsselland"}
    async with access.begin() as slow:
        # The withdrawal has locked its request and waits for this, as for a slow disk.
        await slow.session.execute(text("SELECT 1 FROM care_grant FOR NO KEY UPDATE"))
        withdrawal = asyncio.create_task(access.deliver("referral.withdrawn", gone))
        await _somebody_waits(access)
        await access.fire_deadlines()
        await slow.session.rollback()
    await withdrawal
    assert len(await access.told("request.closed")) == 1


async def _somebody_waits(access: RoomUnderTest) -> None:
    """Until a transaction of this database waits for another one."""
    query = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _ in range(1000):
        if await access.rows(query):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.requirement("IJS-12")
async def test_what_nobody_takes_returns_its_money_and_the_request_closes(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request = await given.desk(), await given.referral(**a_quote())
    made = await given.decide(request, desk, a_decision(by_budget("treatment"), a_stay(30)))
    assert made.status_code == 201, made.text
    taken, left = made.json()["grants"]
    entitled = await given.accepted(await given.provider(), request, taken["id"])
    today = access.clock().date()
    await entitled.start(today)
    await entitled.stop(today, today)
    access.clock.at += date.fromisoformat(left["validUntil"]) - today
    await access.fire_deadlines()
    assert await access.told("request.closed") == [], "the period of the stay is not over"
    access.clock.advance(timedelta(days=200))
    await access.fire_deadlines()
    rows = await access.rows("SELECT committed_cents - due_cents - returned_cents AS left FROM care_grant")
    assert [row.left for row in rows] == [0, 0]
    (closed,) = await access.told("request.closed")
    assert closed.data["outcome"] == "completed"


@pytest.mark.requirement("IJS-12")
async def test_a_request_of_which_nothing_was_taken_closes_as_lapsed(
    access: RoomUnderTest, given: Given
) -> None:
    await given.grant()
    access.clock.advance(timedelta(days=800))
    await access.fire_deadlines()
    (closed,) = await access.told("request.closed")
    assert closed.data["outcome"] == "lapsed"
    assert await access.rows("SELECT 1 FROM deadline WHERE fired_at IS NULL") == []
