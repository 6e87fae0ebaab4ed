"""What is known is not asked again, and a stranger learns nothing from an empty form."""

from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, A_QUESTION, ANOTHER_BSN, DALFSEN, ZWOLLE, Given, Json, a_key, a_person
from .test_submitting import counted_statements

EMPTY = {"person": None, "municipality": None, "again": None, "running": []}


async def prefill(given: Given, by: Caller, bsn: str) -> tuple[int, dict[str, str], Json]:
    answer = await given.post(by, "/referral-prefills", {"bsn": bsn})
    kept = {name: value for name, value in answer.headers.items() if name != "x-correlation-id"}
    return answer.status_code, kept, answer.json()


@pytest.mark.requirement("NV-22")
async def test_the_second_referral_by_the_same_organisation_needs_only_what_is_new(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    first = await given.referral(gp, person=a_person(givenName="Sara"))
    colleague = Caller("a-colleague", gp.organisation, "general-practitioner")
    _, _, form = await prefill(given, colleague, A_BSN)
    running = [{"id": first["id"], "status": first["status"]}]
    known = {"person": first["person"], "municipality": DALFSEN, "again": first["id"], "running": running}
    assert form == known
    only_new = {"again": form["again"], "question": "Nu ook thuis.", "route": "quote"}
    with counted_statements() as statements:
        answer = await given.send(colleague, only_new)
    assert answer.status_code == 201, answer.text
    assert len(statements) <= 8, statements
    second = answer.json()
    assert (second["person"], second["course"]["municipality"]) == (first["person"], DALFSEN)
    assert second["question"] == "Nu ook thuis."
    moved = await given.send(gp, only_new | {"municipality": ZWOLLE})
    assert moved.json()["course"]["municipality"] == ZWOLLE
    rows = await room.rows("SELECT DISTINCT client, household FROM referral")
    assert len(rows) == 1
    told = await room.told("referral.submitted")
    assert len({each.data["client"] for each in told}) == 1
    assert {each.data["age"] for each in told} == {told[0].data["age"]}


@pytest.mark.requirement("NV-22")
async def test_the_same_data_posted_twice_is_one_person_where_there_is_a_bsn_and_by_again_without_one(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    for _ in range(2):
        assert (await given.send(gp, given.a_referral(), key=a_key())).status_code == 201
    assert len(await room.rows("SELECT 1 FROM client")) == 1
    # Without a BSN nobody is found again: names are no key. The form then follows the earlier referral.
    nameless = a_person(bsn=None)
    first = await given.referral(gp, person=nameless)
    await given.referral(gp, person=nameless)
    assert len(await room.rows("SELECT 1 FROM client")) == 3
    again = {"again": first["id"], "question": A_QUESTION, "route": "quote"}
    assert (await given.send(gp, again)).status_code == 201
    assert len(await room.rows("SELECT 1 FROM client")) == 3
    assert len(await room.rows("SELECT 1 FROM data_key")) == 3


@pytest.mark.requirement("NV-22", "LAW-08")
async def test_without_a_bsn_the_whole_name_and_the_birth_date_find_the_own_referral_and_not_the_twin_s(
    given: Given,
) -> None:
    gp, stranger = await given.a_gp(), await given.a_gp()
    saar = await given.referral(gp, person=a_person(bsn=None))
    twin = await given.referral(gp, person=a_person(bsn=None, givenName="Fenna"))
    assert (await given.withdraw(gp, twin, seen=1)).status_code == 200
    whole = {name: saar["person"][name] for name in ("givenName", "familyName", "birthDate")}

    async def known(by: Caller, **changes: object) -> Json:
        answer = await given.post(by, "/referral-prefills", whole | changes)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    found = await known(gp, givenName="SAAR", familyName="Vries, de")
    assert (found["again"], [each["id"] for each in found["running"]]) == (saar["id"], [saar["id"]])
    found = await known(gp, givenName="Fenna")
    assert (found["again"], found["running"]) == (twin["id"], []), "what is over does not run"
    for by, changes in ((gp, {"givenName": "Mees"}), (gp, {"birthDate": "2016-01-01"}), (stranger, {})):
        assert await known(by, **changes) == EMPTY
    counts = []
    for family_name in (whole["familyName"], "Nooitgenoemd"):
        with counted_statements() as statements:
            await known(stranger, familyName=family_name)
        counts.append(list(statements))
    assert counts[0] == counts[1], "known to others or to nobody"
    for half in ({"givenName": "Saar"}, {"bsn": A_BSN, "givenName": "Saar"}):
        assert (await given.post(gp, "/referral-prefills", half)).status_code == 400


@pytest.mark.requirement("NV-22")
async def test_an_address_that_was_left_out_once_is_not_lost(given: Given) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    first = await given.referral(gp)
    last = await given.referral(gp, person=a_person(givenName="Sara", address=None))
    assert first["person"]["address"]
    _, _, form = await prefill(given, gp, A_BSN)
    assert (form["again"], form["person"]["givenName"]) == (last["id"], "Sara")
    assert form["person"]["address"] == first["person"]["address"]
    again = {"again": form["again"], "question": A_QUESTION, "route": "quote"}
    assert (await given.send(gp, again)).json()["person"] == form["person"]
    # What others gave is put together for nobody.
    await given.referral(await given.a_gp(), person=a_person(address=None))
    _, _, form = await prefill(given, desk, A_BSN)
    assert form["person"]["address"] is None


@pytest.mark.requirement("NV-22", "LAW-08")
async def test_a_stranger_gets_the_same_empty_form_of_a_known_child_as_of_an_unknown_one(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    await given.in_care(gp, provider)
    stranger, elsewhere = await given.a_gp(), await given.an_access_worker(ZWOLLE)
    for by in (stranger, elsewhere):
        seen, statements = [], []
        for bsn in (A_BSN, ANOTHER_BSN):
            with counted_statements() as counted:
                seen.append(await prefill(given, by, bsn))
            statements.append(list(counted))
        assert seen[0] == seen[1]
        assert (seen[0][0], seen[0][2]) == (200, EMPTY)
        assert statements[0] == statements[1]
        assert statements[0]
    looks = await room.rows("SELECT data_subject FROM read_log WHERE operation = 'prefill_referral'")
    assert len(looks) == 4
    assert not {A_BSN, ANOTHER_BSN} & {look.data_subject for look in looks}
    # Who takes the child in care does not refer it, and has no form.
    refused = await given.post(provider, "/referral-prefills", {"bsn": A_BSN})
    assert refused.status_code == 403


@pytest.mark.requirement("NV-22")
async def test_the_responsible_municipality_has_the_person_and_nothing_to_take_over(
    room: RoomUnderTest, given: Given
) -> None:
    first, second, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(first)
    await given.referral(second, person=a_person(givenName="Sara"))
    _, _, form = await prefill(given, desk, A_BSN)
    assert (form["person"]["givenName"], form["again"]) == ("Sara", None)
    # Its own referral comes before what others gave, also where that is later.
    own = await given.referral(desk, person=a_person(givenName="Saartje"), route="quote", budget=None)
    await given.referral(first, person=a_person(givenName="S."))
    _, _, form = await prefill(given, desk, A_BSN)
    assert (form["person"]["givenName"], form["again"]) == ("Saartje", own["id"])
    _, _, of_first = await prefill(given, first, A_BSN)
    assert of_first["person"]["givenName"] == "S."
    clients = await room.rows(
        "SELECT data_subject FROM read_log WHERE operation = 'prefill_referral' ORDER BY id"
    )
    ((client,),) = await room.rows("SELECT client FROM referral WHERE id = :id", id=UUID(referral["id"]))
    assert str(client) in {look.data_subject for look in clients}


@pytest.mark.requirement("LAW-08")
async def test_only_an_own_referral_is_taken_over_and_another_s_reads_as_none(
    room: RoomUnderTest, given: Given
) -> None:
    gp, stranger, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    never = "01990000-0000-7000-8000-000000000001"
    answers = []
    for by in (stranger, desk):
        for again in (referral["id"], never):
            body: dict[str, Any] = {"again": again, "question": A_QUESTION, "route": "quote"}
            refused = await given.send(by, body)
            assert refused.status_code == 400
            answers.append(refused.json()["errors"])
    assert [error["field"] for error in answers[0]] == ["again"]
    assert all(errors == answers[0] for errors in answers)
    both = await given.send(gp, given.a_referral(again=referral["id"]))
    assert [error["field"] for error in both.json()["errors"]] == ["person"]
    bare = await given.send(gp, {"again": referral["id"]})
    assert {error["field"] for error in bare.json()["errors"]} == {"question", "route"}
    assert len(await room.rows("SELECT 1 FROM referral")) == 1
