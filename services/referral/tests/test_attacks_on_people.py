"""Attacks on what is kept about people: consent, secrecy, stopped feedback, handover, household, erasure."""

from datetime import date, timedelta

import httpx
import pytest
from sqlalchemy import text

from referral.domain.consent import Act
from testkit.rooms import RoomUnderTest

from .builders import A_BSN, Given, Json, a_key, a_person
from .handover_stories import TO_CALL, Handing, reasons
from .household_stories import CHILD_WORDS, Home, a_director, a_family
from .people_stories import People
from .test_consultations import ask
from .test_consultations import do as close
from .test_intakes import tell_story
from .test_whole_clients import erase

SEVENTEEN = a_person(birthDate="2009-06-01")
LATER = "Sinds deze maand wil het zonder pillen."


@pytest.fixture
def people(given: Given) -> People:
    return People(given)


async def end(given: Given, people: People, excepted: Json, until: date, **by: object) -> httpx.Response:
    path = f"/referrals/{by['referral']['id']}/consent-exceptions/{excepted['id']}/ending"  # type: ignore[index]
    return await given.post(
        by["caller"],  # type: ignore[arg-type]
        path,
        {"until": until.isoformat()},
        seen=excepted["version"],
    )


@pytest.mark.requirement("HLM-16")
async def test_a_referrer_whose_word_was_stopped_reads_no_intake_or_plan_of_after_that(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, _ = await given.in_care(gp, provider, person=SEVENTEEN)
    home, path = Home(given), f"/referrals/{referral['id']}"
    household = await home.of(gp, referral)
    assert (await tell_story(given, gp, referral)).status_code == 201
    before = await given.messages(gp)
    stopped = await people.stop_feedback(provider, referral)
    assert stopped.status_code == 201
    room.clock.advance(timedelta(minutes=1))
    more = await tell_story(given, provider, referral, more="/additions", words=LATER)
    assert more.status_code == 201
    goal = await home.set_goal(provider, household, CHILD_WORDS)
    assert goal.status_code == 201

    read = (await given.get(gp, f"{path}/intake")).json()
    assert (read["intake"]["organisation"], read["additions"]) == (str(gp.organisation), [])
    assert (await given.get(gp, f"/households/{household}/plan")).status_code == 404
    # Nor does it order or see the letter about what was decided.
    order = {"language": "nl"}
    assert reasons(await people.make(gp, referral, "letters", order)) == ["feedback-is-stopped"]
    ordered = await people.make(desk, referral, "letters", order)
    assert ordered.status_code == 201, ordered.text
    assert (await given.get(gp, f"{path}/letters")).json()["items"] == []
    assert (await given.get(gp, f"{path}/letters/{ordered.json()['id']}")).status_code == 404
    assert [each["kind"] for each in await given.messages(gp)] == [
        *(each["kind"] for each in before),
        "feedback-stopped",
    ]
    for reader in (provider, desk):
        assert len((await given.get(reader, f"{path}/intake")).json()["additions"]) == 1
        assert (await given.get(reader, f"/households/{household}/plan")).status_code == 200
    lifting = f"{path}/feedback-stops/{stopped.json()['id']}/lifting"
    assert (await given.post(desk, lifting, {}, seen=1)).status_code == 200
    assert (await given.get(gp, f"/households/{household}/plan")).status_code == 200


@pytest.mark.requirement("LAW-01")
async def test_an_exception_by_a_measure_ends_with_the_measure_and_none_is_prolonged(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    institution = await given.an_institution()
    last = given.today + timedelta(days=30)
    measure = {"kind": "supervision", "until": last.isoformat()}
    sent = await given.send(institution, given.a_quote(measure=measure))
    referral = sent.json()
    # A measure is a ground to tell something, not to give help without a yes.
    refused = await people.exception(institution, referral, Act.HELP, exception="measure")
    assert reasons(refused) == ["measure-is-no-consent-to-help"]
    held = await people.exception(institution, referral, Act.SHARE_FILE, exception="measure")
    assert (held.status_code, held.json()["until"]) == (201, last.isoformat())
    longer = (last + timedelta(days=1)).isoformat()
    beyond = await people.exception(institution, referral, Act.SHARE_PLAN, exception="measure", until=longer)
    assert beyond.status_code == 400, beyond.text
    danger = await people.exception(
        institution, referral, Act.SHARE_PLAN, exception="acute-danger", until=longer
    )
    assert danger.json()["until"] == given.today.isoformat()
    mine = {"caller": institution, "referral": referral}
    for excepted, beyond_it in ((held, last), (danger, given.today)):
        day = beyond_it + timedelta(days=1)
        prolonged = await end(given, people, excepted.json(), day, **mine)
        assert [error["field"] for error in prolonged.json()["errors"]] == ["until"]
    never = await end(given, people, danger.json(), given.today - timedelta(days=1), **mine)
    assert never.status_code == 200
    assert (await people.acts(institution, referral, Act.SHARE_PLAN))[0]["isGiven"] is False
    room.clock.advance(timedelta(days=31))
    (act,) = await people.acts(institution, referral, Act.SHARE_FILE)
    assert (act["isGiven"], act["exception"]) == (False, None)


@pytest.mark.requirement("LAW-01")
async def test_a_yes_that_was_taken_back_is_none_whichever_record_says_so(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    mother = await people.parent(gp, referral, "Anna")
    records = []
    for _ in range(2):
        asked = await people.asked(gp, referral, Act.SHARE_FILE, mother["id"])
        answered = await people.answer(gp, referral, asked, "given")
        records.append(answered.json())
        room.clock.advance(timedelta(hours=1))
    assert (await people.acts(gp, referral, Act.SHARE_FILE))[0]["isGiven"] is True
    assert (await people.answer(gp, referral, records[0], "withdrawn")).status_code == 200
    (act,) = await people.acts(gp, referral, Act.SHARE_FILE)
    assert (act["isGiven"], [each["person"] for each in act["refusedBy"]]) == (False, [mother["id"]])
    # A yes that would end before it was given is a slip of the pen.
    anew = await people.asked(gp, referral, Act.SHARE_FILE, mother["id"])
    path = f"/referrals/{referral['id']}/consents/{anew['id']}/answer"
    ended = {"answer": "given", "until": (given.today - timedelta(days=1)).isoformat()}
    assert (await given.post(gp, path, ended, seen=1)).status_code == 400


@pytest.mark.requirement("LAW-07", "LAW-11")
async def test_a_mark_hides_whereabouts_in_every_referral_of_what_is_one_young_person(
    given: Given, people: People
) -> None:
    gp, other, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    known = await given.referral(gp)
    double = await given.referral(other, person=a_person(bsn=None))
    assert (await people.wish(desk, known, noLetterHome=True)).status_code == 200
    merge = {"keep": known["id"], "double": double["id"]}
    merged = await given.post(desk, "/client-merges", merge, **{"Idempotency-Key": a_key()})
    assert merged.status_code == 201, merged.text
    marked = await people.mark(desk, known)
    assert marked.status_code == 201
    for reader, referral in ((gp, known), (other, double)):
        read = (await given.get(reader, f"/referrals/{referral['id']}")).json()
        assert (read["person"]["givenName"], read["person"]["address"]) == ("Saar", None)
    # One mark, seen from either; and who set it is no word about another's referral.
    assert (await people.mark(other, double)).status_code == 409
    (seen,) = (await given.get(other, f"/referrals/{double['id']}/secrecy-marks")).json()["items"]
    assert (seen["id"], seen["setBy"]) == (marked.json()["id"], None)
    wishes = (await given.get(desk, f"/referrals/{double['id']}/contact-preferences")).json()
    assert wishes["noLetterHome"] is True
    assert (await people.lift(desk, double, marked.json(), seen=1)).status_code == 200
    assert (await given.get(other, f"/referrals/{double['id']}")).json()["person"]["address"] is not None


@pytest.mark.requirement("HLM-17")
async def test_who_gave_a_handover_back_reads_the_family_no_more(given: Given) -> None:
    handing = Handing(given)
    case = await handing.case((given.today - timedelta(days=16 * 365 + 100)).isoformat())
    team = await handing.caller("provider-worker", "community-organisation")
    handover = await handing.proposed(case, team.organisation)
    await handing.consent(case)
    assert (await handing.read(team, handover))["person"]["givenName"] == "Saar"
    returned = await handing.do(team, handover, "return", {"reason": "full"})
    read = await handing.read(team, handover)
    assert (read["status"], read["person"], read["package"]) == ("returned", None, None)
    # What the provider writes in a handover that the municipality began is not the municipality's to read.
    begun = (await handing.propose(case, team.organisation, "zvw", by=case.municipality)).json()
    back = (await handing.do(team, begun, "return", {"reason": "full"})).json()
    body = {"receiver": str(team.organisation), "call": TO_CALL, "package": {"summary": LATER}}
    anew = await handing.do(case.provider, back, "proposal", body)
    assert anew.status_code == 200, anew.text
    assert LATER not in str(await handing.read(case.municipality, anew.json()))
    assert LATER in str(await handing.read(team, anew.json()))
    assert returned.status_code == 200


@pytest.mark.requirement("HLM-17", "NV-04")
async def test_nobody_outside_the_network_is_said_to_go_on_without_who_said_so(given: Given) -> None:
    handing = Handing(given)
    case = await handing.case("2009-06-01")
    handover = await handing.proposed(case, "Wijkteam Elders", "wmo")
    said = {"contactOn": given.today.isoformat()}
    silent = await handing.do(case.provider, handover, "confirmation", said)
    assert (silent.status_code, [each["field"] for each in silent.json()["errors"]]) == (400, ["spokenWith"])
    assert (await handing.confirm(case.provider, handover, spokenWith="Ans")).status_code == 200


@pytest.mark.requirement("LAW-11")
async def test_after_an_erasure_every_door_answers_and_none_falls_over(given: Given) -> None:
    handing, home = Handing(given), Home(given)
    desk, specialist = await given.an_access_worker(), await given.a_provider()
    asked = (await ask(given, desk, specialist)).json()
    case = await handing.case("2009-06-01")
    sibling = await given.referral(case.gp, person=a_person(bsn=A_BSN, givenName="Bram"))
    household = await home.of(case.gp, case.referral)
    assert (await home.move(desk, sibling, household)).status_code == 201
    director = await a_director(given)
    appointed = await home.appoint(desk, household, director.organisation, "safety")
    assert appointed.status_code == 201, appointed.text
    member = (await home.read(director, household))["members"][0]["id"]
    assert (await home.set_goal(director, household, CHILD_WORDS, member=member)).status_code == 201
    team = await handing.caller("provider-worker", "community-organisation")
    waiting = await handing.proposed(case, team.organisation)
    outside = await handing.proposed(case, "Wijkteam Elders", "wmo")
    own = await given.referral(desk, person=a_person(bsn=None))
    linked = await close(given, desk, asked, "referral-link", {"referral": own["id"]})
    assert linked.status_code == 200
    assert (await handing.stop(case, "early-by-family")).status_code == 200
    withdrawn = await given.withdraw(desk, own, seen=1)
    assert withdrawn.status_code == 200, withdrawn.text
    for referral in (case.referral, own):
        status, erased = await erase(given, desk, referral)
        assert status == 201, erased

    proposal = {"receiver": str(team.organisation), "call": TO_CALL}
    answers = [
        await given.get(team, f"/handovers/{waiting['id']}"),
        await handing.confirm(team, waiting),
        await handing.confirm(case.provider, outside, spokenWith="Ans"),
        await handing.do(team, waiting, "return", {"reason": "full"}),
        await handing.do(case.provider, waiting, "proposal", proposal),
        await given.get(case.provider, f"/placement-requests/{case.placement['id']}/handovers"),
        await home.set_goal(director, household, CHILD_WORDS, member=member),
        await close(given, specialist, linked.json(), "reply", {"reply": LATER}),
        await given.get(specialist, f"/consultations/{asked['id']}"),
        await close(given, desk, linked.json(), "referral-link", {"referral": own["id"]}),
    ]
    parts = ("people", "consents", "contact-preferences", "secrecy-marks", "feedback-stops", "intake")
    answers += [await given.get(desk, f"/referrals/{case.referral['id']}/{part}") for part in parts]
    assert {answer.status_code for answer in answers} <= {400, 404, 409}, [a.text for a in answers]
    assert (await given.get(director, f"/households/{household}")).status_code == 200
    assert (await given.get(director, f"/households/{household}/plan")).status_code == 200
    assert (await given.get(team, "/handovers")).status_code == 200


@pytest.mark.requirement("ZHZ-08")
async def test_a_director_whose_organisation_stopped_directs_no_case(
    room: RoomUnderTest, given: Given
) -> None:
    home, family = Home(given), await a_family(given)
    director = await a_director(given)
    (now,) = await home.directors(family.desk, family.household)
    moved = await home.hand_over(family.desk, family.household, now, director.organisation)
    assert moved.status_code == 200, moved.text
    path = "/cases-without-director"
    assert (await given.get(family.desk, path)).json()["items"] == []
    async with room.begin() as tx:
        stop = "UPDATE known_organisation SET active_until = :now WHERE id = :id"
        await tx.session.execute(text(stop), {"now": room.clock(), "id": director.organisation})
    without = (await given.get(family.desk, path)).json()["items"]
    assert {each["id"] for each in without} == {family.saar["id"], family.bram["id"]}
    stopped = moved.json()
    back = await home.hand_over(family.desk, family.household, stopped, family.desk.organisation)
    assert back.status_code == 200, back.text
    assert (await given.get(family.desk, path)).json()["items"] == []
