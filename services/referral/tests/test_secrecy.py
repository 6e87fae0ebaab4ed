"""Who sees what, and what a stranger never learns."""

from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, A_QUESTION, ANOTHER_BSN, DALFSEN, REGION, ZWOLLE, Given, a_person
from .test_submitting import counted_statements


@pytest.mark.requirement("LAW-03")
async def test_the_accepting_provider_reads_what_the_gp_wrote_and_the_access_worker_does_not(
    given: Given,
) -> None:
    gp, provider, access_worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, _ = await given.accepted(gp, provider)
    path = f"/referrals/{referral['id']}"
    seen_by_provider = (await given.get(provider, path)).json()
    assert seen_by_provider["view"] == "chosen-provider"
    assert seen_by_provider["question"] == A_QUESTION
    answer = await given.get(access_worker, path)
    seen_by_municipality = answer.json()
    assert seen_by_municipality["view"] == "responsible-municipality"
    assert seen_by_municipality["question"] is None
    assert A_QUESTION not in answer.text
    assert seen_by_municipality["person"]["familyName"] == "de Vries"
    course = seen_by_municipality["course"]
    assert course["referrerType"] == "general-practitioner"
    assert course["forms"] == ["ambulatory"]
    (component,) = course["components"]
    assert component["provider"] == str(provider.organisation)
    assert component["validFrom"] == given.today.isoformat()
    assert component["validUntil"] > component["validFrom"]


@pytest.mark.requirement("LAW-03")
async def test_a_gp_s_referral_reaches_the_provider_without_a_step_of_the_desk(
    room: RoomUnderTest, given: Given
) -> None:
    referral, placement = await given.asked(await given.a_gp(), await given.a_provider())
    assert placement["status"] == "requested"
    kinds = await room.rows("SELECT kind FROM milestone WHERE referral = :id", id=UUID(referral["id"]))
    assert "at-desk" not in {row.kind for row in kinds}


