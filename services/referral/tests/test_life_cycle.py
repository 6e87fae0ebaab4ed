"""How long a file is kept, what stops its end, what is put right, and what no restored backup brings back."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from referral.domain.life_cycle import destroyed_on, last_day_kept_until
from referral.store.erasures import sealed_columns
from referral.store.rows import metadata
from referral.usecases.erase_again import ErasedBefore, erase_again
from referral.usecases.export_file import SEALED, TABLES
from referral.usecases.keep_to_retention import destroy_what_is_due
from servicekit.subscriptions import Subscription, Subscriptions
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import ANOTHER_BSN, Given, Json, a_key, a_person
from .my_file_stories import SAAR, OwnFiles, people_may_sign_in, years_before
from .people_stories import People
from .test_whole_clients import codes, erase

DAYS = st.dates(date(1990, 1, 1), date(2150, 1, 1))


@any_of(DAYS, st.integers(1, 600))
def test_what_changed_until_that_day_is_destroyed_by_today_and_nothing_after_it(
    today: date, months: int
) -> None:
    last = last_day_kept_until(today, months)
    assert destroyed_on(last, months) <= today < destroyed_on(last + timedelta(days=1), months)
    assert destroyed_on(date(2024, 2, 29), 240) == date(2044, 3, 1)
    assert destroyed_on(date(2026, 1, 31), 1) == date(2026, 3, 1)


async def an_officer(desk: Caller) -> Caller:
    return Caller("test-officer", desk.organisation, "privacy-officer")


async def send(given: Given, by: Caller, path: str, **body: Any) -> Json:
    answer = await given.post(by, path, body, **{"Idempotency-Key": a_key()})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def withdrawn(given: Given, gp: Caller, **changes: Any) -> Json:
    referral = await given.referral(gp, **changes)
    assert (await given.withdraw(gp, referral, seen=referral["version"])).status_code == 200
    return referral


async def ahead(given: Given, officer: Caller) -> dict[str, Json]:
    listed = (await given.get(officer, "/destructions-ahead")).json()["items"]
    return {each["referral"]: each for each in listed}


@pytest.mark.requirement("LAW-11")
async def test_a_file_is_destroyed_on_its_day_by_what_became_of_it_and_a_held_one_only_after_the_hold(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    officer = await an_officer(desk)
    began = given.today
    helped, placement = await given.in_care(gp, provider)
    assert (await given.stop(provider, placement, began)).status_code == 200
    nothing = await withdrawn(given, gp, person=a_person(bsn=None, givenName="Nietes"))
    held = await withdrawn(given, gp, person=a_person(bsn=None, givenName="Bewaard"))
    live = await given.referral(gp, person=a_person(bsn=ANOTHER_BSN))
    hold = await send(
        given, officer, f"/referrals/{held['id']}/legal-holds", kind="complaint", reason="Klacht van Bewaard."
    )
    assert await destroy_what_is_due(room.transactions) == 0
    assert await ahead(given, officer) == {}

    room.clock.advance(destroyed_on(began, 12) - timedelta(days=1) - began)
    soon = await ahead(given, officer)
    assert set(soon) == {nothing["id"], held["id"]}
    assert soon[nothing["id"]] == {
        "referral": nothing["id"],
        "kind": "nothing-came-of-it",
        "day": destroyed_on(began, 12).isoformat(),
        "heldFor": [],
    }
    assert soon[held["id"]]["heldFor"] == ["complaint"]
    assert await destroy_what_is_due(room.transactions) == 0, "not a day too early"
    room.clock.advance(timedelta(days=1))
    assert await destroy_what_is_due(room.transactions) >= 1
    assert (await given.get(gp, f"/referrals/{nothing['id']}")).status_code == 404
    for stays in (helped, held, live):
        assert (await given.get(gp, f"/referrals/{stays['id']}")).status_code == 200
    done = (await given.get(officer, "/destructions")).json()["items"]
    assert [(each["kind"], each["ground"], each["destroyedRole"]) for each in done] == [
        ("file", "retention-over", "service")
    ]

    assert await codes(await erase(given, officer, held)) == ["on-hold", "held-for-complaint"]
    lifting = f"/referrals/{held['id']}/legal-holds/{hold['id']}/lifting"
    assert (await given.post(officer, lifting, seen=hold["version"])).status_code == 200
    assert await destroy_what_is_due(room.transactions) == 1
    assert (await given.get(gp, f"/referrals/{held['id']}")).status_code == 404

    room.clock.advance(destroyed_on(began, 240) - given.today)
    assert set(await ahead(given, officer)) == {helped["id"]}
    await destroy_what_is_due(room.transactions)
    assert (await given.get(gp, f"/referrals/{helped['id']}")).status_code == 404
    assert (await given.get(gp, f"/referrals/{live['id']}")).status_code == 200
    told = [each.data["ground"] for each in await room.told("client.erased")]
    assert told == ["retention-over"] * 3


@pytest.mark.requirement("LAW-11")
async def test_a_hold_is_told_to_who_would_destroy_and_its_reason_to_the_officer_alone(given: Given) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    officer, referral = await an_officer(desk), await withdrawn(given, gp)
    path = f"/referrals/{referral['id']}/legal-holds"
    hold = await send(given, officer, path, kind="court-case", reason="Zaak C/08/123.")
    again = {"kind": "court-case", "reason": "Nog eens."}
    refused = await given.post(officer, path, again, **{"Idempotency-Key": a_key()})
    assert refused.status_code == 409
    for other in (gp, desk):
        assert (await given.get(other, path)).status_code == 403
    status, answer = await erase(given, desk, referral)
    assert (status, [each["code"] for each in answer["reasons"]]) == (409, ["on-hold", "held-for-court-case"])
    assert "C/08" not in str(answer)
    assert (await given.post(officer, f"{path}/{hold['id']}/lifting")).status_code == 428
    lifted = await given.post(officer, f"{path}/{hold['id']}/lifting", seen=1)
    assert (lifted.status_code, lifted.json()["status"]) == (200, "lifted")
    assert (await given.post(officer, f"{path}/{hold['id']}/lifting", seen=2)).status_code == 409
    (left,) = (await given.get(officer, path)).json()["items"]
    assert (left["reason"], left["liftedBy"]) == ("Zaak C/08/123.", str(officer.organisation))
    asked = {"ground": "interest-of-another", "askedBy": "parent", "askedOn": given.today.isoformat()}
    await send(given, officer, f"/referrals/{referral['id']}/erasure-refusals", answer="Nee, want.", **asked)
    (told,) = (await given.get(officer, f"/referrals/{referral['id']}/erasure-refusals")).json()["items"]
    assert (told["answer"], told["ground"]) == ("Nee, want.", "interest-of-another")
    assert (await erase(given, desk, referral))[0] == 201
    assert (await given.get(officer, path)).status_code == 404


@pytest.mark.requirement("LAW-11")
async def test_drafts_consultations_and_messages_go_in_their_own_time_and_inboxes_keep_their_count(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    asked = {"provider": str(provider.organisation), "age": 9, "domains": ["school"], "question": "Autisme?"}
    answer = await given.post(gp, "/consultations", asked, **{"Idempotency-Key": a_key()})
    assert answer.status_code == 201, answer.text
    consultation = answer.json()
    path = f"/consultations/{consultation['id']}"
    withdrawal = await given.post(gp, f"{path}/withdrawal", seen=consultation["version"])
    assert withdrawal.status_code == 200, withdrawal.text
    await withdrawn(given, gp)
    before = await given.messages(gp)
    assert len(before) > 1
    room.clock.advance(timedelta(days=800))
    assert await destroy_what_is_due(room.transactions) >= 3
    ((question, wrapped),) = await room.rows(
        "SELECT question, wrapped FROM consultation c JOIN data_key k ON k.data_subject = c.id"
    )
    assert (bytes(question), wrapped) == (b"", None)
    assert await destroy_what_is_due(room.transactions) == 0, "once"
    left = await given.messages(gp)
    assert [each["id"] for each in left] == [before[-1]["id"]]
    await given.referral(gp)
    numbers = await room.rows("SELECT number FROM message WHERE recipient = :gp", gp=gp.organisation)
    await given.messages(gp)
    assert min(row.number or 99 for row in numbers) == len(before)
    kinds = await room.rows("SELECT kind, sum(count) AS n FROM destroyed GROUP BY 1 ORDER BY 1")
    assert {row.kind for row in kinds} == {"consultation", "file", "message"}


@pytest.mark.requirement("LAW-11")
async def test_a_fact_is_put_right_with_its_history_and_a_finding_gets_a_statement_beside_it(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    path = f"/referrals/{referral['id']}"
    why = {"reason": "Stond verkeerd in de brief.", "askedBy": "parent"}
    done = await send(given, desk, f"{path}/corrections", familyName="de Vriess", **why)
    assert (done["field"], done["before"]) == ("family-name", "de Vries")
    await send(given, desk, f"{path}/corrections", birthDate="2016-05-04", **why)
    read = (await given.get(gp, path)).json()
    assert (read["person"]["familyName"], read["person"]["birthDate"]) == ("de Vriess", "2016-05-04")
    assert read["version"] == referral["version"] + 2
    key = {"Idempotency-Key": a_key()}
    finding = await given.post(desk, f"{path}/corrections", {"question": "Slaapt goed.", **why}, **key)
    assert await codes((finding.status_code, finding.json())) == ["finding-of-a-professional"]
    same = await given.post(desk, f"{path}/corrections", {"familyName": "de Vriess", **why}, **key)
    assert await codes((same.status_code, same.json())) == ["same-as-it-was"]
    two = {"familyName": "A", "givenName": "B", **why}
    assert (await given.post(desk, f"{path}/corrections", two, **key)).status_code == 400
    await send(given, gp, f"{path}/corrections", question="Slaapt weer goed.", **why)
    await send(given, desk, f"{path}/statements", saidBy="young-person", words="Ik slaap prima.")
    of_gp, of_desk = [(await given.get(by, f"{path}/corrections")).json() for by in (gp, desk)]
    assert [each["field"] for each in of_gp["corrections"]] == ["family-name", "birth-date", "question"]
    assert [each["field"] for each in of_desk["corrections"]] == ["family-name", "birth-date"], "LAW-03"
    assert [each["words"] for each in of_desk["statements"]] == ["Ik slaap prima."]
    shown = await room.rows(
        "SELECT correction::text || own_statement::text AS shown FROM correction, own_statement"
    )
    for words in (b"de Vries", b"verkeerd", b"prima"):
        assert not [row for row in shown if words.hex() in row.shown or words.decode() in row.shown]


@pytest.mark.requirement("LAW-11")
async def test_whom_a_restored_backup_brings_back_is_erased_again_by_what_was_told(
    room: RoomUnderTest, given: Given
) -> None:
    """The backup is the state that the erasure undid: keys, words and hashes put back as they were."""
    gp, desk = await given.a_gp(), await given.an_access_worker()
    referral = await withdrawn(given, gp, person=a_person(givenName="Xanthippe"))
    columns = "r.id, r.client, r.person, r.question, c.bsn_hash, k.wrapped"
    join = "FROM referral r JOIN client c ON c.id = r.client JOIN data_key k ON k.data_subject = c.id"
    (backup,) = await room.rows(f"SELECT {columns} {join}")
    assert (await erase(given, desk, referral))[0] == 201
    (told,) = await room.told("client.erased")
    for statement in (
        "DELETE FROM erasure",
        "UPDATE data_key SET wrapped = :wrapped, destroyed_at = NULL WHERE data_subject = :client",
        "UPDATE client SET bsn_hash = :bsn_hash WHERE id = :client",
        "UPDATE referral SET person = :person, question = :question WHERE id = :id",
    ):
        used = {name: value for name, value in backup._mapping.items() if f":{name}" in statement}
        await room.rows(f"{statement} RETURNING 1", **used)
    assert "Xanthippe" in (await given.get(gp, f"/referrals/{referral['id']}")).text, "restored"

    again = Subscriptions(
        room.transactions, [Subscription("client.erased", "referral", ErasedBefore, erase_again)]
    )
    for _ in range(2):
        await again.apply(told)
    assert (await given.get(gp, f"/referrals/{referral['id']}")).status_code == 404
    (after,) = await room.rows(f"SELECT {columns} {join}")
    assert (after.wrapped, after.bsn_hash, bytes(after.person)) == (None, None, b"")
    ((erased_by, ground),) = await room.rows("SELECT erased_by, ground FROM erasure")
    assert (erased_by, ground) == (desk.organisation, "asked-by-parents")
    assert len(await room.told("client.erased")) == 1, "nobody is told anew"


@pytest.mark.requirement("LAW-11")
async def test_parked_events_and_dead_letters_of_who_is_erased_are_gone(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    referral, other = await withdrawn(given, gp), await given.referral(gp, person=a_person(bsn=None))
    subscriptions: Subscriptions = room.app.state.workers.subscriptions
    for each in (referral, other):
        (event,) = [told for told in await room.told("referral.submitted") if str(told.subject) == each["id"]]
        await subscriptions.bury(event.id, event.type, event.to_bytes() + b"\xff", "for the test")
        await subscriptions.park(event, "grant:x", timedelta(hours=1))
    assert (await erase(given, desk, referral))[0] == 201
    for table in ("dead_letter", "parked"):
        rows = await room.rows(f"SELECT body FROM {table}")  # noqa: S608
        assert [other["id"].encode() in bytes(row.body) for row in rows] == [True], table


@pytest.mark.requirement("LAW-11")
async def test_one_persons_file_is_one_copy_without_what_the_asker_may_not_have(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, _ = await given.in_care(gp, provider)
    other = await given.referral(gp, person=a_person(bsn=None, givenName="Ander"))
    here = f"/referrals/{referral['id']}"
    away = {"street": "Elders", "houseNumber": "1", "postcode": "7721 AB", "city": "Dalfsen"}
    told = {"kind": "parent", "name": "Mevrouw de Vries", "hasAuthority": True, "toldBy": "parent"}
    await send(given, gp, f"{here}/people", **told, address=away)
    await send(given, desk, f"{here}/statements", saidBy="young-person", words="Ik slaap prima.")

    async def export(asked_by: str) -> Json:
        answer = await given.post(desk, f"{here}/exports", {"askedBy": asked_by})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    whole = await export("young-person")
    (row,) = whole["tables"]["referral"]
    assert row["person"]["given_name"] == "Saar"
    assert whole["tables"]["placement_request"][0]["provider"] == str(provider.organisation)
    shown = str(whole)
    assert ("Mevrouw de Vries" in shown, "Ik slaap prima." in shown) == (True, True)
    assert [each for each in ("Ander", other["id"], "Elders", "mijdt school") if each in shown] == []
    assert whole["leftOut"] == ["clinical-words"]
    await send(given, desk, f"{here}/secrecy-marks", reason="shelter")
    of_parent = await export("parent")
    shown = str(of_parent)
    assert [each for each in ("Kerkstraat", str(provider.organisation), "7721") if each in shown] == []
    assert of_parent["leftOut"] == ["clinical-words", "of-others", "whereabouts"]
    assert "Kerkstraat" in str(await export("young-person"))
    logged = await room.rows("SELECT role FROM read_log WHERE action = 'exported'")
    assert len(logged) == 3
    for stranger in (await given.an_access_worker("0193"), provider):
        refused = await given.post(stranger, f"{here}/exports", {"askedBy": "parent"})
        assert refused.status_code in {403, 404}


@pytest.mark.requirement("LAW-07", "NV-08")
async def test_a_copy_for_a_parent_holds_no_more_than_parents_may_see(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    await people_may_sign_in(room)
    files, people = OwnFiles(given), People(given)
    born = a_person(birthDate=years_before(given.today, 13))
    referral, _ = await given.in_care(gp, provider, person=born)
    other = await given.referral(gp, person=born)
    bas = await people.parent(provider, referral, "Bas")
    own = await files.linked(desk, referral, SAAR)
    assert (await files.plan(SAAR, own, {"text": "Liever niet naar papa."})).status_code == 200
    assert (await people.wish(desk, referral, notToTell=[bas["id"]])).status_code == 200
    here = f"/referrals/{referral['id']}"
    await send(given, provider, f"{here}/intake", words="Kwam samen met een tante.")
    await send(given, desk, f"{here}/statements", saidBy="young-person", words="Papa is boos.")
    await send(given, desk, f"{here}/secrecy-marks", reason="shelter")
    assert (await files.close(desk, other, "referral")).status_code == 201

    async def export(asked_by: str) -> tuple[int, str]:
        answer = await given.post(desk, f"{here}/exports", {"askedBy": asked_by})
        return answer.status_code, answer.text

    not_theirs = [
        "Liever niet",
        "Papa is boos",
        "shelter",
        bas["id"],
        other["id"],
        str(provider.organisation),
    ]
    status, whole = await export("young-person")
    assert (status, [each for each in not_theirs if each not in whole]) == (200, [])
    status, of_parent = await export("parent")
    assert (status, [each for each in not_theirs if each in of_parent]) == (200, [])
    assert '"intake"' in of_parent
    assert (await files.close(desk, referral, "help")).status_code == 201
    assert "closed-for-parents" in (await export("parent"))[1]
    room.clock.advance(timedelta(days=366 * 3))
    assert "may-not-look" in (await export("parent"))[1], "from sixteen on the young person decides"


def test_every_table_of_a_person_is_in_the_copy_or_is_named_here_with_why_not() -> None:
    of_a_person = {
        name
        for name, table in metadata.tables.items()
        if {"client", "referral", "placement", "care", "goal"} & set(table.c.keys())
    }
    elsewhere = {
        "client_merge", "erasure", "granted", "known_contract", "message", "desk_term", "norm_passed",
        "placement_round", "goal_citation", "referral_draft", "consultation",
    }  # fmt: skip
    # Who may look beside the usual, and why something is closed or held: told to the person otherwise or not.
    would_betray = {"legal_hold", "duty_report", "closed_item", "link_code", "person_link", "parent_allowed"}
    left = of_a_person - set(TABLES) - elsewhere - would_betray
    assert {name for name in left if "emergency" not in name and "partner" not in name} == set()
    in_copy = {field for field in SEALED if field[0] in TABLES}
    assert in_copy == set(SEALED)
    sealed = {(name, column.name) for name in TABLES for column in sealed_columns(metadata.tables[name])}
    assert sealed - set(SEALED) == {("end_without_receiver", "why")}, "its words have no id of their own"
