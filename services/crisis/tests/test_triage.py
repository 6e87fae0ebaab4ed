"""Triage after the alarm, and "no crisis" only by somebody's word: IJS-35, on real rows."""

from datetime import timedelta
from typing import Any

import pytest
from crisis_stories import APELDOORN, HOUR, KAMPEN, REGION, UTRECHT, OnDuty
from hypothesis import given
from hypothesis import strategies as st

from crisis.domain.triage import TriageAdvice, TriageAnswer, advise_triage
from region_policy.loader import Policies

QUESTIONS = (
    "unsafe-now",
    "harm-to-self",
    "harm-to-others",
    "nobody-who-can-care",
    "cannot-wait-until-tomorrow",
)
WHO = {"name": "Noor Piket (fictief)"}
ACCEPTED = {"organisation": "Wijkteam Kampen", "name": "Kim Jansen (fictief)"}


@pytest.mark.requirement("IJS-35")
async def test_below_every_criterion_an_alarm_still_reaches_a_person_and_what_is_unanswered_is_a_crisis(
    on_duty: OnDuty,
) -> None:
    asked = await on_duty.crisis.get("/triage-questions", municipality=KAMPEN, by=on_duty.access)
    policies: Policies = on_duty.room.app.state.transactions.resources.policies
    items = policies.in_force("ijsselland", on=on_duty.room.clock().date()).crisis.triage.items
    assert [each["id"] for each in asked.json()["items"]] == [each.id for each in items] == [*QUESTIONS]
    alarm = await on_duty.alarm(danger=False)
    path = f"/alarms/{alarm['id']}/triage"
    told = []
    for answers in (dict.fromkeys(QUESTIONS, "no"), {}, {QUESTIONS[0]: "no"}, {QUESTIONS[0]: "yes"}):
        answered = await on_duty.crisis.post(path, {"answers": answers}, by=on_duty.access)
        assert answered.status_code == 201, answered.text
        told.append(answered.json()["advice"])
    assert told == ["perhaps-no-crisis", "crisis", "crisis", "crisis"]
    assert answered.json()["answers"] == dict.fromkeys(QUESTIONS, "unknown") | {QUESTIONS[0]: "yes"}
    await on_duty.crisis.post(path, {"answers": dict.fromkeys(QUESTIONS, "no")}, by=on_duty.access)
    now = await on_duty.read(alarm)
    assert (now["status"], now["version"], now["attempts"][0]["worker"]) == ("raised", 1, on_duty.first)
    on_duty.room.clock.advance(timedelta(minutes=5))
    assert await on_duty.room.fire_deadlines() >= 1
    assert (await on_duty.read(alarm))["attempts"][-1]["worker"] == on_duty.second, "it climbs all the same"
    seen = await on_duty.crisis.get(f"/alarms/{alarm['id']}/intervention", by=on_duty.responder)
    assert seen.json()["triage"]["advice"] == "perhaps-no-crisis"


async def test_a_strange_answer_or_question_names_its_field_and_nobody_else_reads_or_answers(
    on_duty: OnDuty,
) -> None:
    alarm = await on_duty.alarm()
    path, key = f"/alarms/{alarm['id']}/triage", {"Idempotency-Key": "the-same-key"}
    for answers, field in (({"shoe-size": "no"}, "answers.shoe-size"), ({QUESTIONS[0]: "x"}, None)):
        refused = await on_duty.crisis.post(path, {"answers": answers}, by=on_duty.access)
        assert refused.status_code == 400, refused.text
        assert field is None or [error["field"] for error in refused.json()["errors"]] == [field]
    elsewhere = await on_duty.crisis.other("access-worker", "municipality", area=APELDOORN)
    assert (await on_duty.crisis.post(path, {"answers": {}}, by=elsewhere)).status_code == 404
    first, again = [
        await on_duty.crisis.post(path, {"answers": {}}, by=on_duty.access, **key) for _ in range(2)
    ]
    assert first.json() == again.json()
    nowhere = await on_duty.crisis.get("/triage-questions", municipality=UTRECHT, by=on_duty.desk)
    assert nowhere.json()["items"] == []


async def assessed(on_duty: OnDuty) -> dict[str, Any]:
    alarm = await on_duty.alarm()
    on_duty.room.clock.advance(HOUR)
    moment = on_duty.room.clock().isoformat()
    steps = [{"kind": kind, "happenedAt": moment} for kind in ("accepted", "assessed")]
    told = await on_duty.on(alarm, "steps", {"steps": steps, "worker": on_duty.first})
    assert told.status_code == 200, told.text
    return alarm


