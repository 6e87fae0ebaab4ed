"""Exact search by BSN, or by birth date and surname: who may look finds the file, others learn nothing."""

from typing import Any

import pytest
from sqlalchemy import text

from referral.domain.surname import normalised
from referral.usecases.make_findable import make_findable
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, ANOTHER_BSN, REGION, ZWOLLE, Given, Json, a_key, a_person
from .household_stories import Home, a_director, a_family
from .test_submitting import counted_statements
from .test_whole_clients import erase, merge

BORN = a_person()["birthDate"]
NAME: Json = {"birthDate": BORN, "familyName": "de Vries"}


async def a_youth_doctor(given: Given) -> Caller:
    return await given.room.caller("youth-doctor", "youth-health-care", regions=(REGION,))


async def search(given: Given, by: Caller, **body: Any) -> tuple[int, dict[str, str], Json]:
    answer = await given.post(by, "/client-searches", body)
    kept = {name: value for name, value in answer.headers.items() if name != "x-correlation-id"}
    return answer.status_code, kept, answer.json()


async def found(given: Given, by: Caller, **body: Any) -> list[str]:
    status, _, answer = await search(given, by, **body)
    assert status == 200, answer
    assert (answer["line"] is None) is bool(answer["items"])
    return [each["referral"] for each in answer["items"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("van der Berg", "BERG, van der"),
        ("Jansen-de Vries", "jansen  De Vries"),
        ("Brouwer-Yılmaz", "brouwer yilmaz"),
        ("d'Hondt", "D’Hondt"),
        ("'t Hart", "Hart"),
        ("Nuñez", "Nun\u0303ez"),
        ("Groß", "GROSS"),
        ("Łukasz-Ørsted", "lukasz orsted"),
        ("\u0132sbrand", "IJsbrand"),
        ("van der", "Van Der"),
    ],
)
def test_two_ways_to_write_a_surname_are_one_surname(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)
    assert normalised(one)
    assert normalised(normalised(one)) == normalised(one)


