"""The own file of a young person, and that of each parent apart (NV-08, LAW-01)."""

import base64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from referral.domain.consent import Act
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import A_QUESTION, ANOTHER_BSN, DALFSEN, REGION, ZWOLLE, Given, a_person
from .household_stories import Home
from .letter_stories import Json, a_stage
from .my_file_stories import (
    FATHER,
    MOTHER,
    SAAR,
    LogStandIn,
    OwnFiles,
    people_may_sign_in,
    years_before,
)
from .people_stories import People
from .test_residence import moves

HOME = {"street": "Kade", "houseNumber": "7", "postcode": "7721 AB", "city": "Nergenshuizen"}


@pytest.fixture
async def files(room: RoomUnderTest, given: Given) -> OwnFiles:
    await people_may_sign_in(room)
    return OwnFiles(given)


@pytest.fixture
def people(given: Given) -> People:
    return People(given)


def years_pass(room: RoomUnderTest, given: Given, years: int) -> None:
    day = datetime.fromisoformat(years_before(given.today, -years)).date()
    room.clock.at = datetime.combine(day, time(12), UTC)


async def person_stakes(room: RoomUnderTest) -> set[str]:
    return {row.party for row in await room.rows("SELECT party FROM stake WHERE party LIKE 'person:%'")}


