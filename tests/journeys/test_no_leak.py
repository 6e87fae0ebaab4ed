"""Who a young person is stands in `referral` alone, and sealed there: everything else is searched for it.

A distinctive name, address and BSN go through every journey, and through every kind of wrong input; and a
family with a mark of secrecy (LAW-07) through whatever the journeys of the demonstration do not do.
"""

import asyncio
import base64
import hashlib
import json
from pathlib import Path

import httpx
import pytest
from journey_house import HouseUp, bsn_of_test
from marked_family import DESK_AFTER_THE_MOVE, FATHER, GP, HELPER, HELPER_ID, WHEREABOUTS, Marked, drive
from region_house import REFERRALS, Country

from wegwijs_cli.demo.journey import AddressSent, YoungPerson
from wegwijs_cli.rooms import REFERRAL, ROOMS, Room

GIVEN_NAME, FAMILY_NAME = "Quirijnelle", "Zwaluwstaartsma"
STREET, HOUSE_NUMBER, POSTCODE, CITY = "Ijskristallaan", "8731", "8997 ZX", "Wonderlijkerveen"
QUESTION, RESULT = "Klokkenmakersverdriet op woensdag", "Weer vrolijk tegen Sint-Juttemis"
BSN = bsn_of_test(400)
WRONG_BSN = BSN[:-1] + str((int(BSN[-1]) + 1) % 10)
PERSON = YoungPerson(
    given_name=GIVEN_NAME,
    family_name=FAMILY_NAME,
    age=9,
    bsn=BSN,
    address=AddressSent(street=STREET, house_number=HOUSE_NUMBER, postcode=POSTCODE, city=CITY),
)
# A short number or a postcode alone would be found by chance; these would not.
DISTINCTIVE = (GIVEN_NAME, FAMILY_NAME, STREET, CITY, POSTCODE, QUESTION, RESULT, BSN, WRONG_BSN)
SHORTEST = 7
PARTS = (
    "people",
    "households",
    "consents",
    "letters",
    "intake",
    "secrecy-marks",
    "corrections",
    "case-partners",
)
SENT_TO = "/api/referral/v1/referrals"


def in_every_guise(text: str) -> set[bytes]:
    """As it stands, as hexadecimal and base64 of a column of bytes, and as a digest without a key."""
    plain = text.encode()
    guises = {plain, plain.hex().encode(), plain.hex().upper().encode()}
    for start in range(3):
        # Base64 of a text in the middle of another, for each of the three places where it may begin.
        encoded = base64.b64encode(b"\0" * start + plain)
        guises.add(encoded[4 if start else 0 : -4])
    for digest in ("md5", "sha1", "sha256"):
        guises.add(hashlib.new(digest, plain).hexdigest().encode())
    # Shorter ones would be found by chance.
    return {guise for guise in guises if len(guise) >= SHORTEST}


IN_CLEAR = {text.encode() for text in DISTINCTIVE}


def found_in(content: bytes, needles: set[bytes]) -> set[bytes]:
    return {needle for needle in needles if needle in content}


@pytest.fixture(scope="module")
async def marked(house: HouseUp, country: Country) -> Marked:
    return await drive(house, country)


@pytest.fixture(scope="module")
def everything(marked: Marked) -> set[bytes]:
    """What must be found nowhere, in every guise."""
    return {guise for text in (*DISTINCTIVE, *marked.distinctive) for guise in in_every_guise(text)}


@pytest.fixture(scope="module")
async def after_everything(house: HouseUp, marked: Marked) -> HouseUp:
    """The house after all journeys of this one person, right and wrong, and of the marked family."""
    journeys = [
        listed.model_copy(
            update={
                "steps": tuple(
                    step.model_copy(
                        update={
                            name: text
                            for name, text in (("question", QUESTION), ("intended_result", RESULT))
                            if getattr(step, name, None) is not None
                        }
                    )
                    for step in listed.steps
                )
            }
        )
        for listed in house.file.journeys
    ]
    right = 0
    async with house.client() as gateway:
        for listed in journeys:
            # The same nine-year-old everywhere, so that the policy's answer is another for the 19-year-old.
            taken = await house.drive(gateway, listed, person=PERSON, keep_going=True)
            right += sum(step.ok for step in taken.steps)
        await wrong_input(house, await gateway.token_of("gp-dalfsen"))
    assert right > 20
    await house.is_quiet()
    return house


