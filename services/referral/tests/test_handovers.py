"""A warm handover: the package travels with consent, and nobody lets go before the receiver had contact."""

import asyncio
from datetime import timedelta

import pytest

from referral.usecases.propose_handover import HANDOVER_CONFIRMATION, HANDOVER_RETURNED
from region_policy.terms import end_of_term, local_day
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_QUESTION, Given, a_key
from .handover_stories import A_GOAL, A_GRANDMOTHER, A_SUMMARY, TO_CALL, Handing, reasons, somebody

SIXTEEN_YEARS = timedelta(days=16 * 365 + 100)
WORDS = (A_SUMMARY, A_GOAL, A_GRANDMOTHER)


@pytest.fixture
def handing(given: Given) -> Handing:
    return Handing(given)


@pytest.fixture
def sixteen(given: Given) -> str:
    """Old enough to consent alone."""
    return (given.today - SIXTEEN_YEARS).isoformat()


async def a_local_team(handing: Handing) -> Caller:
    return await handing.caller("provider-worker", "community-organisation")


@pytest.mark.requirement("HLM-17")
async def test_without_consent_only_the_minimum_goes_along_and_with_it_the_package(
    room: RoomUnderTest, handing: Handing, sixteen: str
) -> None:
    case, team = await handing.case(sixteen), await a_local_team(handing)
    handover = await handing.proposed(case, team.organisation)
    read = await handing.read(team, handover)
    assert (read["package"], read["person"], read["referral"], read["placement"]) == (None,) * 4
    assert (read["consentIsGiven"], read["waitsFor"], read["hasPackage"]) == (False, ["young-person"], True)
    minimum = read["minimum"]
    assert (minimum["age"], minimum["forms"], minimum["call"]) == (16, ["ambulatory"], TO_CALL)
    assert minimum["startedOn"] == case.placement["care"]["startedOn"] < minimum["endsOn"]
    assert not any(word in str(read) for word in (*WORDS, "Saar", A_QUESTION))
    assert (await handing.read(case.provider, handover))["package"]["summary"] == A_SUMMARY

    await handing.consent(case)
    read = await handing.read(team, handover)
    assert all(word in str(read["package"]) for word in WORDS)
    assert read["person"] == {"givenName": "Saar", "familyName": "de Vries", "birthDate": sixteen}
    looks = await room.rows("SELECT purpose FROM read_log WHERE organisation = :o", o=team.organisation)
    assert [look.purpose for look in looks].count("reading a handover") == 2
    seen_by_municipality = str(await handing.read(case.municipality, handover))
    assert not any(word in seen_by_municipality for word in (*WORDS, "Saar"))
    for stranger in (case.gp, await a_local_team(handing)):
        assert (await handing.given.get(stranger, f"/handovers/{handover['id']}")).status_code == 404
    assert (await handing.given.get(team, f"/referrals/{case.referral['id']}")).status_code == 404

    assert (await handing.confirm(team, handover, spokenWith="Joke")).status_code == 200
    (agreed,) = await room.told("handover.agreed")
    assert agreed.data["packageWentAlong"] is True
    (row,) = await room.rows("SELECT client FROM referral WHERE id = :id", id=case.referral["id"])
    assert (agreed.data["receiver"], agreed.data["client"]) == (str(team.organisation), str(row.client))
    await handing.consent(case, "withdrawn")
    assert (await handing.read(team, handover))["package"] is None
    everything = str([event.data for event in await room.told()])
    everything += str(await handing.given.messages(team)) + str(await handing.given.messages(case.gp))
    everything += str(await room.rows("SELECT h::text FROM handover h"))
    assert not any(word in everything for word in (*WORDS, "Noor Bakker", "Joke"))


