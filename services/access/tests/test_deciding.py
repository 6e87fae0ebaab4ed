"""The desk decides: one question once, decisions that come out the same again, and what makes no decision."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import DALFSEN, ZWOLLE, Given, a_decision, a_stay, by_budget, consultation, legal_steps
from .desk import DORDRECHT, Desk, codes, fields

FINDINGS = [f"finding-{step}" for step in ("question", "problems", "help", "own-strength", "grant")]
STEPS = [step | {"discipline": None, "professional": None} for step in legal_steps()]


@pytest.mark.requirement("LAW-04", "IJS-06")
async def test_a_choice_budget_takes_six_answers_and_each_answer_leaves_one_less(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    await desk.send("PUT", "/signature", {"discipline": "jeugdconsulent", "professional": "J. Deur, SKJ 1"})
    body: dict[str, Any] = {"choices": [{"route": "choice-budget"}], "legalSteps": []}
    answers = [*STEPS, {"budget": "treatment"}]
    for given, answer in enumerate(answers):
        tried = await desk.done(request, "POST", "decision-check", body)
        assert [each["field"] for each in tried["questions"]] == [*FINDINGS, "budget"]
        assert (tried["stillNeeded"], tried["isAllowed"]) == (6 - given, False)
        if "step" in answer:
            body["legalSteps"].append(answer)
        else:
            body["choices"] = [body["choices"][0] | answer]
    tried = await desk.done(request, "POST", "decision-check", body)
    assert (tried["stillNeeded"], tried["isAllowed"], tried["reasons"]) == (0, True, [])
    assert await access.rows("SELECT 1 FROM decision") == []

    made = await desk.done(request, "POST", "decisions", body)
    # The third step says what is to be reached; who is signed in signs where nobody else is named.
    assert made["intendedResult"] == "Bevinding bij help."
    assert {(step["discipline"], step["professional"]) for step in made["words"]["legalSteps"]} == {
        ("jeugdconsulent", "J. Deur, SKJ 1")
    }
    seen = await desk.read(request)
    assert (seen["moment"], seen["appliedOn"]) == ("application", "2026-03-10"), "decided, so applied for"
    second = await desk.asked()
    psychologist = STEPS[0] | {"discipline": "psycholoog", "professional": "P. Ander, NIP 2"}
    made = await desk.done(second, "POST", "decisions", body | {"legalSteps": [psychologist, *STEPS[1:]]})
    assert [step["professional"] for step in made["words"]["legalSteps"]][:2] == [
        "P. Ander, NIP 2",
        "J. Deur, SKJ 1",
    ]
    unsigned = desk.colleague()
    assert (await unsigned.send("GET", "/signature")).json() == {"discipline": None, "professional": None}
    third = await desk.asked()
    nobody = fields(await unsigned.do(third, "POST", "decisions", body))
    assert nobody[:2] == ["legalSteps.0.discipline", "legalSteps.0.professional"]


@pytest.mark.requirement("IJS-03", "IJS-06")
async def test_a_decision_comes_out_the_same_when_it_is_taken_again(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    no_result = a_decision(intendedResult=None, legalSteps=legal_steps("help"))
    assert codes(await desk.do(request, "POST", "decisions", no_result)) == [
        "intended-result-missing",
        "legal-steps-missing",
    ]
    provider = await given.provider()
    elsewhere = await Desk.of(access, ZWOLLE)
    by_provider = Desk(access, DALFSEN, provider)
    path, headers = f"/requests/{request}/decisions", {"If-Match": '"1"', "Idempotency-Key": uuid7().hex}
    assert (await by_provider.send("POST", path, a_decision(), **headers)).status_code == 403
    assert (await elsewhere.send("POST", path, a_decision(), **headers)).status_code == 404
    made = await desk.done(request, "POST", "decisions", a_decision(by_budget("treatment"), a_stay(30)))
    replayed = await desk.send("GET", f"{path}/{made['id']}/replay")
    assert replayed.status_code == 200, replayed.text
    again = replayed.json()
    assert (again["isSame"], again["isAllowed"], again["policy"]) == (True, True, made["policy"])
    assert again["reasons"], "the grounds are told with it"
    # It is taken again by what was kept with it: other facts would come out otherwise.
    await access.rows("UPDATE decision SET on_record = jsonb_set(on_record, '{steps}', '[]') RETURNING id")
    changed = (await desk.send("GET", f"{path}/{made['id']}/replay")).json()
    assert (changed["isSame"], changed["isAllowed"]) == (False, False)
    assert "legal-steps-missing" in {reason["code"] for reason in changed["reasons"]}
    assert (await desk.send("GET", f"{path}/{uuid7()}/replay")).status_code == 404
    # What the referrer settled can be taken again as well.
    settled, _ = await given.grant()
    by_gp = (await desk.read(settled))["decision"]
    assert (await desk.send("GET", f"/requests/{settled}/decisions/{by_gp['id']}/replay")).json()["isSame"]


@pytest.mark.requirement("IJS-31")
async def test_what_cannot_be_decided_names_its_rule_and_stores_nothing(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    wrong: list[tuple[dict[str, Any], str]] = [
        (a_decision(a_stay(etmalen)), "choices.0.etmalen") for etmalen in (0, -1, 1.5, 10_000)
    ]
    backwards = {"number": "C/08/1", "start": "2026-03-10", "end": "2026-03-09"}
    wrong.append((a_decision(a_stay(30), authorisation=backwards), "authorisation.end"))
    wrong += [(a_decision(by_budget("treatment") | {"days": days}), "choices.0.days") for days in (0, -1)]
    for body, field in wrong:
        for step in ("decisions", "decision-check"):
            assert fields(await desk.do(request, "POST", step, body)) == [field]
    for said, missing in (
        ([consultation("family")], ["consultation-provider-missing"]),
        ([consultation("provider")], ["consultation-family-missing"]),
        ([], ["consultation-family-missing", "consultation-provider-missing"]),
    ):
        refused = await desk.do(request, "POST", "decisions", a_decision(a_stay(30), consultations=said))
        assert sorted(codes(refused)) == missing
    assert (await desk.read(request))["version"] == 1
    for table in ("decision", "care_grant", "ledger_entry"):
        assert await access.rows(f"SELECT 1 FROM {table}") == []  # noqa: S608
    etag = {"If-Match": '"1"'}
    path = f"/requests/{request}"
    keys = [{"Idempotency-Key": uuid7().hex} for _ in range(3)]
    race = await asyncio.gather(
        *(desk.send("POST", f"{path}/decisions", a_decision(a_stay(30)), **etag, **key) for key in keys),
        desk.send("POST", f"{path}/refusal", {"ground": "tariff", "rejectionCode": "4"}, **etag),
    )
    assert [answer.status_code for answer in race].count(409) == 3
    made = len(await access.rows("SELECT 1 FROM decision"))
    assert made == len(await access.told("decision.made")) == 1 - len(await access.told("request.closed"))
    closed = await desk.asked()
    await desk.done(closed, "POST", "refusal", {"ground": "tariff", "rejectionCode": "4"})
    for step in ("decisions", "decision-check"):
        gone = await desk.do(closed, "POST", step, a_decision())
        assert (gone.status_code, gone.json()["possibleSteps"]) == (409, [])
    assert len(await access.rows("SELECT 1 FROM decision")) == made
    if made:
        seen = (await desk.read(request))["decision"]["words"]["consultations"]
        assert [(each["with"], each["on"], each["outcome"]) for each in seen] == [
            ("provider", "2021-12-30", "Zij willen dit."),
            ("family", "2021-12-30", "Zij willen dit."),
        ]


@pytest.mark.requirement("ZHZ-01")
async def test_two_regions_run_side_by_side_and_neither_sees_a_case_of_the_other(
    access: RoomUnderTest,
) -> None:
    desks = [await Desk.of(access, place) for place in (DALFSEN, DORDRECHT)]
    requests: list[UUID] = [await desk.asked() for desk in desks]
    policy = (await desks[1].send("GET", "/policies/zuid-holland-zuid")).json()
    assert len(policy["municipalities"]["items"]) == 10
    for number, desk in enumerate(desks):
        own, other = requests[number], requests[1 - number]
        assert [each["id"] for each in await desk.listed(state="all")] == [str(own)]
        assert (await desk.read(own))["advice"]["policy"]["region"] == ("ijsselland", "zuid-holland-zuid")[
            number
        ]
        looks = "SELECT 1 FROM read_log WHERE action <> 'refused'"
        before = len(await access.rows(looks))
        with capture_logs() as logged:
            foreign = await desk.send("GET", f"/requests/{other}")
        assert foreign.status_code == 404
        (line,) = [each for each in logged if each["event"] == "answered"]
        assert (line["operation"], line["status"]) == ("read_request", 404)
        assert len(await access.rows(looks)) == before, "nothing was seen, so no look is on the file"
        for step in ("triage", "worker"):
            body = {"urgency": "high"} if step == "triage" else None
            etag = {"If-Match": '"1"'}
            assert (await desk.send("PUT", f"/requests/{other}/{step}", body, **etag)).status_code == 404
    counted = [(await desk.send("GET", "/decisions/figures")).json()["decided"] for desk in desks]
    assert counted == [0, 0]