async def wrong_input(house: HouseUp, token: str) -> None:
    """Every kind of it, with the person in it, where it belongs and where it does not."""
    person = PERSON.as_sent().model_dump(mode="json", by_alias=True)
    good = {"person": person, "municipality": "0148", "question": QUESTION, "route": "choice-budget"}
    good["budget"] = "short-treatment"
    key = "no-leak-key-0001"
    wrong_bodies: list[object] = [
        good | {"unknown": FAMILY_NAME, FAMILY_NAME: STREET},
        good | {"person": person | {"bsn": WRONG_BSN}},
        good | {"person": person | {"birthDate": FAMILY_NAME}},
        good | {"person": person | {"birthDate": "2999-01-01"}},
        good | {"person": person | {"givenName": GIVEN_NAME + "\0", "familyName": [FAMILY_NAME]}},
        good | {"municipality": CITY, "route": STREET, "preferredProvider": FAMILY_NAME},
        good | {"municipality": "9999", "forms": [QUESTION]},
        good | {"question": QUESTION * 400},
        [FAMILY_NAME, BSN],
        f"{GIVEN_NAME} {BSN}",
    ]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Accept-Language": "nl"}

    async def repeats_nothing(answer: httpx.Response) -> None:
        if answer.status_code >= 400:
            told = await answer.aread() + repr(answer.headers).encode()
            assert found_in(told, IN_CLEAR) == set(), answer.status_code

    async with httpx.AsyncClient(
        base_url=house.running.gateway,
        headers=headers,
        trust_env=False,
        event_hooks={"response": [repeats_nothing]},
    ) as http:
        for body in wrong_bodies:
            assert (await http.post(SENT_TO, json=body)).status_code == 400, body
        malformed = json.dumps(good)[:-1].encode()
        as_json = {"Content-Type": "application/json"}
        assert (await http.post(SENT_TO, content=malformed, headers=as_json)).status_code == 400
        large = json.dumps(good | {"question": QUESTION * 80_000}).encode()
        assert (await http.post(SENT_TO, content=large, headers=as_json)).status_code == 413
        assert (await http.post(SENT_TO, json=good)).status_code == 201
        assert (await http.post(SENT_TO, json=good | {"safety": True})).status_code == 422
        in_header = {"Idempotency-Key": f"{FAMILY_NAME} {BSN}", "X-Correlation-Id": FAMILY_NAME}
        assert (await http.post(SENT_TO, json=good, headers=in_header)).status_code == 400
        by_name = {"If-Match": FAMILY_NAME, "Accept-Language": GIVEN_NAME, "User-Agent": BSN}
        assert (await http.get(f"{SENT_TO}/{FAMILY_NAME}", headers=by_name)).status_code == 404
        assert (await http.get(f"/api/access/v1/requests/{BSN}")).status_code in {403, 404}
        assert (await http.get(f"/api/{FAMILY_NAME}/v1/{BSN}")).status_code == 404
        assert (await http.get("/api/crisis/v1/on-call", params={"municipality": CITY})).status_code == 400
        assert (await http.get(SENT_TO, params={"after": BSN, FAMILY_NAME: STREET})).status_code == 400
        look_ups = "/api/referral/v1/client-look-ups"
        assert (await http.post(look_ups, json={"bsn": WRONG_BSN})).status_code == 400
        assert (await http.post(look_ups, json={"bsn": BSN})).status_code == 200
        named = {"Authorization": f"Bearer {FAMILY_NAME}.{BSN}"}
        assert (await http.post(SENT_TO, json=good, headers=named)).status_code == 401
        decided = {"intendedResult": RESULT, "choices": [{"route": "choice-budget", "budget": FAMILY_NAME}]}
        path = "/api/access/v1/requests/01990000-0000-7000-8000-000000000001/decisions"
        assert (await http.post(path, json=decided)).status_code == 403