@pytest.mark.requirement("HLM-17")
async def test_without_confirmation_in_time_the_task_returns_to_the_sender_once(
    room: RoomUnderTest, handing: Handing, sixteen: str
) -> None:
    given = handing.given
    case, team = await handing.case(sixteen), await a_local_team(handing)
    handover = await handing.proposed(case, team.organisation)
    due_at = end_of_term(handing.policy.following.handover, since=given.today)
    assert handover["confirmBy"] == due_at.isoformat().replace("+00:00", "Z")
    assert (await given.deadlines())[(HANDOVER_CONFIRMATION, handover["id"])] == str(team.organisation)
    assert await handing.told(team) == ["handover-proposed"]
    assert reasons(await handing.stop(case, "to-other-provider")) == ["handover-not-confirmed"]

    room.clock.at = due_at - timedelta(seconds=1)
    await room.fire_deadlines()
    assert (await handing.read(team, handover))["status"] == "proposed"
    room.clock.at = due_at
    await room.fire_deadlines()
    came_back = await handing.read(case.provider, handover)
    assert (came_back["status"], came_back["returnReason"]) == ("returned", "handover-not-confirmed")
    assert (await handing.told(case.provider)).count("handover-returned") == 1
    assert (await given.deadlines())[(HANDOVER_RETURNED, handover["id"])] == str(case.provider.organisation)
    assert reasons(await handing.stop(case, "to-other-domain")) == ["handover-not-confirmed"]
    late = await handing.confirm(team, came_back)
    assert (late.status_code, late.json()["possibleSteps"]) == (409, ["proposed", "withdrawn"])

    room.clock.at = due_at + timedelta(days=20)
    await room.fire_deadlines()
    assert (await handing.told(case.provider)).count("handover-returned") == 1
    assert "handover-returned" in await handing.told(case.municipality)
    assert (HANDOVER_RETURNED, handover["id"]) in await given.deadlines()
    other = await a_local_team(handing)
    body = {"receiver": str(other.organisation), "call": TO_CALL}
    again = await handing.do(case.provider, came_back, "proposal", body)
    assert (again.status_code, again.json()["status"], again.json()["returnReason"]) == (
        200,
        "proposed",
        None,
    )
    assert (HANDOVER_RETURNED, handover["id"]) not in await given.deadlines()
    assert (await given.get(team, f"/handovers/{handover['id']}")).status_code == 404
    assert (await handing.read(other, handover))["hasPackage"] is False
    confirmed = await handing.confirm(other, again.json())
    assert confirmed.status_code == 200, confirmed.text
    assert (HANDOVER_CONFIRMATION, handover["id"]) not in await given.deadlines()
    assert "handover-confirmed" in await handing.told(case.provider)
    assert "handover-confirmed" in await handing.told(case.gp)
    stopped = await handing.stop(case, "to-other-provider")
    assert stopped.status_code == 200, stopped.text


@pytest.mark.requirement("HLM-17")
async def test_a_receiver_outside_the_network_is_recorded_by_the_sender_with_who_and_when(
    room: RoomUnderTest, handing: Handing, sixteen: str
) -> None:
    given, case = handing.given, await handing.case(sixteen)
    handover = await handing.proposed(case, "Sociaal team Elders", "wmo")
    assert handover["receiver"] is None
    assert (await given.deadlines())[(HANDOVER_CONFIRMATION, handover["id"])] == str(
        case.provider.organisation
    )
    assert (await handing.confirm(case.municipality, handover)).status_code == 404
    said = {"contactOn": (given.today + timedelta(days=1)).isoformat()}
    assert (await handing.do(case.provider, handover, "confirmation", said)).status_code == 400
    confirmed = await handing.confirm(case.provider, handover, spokenWith="Ans van Elders")
    assert confirmed.status_code == 200, confirmed.text
    read = await handing.read(case.provider, handover)
    assert (read["receiverName"], read["spokenWith"]) == ("Sociaal team Elders", "Ans van Elders")
    assert read["contactOn"] == given.today.isoformat()
    assert (await handing.read(case.municipality, handover))["spokenWith"] is None
    (agreed,) = await room.told("handover.agreed")
    assert (agreed.data["receiver"], agreed.data["packageWentAlong"]) == (None, False)
    assert local_day(room.clock()).isoformat() == agreed.data["contactOn"]


