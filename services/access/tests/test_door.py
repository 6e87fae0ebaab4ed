"""The door of the access desk: report and application, the clock, triage, and who has a request in hand."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from region_policy.terms import end_of
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import DALFSEN, Given, a_quote, key, legal_steps
from .desk import HAARLEM, Desk, codes, fields

TODAY = date(2026, 3, 10)
QUESTION = {"to": "applicant", "question": "Over Liselotte: wat is er al geprobeerd?"}


def day_of(moment: str | None) -> date | None:
    """The last day before a moment at which a term ends."""
    if moment is None:
        return None
    ends = datetime.fromisoformat(moment)
    return next(day for day in _days(ends) if end_of(day) == ends)


def _days(around: datetime) -> list[date]:
    return [around.date() - timedelta(days=passed) for passed in range(3)]


def after(days: int) -> date:
    return TODAY + timedelta(days=days)


async def apply(desk: Desk, request: UUID, on: date = TODAY) -> dict[str, Any]:
    return await desk.done(request, "POST", "application", {"on": on.isoformat()})


@pytest.mark.requirement("LAW-05")
async def test_a_report_becomes_an_application_and_only_a_question_to_the_applicant_stops_its_clock(
    access: RoomUnderTest,
) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    report = await desk.read(request)
    assert (report["moment"], report["appliedOn"], report["dueAt"]) == ("report", None, None)
    assert day_of(report["lookBy"]) == after(7)
    for wrong in (after(1), after(-1)):
        assert fields(await desk.do(request, "POST", "application", {"on": wrong.isoformat()})) == ["on"]
    applied = await apply(desk, request)
    assert (applied["moment"], day_of(applied["dueAt"]), applied["lookBy"]) == (
        "application",
        after(56),
        None,
    )
    twice = await desk.do(request, "POST", "application", {"on": TODAY.isoformat()})
    assert (twice.status_code, "decide_request" in twice.json()["possibleSteps"]) == (409, True)

    access.clock.advance(timedelta(days=10))
    for_the_referrer = await desk.done(request, "POST", "questions", {**QUESTION, "to": "referrer"})
    assert (day_of(for_the_referrer["dueAt"]), for_the_referrer["clockStopped"]) == (after(56), False)
    stopped = await desk.done(request, "POST", "questions", QUESTION)
    assert (stopped["dueAt"], stopped["clockStopped"], day_of(stopped["lookBy"])) == (None, True, after(24))
    assert await waits(access) == {"desk-look": after(24)}
    # A second question that is open meanwhile adds no days to the first.
    access.clock.advance(timedelta(days=5))
    second = (await desk.done(request, "POST", "questions", QUESTION))["questions"][-1]
    access.clock.advance(timedelta(days=5))
    for number, asked in enumerate(stopped["questions"] + [second]):
        path = f"questions/{asked['id']}/answer"
        early = {"answeredOn": (date.fromisoformat(asked["askedOn"]) - timedelta(days=1)).isoformat()}
        late = {"answeredOn": after(21).isoformat()}
        for wrong_day in (early, late):
            assert fields(await desk.do(request, "POST", path, wrong_day)) == ["answeredOn"]
        answered = await desk.done(request, "POST", path, {"answer": f"Antwoord {number}."})
        again = await desk.do(request, "POST", path, {})
        assert again.status_code == 409
    assert (day_of(answered["dueAt"]), answered["clockStopped"]) == (after(66), False)
    assert await waits(access) == {"decision": after(66)}
    seen = [(each["to"], each["answeredOn"], each["answer"]) for each in answered["questions"]]
    assert seen[1:] == [("applicant", after(20).isoformat(), f"Antwoord {number}.") for number in (1, 2)]
    told = [day_of(event.data["dueAt"]) for event in await access.told("request.changed")]
    assert (told[0], told[-1]) == (after(56), after(66))
    rows = await access.rows("SELECT question FROM desk_question")
    words = [bytes(row.question) for row in rows] + [
        each.model_dump_json().encode() for each in await access.told()
    ]
    assert not any(b"Liselotte" in each for each in words)
    assert (await desk.do(request, "POST", f"questions/{uuid7()}/answer", {})).status_code == 404


@pytest.mark.requirement("LAW-05")
async def test_an_applicant_who_never_answers_does_not_stop_the_clock_for_ever(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, DALFSEN)
    request = await desk.asked()
    await apply(desk, request)
    access.clock.advance(timedelta(days=10))
    asked = (await desk.done(request, "POST", "questions", QUESTION))["questions"][0]
    access.clock.advance(timedelta(days=14))
    assert await access.fire_deadlines() == 0
    assert (await desk.read(request))["clockStopped"]
    access.clock.advance(timedelta(days=1))
    assert await access.fire_deadlines() == 1
    seen = await desk.read(request)
    assert (day_of(seen["dueAt"]), seen["clockStopped"]) == (after(56 + 14), False)
    waiting = await access.rows("SELECT kind FROM deadline WHERE fired_at IS NULL ORDER BY kind")
    assert [row.kind for row in waiting] == ["decision", "desk-look"]
    assert day_of((await access.told("request.changed"))[-1].data["dueAt"]) == after(70)
    late = await desk.done(request, "POST", f"questions/{asked['id']}/answer", {})
    assert day_of(late["dueAt"]) == after(70)
    # Nor does a question bring back a term that is over.
    access.clock.advance(timedelta(days=50))
    again = await desk.done(request, "POST", "questions", QUESTION)
    assert (day_of(again["dueAt"]), again["clockStopped"]) == (after(70), False)


@pytest.mark.requirement("HLM-14")
async def test_a_triage_again_gives_no_more_time(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, HAARLEM)
    request = await desk.asked()
    found = {"urgency": "medium"}
    first = day_of((await desk.done(request, "PUT", "triage", found))["lookBy"])
    access.clock.advance(timedelta(days=3))
    assert day_of((await desk.done(request, "PUT", "triage", found))["lookBy"]) == first == after(7)
    # A lower urgency counts from the day of the report, as if it had been found at once.
    assert day_of((await desk.done(request, "PUT", "triage", {"urgency": "low"}))["lookBy"]) == after(14)
    assert day_of((await desk.done(request, "PUT", "triage", {"urgency": "high"}))["lookBy"]) == after(6)


async def waits(room: RoomUnderTest) -> dict[str, date]:
    rows = await room.rows("SELECT kind, due_at FROM deadline WHERE fired_at IS NULL")
    return {row.kind: day_of(row.due_at.astimezone(UTC).isoformat()) or TODAY for row in rows}


@pytest.mark.requirement("LAW-05")
async def test_who_leaves_nothing_to_apply_for_makes_an_application_at_once_and_the_urgent_is_looked_at_today(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, DALFSEN)
    doctors = await given.referral(**a_quote())
    family = await desk.asked(referrerType="family", urgency="urgent")
    first, second = await desk.listed()
    assert (first["id"], first["moment"], first["dueAt"]) == (str(family), "report", None)
    assert day_of(first["lookBy"]) == TODAY
    assert (second["id"], second["moment"], day_of(second["dueAt"])) == (
        str(doctors),
        "application",
        after(56),
    )
    access.clock.advance(timedelta(days=1))
    assert await access.fire_deadlines() == 1
    (missed,) = await access.told("deadline.missed")
    assert (missed.data["kind"], missed.data["owner"]) == ("desk-look", str(desk.by.organisation))
    assert [each["isOverdue"] for each in await desk.listed()] == [True, False]
    # What is late is told again after a week, and not for every step that is taken meanwhile.
    await desk.done(family, "POST", "questions", {**QUESTION, "to": "referrer"})
    assert await access.fire_deadlines() == 0
    access.clock.advance(timedelta(days=7))
    assert await access.fire_deadlines() == 1
    # What is decided on was applied for at the latest on that day.
    heard = {"on": after(7).isoformat(), "outcome": "Wij willen deze hulp."}
    refusal = {
        "ground": "other-provision",
        "rejectionCode": "7",
        "hearing": heard,
        "legalSteps": legal_steps(),
    }
    refused = await desk.done(family, "POST", "refusal", refusal)
    assert (refused["moment"], refused["appliedOn"]) == ("application", after(8).isoformat())
    assert set(await waits(access)) == {"decision"}
    for step, body in (("triage", {"urgency": "low"}), ("worker", None)):
        gone = await desk.do(family, "PUT", step, body)
        assert (gone.status_code, gone.json()["possibleSteps"]) == (409, [])
    for step, body in (("application", {"on": after(8).isoformat()}), ("questions", QUESTION)):
        assert (await desk.do(family, "POST", step, body)).status_code == 409


@pytest.mark.requirement("HLM-14")
async def test_triage_gives_the_lane_and_its_moment_and_each_triage_is_kept(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, HAARLEM)
    await desk.send("PUT", "/signature", {"discipline": "jeugdconsulent", "professional": "J. Deur, SKJ 1"})
    request = await desk.asked()
    seen = {}
    for urgency in ("high", "medium", "low"):
        done = await desk.done(request, "PUT", "triage", {"urgency": urgency, "domain": "school"})
        seen[done["triages"][0]["lane"]["name"]] = day_of(done["lookBy"])
    # Of working days, from a Tuesday on.
    assert seen == {"snel": after(1), "deze week": after(7), "gewoon": after(14)}
    assert await waits(access) == {"desk-look": after(14)}
    colleague = desk.colleague()
    done = await colleague.done(request, "PUT", "triage", {"urgency": "high", "complexity": "complex"})
    kept = [(each["lane"]["urgency"], each["by"], each["complexity"]) for each in done["triages"]]
    first = "J. Deur, SKJ 1"
    assert kept == [
        ("high", None, "complex"),
        ("low", first, None),
        ("medium", first, None),
        ("high", first, None),
    ]
    assert (done["complexity"], done["moment"], done["dueAt"]) == ("complex", "report", None)
    (item,) = await desk.listed()
    assert (item["triage"], item["lookBy"]) == ({"urgency": "high", "name": "snel"}, done["lookBy"])
    # What the referrer calls urgent is in the most urgent lane before anybody has looked.
    await desk.asked(urgency="urgent")
    assert [each["triage"]["urgency"] for each in await desk.listed()] == ["high", "high"]
    elsewhere = await Desk.of(access, DALFSEN)
    other = await elsewhere.asked()
    assert codes(await elsewhere.do(other, "PUT", "triage", {"urgency": "high"})) == ["no-triage-in-region"]
    wrong = await desk.do(request, "PUT", "triage", {"urgency": "urgent"})
    assert fields(wrong) == ["urgency"]


async def test_a_request_is_in_one_workers_hands_and_the_list_says_whose(access: RoomUnderTest) -> None:
    desk = await Desk.of(access, HAARLEM)
    colleague = desk.colleague()
    await desk.send("PUT", "/signature", {"discipline": "jeugdconsulent", "professional": "J. Deur, SKJ 1"})
    requests = [await desk.asked() for _ in range(5)]
    mine, theirs = requests[3], requests[0]
    taken = await desk.done(mine, "PUT", "worker")
    assert taken["worker"] == {"name": "J. Deur, SKJ 1", "isYou": True}
    await colleague.done(theirs, "PUT", "worker")
    for each, urgency in ((requests[2], "high"), (requests[1], "low")):
        await desk.done(each, "PUT", "triage", {"urgency": urgency})
    await apply(desk, requests[4])
    listed = await desk.listed()
    order = [requests[2], theirs, mine, requests[1], requests[4]]
    assert [each["id"] for each in listed] == [str(each) for each in order]
    assert [each["worker"] and each["worker"]["isYou"] for each in listed] == [None, False, True, None, None]
    assert [each["id"] for each in await desk.listed(mine="true")] == [str(mine)]
    # An application that was triaged is still to be looked at, until somebody takes it.
    waiting = await apply(desk, requests[2])
    assert day_of(waiting["lookBy"]) == after(1)
    looked_at = await colleague.done(requests[2], "PUT", "worker")
    assert (looked_at["lookBy"], day_of(looked_at["dueAt"])) == (None, after(56))
    assert codes(await desk.do(theirs, "DELETE", "worker")) == ["not-in-your-hands"]
    assert (await desk.done(mine, "DELETE", "worker"))["worker"] is None
    assert await desk.listed(mine="true") == []
    assert (await desk.done(theirs, "PUT", "worker"))["worker"]["isYou"], "taken over from a colleague"
    etag = f'"{(await desk.read(mine))["version"]}"'
    path = f"/requests/{mine}/worker"
    both = await asyncio.gather(
        *(each.send("PUT", path, None, **{"If-Match": etag}) for each in (desk, colleague))
    )
    assert sorted(answer.status_code for answer in both) == [200, 412]
    assert (await desk.send("PUT", path)).status_code == 428
    same = {"If-Match": f'"{(await desk.read(mine))["version"]}"', **key()}
    sent = [await desk.send("POST", f"/requests/{mine}/questions", QUESTION, **same) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
    assert len(sent[1].json()["questions"]) == 1