@pytest.mark.requirement("IJS-35")
@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (None, ["who-decided-missing", "reason-missing", "follow-up-not-accepted"]),
        ({"reason": "helped-already", "acceptedBy": ACCEPTED}, ["who-decided-missing"]),
        ({"decidedBy": WHO, "acceptedBy": ACCEPTED}, ["reason-missing"]),
        ({"decidedBy": WHO, "reason": "helped-already"}, ["follow-up-not-accepted"]),
        (
            {"decidedBy": WHO, "reason": "helped-already", "acceptedBy": {"name": "Kim (fictief)"}},
            ["follow-up-not-accepted"],
        ),
    ],
)
async def test_no_crisis_without_who_decided_a_reason_or_an_accepted_follow_up_is_refused(
    on_duty: OnDuty, said: dict[str, Any] | None, missing: list[str]
) -> None:
    alarm = await assessed(on_duty)
    body: dict[str, Any] = {"outcome": "no-crisis", "happenedAt": on_duty.room.clock().isoformat()}
    refused = await on_duty.on(alarm, "closing", body | ({"noCrisis": said} if said else {}))
    assert refused.status_code == 409, refused.text
    assert [reason["code"] for reason in refused.json()["reasons"]] == missing
    assert (await on_duty.read(alarm))["status"] == "acknowledged"


@pytest.mark.requirement("IJS-35")
async def test_no_crisis_closes_by_a_professional_and_with_who_took_the_follow_up_and_no_event_names_them(
    on_duty: OnDuty,
) -> None:
    alarm = await assessed(on_duty)
    body: dict[str, Any] = {"happenedAt": on_duty.room.clock().isoformat()}
    full = {"decidedBy": {"worker": on_duty.first}, "reason": "own-network-helps", "acceptedBy": ACCEPTED}
    wrong = await on_duty.on(alarm, "closing", {**body, "outcome": "stabilised", "noCrisis": full})
    assert [reason["code"] for reason in wrong.json()["reasons"]] == ["no-crisis-with-another-outcome"]
    strange = full | {"decidedBy": {"worker": str(on_duty.access.organisation)}}
    unknown = await on_duty.on(alarm, "closing", {**body, "outcome": "no-crisis", "noCrisis": strange})
    assert [error["field"] for error in unknown.json()["errors"]] == ["noCrisis.decidedBy.worker"]
    both = full | {"decidedBy": {"worker": on_duty.first, **WHO}}
    assert (
        await on_duty.on(alarm, "closing", {**body, "outcome": "no-crisis", "noCrisis": both})
    ).status_code == 400
    provider = str(await on_duty.room.organisation("provider", regions=(REGION,)))
    agreed = {"byTelephone": True, "provider": provider}
    bed = (await on_duty.crisis.post(f"/alarms/{alarm['id']}/beds", agreed, by=on_duty.responder)).json()
    sleeps = await on_duty.on(alarm, "closing", {**body, "outcome": "no-crisis", "noCrisis": full})
    assert [reason["code"] for reason in sleeps.json()["reasons"]] == ["bed-in-use"]
    match = {"If-Match": f'"{bed["version"]}"'}
    ended = await on_duty.crisis.post(f"/crisis-beds/{bed['id']}/end", body, by=on_duty.responder, **match)
    assert ended.status_code == 200, ended.text
    closed = await on_duty.on(alarm, "closing", {**body, "outcome": "no-crisis", "noCrisis": full})
    assert closed.status_code == 200, closed.text
    seen = (await on_duty.crisis.get(f"/alarms/{alarm['id']}/intervention", by=on_duty.access)).json()
    assert seen["noCrisis"] == {
        "decidedByWorker": on_duty.first,
        "decidedByName": None,
        "reason": "own-network-helps",
        "acceptedByOrganisation": ACCEPTED["organisation"],
        "acceptedByName": ACCEPTED["name"],
    }
    assert seen["exitPlan"] is None
    assert all("Jansen" not in event.model_dump_json() for event in await on_duty.room.told())


@pytest.mark.requirement("IJS-35")
@given(
    questions=st.lists(st.sampled_from("abcdef"), unique=True),
    answers=st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(TriageAnswer)),
)
def test_it_is_perhaps_no_crisis_only_where_every_question_is_answered_no(
    questions: list[str], answers: dict[str, TriageAnswer]
) -> None:
    perhaps = advise_triage(questions, answers) is TriageAdvice.PERHAPS_NO_CRISIS
    assert perhaps == (questions != [] and {answers.get(each) for each in questions} == {TriageAnswer.NO})
