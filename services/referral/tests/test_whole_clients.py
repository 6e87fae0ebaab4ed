"""Two that are one young person, and erasure: what is gone, and what is left (LAW-11)."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from referral.store.erasures import sealed_columns
from referral.store.rows import metadata
from sealing.keyring import Erased
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, ANOTHER_BSN, DALFSEN, ZWOLLE, Given, Json, a_key, a_person

LOGS = ("read_log", "outbox")
"""Who looked is kept as long as the law says; and what was told carries references only."""


async def erase(
    given: Given, by: Caller, referral: Json, ground: str = "asked-by-parents", key: str | None = None
) -> tuple[int, Json]:
    body = {"referral": referral["id"], "ground": ground, "askedOn": given.today.isoformat()}
    answer = await given.post(by, "/erasures", body, **{"Idempotency-Key": key or a_key()})
    return answer.status_code, dict(answer.json())


async def codes(answer: tuple[int, Json]) -> list[str]:
    assert answer[0] == 409, answer
    return [reason["code"] for reason in answer[1]["reasons"]]


async def a_full_way(given: Given, gp: Caller, provider: Caller, desk: Caller) -> Json:
    """A young person whose every sealed part is filled, and whose care has ended."""
    address = {"street": "Kwikstaartpad", "houseNumber": "98", "postcode": "7729 ZQ", "city": "Hoonhorst"}
    person = a_person(givenName="Xanthippe", familyName="Quakkelaar", bsn=ANOTHER_BSN, address=address)
    referral, placement = await given.in_care(gp, provider, person=person, question="Zwemt met dolfijnen.")
    path, key = f"/referrals/{referral['id']}", lambda: {"Idempotency-Key": a_key()}
    told = {"kind": "parent", "name": "Mevrouw Quakkelaar", "hasAuthority": True, "toldBy": "parent"}
    added = await given.post(gp, f"{path}/people", told, **key())
    assert added.status_code == 201, added.text
    kept = {"kind": "birth-mother", "municipality": DALFSEN}
    assert (await given.post(gp, f"{path}/residences", kept, **key())).status_code == 201
    homes = (await given.get(desk, f"{path}/households")).json()["items"]
    goals = f"/households/{homes[0]['household']}/goals"
    members = (await given.get(desk, f"/households/{homes[0]['household']}")).json()["members"]
    for member in (members[0]["id"], None):
        words = {"words": "Quakkelaar zwemt weer.", "domain": "school", "member": member}
        answer = await given.post(desk, goals, words, **key())
        assert answer.status_code == 201, answer.text
    assert (await given.stop(provider, placement, given.today)).status_code == 200
    return referral


@pytest.mark.requirement("LAW-11")
async def test_after_an_erasure_nothing_is_found_in_any_table_and_nothing_opens(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    other = await given.referral(gp)
    referral = await a_full_way(given, gp, provider, desk)
    ((client,),) = await room.rows("SELECT client FROM referral WHERE id = :id", id=UUID(referral["id"]))
    bsn_hash = room.transactions.keyring.keyed_hash(ANOTHER_BSN)
    before = await room.rows("SELECT person, question FROM referral WHERE id = :id", id=UUID(referral["id"]))
    count = "SELECT (SELECT count(*) FROM referral), (SELECT count(*) FROM care_period)"
    counted = await room.rows(count)
    key = a_key()
    status, erased = await erase(given, desk, referral, key=key)
    assert status == 201, erased
    assert (await erase(given, desk, referral, key=key)) == (201, erased), "the same key answers the same"
    secrets = ("xanthippe", "quakkelaar", ANOTHER_BSN, "kwikstaartpad", "7729 zq", "hoonhorst", "dolfijnen")
    hidden = [*(each.encode().hex() for each in secrets), bsn_hash.hex()]
    tables = await room.rows(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    )
    assert len(tables) > 40
    sealed_before = [bytes(each).hex() for each in before[0]]
    for (table,) in tables:
        rows = await room.rows(f'SELECT "{table}"::text AS shown FROM "{table}"')  # noqa: S608  # our own tables
        shown = "\n".join(row.shown for row in rows).lower()
        assert not [each for each in (*secrets, *hidden) if each in shown], table
        assert table in LOGS or not [each for each in sealed_before if each in shown], table
    async with room.begin() as tx:
        with pytest.raises(Erased):
            await tx.keyring.data_key(tx.session, client)
    ((wrapped, household),) = await room.rows(
        "SELECT k.wrapped, c.household FROM client c JOIN data_key k ON k.data_subject = c.household"
        " WHERE c.id = :id",
        id=client,
    )
    assert wrapped is None, f"{household}: the last who lived there took its words along"
    waiting = await room.rows("SELECT kind FROM deadline WHERE ref = :ref AND fired_at IS NULL", ref=client)
    assert waiting == []
    assert await room.rows(count) == counted
    (told,) = await room.told("client.erased")
    assert told.data["referrals"] == [referral["id"]]
    for related in (gp, provider, desk):
        assert (await given.get(related, f"/referrals/{referral['id']}")).status_code == 404
        listed = await given.get(related, "/messages")
        assert listed.status_code == 200, listed.text
    (left,) = (await given.get(desk, "/erasures")).json()["items"]
    assert left == erased
    assert (left["ground"], left["erasedBy"]) == ("asked-by-parents", str(desk.organisation))
    assert "Saar" in (await given.get(gp, f"/referrals/{other['id']}")).text, "another child is untouched"
    assert (await given.get(gp, "/referrals")).status_code == 200


@pytest.mark.requirement("LAW-11")
async def test_an_erasure_is_refused_while_help_or_an_objection_is_open_and_to_a_stranger(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    officer = Caller("test-officer", desk.organisation, "privacy-officer")
    referral, placement = await given.in_care(gp, provider)
    assert await codes(await erase(given, desk, referral)) == ["help-goes-on"]
    assert await codes(await erase(given, officer, referral)) == ["help-goes-on"]
    assert (await given.stop(provider, placement, given.today)).status_code == 200
    last = given.today + timedelta(days=30)
    async with room.begin() as tx:
        await tx.session.execute(
            text("""INSERT INTO letter (id, version, status, referral, client, region, about, kind, language,
                ordered_at, attempts, next_try_at, sent_at, objection_until)
                SELECT gen_random_uuid(), 2, 'issued', id, client, region, id, 'refusal', 'nl', now(), 1,
                now(), now(), :last FROM referral"""),
            {"last": last},
        )
    assert await codes(await erase(given, desk, referral)) == ["objection-open"]
    for stranger in (await given.an_access_worker(ZWOLLE),):
        assert (await erase(given, stranger, referral))[0] == 404
    assert (await erase(given, gp, referral))[0] == 403
    status, erased = await erase(given, officer, referral)
    assert (status, erased["setAside"], erased["erasedRole"]) == (201, ["objection-open"], "privacy-officer")
    assert (await erase(given, officer, referral))[0] == 404, "once"


def test_no_sealed_column_is_forgotten_by_an_erasure() -> None:
    """Each hangs on a client, or is named here with how it goes."""
    other_ways = {"letter_document", "consultation", "webhook"}
    sealed = {table.name for table in metadata.sorted_tables if sealed_columns(table)}
    assert {name for name in sealed if "client" not in metadata.tables[name].c} == other_ways


async def merge(given: Given, by: Caller, keep: Json, double: Json, **more: str) -> tuple[int, Json]:
    body = {"keep": keep["id"], "double": double["id"], **more}
    answer = await given.post(by, "/client-merges", body, **{"Idempotency-Key": a_key()})
    return answer.status_code, dict(answer.json())


async def test_a_double_is_found_by_the_kept_bsn_until_it_is_split_again(
    room: RoomUnderTest, given: Given
) -> None:
    gp, other_gp, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    known = await given.referral(gp)
    unknown = await given.referral(other_gp, person=a_person(bsn=None, givenName="Sara"))
    assert await codes(await merge(given, desk, unknown, known)) == ["bsn-is-kept"]
    assert await codes(await merge(given, desk, known, known)) == ["one-already"]
    two = await given.referral(gp, person=a_person(bsn=ANOTHER_BSN))
    assert await codes(await merge(given, desk, known, two)) == ["two-bsns"]
    assert (await merge(given, gp, known, unknown))[0] == 404, "it has no part in the other one"
    await given.room.transactions.looks.settled()
    tried = await given.room.rows("SELECT operation, subject FROM read_log WHERE action = 'refused'")
    assert ("merge_clients", gp.subject) in [tuple(each) for each in tried]
    status, merged = await merge(given, desk, known, unknown)
    assert (status, merged["status"]) == (201, "merged")

    async def found() -> set[str]:
        seen = (await given.post(desk, "/client-look-ups", {"bsn": A_BSN})).json()["referrals"]
        return {each["id"] for each in seen}

    assert await found() == {known["id"], unknown["id"]}
    assert (await given.get(other_gp, f"/referrals/{unknown['id']}")).json()["person"]["givenName"] == "Sara"
    path = f"/client-merges/{merged['id']}/split"
    assert (await given.post(other_gp, path, seen=1)).status_code == 404
    assert (await given.post(desk, path)).status_code == 428
    split = await given.post(desk, path, seen=1)
    assert (split.status_code, split.json()["status"]) == (200, "split")
    assert await found() == {known["id"]}
    assert (await given.post(desk, path, seen=2)).status_code == 409
    told = [each.data for each in await room.told("client.merged")]
    assert [(each["status"], each["referrals"]) for each in told] == [
        ("merged", [unknown["id"]]),
        ("split", [unknown["id"]]),
    ]
    status, merged = await merge(given, desk, known, unknown)
    assert status == 201, merged
    room.clock.advance(timedelta(days=91))
    late = await given.post(desk, f"/client-merges/{merged['id']}/split", seen=1)
    assert [reason["code"] for reason in late.json()["reasons"]] == ["too-late-to-split"]


@pytest.mark.requirement("NV-22")
async def test_two_who_differ_are_one_only_on_the_reasoned_word_of_who_is_responsible_for_both(
    given: Given,
) -> None:
    gp, other_gp, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    known = await given.referral(gp, person=a_person(familyName="van den Brïnk-Smid"))
    alike = await given.referral(gp, person=a_person(bsn=None, familyName="Van den Brink Smid"))
    born_otherwise = await given.referral(gp, person=a_person(bsn=None, birthDate="2014-02-01"))
    unlike = ["birth-dates-differ", "family-names-differ"]
    for by, more in ((gp, {}), (gp, {"despite": "entered-wrong"}), (desk, {})):
        assert await codes(await merge(given, by, known, born_otherwise, **more)) == unlike
    assert (await merge(given, gp, known, alike))[0] == 201
    status, merged = await merge(given, desk, known, born_otherwise, despite="entered-wrong")
    assert (status, merged["despite"]) == (201, "entered-wrong")
    # One whom it referred itself and one whom others refer elsewhere: it answers for neither of the two.
    elsewhere = await given.referral(other_gp, person=a_person(bsn=None), municipality=ZWOLLE)
    own = await given.referral(desk, person=a_person(bsn=None), route="quote", budget=None)
    assert (await merge(given, desk, own, elsewhere))[0] == 404
    away = await given.referral(
        desk, person=a_person(bsn=None), route="quote", budget=None, municipality=ZWOLLE
    )
    here = await given.referral(other_gp, person=a_person(bsn=None))
    assert await codes(await merge(given, desk, away, here)) == ["not-of-both"]


@pytest.mark.requirement("LAW-07")
async def test_what_was_told_of_a_double_forgets_where_it_is_when_the_kept_one_is_marked(
    given: Given,
) -> None:
    gp, other_gp, desk = await given.a_gp(), await given.a_gp(), await given.an_access_worker()
    provider = await given.a_provider()
    known = await given.referral(gp)
    double, _ = await given.in_care(other_gp, provider, person=a_person(bsn=None))
    mark = {"Idempotency-Key": a_key()}
    path = f"/referrals/{known['id']}/secrecy-marks"
    assert (await given.post(desk, path, {"reason": "shelter"}, **mark)).status_code == 201
    assert str(provider.organisation) in str(await given.messages(other_gp))
    assert (await merge(given, desk, known, double))[0] == 201
    assert str(provider.organisation) not in str(await given.messages(other_gp))


@pytest.mark.requirement("LAW-06")
async def test_a_double_moves_with_the_one_that_was_kept(room: RoomUnderTest, given: Given) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    known = await given.referral(gp)
    double = await given.referral(gp, person=a_person(bsn=None))
    assert (await merge(given, desk, known, double))[0] == 201
    body = {"municipality": ZWOLLE, "movedOn": given.today.isoformat()}
    for place in ("move", "residences"):
        path, more = f"/referrals/{double['id']}/{place}", {"Idempotency-Key": a_key()}
        told = body if place == "move" else {"kind": "stay", "municipality": DALFSEN}
        assert (await given.post(gp, path, told, **more)).status_code == 201
    rows = await room.rows("SELECT DISTINCT municipality FROM referral")
    assert [row.municipality for row in rows] == [ZWOLLE]
    (moved,) = await room.told("client.moved")
    assert set(moved.data["referrals"]) == {known["id"], double["id"]}
    seen = (await given.get(gp, f"/referrals/{known['id']}/residences")).json()
    assert [each["kind"] for each in seen["residences"]] == ["registered", "stay"]


@pytest.mark.requirement("LAW-11")
async def test_a_double_is_erased_with_the_one_that_was_kept(room: RoomUnderTest, given: Given) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    known = await given.referral(gp)
    unknown = await given.referral(gp, person=a_person(bsn=None))
    assert (await merge(given, desk, known, unknown))[0] == 201
    assert await codes(await erase(given, desk, unknown)) == ["help-goes-on"]
    for referral in (known, unknown):
        assert (await given.withdraw(gp, referral, seen=referral["version"])).status_code == 200
    assert (await erase(given, desk, unknown))[0] == 201
    keys = await room.rows("SELECT k.wrapped FROM client c JOIN data_key k ON k.data_subject = c.id")
    assert [row.wrapped for row in keys] == [None, None]
    assert len(await room.told("client.erased")) == 2


@pytest.mark.requirement("LAW-11")
async def test_who_is_referred_at_the_moment_of_an_erasure_is_kept_or_is_somebody_new(given: Given) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    for _ in range(6):
        referral = await given.referral(gp)
        assert (await given.withdraw(gp, referral, seen=referral["version"])).status_code == 200
        (status, refused), sent = await asyncio.gather(
            erase(given, desk, referral), given.send(gp, given.a_referral())
        )
        assert sent.status_code == 201, sent.text
        assert status == 201 or await codes((status, refused)) == ["help-goes-on"]
        read = await given.get(gp, f"/referrals/{sent.json()['id']}")
        assert (read.status_code, read.json()["person"]["givenName"]) == (200, "Saar")
        assert (await given.withdraw(gp, read.json(), seen=read.json()["version"])).status_code == 200
