"""The page on which somebody refers: what is asked and why, what is sent, and what comes back."""

import json
import re

import httpx
import pytest

from .referral_rooms import CRISIS, HOSTILE, LINDEHOF, PERSON, READ, REFERRAL, a_form, answers, wrong
from .test_app_pages import sign_in

TYPED = {
    "referrerCode": "02",
    "person.givenName": "Mees",
    "person.familyName": "Fictief",
    "person.birthDate": "2015-02-03",
    "municipality": "0148",
    "question": "Sleeps badly.\r\nAfraid.",
    "route": "choice-budget",
    "budget": "one",
    "domains-family": "yes",
    "domains-school": "yes",
    "safety": "yes",
    "preferredProvider": LINDEHOF,
}
KEY = "01930000-0000-4000-8000-000000000001"


@pytest.fixture
def rooms(room):
    room.answers = answers()
    room.answers["POST", "/v1/referrals"] = (201, {"id": REFERRAL})
    return room


def sent(rooms, path):
    (call,) = [call for call in rooms.calls if call.method == "POST" and call.target == path]
    return call


@pytest.mark.requirement("NV-21", "ZHZ-04")
async def test_a_gp_sees_six_fields_each_with_its_ground_and_the_rest_folded(http, rooms):
    await sign_in(http)
    page = (await http.get("/refer")).text
    form = page.partition('action="/refer">')[2].partition("</form>")[0]
    before, folded = form.split("<details", 1)
    asked = re.findall(r'<(?:input(?! type="hidden")|select|textarea)[^>]* name="([^"]+)"', before)
    assert [name for name in asked if name != "safety"] == [
        each["field"] for each in a_form()["mandatory"]
    ], "these six and nothing else but one tick"
    assert len(asked) == 7
    for name in ("person.givenName", "person.familyName", "person.birthDate", "municipality", "question"):
        assert f'name="{name}"' in before, name
        assert f"Because of {name}." in before, name
    for name in ("person.bsn", "budget", "domains-family"):
        assert f'name="{name}"' not in before, name
        assert f'name="{name}"' in folded, name
    for other in ("courtOrder", "measure.", "professional."):
        assert other not in form, "what does not belong to this door"
    assert "6 fields are enough" in page
    routes = before.partition('name="route"')[2].partition("</select>")[0]
    assert "choice budget" in routes
    assert "national arrangement" not in routes


async def test_the_municipalities_of_the_own_region_stand_first(rooms, start_gateway, regions_dir):
    (regions_dir / "another").mkdir()
    another = "name: {nl: elders, en: Another}\nvalid_from: 2022-01-01\nmunicipalities: {list: ['0200']}\n"
    (regions_dir / "another" / "2022-01-01.yaml").write_text(another)
    (regions_dir / "municipalities.csv").write_text(
        "code,name\n0148,Dalfsen\n0193,Zwolle\n0200,Apeldoorn\n0363,Amsterdam\n"
    )
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        await sign_in(http)
        pages = [(await http.get(path)).text for path in ("/refer", "/search")]
    for page in pages:
        choices = page.partition('name="municipality"')[2].partition("</select>")[0]
        where = [
            choices.index(name) for name in ("Example region", "Dalfsen", "Another", "Apeldoorn", "Amsterdam")
        ]
        assert where == sorted(where)


@pytest.mark.requirement("ZHZ-04")
async def test_who_refers_by_several_codes_has_a_form_for_each(http, rooms):
    court = a_form(
        referrerCode="08",
        referrerType="court",
        mandatory=[{"field": "courtOrder.number", "ground": "The order."}],
        optional=["question"],
    )
    rooms.answers["GET", "/v1/referral-form"] = (200, {"region": "example", "forms": [a_form(), court]})
    await sign_in(http)
    page = (await http.get("/refer?code=08")).text
    assert 'href="/refer?code=02"' in page
    assert 'name="courtOrder.number"' in page
    assert 'name="person.givenName"' not in page
    assert '<input type="hidden" name="referrerCode" value="08">' in page