async def everything_in(house: HouseUp, room: Room) -> list[tuple[str, bytes]]:
    """Every row of every table of a room's database, as text; bytes as hexadecimal."""
    tables = await house.rows(
        room,
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    assert len(tables) > 8
    found = []
    for table in tables:
        rows = await house.rows(room, f"SELECT t::text AS row FROM {table['name']} t")  # noqa: S608  # names of the catalogue
        found.append((table["name"], "\n".join(row["row"] for row in rows).encode()))
    return found


@pytest.mark.parametrize("hidden", [b"%s", b"x%s", b"xy%s", b"xyz%s."])
def test_the_search_finds_a_name_in_clear_in_hexadecimal_and_in_base64(hidden: bytes) -> None:
    content = hidden % FAMILY_NAME.encode()
    for guise in (content, content.hex().encode(), base64.b64encode(content)):
        assert found_in(guise, in_every_guise(FAMILY_NAME))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
async def test_no_table_of_any_room_shows_the_person(
    after_everything: HouseUp, everything: set[bytes], room: Room
) -> None:
    contents = await everything_in(after_everything, room)
    assert any(content for _, content in contents)
    assert {table: found for table, content in contents if (found := found_in(content, everything))} == {}


async def test_the_person_is_in_referral_all_the_same_and_its_referrer_reads_it(
    after_everything: HouseUp,
) -> None:
    async with after_everything.client() as gateway:
        listed = await gateway.call("gp-dalfsen", "GET", "referral/v1/referrals?limit=100")
        ids = [item["id"] for item in json.loads(listed.content)["items"]]
        read = [await gateway.call("gp-dalfsen", "GET", f"referral/v1/referrals/{id_}") for id_ in ids]
    assert any(
        IN_CLEAR - {RESULT.encode(), WRONG_BSN.encode()} <= found_in(each.content, IN_CLEAR) for each in read
    )
    sealed = await after_everything.rows(REFERRAL, "SELECT person, question FROM referral")
    assert sealed
    assert all(row["person"] and row["question"] for row in sealed)


@pytest.mark.requirement("LAW-07")
async def test_what_was_written_is_read_by_who_must_know_and_tells_nobody_else_where_the_family_is(
    after_everything: HouseUp, country: Country, marked: Marked
) -> None:
    here = f"{REFERRALS}/{marked.referrals[0]}"
    of_the_file = [here, *(f"{here}/{part}" for part in PARTS)]
    mine = f"referral/v1/my-files/{marked.my_file}"
    of_the_father = ["referral/v1/my-files", mine, f"{mine}/looks", f"{mine}/family-group-plan"]

    async def answers(who: str, paths: list[str]) -> bytes:
        read = [await country.gateway.call(who, "GET", path) for path in paths]
        assert all(each.status < 500 for each in read)
        assert any(each.status == 200 for each in read), who
        return b"\n".join(each.content for each in read)

    by_desk = await answers(DESK_AFTER_THE_MOVE, of_the_file)
    assert len(found_in(by_desk, {each.encode() for each in WHEREABOUTS})) == len(WHEREABOUTS)
    assert HELPER_ID.encode() in by_desk
    assert b"Philippinotje" in await answers(HELPER, of_the_file)
    assert b"Philippinotje" in await answers(GP, of_the_file)
    hidden = {each.encode() for each in (*WHEREABOUTS, HELPER_ID, "Lindehof")}
    for who, paths in ((GP, of_the_file), (FATHER, of_the_father)):
        assert found_in(await answers(who, paths), hidden) == set(), who
    assert marked.letters
    for letter in marked.letters:
        assert found_in(letter.encode(), hidden) == set()
    assert b"Philippinotje" in marked.copy
    assert found_in(marked.copy, hidden) == set()


async def test_no_event_in_any_stream_shows_the_person(
    after_everything: HouseUp, everything: set[bytes]
) -> None:
    messages = await after_everything.messages()
    assert len(messages) > 50
    assert {subject for subject, content in messages if found_in(content, everything)} == set()


async def test_no_log_line_of_any_process_shows_the_person(
    after_everything: HouseUp, everything: set[bytes]
) -> None:
    logs = sorted((after_everything.home / "logs").glob("*"))
    assert {"access.log", "referral.log", "gateway.log", "postgres.log"} <= {log.name for log in logs}
    for log in logs:
        content = await asyncio.to_thread(log.read_bytes)
        assert found_in(content, everything) == set(), log.name


async def test_no_file_of_the_house_shows_the_person_by_name_or_content(
    after_everything: HouseUp, everything: set[bytes], marked: Marked
) -> None:
    """The files of PostgreSQL and NATS among them: what was deleted or compressed away is there still."""
    files = list(after_everything.home.rglob("*"))
    assert [path for path in files if found_in(str(path).encode(), everything)] == []
    showing = await asyncio.to_thread(
        files_that_show, files, IN_CLEAR | {each.encode() for each in marked.distinctive}
    )
    assert showing == []


def files_that_show(files: list[Path], words: set[bytes]) -> list[Path]:
    showing = []
    for path in files:
        try:
            if path.is_file() and found_in(path.read_bytes(), words):
                showing.append(path)
        except FileNotFoundError:
            continue  # PostgreSQL recycles its files
    return showing