@pytest.mark.requirement("NV-08", "LAW-01")
async def test_a_parent_reads_the_own_child_until_sixteen_and_then_only_if_the_young_person_allows_it(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    gp, provider, worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    born = years_before(given.today, 9)
    referral, _ = await given.in_care(gp, provider, person=a_person(birthDate=born))
    mother = await people.parent(worker, referral, "Anna", address=HOME)
    father = await people.parent(worker, referral, "Bas", hasAuthority=False)
    asked = await people.asked(worker, referral, Act.HELP, mother["id"])
    # Without authority there is no view; and a child of nine has none yet.
    for person in (father["id"], None):
        refused = await files.code(worker, referral, person)
        assert [each["code"] for each in refused.json()["reasons"]] == ["may-not-look"]
    path = await files.linked(worker, referral, MOTHER, mother["id"])
    seen = await files.read(MOTHER, path)
    assert (seen["givenName"], seen["readsAs"]) == ("Saar", "parental-authority")
    (of_saar,) = seen["referrals"]
    assert (of_saar["status"], of_saar["settledBy"]) == ("in-care", "referrer")
    assert [each["provider"] for each in of_saar["help"]] == ["An office"]
    assert [each["act"] for each in seen["consents"]] == [asked["act"]]
    assert seen["parents"] == []
    told = (await given.get(MOTHER, path)).text
    assert not [word for word in (A_QUESTION, "Bas", "Nergenshuizen", "Kerkstraat", "9999") if word in told]
    # Every look is in the log, and another family is not there.
    purposes = await room.rows("SELECT purpose FROM read_log WHERE subject = 'person-anna'")
    assert "read_my_file" in {row.purpose for row in purposes}
    other = await files.child_of(gp, 9, bsn=ANOTHER_BSN, givenName="Tim")
    neighbour = await people.parent(worker, other, "Carla")
    elsewhere = await files.linked(worker, other, FATHER, neighbour["id"])
    for who, theirs in ((MOTHER, elsewhere), (FATHER, path), (worker, path)):
        for part in ("", "/looks", "/family-group-plan", f"/letters/{uuid7()}"):
            assert (await given.get(who, theirs + part)).status_code in (403, 404)
    assert (await files.listed(MOTHER), await files.listed(FATHER)) == (["Saar"], ["Tim"])
    years_pass(room, given, 7)
    assert (await given.get(MOTHER, path)).status_code == 404
    assert await files.listed(MOTHER) == []
    own = await files.linked(worker, referral, SAAR)
    parents = (await files.read(SAAR, own))["parents"]
    assert [(each["name"], each["isAllowed"]) for each in parents] == [("Anna", False)]
    assert (await files.allow(own, mother["id"], allowed=True, seen=9)).status_code == 412
    assert (await files.allow(own, father["id"], allowed=True, seen=1)).status_code == 400
    assert (await files.allow(own, mother["id"], allowed=True, seen=1)).status_code == 200
    assert (await given.get(MOTHER, path)).status_code == 200
    assert "person:person-anna" in await person_stakes(room)
    assert (await files.allow(own, mother["id"], allowed=False, seen=2)).status_code == 200
    assert (await given.get(MOTHER, path)).status_code == 404
    assert await person_stakes(room) == {"person:person-saar", "person:person-bas"}
    assert (await files.allow(own, mother["id"], allowed=True, seen=3)).status_code == 200
    years_pass(room, given, 2)
    # Authority ends at eighteen, and what was allowed with it: the file is Saar's own only.
    assert (await given.get(MOTHER, path)).status_code == 404
    assert (await given.get(SAAR, own)).status_code == 200
    late = await files.allow(own, mother["id"], allowed=False, seen=4)
    assert late.json()["reasons"][0]["code"] == "not-of-this-age"


@pytest.mark.requirement("NV-08")
async def test_on_the_birthday_itself_the_database_closes_the_file_to_the_parents(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    worker = await given.an_access_worker()
    referral = await files.child_of(worker, 15)
    mother = await people.parent(worker, referral, "Anna")
    path = await files.linked(worker, referral, MOTHER, mother["id"])
    # Another referral of the same child, by somebody else, stands in the same file.
    await files.child_of(await given.a_gp(), 15)
    assert len((await files.read(MOTHER, path))["referrals"]) == 2
    years_pass(room, given, 1)
    await room.fire_deadlines()
    assert await person_stakes(room) == set()
    assert (await given.get(MOTHER, path)).status_code == 404


@pytest.mark.requirement("NV-08")
async def test_from_twelve_to_sixteen_a_professional_closes_a_part_for_the_parents_without_a_trace(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    gp, worker = await given.a_gp(), await given.an_access_worker()
    referral = await files.child_of(worker, 11)
    mother = await people.parent(worker, referral, "Anna")
    path = await files.linked(worker, referral, MOTHER, mother["id"])
    early = await files.close(worker, referral, "referral")
    assert early.json()["reasons"][0]["code"] == "not-of-this-age"
    years_pass(room, given, 1)
    own = await files.linked(worker, referral, SAAR)
    before = await files.read(MOTHER, path)
    # What Saar asked her doctor for on her own.
    alone = await given.referral(gp, person=a_person(birthDate=years_before(given.today, 12)))
    assert len((await files.read(MOTHER, path))["referrals"]) == 2
    closed = (await files.close(gp, alone, "referral")).json()
    assert await files.read(MOTHER, path) == before
    assert len((await files.read(SAAR, own))["referrals"]) == 2
    assert (await files.close(gp, alone, "referral")).status_code == 409
    listed = (await given.get(gp, f"/referrals/{alone['id']}/closed-items")).json()["items"]
    assert [(each["part"], each["reason"]) for each in listed] == [("referral", "young-person-asks")]
    assert (await given.get(MOTHER, f"/referrals/{alone['id']}/closed-items")).status_code == 403
    reopening = f"/referrals/{alone['id']}/closed-items/{closed['id']}/reopening"
    assert (await given.post(gp, reopening, seen=7)).status_code == 412
    assert (await given.post(gp, reopening, seen=1)).status_code == 200
    assert (await given.post(gp, reopening, seen=2)).status_code == 409
    assert len((await files.read(MOTHER, path))["referrals"]) == 2
    # The help alone: the referral stays, and says nothing of it.
    assert (await files.close(worker, referral, "help")).status_code == 201
    of_mother = {each["id"]: each for each in (await files.read(MOTHER, path))["referrals"]}
    assert (of_mother[referral["id"]]["forms"], of_mother[referral["id"]]["help"]) == ([], [])
    assert of_mother[referral["id"]]["nextMove"] is None
    moves_on = {each["id"]: each["nextMove"] for each in (await files.read(SAAR, own))["referrals"]}
    assert moves_on[referral["id"]]["what"] == "decision-awaited"
    wrong = await files.close(worker, referral, "letter", str(uuid7()))
    assert wrong.json()["errors"][0]["field"] == "letter"


@pytest.mark.requirement("NV-08")
async def test_a_code_is_for_one_person_once_and_who_guesses_waits_longer_and_voids_it(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    worker = await given.an_access_worker()
    referral = await files.child_of(worker, 13)
    mother = await people.parent(worker, referral, "Anna")
    code = (await files.code(worker, referral, mother["id"])).json()["code"]
    (stored,) = await room.rows("SELECT * FROM link_code")
    assert code.replace("-", "").encode() not in repr(tuple(stored)).encode()
    # A code for a parent is none for a young person; what is wrong with it is not told.
    assert (await files.enter(SAAR, code)).json()["type"] == "/problems/link-code-wrong"
    guess = code[:-4] + ("0000" if not code.endswith("0000") else "1111")
    for _ in range(4):
        too_soon = await files.enter(SAAR, guess)
        assert too_soon.status_code == 429
        room.clock.advance(timedelta(seconds=int(too_soon.headers["Retry-After"])))
        assert (await files.enter(SAAR, guess)).status_code == 409
    assert int((await files.enter(SAAR, guess)).headers["Retry-After"]) == 32
    assert (await files.enter(MOTHER, code)).status_code == 409, "void after five wrong tries"
    room.clock.advance(timedelta(minutes=1))
    # A new one goes in as it is typed over from paper; the one before it counts no more.
    first = (await files.code(worker, referral, mother["id"])).json()["code"]
    second = (await files.code(worker, referral, mother["id"])).json()["code"]
    assert (await files.enter(MOTHER, first)).status_code == 409
    room.clock.advance(timedelta(minutes=1))
    entered = await files.enter(MOTHER, second.lower().replace("-", " "))
    path = f"/my-files/{entered.json()['myFile']}"
    assert (await files.enter(FATHER, second)).status_code == 409, "used"
    again = await files.code(worker, referral, mother["id"])
    assert again.json()["reasons"][0]["code"] == "linked-already"
    late = (await files.code(worker, referral, None)).json()["code"]
    room.clock.advance(timedelta(days=15))
    assert (await files.enter(SAAR, late)).status_code == 409, "fourteen days"
    (link,) = (await given.get(worker, f"/referrals/{referral['id']}/person-links")).json()["items"]
    revocation = f"/referrals/{referral['id']}/person-links/{link['id']}/revocation"
    assert (await given.post(worker, revocation)).status_code == 428
    assert (await given.post(worker, revocation, seen=link["version"])).status_code == 200
    assert (await given.get(MOTHER, path)).status_code == 404
    assert await person_stakes(room) == set()


@pytest.mark.requirement("NV-08")
async def test_a_plan_of_the_family_leads_the_plan_that_the_access_worker_reads(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    worker, stranger = await given.an_access_worker(), await given.an_access_worker("0193")
    referral = await files.child_of(worker, 9)
    anna, bas = [await people.parent(worker, referral, name) for name in ("Anna", "Bas")]
    of_anna = await files.linked(worker, referral, MOTHER, anna["id"])
    of_bas = await files.linked(worker, referral, FATHER, bas["id"])
    household = await Home(given).of(worker, referral)
    assert (await files.read(worker, f"/households/{household}/plan"))["familyGroupPlans"] == []
    words = {"text": "Oma haalt de kinderen op dinsdag."}
    assert (await files.plan(MOTHER, of_anna, words)).status_code == 200
    assert (await files.plan(MOTHER, of_anna, words)).status_code == 428
    better = {"text": "Oma haalt de kinderen elke dag."}
    assert (await files.plan(MOTHER, of_anna, better, seen=1)).json()["version"] == 2
    mine = await files.read(MOTHER, f"{of_anna}/family-group-plan")
    (first,) = mine["earlier"]
    assert mine["text"] == better["text"]
    earlier = f"family-group-plans/{first['id']}"
    assert (await files.read(MOTHER, f"{of_anna}/{earlier}"))["text"] == words["text"]
    assert (await given.get(FATHER, f"{of_bas}/{earlier}")).status_code == 404
    # One parent does not read the words of the other, and gives a plan apart.
    assert (await files.read(FATHER, f"{of_bas}/family-group-plan"))["version"] == 0
    pdf = base64.b64encode(b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF").decode()
    room.clock.advance(timedelta(days=1))
    assert (await files.plan(FATHER, of_bas, {"pdf": pdf})).status_code == 200
    plan = await files.read(worker, f"/households/{household}/plan")
    assert [(each["kind"], each["person"]) for each in plan["familyGroupPlans"]] == [
        ("pdf", bas["id"]),
        ("text", anna["id"]),
    ]
    leading, other = (await files.read(worker, f"/households/{household}/family-group-plans"))["items"]
    assert (leading["pdf"], other["text"]) == (pdf, better["text"])
    assert (await given.get(stranger, f"/households/{household}/family-group-plans")).status_code == 404
    (kept,) = await room.rows("SELECT count(*) AS plans FROM family_group_plan")
    assert kept.plans == 3
    (sealed,) = await room.rows("SELECT string_agg(words::text, '') AS words FROM family_group_plan")
    assert "Oma" not in bytes.fromhex(sealed.words.replace("\\x", "")).decode(errors="ignore")
    whole = base64.b64encode(b"%PDF-1.7\n" + b"x" * 190_000 + b"%%EOF").decode()
    for wrong in ({}, {**words, "pdf": pdf}, {"pdf": base64.b64encode(b"GIF89a").decode()}, {"pdf": whole}):
        assert (await files.plan(MOTHER, of_anna, wrong, seen=2)).status_code == 400


@pytest.fixture
def log() -> LogStandIn:
    return LogStandIn()


@pytest.mark.requirement("NV-08", "LAW-07")
async def test_under_secrecy_a_parent_sees_neither_provider_nor_place_in_the_file_the_letters_or_the_log(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path, log: LogStandIn
) -> None:
    async with a_stage(await new_database("referral"), tmp_path, log) as stage:
        given, room = stage.given, stage.room
        await people_may_sign_in(room)
        files, people = OwnFiles(given), People(given)
        provider = Caller(
            "helper",
            await room.organisation("provider", regions=("ijsselland",), name="De Schuilplaats"),
            "provider-worker",
        )
        crisis = await room.organisation("crisis-provider", regions=("ijsselland",), name="De Brug")
        worker = await room.caller(
            "access-worker", "municipality", area=DALFSEN, regions=("ijsselland",), name="Toegang Dalfsen"
        )
        born = years_before(given.today, 13)
        referral = (await given.send(worker, given.a_quote(person=a_person(birthDate=born)))).json()
        anna = await people.parent(worker, referral, "Anna", address=HOME)
        bas = await people.parent(worker, referral, "Bas")
        log.content = stage.says(
            referral, await given.granted(referral, preferred=provider.organisation, decidedBy="desk")
        )
        assert await stage.issue() == 1
        (placement,) = (await given.get(provider, "/placement-requests")).json()["items"]
        assert (await given.accept(provider, placement)).status_code == 200
        of_anna = await files.linked(worker, referral, MOTHER, anna["id"])
        of_bas = await files.linked(worker, referral, FATHER, bas["id"])
        own = await files.linked(worker, referral, SAAR)
        log.looks = [
            _look(provider.organisation, "provider-worker", "reading a referral"),
            _look(worker.organisation, "access-worker", "reading a letter", emergency=True),
            _look(crisis, "crisis-desk", "reading a referral"),
            _look(crisis, "provider-worker", "reading a referral"),
            _look(uuid7(), "parent", "read_my_file"),
        ]
        (letter,) = (await files.read(FATHER, of_bas))["referrals"][0]["letters"]
        pdf = await given.get(FATHER, f"{of_bas}/letters/{letter['id']}")
        assert pdf.content.startswith(b"%PDF-")
        assert await _told(files, FATHER, of_bas) == [
            ("De Schuilplaats", "referral", False),
            ("Toegang Dalfsen", "letter", True),
        ]
        # The young person reads that a parent looked.
        assert [each[1] for each in await _told(files, SAAR, own)] == ["referral", "letter", "case"]
        log.is_away = True
        assert (await given.get(FATHER, f"{of_bas}/looks")).json()["type"] == "/problems/not-now"
        log.is_away = False
        assert (await people.mark(worker, referral)).status_code == 201
        for who, path in ((MOTHER, of_anna), (FATHER, of_bas)):
            said = (await given.get(who, path)).text + (await given.get(who, f"{path}/looks")).text
            places = ("De Schuilplaats", str(provider.organisation), "Kerkstraat", "Nergenshuizen", "7721")
            assert not [word for word in places if word in said]
            assert (await given.get(who, f"{path}/letters/{letter['id']}")).status_code == 404
            assert await _told(files, who, path) == [("Toegang Dalfsen", "letter", True)]
        assert "De Schuilplaats" in (await given.get(SAAR, own)).text
        # A letter that is closed for the parents stays the young person's.
        assert (await files.close(worker, referral, "letter", letter["id"])).status_code == 201
        assert (await given.get(SAAR, f"{own}/letters/{letter['id']}")).status_code == 200


@pytest.mark.requirement("LAW-07")
async def test_a_move_under_secrecy_tells_a_parent_no_town_by_who_pays(
    room: RoomUnderTest, given: Given, files: OwnFiles, people: People
) -> None:
    worker = await given.an_access_worker()
    zwolle = await room.organisation("municipality", area=ZWOLLE, regions=(REGION,), name="Toegang Elders")
    referral = await files.child_of(await given.a_gp(), 13)
    bas = await people.parent(worker, referral, "Bas")
    path, own = [await files.linked(worker, referral, *who) for who in ((FATHER, bas["id"]), (SAAR, None))]
    assert (await people.mark(worker, referral)).status_code == 201
    assert (await files.read(FATHER, path))["referrals"][0]["municipality"] == DALFSEN
    await moves(given, worker, referral, ZWOLLE, given.today)
    told = (await given.get(FATHER, path)).text
    assert [each for each in (ZWOLLE, "Toegang Elders", str(zwolle)) if each in told] == []
    of_saar = await files.read(SAAR, own)
    assert (of_saar["referrals"][0]["municipality"], of_saar["director"]) == (ZWOLLE, "Toegang Elders")


def _look(organisation: Any, role: str, purpose: str, *, emergency: bool = False) -> Json:
    return {
        "id": str(uuid7()),
        "at": "2026-03-10T10:00:00Z",
        "action": "looked",
        "purpose": purpose,
        "role": role,
        "organisation": str(organisation),
        "byEmergencyDoor": emergency,
    }


async def _told(files: OwnFiles, who: Caller, path: str) -> list[tuple[str, str, bool]]:
    """Newest first, which here is by id: turned round, in the order in which they happened."""
    items = (await files.read(who, f"{path}/looks"))["items"]
    return [(each["organisation"], each["why"], each["byEmergencyDoor"]) for each in reversed(items)]
