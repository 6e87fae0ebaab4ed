"""Case partners: a role, a period and a purpose, and no more than the role allows (HLM-13)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from doorkit.roles import Roles
from referral.domain.case_partners import CaseField, partner_sights
from testkit.rooms import RoomUnderTest

from .builders import A_QUESTION, REGION, ZWOLLE, Given, Json
from .conftest import REGIONS
from .household_stories import Home
from .trust_stories import PARTNERS, PURPOSE, Trusted

ROLES = Roles.load(REGIONS / "roles.yaml")


@pytest.fixture
async def trusted(given: Given) -> Trusted:
    return Trusted(given, await given.an_access_worker())


def shown(case: Json) -> set[str]:
    return {field.value for field in CaseField if case[field.value] is not None}


@pytest.mark.requirement("HLM-13")
async def test_veilig_thuis_and_school_attendance_read_what_their_role_allows_until_they_are_taken_out(
    room: RoomUnderTest, given: Given, trusted: Trusted
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.in_care(gp, provider, safety=True)
    safe_home, attendance = await trusted.a_partner("safe-home"), await trusted.a_partner("school-attendance")
    of_safe_home = await trusted.added(referral, safe_home)
    of_attendance = await trusted.added(referral, attendance)
    case = (await trusted.case(safe_home, of_safe_home)).json()
    assert shown(case) == partner_sights()["safe-home"].fields - {CaseField.MEASURE}
    assert case["person"]["familyName"] == "de Vries"
    assert (case["providers"], case["safety"]) == ([str(provider.organisation)], True)
    assert (case["partner"]["purpose"], case["partner"]["contact"]["name"]) == (PURPOSE, "M. Es")
    answer = await trusted.case(attendance, of_attendance)
    assert shown(answer.json()) == {"person", "help", "director", "status"}
    assert answer.json()["director"] == str(trusted.desk.organisation)
    assert A_QUESTION not in answer.text + (await trusted.case(safe_home, of_safe_home)).text
    # Neither reads the other's, and the file itself is open to nobody of them.
    assert (await trusted.case(attendance, of_safe_home)).status_code == 404
    assert (await given.get(safe_home, f"/referrals/{referral['id']}")).status_code == 403
    (listed,) = (await given.get(safe_home, "/cases-shared-with-me")).json()["items"]
    assert (listed["id"], set(listed) & {"purpose", "person", "referral"}) == (of_safe_home["id"], set())
    assert [each["kind"] for each in await given.messages(safe_home)] == ["case-shared"]
    # Taken out: at once. Past its last day: by itself.
    path = f"/case-partners/{of_safe_home['id']}/end"
    assert (await given.post(trusted.desk, path, seen=2)).status_code == 412
    assert (await given.post(trusted.desk, path, seen=1)).status_code == 200
    assert (await given.post(trusted.desk, path, seen=2)).status_code == 409
    assert (await trusted.case(safe_home, of_safe_home)).status_code == 404
    assert (await given.get(safe_home, "/cases-shared-with-me")).json()["items"] == []
    room.clock.advance(timedelta(days=31))
    assert (await trusted.case(attendance, of_attendance)).status_code == 404
    kept = (await given.get(trusted.desk, f"/referrals/{referral['id']}/case-partners")).json()["items"]
    assert [(each["kind"], each["endedAt"] is None) for each in kept] == [
        ("safe-home", False),
        ("school-attendance", True),
    ]


@pytest.mark.requirement("HLM-13", "NV-19")
async def test_the_police_see_that_there_is_help_and_whom_to_call_and_no_care_content(
    room: RoomUnderTest, given: Given, trusted: Trusted
) -> None:
    provider = await given.a_provider()
    referral, _ = await given.in_care(await given.a_gp(), provider)
    police = await trusted.a_partner("police")
    answer = await trusted.case(police, await trusted.added(referral, police))
    case = answer.json()
    assert (shown(case), case["help"]) == ({"person", "help", "director"}, True)
    assert case["partner"]["contact"] == {"name": "M. Es", "telephone": "+31880000031"}
    for told in (A_QUESTION, "ambulatory", str(provider.organisation), "in-care", "Kerkstraat"):
        assert told not in answer.text
    stranger = await trusted.a_partner("police")
    assert (await trusted.case(stranger, case["partner"])).status_code == 404
    looks = await room.rows("SELECT role, purpose, data_subject FROM read_log WHERE role = 'police-officer'")
    ((client,),) = await room.rows("SELECT id FROM client")
    assert ("case partner: police", str(client)) in [(look.purpose, look.data_subject) for look in looks]
    assert {look.purpose for look in looks} == {"case partner: police", "NotFound"}
    sealed = await room.rows("SELECT case_partner::text AS row FROM case_partner")
    assert PURPOSE.encode().hex() not in sealed[0].row


@pytest.mark.requirement("HLM-13")
async def test_who_directs_adds_a_partner_and_nobody_else_does(
    room: RoomUnderTest, given: Given, trusted: Trusted
) -> None:
    gp, home = await given.a_gp(), Home(given)
    referral = await given.referral(gp)
    director = await room.caller("director", "provider", regions=(REGION,))
    household = await home.of(gp, referral)
    (start,) = await home.directors(trusted.desk, household)
    await home.hand_over(trusted.desk, household, start, director.organisation, director.subject)
    board = await trusted.a_partner("child-protection-board")
    assert (await trusted.add(referral, board, by=director)).status_code == 201
    again = await trusted.add(referral, board)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/one-already")
    colleague = replace(director, subject="somebody-else")
    others = [await given.an_access_worker(ZWOLLE), colleague]
    assert [(await trusted.add(referral, board, by=by)).status_code for by in others] == [404, 404]
    assert (await trusted.add(referral, board, by=gp)).status_code == 403
    # Not of another region, not of a kind without a row in the matrix, not for ever.
    elsewhere = await room.caller("police-officer", "police", regions=("groningen",))
    for partner in (elsewhere, await given.an_access_worker(ZWOLLE)):
        refused = await trusted.add(referral, partner)
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["no-case-partner"]
    police = await trusted.a_partner("police")
    for days in (-1, 400):
        refused = await trusted.add(referral, police, days=days)
        assert [error["field"] for error in refused.json()["errors"]] == ["lastDay"]


@pytest.mark.requirement("LAW-07", "HLM-13")
async def test_under_a_mark_of_secrecy_no_partner_learns_by_a_provider_where_a_child_is(
    given: Given, trusted: Trusted
) -> None:
    """Nor by who directs: here the provider that helps by another referral of the same child."""
    provider, gp, home = await given.a_provider(), await given.a_gp(), Home(given)
    await given.in_care(await given.a_gp(), provider)
    referral = await given.referral(gp)
    household = await home.of(gp, referral)
    (start,) = await home.directors(trusted.desk, household)
    await home.hand_over(trusted.desk, household, start, provider.organisation, provider.subject)
    marked = await given.post(
        trusted.desk,
        f"/referrals/{referral['id']}/secrecy-marks",
        {"reason": "shelter"},
        **{"Idempotency-Key": "shelter-for-saar"},
    )
    assert marked.status_code == 201
    for kind in PARTNERS:
        partner = await trusted.a_partner(kind)
        answer = await trusted.case(partner, await trusted.added(referral, partner))
        assert answer.json()["providers"] in ([], None)
        assert str(provider.organisation) not in answer.text


def test_every_kind_in_the_matrix_is_known_and_only_safety_s_own_read_of_safety() -> None:
    assert {kind for kind, sight in partner_sights().items() if CaseField.SAFETY in sight.fields} == {
        "safe-home",
        "child-protection-board",
        "certified-institution",
    }
    known = ROLES.roles.values()
    assert set(partner_sights()) <= {kind for role in known for kind in role.organisation_kinds}
    hidden = {name for name, role in ROLES.roles.items() if role.hidden_from_person}
    assert hidden == {"safe-home-worker", "police-officer", "board-worker"}
