"""Ways by which a child or its money could come to harm at the access desk."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from access.domain.door import AskedOf, Question, due_at
from region_policy.codes import TermUnit
from region_policy.parts import Term
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, a_quote, by_budget, key, legal_steps
from .changing import EVALUATED, NOORD_VELUWE, PLACES, VIEWS, Desk, a_stay_decision, codes
from .quoting import Quoting
from .routing import GRO, HEAVIER, NV, TASK_BASED, Region
from .test_adulthood import PLAN, comes_of_age
from .test_products import GUIDANCE
from .test_provider_change import moves

TODAY = date(2026, 3, 10)
SUPERVISED = {"referrerType": "municipality", "measure": {"kind": "supervision", "until": "2027-12-31"}}
PROLONGED = a_stay_decision("step-2", 90, statements=VIEWS, familyGroupPlan=PLAN)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def after(days: int) -> str:
    return day(days).isoformat()


@pytest.mark.requirement("LAW-02", "LAW-03")
async def test_what_a_doctor_or_an_institution_determined_is_not_lessened_on_need(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    assert (await case.determine()).status_code == 200
    asked = await case.quoted(await given.provider(), by=case.institution)
    assert (await asked.award(body={})).status_code == 200
    rows = await access.rows("SELECT id FROM care_grant")
    helped = [await given.accepted(asked.provider, case.request, str(row.id)) for row in rows]
    helped += [await given.entitlement(await given.provider())]
    stop = {"kind": "stop", "reason": "less-help-needed"}
    for entitled in helped:
        path, etag = f"/entitlements/{entitled.id}/changes", (await entitled.get()).headers["etag"]
        answer = await case.send(case.desk, "POST", path, stop, etag, **key())
        assert codes(answer) == ["need-is-not-yours-to-judge"]


@pytest.mark.requirement("LAW-02")
async def test_what_a_court_asks_is_not_refused_on_need(access: RoomUnderTest, given: Given) -> None:
    desk = await given.desk()
    for step, body in (
        ("refusal", {"ground": "need", "rejectionCode": "7"}),
        ("free-help", {"provision": "x", "wish": "agrees"}),
    ):
        request = await given.referral(**a_quote(referrerType="court"))
        async with access.as_caller(desk, **{"If-Match": '"1"'}) as client:
            answer = await client.post(
                f"/requests/{request}/{step}", json=body | {"legalSteps": legal_steps()}
            )
        assert {"need-is-not-yours-to-judge", "need-is-judged-by-the-referrer"} & {*codes(answer)}, step


@pytest.mark.requirement("NV-14")
@pytest.mark.parametrize("age", [17, 22])
async def test_a_decision_goes_by_how_old_somebody_is_on_that_day(
    access: RoomUnderTest, given: Given, age: int
) -> None:
    desk, client = await Desk.of(access, given, NOORD_VELUWE), str(uuid4())
    place = {"region": desk.region, "municipality": PLACES[desk.region], "referrerType": "municipality"}
    facts = a_quote() | place | PROLONGED["choices"][0] | {"age": age, "client": client}
    request = await given.referral(**facts, prolongedGround="began-before" if age > 18 else None)
    await comes_of_age(desk, client, age + 1, 0, day(2))
    assert codes(await given.decide(request, desk.worker, PROLONGED))


@pytest.mark.requirement("NV-14")
async def test_what_nobody_had_taken_yet_at_twenty_three_ends_then_too(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    made = (await desk.decided(PROLONGED, age=22, prolongedGround="began-before")).json()
    (request,) = await access.rows("SELECT client FROM request")
    await comes_of_age(desk, str(request.client), 23, 0, day(10))
    await given.accepted(desk.provider, made["request"], made["grants"][0]["id"])
    assert [row.valid_until for row in await access.rows("SELECT valid_until FROM entitlement")] <= [day(10)]


@pytest.mark.requirement("NV-16")
async def test_a_step_down_sets_no_more_money_apart_than_there_was(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 3))
    until = date.fromisoformat((await helped.seen())["validUntil"])
    (before,) = await access.rows(sums := "SELECT sum(committed_cents) AS cents FROM care_grant")
    step = {"validUntil": after(0), "intensity": "residential-1", "etmalen": (until - TODAY).days}
    await helped.change("step-down", "lighter-help-fits", **step)
    (now,) = await access.rows(sums)
    assert now.cents <= before.cents


@pytest.mark.requirement("NV-16")
async def test_what_stepped_down_does_not_go_on_beside_the_lighter_stay(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 90))
    step = {"validUntil": after(9), "intensity": "residential-1", "etmalen": 60}
    await helped.changed("step-down", "lighter-help-fits", **step)
    assert (await helped.extend(day(60), etmalen=60)).status_code == 409
    periods = await access.rows("SELECT valid_from, valid_until FROM care_grant ORDER BY valid_from")
    assert periods[0].valid_until < periods[1].valid_from


@pytest.mark.requirement("LAW-09")
async def test_a_longer_stay_has_an_authorisation_without_a_gap(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    first = {"number": "C/08/1", "start": after(0), "end": after(100)}
    helped = await desk.helped(a_stay_decision("residential-3", 90, authorisation=first), **SUPERVISED)
    later = {"number": "C/08/2", "start": after(300), "end": after(400)}
    assert codes(await helped.extend(day(380), etmalen=300, authorisation=later))


@pytest.mark.requirement("LAW-05")
def test_a_question_after_the_term_has_ended_does_not_bring_it_back() -> None:
    term, applied = Term.model_construct(length=56, unit=TermUnit.DAYS), date(2026, 1, 1)
    end = due_at(term, applied, ())
    assert end is not None
    asked = local_day(end) + timedelta(days=2)
    late = Question(uuid4(), uuid4(), AskedOf.APPLICANT, asked, asked + timedelta(days=120))
    assert due_at(term, applied, [late]) == end


@pytest.mark.requirement("NV-13", "NV-23")
async def test_a_phase_out_goes_with_the_family(access: RoomUnderTest, given: Given) -> None:
    desk, b = await Desk.of(access, given), await given.provider()
    helped = await desk.helped(a_decision(by_budget("treatment")))
    steps = [{"until": after(30), "cents": 20_000}, {"until": after(60), "cents": 8_000}]
    await helped.changed("phase-out", "goals-reached", schedule=steps)
    moved = (await moves(helped.entitled, desk.worker, day(2), to=b.organisation)).json()["grant"]
    at_b = await given.accepted(b, helped.entitled.referral, moved["id"])
    await at_b.start(day(3))
    access.clock.advance(timedelta(days=50))
    assert (await at_b.deliver(day(40), minutes=180)).json()["heldBecause"] == ["beyond-step"]


@pytest.mark.requirement("NV-23")
async def test_a_stop_at_the_next_provider_leaves_the_nights_of_the_earlier_one(
    access: RoomUnderTest, given: Given
) -> None:
    desk, b = await Desk.of(access, given), await given.provider()
    helped = await desk.helped(a_stay_decision("residential-3", 90))
    moved = (await moves(helped.entitled, desk.worker, day(5), to=b.organisation)).json()["grant"]
    at_b = await given.accepted(b, helped.entitled.referral, moved["id"])
    await at_b.start(day(6))
    access.clock.advance(timedelta(days=40))
    stop = {"kind": "stop", "reason": "goals-reached", "validUntil": after(30)}
    etag = (await at_b.get()).headers["etag"]
    assert (await desk.send("POST", f"/entitlements/{at_b.id}/changes", stop, etag=etag)).status_code == 201
    stays = [await helped.entitled.stay(day(0), day(5)), await at_b.stay(day(6), day(31))]
    assert {line["status"] for stay in stays for line in stay.json()["lines"]} == {"due"}


@pytest.mark.requirement("IJS-13", "ZHZ-07")
async def test_what_was_quoted_is_not_raised_to_an_amount_that_somebody_types(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_the_municipality(access, given)
    asked = await case.quoted(await given.provider())
    assert (await asked.award()).status_code == 200
    (row,) = await access.rows("SELECT id FROM care_grant WHERE component = 'ambulatory'")
    hours = await given.accepted(asked.provider, case.request, str(row.id))
    path, etag = f"/entitlements/{hours.id}/changes", (await hours.get()).headers["etag"]
    more = {"kind": "raise", "reason": "more-help-needed", "ceilingCents": 100_000_000}
    assert codes(await case.send(case.desk, "POST", path, {**more, "statements": EVALUATED}, etag, **key()))


@pytest.mark.requirement("IJS-30")
async def test_one_child_is_not_paid_for_in_two_beds_on_one_night(
    access: RoomUnderTest, given: Given
) -> None:
    desk, client, paid = await Desk.of(access, given), str(uuid4()), []
    access.clock.advance(timedelta(days=-9))
    for _ in range(2):
        helped = await desk.helped(a_stay_decision("residential-3", 90), client=client)
        access.clock.at += timedelta(days=9)
        lines = (await helped.entitled.stay(day(-9), day(-4))).json()["lines"]
        access.clock.at -= timedelta(days=9)
        paid += [line["etmalen"] for line in lines if line["status"] == "due"]
    assert sum(paid) == 5


@pytest.mark.requirement("IJS-27")
async def test_an_absence_goes_on_counting_across_a_step_down(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 120))
    access.clock.advance(timedelta(days=80))
    await helped.entitled.stay(day(0), day(40), isAbsence=True)
    step = {"validUntil": after(39), "intensity": "residential-1", "etmalen": 40}
    made = await helped.changed("step-down", "lighter-help-fits", **step)
    body = {"arrivedOn": after(40), "leftOn": after(70), "isAbsence": True}
    path = f"/entitlements/{made['followedBy']}/stays"
    lines = (await desk.send("POST", path, body, by=desk.provider)).json()["lines"]
    assert {line["status"] for line in lines} == {"held"}


@pytest.mark.requirement("NV-07")
async def test_a_decision_to_continue_counts_in_the_longest_a_route_may_take(access: RoomUnderTest) -> None:
    nv, client = await Region.at(access, NV), str(uuid4())
    first = await nv.referral(route="freely-accessible", client=client)
    assert (await nv.decide(GUIDANCE | {"days": 182}, first)).status_code == 201
    access.clock.advance(timedelta(days=180))
    again = await nv.referral(route="freely-accessible", client=client)
    said: dict[str, Any] = {"kind": "continue", "statements": [HEAVIER, *EVALUATED, *VIEWS]}
    assert codes(await nv.decide(GUIDANCE | {"days": 182}, again, **said))


@pytest.mark.requirement("HLM-22")
async def test_a_second_acceptance_of_one_grant_changes_nothing_of_the_first(
    access: RoomUnderTest, given: Given
) -> None:
    desk, other = await Desk.of(access, given), await given.provider()
    helped = await desk.helped(a_decision(by_budget("treatment")))
    told = {"ref": str(uuid4()), "version": 1, "region": desk.region, "provider": str(other.organisation)}
    told |= {"careForm": "ambulatory", "level": "regional", "regions": [desk.region], "municipalities": []}
    contract = told | {"validFrom": "2022-01-01", "validUntil": after(20)}
    await access.deliver("contract.changed", contract)
    before = await access.rows("SELECT valid_until FROM care_grant")
    accepted = {"referral": str(helped.entitled.referral), "grant": str(helped.entitled.grant), "version": 2}
    await access.deliver("placement.accepted", told | accepted | {"ref": str(uuid4())})
    assert await access.rows("SELECT valid_until FROM care_grant") == before


@pytest.mark.requirement("GRO-01")
async def test_nothing_is_counted_of_help_that_was_withdrawn_or_began_before_time(
    access: RoomUnderTest,
) -> None:
    gro = await Region.at(access, GRO)
    early = {"municipality": GRO, "route": "task-based", "startedAt": "0001-01-01T00:00:00+23:59"}
    assert (await gro.send(gro.provider, "POST", "/early-starts", early)).status_code in (400, 409)
    request = await gro.referral(**TASK_BASED)
    told = {"ref": str(request), "version": 2, "region": gro.region, "municipality": GRO, "reason": "other"}
    (row,) = await access.rows("SELECT client FROM request")
    await access.deliver("referral.withdrawn", told | {"client": str(row.client)})
    accepted = {"ref": str(uuid4()), "referral": str(request), "grant": str(uuid4())}
    await access.deliver("placement.accepted", told | accepted | {"provider": str(gro.provider.organisation)})
    assert await access.rows("SELECT 1 FROM contact") == []