@pytest.mark.parametrize(
    ("one", "other"), [("Bakker", "Bakkers"), ("Vermeer", "Meer"), ("Jansen", "Jansen-de Vries"), ("?", "!")]
)
def test_surnames_that_are_alike_stay_two(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@pytest.mark.requirement("LAW-08")
async def test_a_stranger_cannot_tell_a_known_child_from_an_unknown_one_by_name_or_number(
    room: RoomUnderTest, given: Given
) -> None:
    await given.in_care(await given.a_gp(), await given.a_provider())
    nobody = {"birthDate": BORN, "familyName": "Nooitgenoemd"}
    strangers = [
        await given.an_access_worker(ZWOLLE),
        await given.an_institution(),
        await a_youth_doctor(given),
        await a_director(given),
    ]
    for stranger in strangers:
        for known, unknown in ((NAME, nobody), ({"bsn": A_BSN}, {"bsn": ANOTHER_BSN})):
            with counted_statements() as for_known:
                seen_of_known = await search(given, stranger, **known)
            with counted_statements() as for_unknown:
                seen_of_unknown = await search(given, stranger, **unknown)
            assert seen_of_known == seen_of_unknown
            assert (seen_of_known[0], seen_of_known[2]["items"]) == (200, [])
            assert for_known == for_unknown
            assert for_known
    looks = await room.rows("SELECT data_subject, action FROM read_log WHERE operation = 'search_clients'")
    assert len(looks) == 4 * len(strangers)
    assert {look.action for look in looks} == {"searched"}
    subjects = {look.data_subject for look in looks}
    assert {len(subject) for subject in subjects} == {64}, "a keyed hash, and no client"
    assert len(subjects) == 4
    for refused in (await given.a_gp(), await given.a_provider()):
        assert (await search(given, refused, **NAME))[0] == 403


async def test_who_may_look_finds_the_file_by_the_name_that_was_given_there(
    room: RoomUnderTest, given: Given
) -> None:
    family = await a_family(given)
    doctor = await a_youth_doctor(given)
    own = await given.referral(doctor, person=a_person(familyName="Vries, de"))
    other_name = await given.referral(await given.a_gp(), person=a_person(familyName="Devries-Bakker"))
    director = await a_director(given)
    assert await found(given, director, **NAME) == []
    assert (
        await Home(given).appoint(family.desk, family.household, director.organisation, "safety")
    ).is_success
    saar_and_bram = [family.bram["id"], family.saar["id"]]
    assert await found(given, family.desk, **NAME) == [own["id"], *saar_and_bram]
    assert await found(given, family.desk, bsn=A_BSN) == [other_name["id"], own["id"], family.saar["id"]]
    # What another referrer gave is no name to find one's own file by.
    assert await found(given, doctor, **NAME) == [own["id"]]
    assert await found(given, doctor, birthDate=BORN, familyName="devries bakker") == []
    assert await found(given, doctor, birthDate="2016-01-01", familyName="de Vries") == []
    assert family.saar["id"] in await found(given, director, **NAME)
    clients = {row.id for row in await room.rows("SELECT id::text FROM client")}
    looks = await room.rows(
        "SELECT data_subject FROM read_log WHERE operation = 'search_clients' AND subject = :who",
        who=doctor.subject,
    )
    assert len({look.data_subject for look in looks} & clients) == 1, "the child can read who found it"


async def test_a_name_is_found_as_it_was_put_right_after_a_merge_and_never_after_an_erasure(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    kept = await given.referral(gp)
    double = await given.referral(gp, person=a_person(bsn=None))
    both = [double["id"], kept["id"]]
    assert await found(given, desk, bsn=A_BSN) == [kept["id"]]
    assert (await merge(given, desk, kept, double))[0] == 201
    assert await found(given, desk, bsn=A_BSN) == await found(given, desk, **NAME) == both
    why = {"reason": "Zo staat het op de kaart.", "askedBy": "parent"}
    for change in ({"birthDate": "2016-05-04"}, {"familyName": "van Rijn"}):
        answer = await given.post(
            desk, f"/referrals/{double['id']}/corrections", why | change, **{"Idempotency-Key": a_key()}
        )
        assert answer.status_code == 201, answer.text
    assert await found(given, desk, **NAME) == [kept["id"]]
    assert await found(given, desk, birthDate="2016-05-04", familyName="rijn") == [double["id"]]
    for each in (kept, double):
        version = (await given.get(gp, f"/referrals/{each['id']}")).json()["version"]
        assert (await given.withdraw(gp, each, seen=version)).is_success
    assert (await erase(given, desk, kept))[0] == 201
    assert await found(given, desk, birthDate="2016-05-04", familyName="rijn") == []
    assert await room.rows("SELECT 1 FROM referral WHERE name_hash IS NOT NULL") == []
    assert await make_findable(room.transactions) == 0


async def test_what_was_stored_before_there_was_a_search_is_made_findable_once(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    sent = [(await given.referral(gp, person=a_person(bsn=None)))["id"] for _ in range(3)]
    assert await make_findable(room.transactions) == 0
    before = await room.rows("SELECT id, name_hash FROM referral ORDER BY id")
    async with room.begin() as tx, tx.seeing_all():
        await tx.session.execute(text("UPDATE referral SET name_hash = NULL"))
    assert await found(given, desk, **NAME) == []
    assert await make_findable(room.transactions) == 3
    assert await room.rows("SELECT id, name_hash FROM referral ORDER BY id") == before
    assert sorted(await found(given, desk, **NAME)) == sorted(sent)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"birthDate": BORN},
        {"familyName": "de Vries"},
        NAME | {"bsn": A_BSN},
        {"bsn": A_BSN, "birthDate": BORN},
    ],
)
async def test_a_search_by_half_or_by_both_is_refused(room: RoomUnderTest, given: Given, body: Json) -> None:
    assert (await search(given, await given.an_access_worker(), **body))[0] == 400
    assert await room.rows("SELECT id FROM read_log") == []