async def test_a_provider_that_is_asked_gets_a_profile_without_identity(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.asked(gp, provider)
    answer = await given.get(provider, f"/referrals/{referral['id']}")
    seen = answer.json()
    assert seen["view"] == "asked-provider"
    assert (seen["person"], seen["question"], seen["asked"], seen["course"]) == (None, None, None, None)
    assert set(seen["profile"]) == {"age", "municipality", "forms", "domains", "complexity", "urgency"}
    assert "Vries" not in answer.text


async def test_who_has_no_part_in_a_referral_does_not_find_it(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.asked(gp, provider)
    strangers = [await given.a_gp(), await given.a_provider(), await given.an_access_worker(ZWOLLE)]
    await given.refuse(provider, placement)
    for stranger in (*strangers, provider):
        assert (await given.get(stranger, f"/referrals/{referral['id']}")).status_code == 404
    assert (await given.get(gp, "/referrals/not-an-id")).status_code == 404
    for stranger in strangers:
        assert (await given.get(stranger, f"/placement-requests/{placement['id']}")).status_code == 404


async def test_a_second_referrer_never_sees_what_the_first_one_gave(given: Given) -> None:
    first, second = await given.a_gp(), await given.a_gp()
    mine = await given.referral(first)
    theirs = await given.referral(second, person=a_person(givenName="Sara", familyName="Jansen"))
    assert (await given.get(second, f"/referrals/{theirs['id']}")).json()["person"]["givenName"] == "Sara"
    assert (await given.get(first, f"/referrals/{mine['id']}")).json()["person"]["givenName"] == "Saar"


async def test_every_look_at_a_file_is_recorded(room: RoomUnderTest, given: Given) -> None:
    gp, access_worker = await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    await given.get(access_worker, f"/referrals/{referral['id']}")
    looks = await room.rows("SELECT operation, organisation, role, data_subject FROM read_log ORDER BY id")
    assert [(look.operation, look.organisation, look.role) for look in looks] == [
        ("submit_referral", gp.organisation, "general-practitioner"),
        ("read_referral", access_worker.organisation, "access-worker"),
    ]
    ((client,),) = await room.rows("SELECT id FROM client")
    assert {look.data_subject for look in looks} == {str(client)}


async def look_up(given: Given, by: Caller, bsn: str, **headers: str) -> tuple[int, dict[str, str], str]:
    answer = await given.post(by, "/client-look-ups", {"bsn": bsn}, **headers)
    kept = {name: value for name, value in answer.headers.items() if name != "x-correlation-id"}
    return answer.status_code, kept, answer.text


@pytest.mark.requirement("LAW-08")
async def test_a_gp_without_a_part_cannot_tell_a_known_child_from_an_unknown_one(
    room: RoomUnderTest, given: Given
) -> None:
    await given.in_care(await given.a_gp(), await given.a_provider())
    known, unknown = a_person()["bsn"], ANOTHER_BSN
    stranger = await given.a_gp()
    with counted_statements() as for_known:
        seen_of_known = await look_up(given, stranger, known)
    with counted_statements() as for_unknown:
        seen_of_unknown = await look_up(given, stranger, unknown)
    assert seen_of_known == seen_of_unknown
    assert seen_of_known[0] == 200
    assert for_known == for_unknown
    looks = await room.rows("SELECT data_subject FROM read_log WHERE operation = 'look_up_client'")
    assert len({look.data_subject for look in looks}) == 2
    assert not {known, unknown} & {look.data_subject for look in looks}


@pytest.mark.requirement("LAW-08")
async def test_who_has_a_part_sees_the_live_referral(given: Given) -> None:
    gp, provider, access_worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, _ = await given.in_care(gp, provider)
    for related in (gp, provider, access_worker):
        answer = await given.post(related, "/client-look-ups", {"bsn": a_person()["bsn"]})
        assert answer.json() == {"referrals": [{"id": referral["id"], "status": "in-care"}], "line": None}


@pytest.mark.requirement("LAW-08")
async def test_a_provider_that_was_only_asked_and_a_closed_referral_give_the_neutral_line(
    given: Given,
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.asked(gp, provider)
    asked = await given.post(provider, "/client-look-ups", {"bsn": a_person()["bsn"]})
    assert asked.json()["referrals"] == []
    version = (await given.get(gp, f"/referrals/{referral['id']}")).json()["version"]
    assert (await given.withdraw(gp, referral, seen=version)).status_code == 200
    over = await given.post(gp, "/client-look-ups", {"bsn": a_person()["bsn"]})
    assert over.json() == asked.json()


@pytest.mark.parametrize("bsn", ["123456789", "000000000", "12345678", "", None, 999901102, "x" * 500])
async def test_a_look_up_with_a_wrong_bsn_is_refused_by_its_field(
    room: RoomUnderTest, given: Given, bsn: object
) -> None:
    refused = await given.post(await given.a_gp(), "/client-look-ups", {"bsn": bsn})
    assert refused.status_code == 400
    assert [error["field"] for error in refused.json()["errors"]] == ["bsn"]
    assert await room.rows("SELECT id FROM read_log") == []


async def test_no_table_and_no_event_shows_a_person_in_clear(room: RoomUnderTest, given: Given) -> None:
    address = {"street": "Kwikstaartpad", "houseNumber": "98", "postcode": "7729 ZQ", "city": "Hoonhorst"}
    person = a_person(givenName="Xanthippe", familyName="Quakkelaar", bsn=ANOTHER_BSN, address=address)
    question = "Zwemt graag met dolfijnen en durft niet naar huis."
    gp, provider = await given.a_gp(), await given.a_provider()
    await given.in_care(gp, provider)
    referral, placement = await given.accepted(gp, provider, person=person, question=question)
    await given.get(provider, f"/referrals/{referral['id']}")
    await given.post(gp, "/client-look-ups", {"bsn": ANOTHER_BSN})
    assert placement["status"] == "accepted"
    tables = await room.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    )
    assert len(tables) > 12
    secrets = ("xanthippe", "quakkelaar", ANOTHER_BSN, "kwikstaartpad", "7729 zq", "hoonhorst", "dolfijnen")
    for (table,) in tables:
        # The text of a row shows bytes in hexadecimal: a secret in clear may hide there as well.
        rows = await room.rows(f'SELECT "{table}"::text AS shown FROM "{table}"')  # noqa: S608  # our own tables
        shown = "\n".join(row.shown for row in rows).lower()
        for secret in secrets:
            assert secret not in shown, (table, secret)
            assert secret.encode().hex() not in shown, (table, secret)
            assert secret.title().encode().hex() not in shown, (table, secret)
    for told in await room.told():
        text = told.model_dump_json().lower()
        assert not [secret for secret in secrets if secret in text]


async def test_only_a_municipality_stands_for_its_area(room: RoomUnderTest, given: Given) -> None:
    referral, _ = await given.asked(await given.a_gp(), await given.a_provider())
    place = {"area": DALFSEN, "regions": (REGION,)}
    async with room.as_caller(await room.caller("access-worker", "municipality", **place)) as client:
        assert (await client.get(f"/referrals/{referral['id']}")).status_code == 200
    async with room.as_caller(await room.caller("provider-worker", "provider", **place)) as client:
        assert (await client.get(f"/referrals/{referral['id']}")).status_code == 404
        look_up = await client.post("/client-look-ups", json={"bsn": A_BSN})
        assert look_up.json()["referrals"] == []
