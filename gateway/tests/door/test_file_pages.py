"""The pages of a file: what a form becomes for the room, and what is told only once."""

import json

import pytest

from .referral_rooms import AT, HOSTILE, REFERRAL, page_of, wrong
from .test_app_pages import sign_in

MOTHER = "01930000-0000-7000-8000-0000000000a1"
FILE = f"/v1/referrals/{REFERRAL}"
CODE = "ABCD-EFGH-JKLM"


def a_person(**more):
    return {
        "id": MOTHER,
        "version": 4,
        "kind": "parent",
        "name": HOSTILE,
        "hasAuthority": True,
        "toldBy": "parent",
        "firstDay": None,
        "lastDay": None,
        "organisation": None,
        "address": None,
        "recordedAt": AT,
        **more,
    }


@pytest.fixture
def rooms(room):
    link = {
        "id": MOTHER,
        "version": 2,
        "person": None,
        "isOpen": True,
        "linkedAt": AT,
        "revokedAt": None,
    }
    wish = {"version": 1, "noLetterHome": True, "deliverBy": "digital", "notToTell": [MOTHER]}
    room.answers = {
        ("GET", FILE): (200, {"person": {"givenName": "Mees", "familyName": HOSTILE}}),
        ("GET", f"{FILE}/people"): page_of(a_person()),
        ("GET", f"{FILE}/contact-preferences"): (200, wish),
        ("GET", f"{FILE}/person-links"): page_of(link),
        ("GET", "/v1/erasures"): page_of(),
        ("GET", "/v1/webhooks"): page_of(),
    }
    return room


def sent(rooms, method, target):
    (call,) = [each for each in rooms.calls if (each.method, each.target) == (method, target)]
    return call


async def test_each_form_of_a_section_becomes_the_body_that_the_room_takes(http, rooms):
    await sign_in(http)
    page = (await http.get(f"/file/{REFERRAL}/people")).text
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    typed = {"name": "Bas", "kind": "parent", "hasAuthority": "no", "toldBy": "court", "address.city": "X"}
    rooms.answers["POST", f"{FILE}/people"] = (201, {})
    made = await http.post(f"/file/{REFERRAL}/people/add", data=typed | {"firstDay": "2026-01-02", "key": ""})
    assert (made.status_code, made.headers["location"]) == (303, f"/file/{REFERRAL}/people")
    call = sent(rooms, "POST", f"{FILE}/people")
    assert "idempotency-key" in call.headers
    assert json.loads(call.body) == {
        "name": "Bas",
        "kind": "parent",
        "hasAuthority": False,
        "toldBy": "court",
        "firstDay": "2026-01-02",
        "address": {"city": "X"},
    }
    # Who was not asked whether there is authority, did not say that there is none.
    change = f"{FILE}/people/{MOTHER}/authority"
    rooms.answers["POST", change] = wrong(errors=[{"field": "hasAuthority", "message": "ontbreekt"}])
    typed = {"about": MOTHER, "version": '"4"', "toldBy": "court"}
    refused = await http.post(f"/file/{REFERRAL}/people/authority", data=typed)
    assert refused.status_code == 400
    assert f'href="#authority-{MOTHER}-hasAuthority"' in refused.text
    assert '<option value="court" selected>' in refused.text
    call = sent(rooms, "POST", change)
    assert (json.loads(call.body), call.headers["if-match"]) == ({"toldBy": "court"}, ['"4"'])
    # What replaces a record begins with it, and an empty box is a no.
    page = (await http.get(f"/file/{REFERRAL}/contact")).text
    assert f'name="notToTell-{MOTHER}" value="yes" checked' in page
    assert '<option value="digital" selected>' in page
    rooms.answers["PUT", f"{FILE}/contact-preferences"] = (200, {})
    typed = {f"notToTell-{MOTHER}": "yes", "version": '"3"'}
    await http.post(f"/file/{REFERRAL}/contact/keep", data=typed)
    call = sent(rooms, "PUT", f"{FILE}/contact-preferences")
    assert json.loads(call.body) == {"noLetterHome": False, "notToTell": [MOTHER]}
    rooms.answers["POST", "/v1/erasures"] = (201, {})
    typed = {"ground": "retention-over", "askedOn": "2026-01-02"}
    await http.post(f"/file/{REFERRAL}/erasure/erase", data=typed)
    assert json.loads(sent(rooms, "POST", "/v1/erasures").body) == typed | {"referral": REFERRAL}


async def test_a_code_and_a_secret_are_shown_on_the_page_that_made_them_and_stand_in_no_address(http, rooms):
    await sign_in(http)
    rooms.answers["POST", f"{FILE}/link-codes"] = (201, {"code": CODE, "validUntil": AT})
    made = await http.post(f"/file/{REFERRAL}/links/make", data={"person": MOTHER})
    assert made.status_code == 200
    assert CODE in made.text
    assert CODE not in str(made.headers)
    assert CODE not in (await http.get(f"/file/{REFERRAL}/links")).text
    # The same form sent again gives no code: it is told once.
    rooms.answers["POST", f"{FILE}/link-codes"] = (200, {"code": None, "validUntil": AT})
    assert "The code was shown before" in (await http.post(f"/file/{REFERRAL}/links/make", data={})).text
    rooms.answers["POST", "/v1/webhooks"] = (201, {"webhook": {}, "secret": "whsec_abc"})
    made = await http.post("/webhooks/make", data={"url": "https://example.com/in"})
    assert "whsec_abc" in made.text


async def test_what_is_no_command_or_no_record_is_not_there_and_another_site_sends_nothing(http, rooms):
    await sign_in(http)
    assert (await http.post(f"/file/{REFERRAL}/people/erase", data={})).status_code == 404
    typed = {"about": "../webhooks"}
    assert (await http.post(f"/file/{REFERRAL}/people/authority", data=typed)).status_code == 404
    elsewhere = {"Origin": "https://elsewhere.example"}
    refused = await http.post(f"/file/{REFERRAL}/people/add", data={"name": "x"}, headers=elsewhere)
    assert refused.status_code == 403
    assert [call for call in rooms.calls if call.method == "POST"] == []
    rooms.answers["GET", f"{FILE}/people"] = wrong(404)
    assert (await http.get(f"/file/{REFERRAL}/people")).status_code == 404


async def test_in_the_menu_of_a_file_stand_the_sections_of_the_role(http, rooms):
    await sign_in(http)
    page = (await http.get(f"/file/{REFERRAL}")).text
    assert f"/file/{REFERRAL}/consents" in page
    assert f"/file/{REFERRAL}/holds" not in page
    assert "Mees &lt;script&gt;" in page