@pytest.mark.requirement("HLM-17")
async def test_a_handover_is_asked_once_of_somebody_who_can_take_it_and_any_of_both_can_end_it(
    handing: Handing, sixteen: str
) -> None:
    given = handing.given
    case, team, key = await handing.case(sixteen), await a_local_team(handing), a_key()
    assert reasons(await handing.propose(case, somebody())) == ["receiver-unknown"]
    assert reasons(await handing.propose(case, case.provider.organisation)) == [
        "receiver-is-provider-in-care"
    ]
    both = await handing.propose(case, team.organisation, receiverName="Elders")
    assert both.status_code == 400, both.text
    first = await handing.propose(case, team.organisation, key=key)
    again = await handing.propose(case, team.organisation, key=key)
    assert first.json() == again.json()
    assert (await handing.propose(case, team.organisation, key=key, package=None)).status_code == 422
    second = await handing.propose(case, "Elders", by=case.municipality)
    assert (second.status_code, second.json()["possibleSteps"]) == (
        409,
        ["confirmed", "returned", "withdrawn"],
    )
    assert (await handing.propose(case, "Een huisarts", "zvw", by=case.municipality)).status_code == 201
    told = (await handing.propose(case, team.organisation, "wlz", by=case.municipality)).json()
    assert told["provider"] == str(case.provider.organisation)
    assert (await handing.read(team, told))["provider"] is None
    assert (await handing.do(case.municipality, told, "withdrawal")).status_code == 200
    of_case = f"/placement-requests/{case.placement['id']}/handovers"
    listed = (await given.get(case.municipality, of_case)).json()["items"]
    assert [each["destination"] for each in listed] == ["local-help", "zvw", "wlz"]
    assert [each["id"] for each in (await given.get(team, "/handovers")).json()["items"]] == [
        first.json()["id"],
        told["id"],
    ]

    handover = first.json()
    assert (await handing.do(team, handover, "return", {"reason": "full"}, seen=9)).status_code == 412
    path = f"/handovers/{handover['id']}/withdrawal"
    assert (await given.post(case.provider, path)).status_code == 428
    no_answer = {"reason": "handover-not-confirmed"}
    assert (await handing.do(team, handover, "return", no_answer)).status_code == 400
    returned = await handing.do(team, handover, "return", {"reason": "full"})
    assert returned.json()["returnReason"] == "full"
    (message,) = [m for m in await given.messages(case.provider) if m["kind"] == "handover-returned"]
    assert ([reason["code"] for reason in message["reasons"]], message["about"]) == (["full"], handover["id"])
    withdrawn = await handing.do(case.provider, returned.json(), "withdrawal")
    assert withdrawn.json()["status"] == "withdrawn"
    assert (await handing.do(case.provider, withdrawn.json(), "withdrawal")).status_code == 409
    anew = await handing.proposed(case, team.organisation)
    assert (await handing.do(case.provider, anew, "withdrawal")).status_code == 200
    assert (await handing.told(team))[-1] == "handover-withdrawn"
    timeline = (await handing.given.get(case.municipality, f"/referrals/{case.referral['id']}")).json()
    assert "handover-withdrawn" in str(timeline["course"]["timeline"][-1])
    kinds = {kind for kind, ref in await given.deadlines() if ref in {handover["id"], anew["id"]}}
    assert kinds == set()
    assert (await handing.stop(case, "according-to-plan")).status_code == 200
    late = await handing.propose(case, team.organisation)
    assert (late.status_code, late.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("HLM-17")
async def test_many_answers_at_the_moment_the_term_ends_leave_one_outcome(
    room: RoomUnderTest, handing: Handing, sixteen: str
) -> None:
    case, team = await handing.case(sixteen), await a_local_team(handing)
    handover = await handing.proposed(case, team.organisation)
    room.clock.at = end_of_term(handing.policy.following.handover, since=handing.given.today)
    clock = asyncio.create_task(room.fire_deadlines())
    answers = await asyncio.gather(
        *(handing.confirm(team, handover) for _ in range(6)),
        *(handing.do(team, handover, "return", {"reason": "full"}) for _ in range(6)),
    )
    await clock
    won = [answer for answer in answers if answer.status_code == 200]
    status = (await handing.read(case.provider, handover))["status"]
    assert len(won) <= 1
    assert status == (won[0].json()["status"] if won else "returned")
    assert len(await room.told("handover.agreed")) == (status == "confirmed")
    waits = [kind for kind, ref in await handing.given.deadlines() if ref == handover["id"]]
    assert waits == ([] if status == "confirmed" else [HANDOVER_RETURNED])