async def test_what_is_filled_in_is_sent_once_with_its_key_and_the_browser_goes_on(http, rooms):
    await sign_in(http)
    answer = await http.post("/refer", data=TYPED | {"key": KEY})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/referrals/{REFERRAL}/received")
    call = sent(rooms, "/v1/referrals")
    assert call.headers["idempotency-key"] == [KEY]
    assert json.loads(call.body) == {
        "referrerCode": "02",
        "person": {"givenName": "Mees", "familyName": "Fictief", "birthDate": "2015-02-03"},
        "municipality": "0148",
        "question": "Sleeps badly.\nAfraid.",
        "route": "choice-budget",
        "budget": "one",
        "domains": ["family", "school"],
        "safety": True,
        "preferredProvider": LINDEHOF,
    }


async def test_refused_it_comes_back_with_what_was_typed_each_message_at_its_input_and_every_reason(
    http, rooms
):
    rooms.answers["POST", "/v1/referrals"] = wrong(
        400,
        errors=[{"field": "person.birthDate", "message": "is in the future"}],
        reasons=[{"code": "x", "text": "This budget is not yours."}],
    )
    await sign_in(http)
    answer = await http.post("/refer", data=TYPED | {"key": KEY, "question": HOSTILE})
    assert answer.status_code == 400
    for told in (
        'href="#person.birthDate"',
        "is in the future",
        "This budget is not yours.",
        'value="Fictief"',
        "&lt;script&gt;",
        f'value="{KEY}"',
        'name="domains-family" value="yes" checked',
        'name="safety" value="yes" checked',
        f'value="{LINDEHOF}" checked',
        '<details class="further" open>',
    ):
        assert told in answer.text, told
    assert HOSTILE not in answer.text


async def test_where_the_room_is_silent_what_was_typed_can_be_sent_again_under_its_key(
    start_gateway, rooms, dead_url
):
    async with httpx.AsyncClient(base_url=await start_gateway(referral_url=dead_url)) as http:
        await sign_in(http)
        answer = await http.post("/refer", data=TYPED | {"key": KEY})
    assert answer.status_code == 502
    for told in ('action="/refer"', "Sleeps badly.", f'value="{KEY}"', "Send again"):
        assert told in answer.text, told


@pytest.mark.requirement("NV-22")
async def test_what_is_known_by_a_bsn_is_not_asked_again_and_the_bsn_stands_in_no_address(http, rooms):
    rooms.answers["POST", "/v1/referral-prefills"] = (
        200,
        {
            "person": PERSON,
            "municipality": "0148",
            "again": REFERRAL,
            "running": [{"id": REFERRAL, "status": "at-desk"}],
        },
    )
    await sign_in(http)
    answer = await http.post("/refer/known", data={"referrerCode": "02", "bsn": PERSON["bsn"]})
    assert json.loads(sent(rooms, "/v1/referral-prefills").body) == {"bsn": PERSON["bsn"]}
    assert "What is known is filled in." in answer.text
    warned, form = answer.text.index("is running already"), answer.text.index('action="/refer"')
    assert warned < form, "before anything is filled in"
    assert f'href="/referrals/{REFERRAL}"' in answer.text
    assert 'type="text" inputmode="numeric" autocomplete="off" id="person.givenName"' not in answer.text
    assert '<label class="utrecht-form-label" for="person.givenName">' not in answer.text
    assert f'<input type="hidden" name="again" value="{REFERRAL}">' in answer.text
    assert "Dalfsen" in answer.text
    assert not [call for call in rooms.calls if PERSON["bsn"] in call.target]
    await http.post("/refer", data=TYPED | {"again": REFERRAL})
    body = json.loads(sent(rooms, "/v1/referrals").body)
    assert body["again"] == REFERRAL
    assert "person" not in body
    assert "municipality" not in body


async def test_of_somebody_unknown_nothing_is_filled_in_and_of_no_bsn_the_message_is_at_its_input(
    http, rooms
):
    nobody = {"person": None, "municipality": None, "again": None, "running": []}
    rooms.answers["POST", "/v1/referral-prefills"] = (200, nobody)
    await sign_in(http)
    answer = await http.post("/refer/known", data={"bsn": "999900006"})
    assert "has given nothing about this young person yet" in answer.text
    rooms.answers["POST", "/v1/referral-prefills"] = wrong(
        400, errors=[{"field": "bsn", "message": "fails the eleven test"}]
    )
    answer = await http.post("/refer/known", data={"bsn": "1"})
    assert answer.status_code == 400
    assert 'href="#known-bsn"' in answer.text
    assert "fails the eleven test" in answer.text


