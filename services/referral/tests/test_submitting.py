"""Sending a referral: what the policy allows is stored at once, everything else is refused with reasons."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import A_BSN, ANOTHER_BSN, APELDOORN, NOWHERE, REGION, Given, Json, a_key, a_person

MOST_STATEMENTS = 8
TABLES = ("client", "household", "referral", "milestone", "data_key", "outbox", "deadline", "idempotency")


async def stored(room: RoomUnderTest) -> dict[str, int]:
    """How many rows each table has that a submission writes."""
    counts = {}
    for table in TABLES:
        ((count,),) = await room.rows(f"SELECT count(*) FROM {table}")  # noqa: S608  # names from above
        counts[table] = count
    return {table: count for table, count in counts.items() if count}


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    # Whichever engine asks: callers have another one than the room's own work.
    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_six_fields_are_enough_for_a_gp(given: Given) -> None:
    gp = await given.a_gp()
    person = {"givenName": "Saar", "familyName": "de Vries", "birthDate": "2017-05-04"}
    body = {"person": person, "municipality": "0148", "question": "Slaapt slecht.", "route": "quote"}
    answer = await given.send(gp, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/api/referral/v1/referrals/{answer.json()['id']}"
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["status"] == "submitted"


async def test_what_is_told_of_a_referral_are_codes_and_an_age(room: RoomUnderTest, given: Given) -> None:
    referral = await given.referral(await given.a_gp(), person=a_person(birthDate=nine_years_ago(given)))
    (told,) = await room.told()
    assert (told.name, str(told.subject), told.data["age"]) == ("referral.submitted", referral["id"], 9)
    assert told.data["referrerType"] == "general-practitioner"
    assert not {"person", "question", "bsn", "birthDate"} & set(told.data)


def nine_years_ago(given: Given) -> str:
    return given.today.replace(year=given.today.year - 9, day=1).isoformat()


@pytest.mark.requirement("IJS-01")
async def test_apeldoorn_is_refused_with_a_reason_that_names_its_own_region(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    refused = await given.send(gp, given.a_referral(municipality=APELDOORN), **{"Accept-Language": "en"})
    assert refused.status_code == 409
    (reason,) = refused.json()["reasons"]
    assert reason["code"] == "municipality-outside-region"
    own_region = given.all_policies.municipality(APELDOORN).youth_region
    assert "Apeldoorn" in reason["text"]
    assert own_region in reason["text"]
    assert await stored(room) == {}


@pytest.mark.requirement("IJS-02")
async def test_a_measure_lies_outside_this_model_and_help_of_the_same_child_does_not(
    room: RoomUnderTest, given: Given
) -> None:
    gp = await given.a_gp()
    for category, code in (
        ("47", "category-outside-model"),
        ("48", "category-outside-model"),
        ("99", "category-unknown"),
    ):
        refused = await given.send(gp, given.a_referral(category=category), **{"Accept-Language": "en"})
        assert refused.status_code == 409
        (reason,) = refused.json()["reasons"]
        assert reason["code"] == code
        assert ("certified institutions" in reason["text"]) is (code == "category-outside-model")
    too_young = await given.send(gp, given.a_referral(prolongedGround="begun-before"))
    assert [reason["code"] for reason in too_young.json()["reasons"]] == ["prolonged-ground-too-young"]
    for wrong in ("4", "045", 45, ""):
        assert (await given.send(gp, given.a_referral(category=wrong))).status_code == 400
    assert await stored(room) == {}
    accepted = await given.send(gp, given.a_referral(category="45"))
    assert accepted.status_code == 201, accepted.text
    assert accepted.json()["asked"]["category"] == "45"
    (told,) = await room.told("referral.submitted")
    assert (told.data["category"], told.data["prolongedGround"]) == ("45", None)


@pytest.mark.requirement("IJS-16")
async def test_a_gp_has_two_budgets_or_a_quote(given: Given) -> None:
    gp = await given.a_gp()
    budgets = given.budgets_of_a_gp()
    assert len(budgets) == 2
    for body in (*(given.a_referral(budget=budget) for budget in budgets), given.a_quote()):
        assert (await given.send(gp, body)).status_code == 201


@pytest.mark.requirement("IJS-16")
async def test_each_of_the_five_other_budgets_is_refused_to_a_gp_with_the_reason(
    room: RoomUnderTest, given: Given
) -> None:
    gp, others = await given.a_gp(), given.other_budgets()
    assert len(others) == 5
    for budget in others:
        refused = await given.send(gp, given.a_referral(budget=budget))
        assert refused.status_code == 409
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["budget-not-open-to-referrer"]
    assert await stored(room) == {}


async def test_everything_that_is_against_the_rules_is_told_at_once(
    room: RoomUnderTest, given: Given
) -> None:
    body = given.a_referral(
        municipality=APELDOORN,
        budget=given.other_budgets()[0],
        etmalen=3,
        person=a_person(birthDate="1990-01-01"),
        preferredProvider=str(uuid7()),
    )
    for language in ("nl", "en"):
        refused = await given.send(await given.a_gp(), body, **{"Accept-Language": language})
        assert refused.status_code == 409
        assert {reason["code"] for reason in refused.json()["reasons"]} == {
            "municipality-outside-region",
            "age-out-of-range",
            "budget-not-open-to-referrer",
            "stay-not-on-route",
            "provider-not-in-region",
        }
    assert await stored(room) == {}


async def test_a_provider_of_another_region_cannot_be_preferred(given: Given) -> None:
    elsewhere = await given.a_provider("elsewhere")
    body = given.a_referral(preferredProvider=str(elsewhere.organisation))
    refused = await given.send(await given.a_gp(), body)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["provider-not-in-region"]


async def test_an_institution_with_a_measure_in_force_sends_a_quote(
    room: RoomUnderTest, given: Given
) -> None:
    until = (given.today + timedelta(days=90)).isoformat()
    measure = {"kind": "supervision", "until": until, "courtAuthorisationUntil": until}
    institution = await given.an_institution()
    refused = await given.send(institution, given.a_referral(measure=measure))
    assert "route-closed-by-measure" in {reason["code"] for reason in refused.json()["reasons"]}
    assert (await given.send(institution, given.a_quote(measure=measure))).status_code == 201
    (told,) = await room.told()
    assert told.data["measure"] == {"kind": "supervision", "until": until}
    assert told.data["courtAuthorisationUntil"] == until


WRONG: list[tuple[Json, str]] = [
    ({"person": a_person(bsn="123456789")}, "person.bsn"),
    ({"person": a_person(bsn="000000000")}, "person.bsn"),
    ({"person": a_person(bsn=999901102)}, "person.bsn"),
    ({"person": a_person(birthDate="2999-01-01")}, "person.birthDate"),
    ({"person": a_person(birthDate="0001-01-01")}, "person.birthDate"),
    ({"person": a_person(birthDate="2017-02-30")}, "person.birthDate"),
    ({"person": a_person(givenName=" ")}, "person.givenName"),
    ({"person": a_person(familyName="a\u0000b")}, "person.familyName"),
    ({"person": a_person(nickname="x")}, "person.nickname"),
    ({"person": None}, "person"),
    (
        {"person": a_person(address={"street": "A", "houseNumber": "1", "city": "B"})},
        "person.address.postcode",
    ),
    ({"municipality": NOWHERE}, "municipality"),
    ({"municipality": "Dalfsen"}, "municipality"),
    ({"question": ""}, "question"),
    ({"question": "a" * 4001}, "question"),
    ({"route": "shortcut"}, "route"),
    ({"budget": "Not A Slug"}, "budget"),
    ({"etmalen": 10**30}, "etmalen"),
    ({"etmalen": 1.5}, "etmalen"),
    ({"forms": []}, "forms"),
    ({"domains": ["jansen"]}, "domains.0"),
    ({"complexity": "hard"}, "complexity"),
    ({"safety": "yes"}, "safety"),
    ({"preferredProvider": "nobody"}, "preferredProvider"),
    ({"measure": {"kind": "supervision", "until": "9999-12-31"}}, "measure.until"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("change", "field"), WRONG)
async def test_wrong_input_is_refused_with_its_field_in_both_languages_and_nothing_is_stored(
    room: RoomUnderTest, given: Given, change: Json, field: str
) -> None:
    gp, body = await given.a_gp(), given.a_referral(**change)
    messages = set()
    for language in ("nl", "en"):
        refused = await given.send(gp, body, **{"Accept-Language": language})
        assert refused.status_code == 400
        assert refused.headers["content-type"] == "application/problem+json"
        assert [error["field"] for error in refused.json()["errors"]] == [field]
        messages |= {error["message"] for error in refused.json()["errors"]}
    assert len(messages) == 2
    assert await stored(room) == {}


async def test_every_wrong_field_is_named_in_one_answer(room: RoomUnderTest, given: Given) -> None:
    body = given.a_referral(
        person=a_person(bsn="123456789", birthDate="2999-01-01"), municipality=NOWHERE, route="shortcut"
    )
    async with room.as_caller(await given.a_gp()) as client:
        refused = await client.post("/referrals", json=body)
    assert {error["field"] for error in refused.json()["errors"]} == {
        "Idempotency-Key",
        "person.bsn",
        "person.birthDate",
        "municipality",
        "route",
    }
    assert "123456789" not in refused.text


@pytest.mark.parametrize(
    "written",
    [
        '{"question": "\\ud800"}',
        "{",
        "[]",
        "null",
        '{"person": ' + "[" * 5000 + "]" * 5000 + "}",
        '{"etmalen": 1e999}',
    ],
    ids=["lone surrogate", "cut off", "a list", "null", "deep", "infinite"],
)
async def test_what_no_form_can_hold_is_refused_too(room: RoomUnderTest, given: Given, written: str) -> None:
    headers = {"Idempotency-Key": a_key(), "Content-Type": "application/json"}
    async with room.as_caller(await given.a_gp(), **headers) as client:
        refused = await client.post("/referrals", content=written)
    assert refused.status_code == 400
    assert await stored(room) == {}


async def test_two_megabytes_are_too_large(room: RoomUnderTest, given: Given) -> None:
    refused = await given.send(await given.a_gp(), given.a_referral(question="a" * 2_000_000))
    assert refused.status_code == 413
    assert await stored(room) == {}


async def test_without_a_token_nothing_is_said(room: RoomUnderTest, given: Given) -> None:
    async with room.as_caller(None) as client:
        assert (await client.post("/referrals", json=given.a_referral())).status_code == 401


async def test_the_same_key_again_answers_the_same_and_makes_nothing(
    room: RoomUnderTest, given: Given
) -> None:
    gp, key = await given.a_gp(), a_key()
    first = await given.send(gp, given.a_referral(), key=key)
    again = await given.send(gp, given.a_referral(), key=key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert (await stored(room))["referral"] == 1
    other = await given.send(gp, given.a_referral(question="Iets anders."), key=key)
    assert other.status_code == 422


async def test_the_same_key_sent_five_times_at_once_makes_one_referral(
    room: RoomUnderTest, given: Given
) -> None:
    gp, key, body = await given.a_gp(), a_key(), given.a_referral()
    answers = await asyncio.gather(*(given.send(gp, body, key=key) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await stored(room))["referral"] == 1


async def test_two_referrers_of_one_person_at_once_make_one_client_with_two_referrals(
    room: RoomUnderTest, given: Given
) -> None:
    gps = [await given.a_gp() for _ in range(4)]
    answers = await asyncio.gather(*(given.send(gp, given.a_referral()) for gp in gps))
    assert {answer.status_code for answer in answers} == {201}
    counts = await stored(room)
    assert (counts["client"], counts["household"], counts["data_key"], counts["referral"]) == (1, 1, 1, 4)


@pytest.mark.parametrize("known_before", [False, True])
async def test_a_submission_costs_at_most_eight_statements(
    room: RoomUnderTest, given: Given, known_before: bool
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    await given.referral(await given.a_gp(), person=a_person(bsn=A_BSN if known_before else ANOTHER_BSN))
    body = given.a_referral(preferredProvider=str(provider.organisation))
    with counted_statements() as statements:
        assert (await given.send(gp, body)).status_code == 201
    assert 5 < len(statements) <= MOST_STATEMENTS, statements


async def test_a_referral_that_nobody_takes_up_is_missed_again_and_again(
    room: RoomUnderTest, given: Given
) -> None:
    referral = await given.referral(await given.a_gp())
    waiting = {("decision-awaited", referral["id"]): "room:access"}
    assert await given.deadlines() == waiting
    for _ in range(2):
        room.clock.advance(timedelta(days=1, minutes=1))
        assert await room.fire_deadlines() == 1
        assert await given.deadlines() == waiting
    assert [told.data["kind"] for told in await room.told("deadline.missed")] == ["decision-awaited"] * 2
    await given.on_the_desks_list(referral)
    assert await given.deadlines() == {}


@pytest.mark.requirement("LAW-03")
async def test_a_doctor_of_another_region_refers_by_right_and_follows_his_own_referral(
    room: RoomUnderTest, given: Given
) -> None:
    doctor = await room.caller("general-practitioner", "general-practice", regions=("elsewhere",))
    referral = await given.referral(doctor)
    assert (await given.get(doctor, f"/referrals/{referral['id']}")).status_code == 200
    (told,) = await room.told("referral.submitted")
    assert told.data["region"] == REGION
