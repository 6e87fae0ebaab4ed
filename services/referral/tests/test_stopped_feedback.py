"""From sixteen a young person may stop the word back to the GP; the others read on."""

from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest

from .builders import A_BSN, Given, a_person
from .people_stories import Json, People

OF_SIXTEEN = a_person(birthDate="2010-01-01")


async def timeline(given: Given, by: object, referral: Json) -> list[str]:
    course = (await given.get(by, f"/referrals/{referral['id']}")).json()["course"]  # type: ignore[arg-type]
    return [each["kind"] for each in course["timeline"]]


@pytest.mark.requirement("HLM-16")
async def test_once_a_young_person_of_sixteen_says_so_the_gp_hears_no_more(
    room: RoomUnderTest, given: Given
) -> None:
    people = People(given)
    gp, worker, provider = await given.a_gp(), await given.an_access_worker(), await given.a_provider()
    referral, placement = await given.accepted(gp, provider, person=OF_SIXTEEN)
    path, kinds = f"/referrals/{referral['id']}", ["received", "accepted", "feedback-stopped"]
    assert (await people.stop_feedback(gp, referral)).status_code == 403
    stopped = await people.stop_feedback(provider, referral)
    assert (stopped.status_code, stopped.json()["recordedBy"]) == (201, str(provider.organisation))
    again = await people.stop_feedback(worker, referral)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, ["lifted"])
    before = await timeline(given, gp, referral)
    assert before[-1] == "feedback-stopped"
    placement = (await given.start(provider, placement, given.today)).json()
    assert [each["kind"] for each in await given.messages(gp)] == kinds
    assert await timeline(given, gp, referral) == before
    seen = (await given.get(gp, path)).json()
    assert (seen["status"], seen["course"]["components"]) == ("accepted", [])
    listed = (await given.get(gp, "/referrals")).json()["items"]
    assert [each["status"] for each in listed] == ["accepted"]
    looked_up = (await given.post(gp, "/client-look-ups", {"bsn": A_BSN})).json()["referrals"]
    assert [each["status"] for each in looked_up] == ["accepted"]
    assert (await given.get(gp, f"/placement-requests/{placement['id']}")).status_code == 404
    for reader in (worker, provider):
        assert (await timeline(given, reader, referral))[-1] == "started"
        assert (await given.get(reader, path)).json()["status"] == "in-care"
        looked_up = (await given.post(reader, "/client-look-ups", {"bsn": A_BSN})).json()["referrals"]
        assert [each["status"] for each in looked_up] == ["in-care"]
    # Taken back, it hears again from then on; what was withheld stays so.
    lifting = f"{path}/feedback-stops/{stopped.json()['id']}/lifting"
    assert (await given.post(worker, lifting, {})).status_code == 428
    assert (await given.post(worker, lifting, {}, seen=1)).json()["status"] == "lifted"
    over = await given.post(worker, lifting, {}, seen=2)
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])
    assert (await given.get(gp, path)).json()["status"] == "in-care"
    assert (await given.stop(provider, placement, given.today)).status_code == 200
    assert [each["kind"] for each in await given.messages(gp)] == [*kinds, "feedback-resumed", "ended"]
    assert await timeline(given, gp, referral) == [*before, "feedback-resumed", "ended"]
    assert (await given.get(worker, path + "/feedback-stops")).json()["items"][0]["version"] == 2
    withheld = await room.rows(
        "SELECT kind FROM milestone WHERE is_withheld AND referral = :id", id=UUID(referral["id"])
    )
    assert "started" in {row.kind for row in withheld}


@pytest.mark.requirement("HLM-16")
async def test_under_sixteen_or_where_the_case_is_the_referrers_own_nothing_can_be_stopped(
    given: Given,
) -> None:
    people = People(given)
    gp, worker, provider = await given.a_gp(), await given.an_access_worker(), await given.a_provider()
    # A day before sixteen, told a day before that: what counts is the day on which it was said.
    birthday = given.today.replace(year=given.today.year - 16)
    of_today = await given.referral(gp, person=a_person(bsn=None, birthDate=birthday.isoformat()))
    early = {"toldOn": (given.today - given.today.resolution).isoformat()}
    refused = await people.make(worker, of_today, "feedback-stops", early)
    assert [each["code"] for each in refused.json()["reasons"]] == ["under-sixteen"]
    assert (await people.stop_feedback(worker, of_today)).status_code == 201
    own, _ = await given.accepted(worker, provider)
    refused = await people.stop_feedback(provider, own)
    assert refused.status_code == 409
    assert [each["code"] for each in refused.json()["reasons"]] == ["under-sixteen", "no-feedback-to-stop"]
    assert "feedback-stopped" not in {each["kind"] for each in await given.messages(worker)}
