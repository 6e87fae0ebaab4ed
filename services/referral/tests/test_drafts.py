"""What a crisis leaves: a draft per component for who asked, of which a person makes a referral."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from servicekit.subscriptions import NotYet
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, REGION, ZWOLLE, Given, Json


async def closed(room: RoomUnderTest, asked_by: UUID, kind: str, *components: str, **changed: Any) -> Json:
    """The room `crisis` has closed an alarm of Zwolle."""
    data: Json = {
        "ref": str(uuid7()),
        "version": 4,
        "region": REGION,
        "municipality": ZWOLLE,
        "residence": None,
        "age": 15,
        "danger": True,
        "isDrill": False,
        "askedBy": str(asked_by),
        "askedByKind": kind,
        "followUp": list(components),
        **changed,
    }
    await room.deliver("alarm.closed", data)
    return data


async def drafts_of(given: Given, by: Caller) -> list[Json]:
    return list((await given.get(by, "/referral-drafts")).json()["items"])


@pytest.mark.requirement("IJS-37")
async def test_a_crisis_with_follow_up_leaves_linked_drafts_for_who_asked_and_once(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    alarm = await closed(room, desk.organisation, "municipality", "ambulatory", "stay")
    await room.deliver("alarm.closed", alarm)
    ambulatory, stay = sorted(await drafts_of(given, desk), key=lambda draft: str(draft["component"]))
    assert {ambulatory["alarm"], stay["alarm"]} == {alarm["ref"]}
    assert (ambulatory["route"], stay["route"]) == ("choice-budget", "stay")
    assert (ambulatory["urgency"], ambulatory["safety"], ambulatory["age"]) == ("urgent", True, 15)
    assert stay["forms"] == ["living", "residential"]
    assert set((await given.deadlines()).values()) == {str(desk.organisation)}


@pytest.mark.requirement("IJS-37")
async def test_for_an_institution_the_follow_up_goes_by_quote(room: RoomUnderTest, given: Given) -> None:
    institution = await given.an_institution()
    await closed(
        room, institution.organisation, "certified-institution", "ambulatory", "stay", residence=DALFSEN
    )
    drafts = await drafts_of(given, institution)
    assert {draft["route"] for draft in drafts} == {"quote"}
    assert {draft["municipality"] for draft in drafts} == {DALFSEN}


async def test_where_the_crisis_desk_asked_the_municipality_makes_the_referral(
    room: RoomUnderTest, given: Given
) -> None:
    crisis_desk = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    desk, elsewhere = await given.an_access_worker(ZWOLLE), await given.an_access_worker(DALFSEN)
    await closed(room, crisis_desk.organisation, "crisis-provider", "ambulatory", isDrill=True)
    (draft,) = await drafts_of(given, desk)
    assert (draft["isDrill"], draft["madeByMunicipality"]) == (True, True)
    assert await drafts_of(given, crisis_desk) == [draft]
    assert await drafts_of(given, elsewhere) == []
    path = f"/referral-drafts/{draft['id']}"
    assert (await given.get(crisis_desk, path)).status_code == 200
    assert (await given.get(elsewhere, path)).status_code == 404
    assert (await given.post(crisis_desk, f"{path}/discard", seen=1)).status_code == 403


async def test_without_follow_up_there_is_no_draft(room: RoomUnderTest, given: Given) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    await closed(room, desk.organisation, "municipality")
    assert await drafts_of(given, desk) == []


@pytest.mark.requirement("IJS-37")
async def test_of_a_draft_one_referral_is_made_and_a_strange_one_is_wrong_input(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    await closed(room, desk.organisation, "municipality", "ambulatory")
    (draft,) = await drafts_of(given, desk)
    body = given.a_referral(municipality=ZWOLLE, draft=draft["id"], urgency="urgent")
    made = await given.send(desk, body)
    assert made.status_code == 201, made.text
    (used,) = await drafts_of(given, desk)
    assert (used["status"], used["referral"]) == ("used", made.json()["id"])
    assert ("draft-awaited", draft["id"]) not in await given.deadlines()
    again = await given.send(desk, body)
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    strange = await given.send(desk, body | {"draft": str(uuid7())})
    assert [error["field"] for error in strange.json()["errors"]] == ["draft"]
    assert len(await room.rows("SELECT 1 FROM referral")) == 1


@pytest.mark.requirement("IJS-37")
async def test_of_the_draft_of_a_drill_no_referral_is_made_and_it_can_be_discarded(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    await closed(room, desk.organisation, "municipality", "ambulatory", isDrill=True)
    (draft,) = await drafts_of(given, desk)
    refused = await given.send(desk, given.a_referral(municipality=ZWOLLE, draft=draft["id"]))
    assert refused.status_code == 409, refused.text
    (reason,) = refused.json()["reasons"]
    assert reason["code"] == "draft-of-a-drill"
    assert await room.rows("SELECT 1 FROM referral UNION ALL SELECT 1 FROM client") == []
    assert await room.told("referral.submitted") == []
    (still,) = await drafts_of(given, desk)
    assert still["status"] == "open"
    discarded = await given.post(desk, f"/referral-drafts/{draft['id']}/discard", seen=1)
    assert discarded.json()["status"] == "discarded"


async def residence_found(room: RoomUnderTest, alarm: Json, residence: str) -> None:
    """The room `crisis` tells where the young person of a closed alarm lives."""
    found = alarm | {"version": alarm["version"] + 1, "status": "closed", "residence": residence}
    await room.deliver("alarm.residence-found", found)


@pytest.mark.requirement("LAW-10", "IJS-37")
async def test_a_residence_that_is_found_later_moves_the_draft_to_the_desk_that_makes_the_referral(
    room: RoomUnderTest, given: Given
) -> None:
    crisis_desk = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    here, there = await given.an_access_worker(ZWOLLE), await given.an_access_worker(DALFSEN)
    alarm = await closed(room, crisis_desk.organisation, "crisis-provider", "ambulatory", "stay")
    discarded, kept = await drafts_of(given, here)
    await given.post(here, f"/referral-drafts/{discarded['id']}/discard", seen=1)
    await residence_found(room, alarm, DALFSEN)
    (moved,) = await drafts_of(given, there)
    assert (moved["id"], moved["municipality"], moved["version"]) == (kept["id"], DALFSEN, 2)
    assert [draft["id"] for draft in await drafts_of(given, here)] == [discarded["id"]], "what is over stays"
    assert await given.deadlines() == {("draft-awaited", kept["id"]): str(there.organisation)}
    body = given.a_referral(municipality=DALFSEN, draft=kept["id"])
    assert (await given.send(there, body)).status_code == 201
    assert (await given.send(here, body)).status_code == 400


async def test_who_asked_for_itself_keeps_the_draft_and_reads_the_municipality_of_residence(
    room: RoomUnderTest, given: Given
) -> None:
    institution = await given.an_institution()
    alarm = await closed(room, institution.organisation, "certified-institution", "ambulatory")
    before = await given.deadlines()
    await residence_found(room, alarm, DALFSEN)
    (draft,) = await drafts_of(given, institution)
    assert draft["municipality"] == DALFSEN
    assert await given.deadlines() == before


async def test_a_residence_that_is_told_before_the_closing_waits_for_it_and_one_without_drafts_is_nothing(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    alarm = await closed(room, desk.organisation, "municipality", "ambulatory")
    with pytest.raises(NotYet):
        await residence_found(room, alarm | {"ref": str(uuid7())}, DALFSEN)
    nothing = alarm | {"ref": str(uuid7()), "followUp": []}
    await residence_found(room, nothing, DALFSEN)
    with pytest.raises(NotYet):
        await residence_found(room, nothing | {"ref": str(uuid7()), "nights": 1}, DALFSEN)
    (draft,) = await drafts_of(given, desk)
    assert draft["municipality"] == ZWOLLE


async def test_a_draft_is_discarded_by_who_would_make_the_referral_and_until_then_told_daily(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker(ZWOLLE)
    await closed(room, desk.organisation, "municipality", "ambulatory")
    (draft,) = await drafts_of(given, desk)
    room.clock.advance(timedelta(days=1, seconds=1))
    assert await room.fire_deadlines() == 1
    path = f"/referral-drafts/{draft['id']}/discard"
    assert (await given.post(desk, path)).status_code == 428
    assert (await given.post(desk, path, seen=7)).status_code == 412
    discarded = await given.post(desk, path, seen=1)
    assert (discarded.status_code, discarded.json()["status"]) == (200, "discarded")
    assert (await given.post(desk, path, seen=2)).status_code == 409
    assert await given.deadlines() == {}


async def test_names_are_given_to_who_referred_and_to_the_own_municipality_and_every_look_is_recorded(
    room: RoomUnderTest, given: Given
) -> None:
    desk, gp = await given.an_access_worker(), await given.a_gp()
    own = await given.referral(gp)
    foreign = await given.referral(gp, municipality=ZWOLLE)
    before = len(await room.rows("SELECT 1 FROM read_log"))
    ids = [own["id"], foreign["id"], str(uuid7())]
    answer = await given.post(desk, "/referral-names", {"referrals": ids})
    assert answer.json()["items"] == [{"referral": own["id"], "givenName": "Saar", "familyName": "de Vries"}]
    looks = await room.rows("SELECT purpose, subject FROM read_log ORDER BY looked_at, id")
    assert [look.purpose for look in looks][before:] == ["name beside a list"]
    both = (await given.post(gp, "/referral-names", {"referrals": ids})).json()["items"]
    assert {each["referral"] for each in both} == {own["id"], foreign["id"]}
    other = await given.post(await given.a_gp(), "/referral-names", {"referrals": ids})
    assert other.json()["items"] == []
    # An area in the register makes no municipality of a practice.
    practice = await room.caller("general-practitioner", "general-practice", area=DALFSEN, regions=(REGION,))
    assert (await given.post(practice, "/referral-names", {"referrals": ids})).json()["items"] == []
    unasked = await given.post(await given.a_provider(), "/referral-names", {"referrals": ids})
    assert unasked.status_code == 403
    wrong = await given.post(desk, "/referral-names", {"referrals": ["Saar"]})
    assert [error["field"] for error in wrong.json()["errors"]] == ["referrals.0"]


@pytest.mark.requirement("IJS-37")
async def test_nights_in_a_crisis_bed_are_a_stay_from_the_first_and_help_goes_on_until_that_is_decided(
    room: RoomUnderTest, given: Given
) -> None:
    """Nobody asked for a stay: the nights are one all the same."""
    desk, provider, bed_at = await given.an_access_worker(ZWOLLE), await given.a_provider(), str(uuid7())
    slept = {"heldBy": str(provider.organisation), "helpSince": "2026-02-27", "bedProvider": bed_at}
    slept |= {"nights": 2, "firstNight": "2026-02-27", "inABed": True}
    alarm = await closed(room, desk.organisation, "municipality", "ambulatory", **slept)
    drafts = {draft["component"]: draft for draft in await drafts_of(given, desk)}
    running = {name: draft["helpGoesOn"] for name, draft in drafts.items()}
    assert (running["ambulatory"]["provider"], running["ambulatory"]["nights"]) == (slept["heldBy"], 0)
    stay = drafts["stay"]
    assert (stay["nights"], stay["firstNight"], running["stay"]["provider"]) == (2, "2026-02-27", bed_at)
    assert (running["stay"]["waitsFor"], running["stay"]["whose"]) == ("referral", "referrer")
    assert running["stay"]["dueAt"] is not None
    ended: Json = {"ref": str(uuid7()), "version": 2, "region": REGION, "alarm": alarm["ref"]}
    ended |= {"alarmClosed": True, "alarmNights": 3, "alarmFirstNight": "2026-02-27"}
    await room.deliver("bed.ended", ended)
    with pytest.raises(NotYet):
        await room.deliver("bed.ended", ended | {"ref": str(uuid7()), "alarm": str(uuid7())})
    asked = given.a_referral(municipality=ZWOLLE, draft=stay["id"], route="stay", budget=None)
    made = await given.send(desk, asked | {"forms": ["residential"], "intensity": "residential-3"})
    assert made.status_code == 201, made.text
    read = (await given.get(desk, f"/referrals/{made.json()['id']}")).json()
    assert (read["asked"]["etmalen"], read["staySince"], read["alarm"]) == (3, "2026-02-27", alarm["ref"])
    assert (read["helpGoesOn"]["waitsFor"], read["helpGoesOn"]["nights"]) == ("decision", 3)
    (told,) = await room.told("referral.submitted")
    assert (told.data["etmalen"], told.data["staySince"]) == (3, "2026-02-27")
    await given.granted(made.json(), decidedBy="desk")
    decided = (await given.get(desk, f"/referrals/{made.json()['id']}")).json()["helpGoesOn"]
    assert (decided["waitsFor"], decided["whose"]) == (None, None)


@pytest.mark.requirement("IJS-37")
async def test_a_stay_after_a_crisis_is_asked_of_whose_bed_it_was_and_began_on_its_first_night(
    room: RoomUnderTest, given: Given
) -> None:
    """Where who refers names nobody; a bed outside the region's providers is nobody's wish."""
    desk, provider = await given.an_access_worker(ZWOLLE), await given.a_provider()
    first = given.today - timedelta(days=3)
    slept = {"nights": 3, "firstNight": first.isoformat(), "inABed": False}
    made = {}
    for bed_at in (provider.organisation, uuid7()):
        alarm = await closed(room, desk.organisation, "municipality", bedProvider=str(bed_at), **slept)
        (stay,) = [each for each in await drafts_of(given, desk) if each["alarm"] == alarm["ref"]]
        asked = given.a_referral(municipality=ZWOLLE, draft=stay["id"], route="stay", budget=None)
        sent = await given.send(desk, asked | {"forms": ["residential"], "intensity": "residential-3"})
        assert sent.status_code == 201, sent.text
        made[bed_at] = sent.json()
    own, strange = made.values()
    assert own["asked"]["preferredProvider"] == str(provider.organisation)
    assert strange["asked"]["preferredProvider"] is None

    stay = given.a_grant("stay", etmalen=3, validFrom=first.isoformat())
    (grant,) = await given.granted(own, stay, preferred=provider.organisation)
    taken = await given.accept(provider, await given.placement_of(provider, grant))
    assert taken.status_code == 200, taken.text
    early = await given.start(provider, taken.json(), first - timedelta(days=1))
    assert [error["field"] for error in early.json()["errors"]] == ["startedOn"]
    begun = await given.start(provider, taken.json(), first)
    assert begun.status_code == 200, begun.text
