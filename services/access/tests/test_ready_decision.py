"""A decision stands ready: nothing leaves before its moment, one of many wins, by the same rules."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, RESULT, ZWOLLE, Given, a_decision, a_stay, by_budget, key, legal_steps
from .desk import Desk, codes
from .quoting import Quoting, on_record
from .test_letter_content import content

A_MINUTE = timedelta(seconds=60)
READY = "ready-decision"
STEPS_OF_READY = ["send_ready_decision", "take_back_ready_decision"]


async def stands(desk: Desk, request: UUID) -> dict[str, Any]:
    answer = await desk.send("GET", f"/requests/{request}/{READY}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def step(desk: Desk, request: UUID, name: str, version: int) -> Any:
    return await desk.send("POST", f"/requests/{request}/{READY}/{name}", **{"If-Match": f'"{version}"'})


@pytest.mark.requirement("IJS-06", "LAW-04")
async def test_what_stands_ready_is_read_taken_back_and_goes_at_its_moment(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    body = a_decision(by_budget("treatment"), a_stay(30))
    no_result = body | {"intendedResult": None, "legalSteps": legal_steps("help")}
    as_decided = codes(await desk.do(request, "POST", "decisions", no_result))
    assert codes(await desk.do(request, "POST", READY, no_result)) == as_decided
    assert (await desk.send("GET", f"/requests/{request}/{READY}")).status_code == 404
    tried = await desk.done(request, "POST", "decision-check", body)
    told_before, before = await access.told(), await desk.read(request)

    made = await desk.done(request, "POST", READY, body)
    assert (made["status"], made["version"], made["possibleSteps"]) == ("ready", 1, STEPS_OF_READY)
    # Nothing has left, and but for its steps the request is as it was.
    assert await access.told() == told_before
    assert await access.rows("SELECT 1 FROM decision UNION ALL SELECT 1 FROM care_grant") == []
    now = await desk.read(request)
    assert now | {"possibleSteps": []} == before | {"possibleSteps": []}
    assert now["possibleSteps"] == STEPS_OF_READY
    # A colleague reads it; another municipality and a provider do not know of it; no word is readable below.
    colleague = desk.colleague()
    seen = await stands(colleague, request)
    assert (seen["isYours"], (await stands(desk, request))["isYours"]) == (False, True)
    assert (seen["said"]["intendedResult"], len(seen["said"]["words"]["legalSteps"])) == (RESULT, 5)
    assert [each["route"] for each in seen["said"]["choices"]] == ["choice-budget", "stay"]
    elsewhere = await Desk.of(access, ZWOLLE)
    assert (await elsewhere.send("GET", f"/requests/{request}/{READY}")).status_code == 404
    (row,) = await access.rows("SELECT ready_decision::text AS text FROM ready_decision")
    assert RESULT not in row.text
    letter = await desk.send("GET", f"/requests/{request}/{READY}/letter-content")
    assert letter.status_code == 200, letter.text
    prices = [each["ceilingCents"] for each in tried["prices"]]
    assert [each["ceilingCents"] for each in letter.json()["given"]] == prices
    assert await access.rows("SELECT 1 FROM decision UNION ALL SELECT 1 FROM outbox WHERE false") == []

    assert (await step(desk, request, "taking-back", 7)).status_code == 412
    back = (await step(colleague, request, "taking-back", 1)).json()
    assert (back["status"], back["said"], back["possibleSteps"]) == ("taken-back", seen["said"], [])
    access.clock.advance(A_MINUTE)
    assert await access.fire_deadlines() == 0
    assert (await desk.read(request))["possibleSteps"] == before["possibleSteps"]

    again = await desk.done(request, "POST", READY, body)
    assert (again["version"], again["id"] != made["id"]) == (3, True)
    access.clock.advance(A_MINUTE)
    assert await access.fire_deadlines() == 1
    decided = await desk.read(request)
    assert (decided["decision"]["id"], decided["status"]) == (again["id"], "decided")
    assert decided["decision"]["intendedResult"] == RESULT
    (event,) = await access.told("decision.made")
    assert (event.actor, event.actororganisation) == (desk.by.subject, desk.by.organisation)
    over = await stands(desk, request)
    assert (over["status"], over["said"], over["possibleSteps"]) == ("made", None, [])
    said = (await content(access, request)).json()
    same = ("asked", "steps", "intendedResult", "decidedOn", "legalGround")
    assert {part: letter.json()[part] for part in same} == {part: said[part] for part in same}
    gone = await desk.do(request, "POST", READY, body)
    assert (gone.status_code, gone.json()["possibleSteps"]) == (409, [])


async def test_while_one_stands_ready_nothing_else_decides_and_what_forbids_it_then_is_told(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    path = f"/requests/{request}/{READY}"
    sent = key() | {"If-Match": '"1"'}
    first = await desk.send("POST", path, a_decision(), **sent)
    assert (await desk.send("POST", path, a_decision(), **sent)).json() == first.json()
    for name, body in (
        ("decisions", a_decision()),
        (READY, a_decision()),
        ("refusal", {"ground": "tariff", "rejectionCode": "4"}),
    ):
        refused = await desk.do(request, "POST", name, body)
        assert (refused.status_code, refused.json().get("possibleSteps")) == (409, STEPS_OF_READY), name
    # Somebody asks a quote meanwhile: the rule that forbids both is told at the moment that it would go.
    provider = await given.provider()
    question = {
        "provider": str(provider.organisation),
        "question": "Wat kunt u?",
        "ground": "complex-question",
    }
    asked = await desk.do(request, "POST", "quote-requests", question)
    assert asked.status_code == 201, asked.text
    quote = f"/quote-requests/{asked.json()['id']}"
    assert codes(await step(desk, request, "sending", 1)) == ["quote-running"]
    access.clock.advance(A_MINUTE)
    assert await access.fire_deadlines() == 1
    seen = await stands(desk, request)
    assert (seen["status"], [each["code"] for each in seen["reasons"]]) == ("refused", ["quote-running"])
    assert seen["said"]["intendedResult"] == RESULT, "the words stay for who decides anew"
    assert await access.told("decision.made") == []
    await desk.send("POST", f"{quote}/withdrawal", **{"If-Match": '"1"'})

    # What ends the request ends what stands ready on it; its words go.
    await desk.done(request, "POST", READY, a_decision())
    await access.deliver("referral.withdrawn", {"ref": str(request), "version": 2, "region": "ijsselland"})
    over = await stands(desk, request)
    assert (over["status"], over["said"]) == ("refused", None)
    assert [each["code"] for each in over["reasons"]] == ["request-over"]
    erased = await desk.asked()
    (row,) = await access.rows("SELECT client FROM request WHERE id = :id", id=erased)
    await desk.done(erased, "POST", READY, a_decision())
    gone = {"ref": str(row.client), "version": 1, "region": "ijsselland", "referrals": [str(erased)]}
    await access.deliver("client.erased", gone)
    assert await access.rows("SELECT 1 FROM ready_decision WHERE request_id = :id", id=erased) == []
    access.clock.advance(A_MINUTE)
    await access.fire_deadlines()
    assert await access.told("decision.made") == []


async def test_of_sending_the_moment_and_taking_back_at_once_exactly_one_wins(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, DALFSEN)
    ends = []
    for _ in range(6):
        request = await desk.asked()
        await desk.done(request, "POST", READY, a_decision())
        access.clock.advance(A_MINUTE)
        sent, back, *_ = await asyncio.gather(
            step(desk, request, "sending", 1),
            step(desk, request, "taking-back", 1),
            access.fire_deadlines(),
            step(desk, request, "sending", 1),
        )
        access.clock.advance(A_MINUTE)
        await access.fire_deadlines()  # where the request was locked it is looked at again
        decided = await access.rows("SELECT 1 FROM decision WHERE request_id = :r", r=request)
        end = (await stands(desk, request))["status"]
        assert end == ("made" if decided else "taken-back")
        assert (back.status_code == 200) == (end == "taken-back")
        assert sent.status_code in (200, 409)
        ends.append(end)
    told = await access.told("decision.made")
    assert len(told) == ends.count("made") == len({event.data["ref"] for event in told})


@pytest.mark.requirement("IJS-13")
async def test_yes_to_a_quote_stands_ready_and_is_sent_at_once(access: RoomUnderTest, given: Given) -> None:
    case = await Quoting.of_the_municipality(access, given)
    quoted = await case.quoted()
    path, headers = f"/quote-requests/{quoted.id}/ready-award", key() | {"If-Match": '"2"'}
    assert (await case.send(case.desk, "POST", path, on_record(legalSteps=[]), **headers)).status_code == 409
    made = await case.send(case.desk, "POST", path, on_record(), **key(), etag='"2"')
    assert (made.status_code, made.json()["kind"], made.json()["quoteRequest"]) == (201, "award", quoted.id)
    assert (await quoted.status(), await access.told("decision.made")) == ("answered", [])
    assert (await quoted.award()).status_code == 409
    ready = f"/requests/{case.request}/{READY}"
    letter = await case.send(case.desk, "GET", f"{ready}/letter-content")
    provider = str(quoted.provider.organisation)
    assert [each["provider"] for each in letter.json()["given"]] == [provider, provider]
    # A colleague sends it: it is made in the name of who decided.
    colleague = Caller(f"test-{uuid7()}", case.desk.organisation, "access-worker")
    sent = await case.send(colleague, "POST", f"{ready}/sending", etag='"1"')
    assert (sent.status_code, sent.json()["status"]) == (200, "made"), sent.text
    assert await quoted.status() == "awarded"
    (event,) = await access.told("decision.made")
    assert event.actor == case.desk.subject


@pytest.mark.requirement("LAW-02")
async def test_what_an_institution_determines_meanwhile_is_read_before_a_yes_goes(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    quoted = await case.quoted(by=case.institution)
    assert (await case.determine()).status_code == 200
    path, ready = f"/quote-requests/{quoted.id}/ready-award", f"/requests/{case.request}/{READY}"
    made = await case.send(case.desk, "POST", path, {}, '"3"', **key())
    assert made.status_code == 201, made.text
    access.clock.advance(timedelta(seconds=1))
    assert (await case.determine('"2"', help="Toch iets anders.")).status_code == 200
    assert codes(await case.send(case.desk, "POST", f"{ready}/sending", etag='"1"')) == ["determined-since"]
    access.clock.advance(A_MINUTE)
    await access.fire_deadlines()
    seen = (await case.send(case.desk, "GET", ready)).json()
    assert (seen["status"], [each["code"] for each in seen["reasons"]]) == ("refused", ["determined-since"])
    assert await access.told("decision.made") == []
    assert (await case.send(case.desk, "POST", path, {}, '"4"', **key())).status_code == 201
    access.clock.advance(A_MINUTE)
    await access.fire_deadlines()
    assert await quoted.status() == "awarded", "who has read it says yes again"