@pytest.mark.requirement("NV-22")
async def test_by_the_name_that_the_form_asks_anyway_what_is_known_is_found_and_what_was_typed_stays(
    http, rooms
):
    known = {"person": PERSON, "municipality": "0193", "again": REFERRAL, "running": []}
    rooms.answers["POST", "/v1/referral-prefills"] = (200, known)
    await sign_in(http)
    answer = await http.post("/refer/known", data=TYPED | {"key": KEY})
    body = {"givenName": "Mees", "familyName": "Fictief", "birthDate": "2015-02-03"}
    assert json.loads(sent(rooms, "/v1/referral-prefills").body) == body
    for told in ("Sleeps badly.", f'value="{KEY}"', f'name="again" value="{REFERRAL}"', 'value="0193"'):
        assert told in answer.text, told
    assert not [call for call in rooms.calls if "Fictief" in call.target]
    rooms.answers["POST", "/v1/referral-prefills"] = wrong(
        400, errors=[{"field": "givenName", "message": "is missing"}]
    )
    answer = await http.post("/refer/known", data=TYPED | {"person.givenName": ""})
    assert answer.status_code == 400
    for told in ('href="#person.givenName"', "Sleeps badly."):
        assert told in answer.text, told


@pytest.mark.requirement("NV-22")
async def test_another_referral_of_the_same_young_person_asks_only_what_is_new_and_warns_of_the_first(
    http, rooms
):
    await sign_in(http)
    page = (await http.get(f"/refer?again={REFERRAL}")).text
    for told in (f'name="again" value="{REFERRAL}"', "is running already", "3 February 2015", "Dalfsen"):
        assert told in page, told
    assert '<label class="utrecht-form-label" for="person.givenName">' not in page
    assert '<label class="utrecht-form-label" for="question">' in page
    rooms.answers["GET", f"/v1/referrals/{REFERRAL}"] = wrong(404)
    assert (await http.get(f"/refer?again={REFERRAL}")).status_code == 404
    assert (await http.get("/refer?again=../feed")).status_code == 404


async def test_the_last_page_says_that_it_was_received_whose_move_it_is_and_where_to_follow_it(http, rooms):
    await sign_in(http)
    page = (await http.get(f"/referrals/{REFERRAL}/received")).text
    for told in ("Your referral was received", "00aaaa", "The provider answers whether", "27 November 2026"):
        assert told in page, told
    assert f'href="/referrals/{REFERRAL}"' in page
    assert "tel:" not in page
    rooms.answers["GET", f"/v1/referrals/{REFERRAL}"] = (200, READ | {"crisis": CRISIS})
    page = (await http.get(f"/referrals/{REFERRAL}/received")).text
    assert page.index('href="tel:0881234567"') < page.index("<h1>"), "who is not safe comes first"


@pytest.mark.requirement("NV-17")
async def test_beside_the_form_stands_who_can_help_how_soon_and_how_old_that_word_is(http, rooms):
    await sign_in(http)
    answer = await http.post("/refer/providers", data=TYPED | {"key": KEY})
    assert answer.status_code == 200
    for told in ("Lindehof", "14 to 28 days", "0 of 8", "25 November 2026", 'value="Fictief"', KEY):
        assert told in answer.text, told
    (asked,) = [call.target for call in rooms.calls if call.target.startswith("/v1/options")]
    assert "municipality=0148" in asked
    assert "age=" in asked
    for typed in ("Mees", "Fictief", "2015"):
        assert typed not in asked, "no person in an address"
    assert not [call for call in rooms.calls if call.target == "/v1/referrals"], "nothing is sent yet"


@pytest.mark.requirement("HLM-19")
@pytest.mark.parametrize("route", ["choice-budget", "national-arrangement"])
async def test_who_asks_national_help_is_shown_national_contracts_only(http, rooms, route):
    await sign_in(http)
    await http.post("/refer/providers", data=TYPED | {"key": KEY, "route": route})
    (asked,) = [call.target for call in rooms.calls if call.target.startswith("/v1/options")]
    assert ("level=national" in asked) is (route == "national-arrangement")


@pytest.mark.parametrize("path", ["/refer", "/refer/known", "/refer/providers"])
async def test_a_form_of_another_site_reaches_no_room(http, rooms, path):
    await sign_in(http)
    rooms.calls.clear()
    answer = await http.post(path, data=TYPED, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert rooms.calls == []
