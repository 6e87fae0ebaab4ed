"""Consultations on pages: what is asked of whom, what each form sends, and what each side is shown."""

import json

import pytest

from .referral_rooms import AT, GRANT, HOSTILE, LINDEHOF, QUESTION, REFERRAL, answers, page_of, wrong
from .test_app_pages import sign_in

OWN = "01990000-0000-7000-8000-000000000001"
PAGE = f"/consultations/{QUESTION}"
LISTED = {
    "id": QUESTION,
    "version": 2,
    "status": "asked",
    "asker": OWN,
    "provider": LINDEHOF,
    "age": 9,
    "domains": ["school"],
    "askedAt": AT,
    "replyBy": "2026-12-04T23:00:00Z",
    "closedAt": None,
    "declineReason": None,
}
READ = LISTED | {"question": f"Does not sleep {HOSTILE}", "reply": None, "referral": None}
MINE = {
    "id": REFERRAL,
    "status": "granted",
    "municipality": "0148",
    "route": "quote",
    "submittedAt": AT,
    "nextMove": None,
}
KEY = "01930000-0000-4000-8000-000000000001"


@pytest.fixture
def rooms(room):
    named = {"referral": REFERRAL, "givenName": "Mees", "familyName": "Fictief"}
    room.answers = answers() | {
        ("GET", "/v1/consultations"): page_of(LISTED),
        ("POST", "/v1/consultations"): (201, LISTED),
        ("GET", f"/v1{PAGE}"): (200, READ),
        ("GET", "/v1/referrals"): page_of(MINE),
        ("POST", "/v1/referral-names"): (200, {"items": [named]}),
    }
    return room


def sent(rooms, path):
    (call,) = [call for call in rooms.calls if call.method == "POST" and call.target == f"/v1{path}"]
    return json.loads(call.body), call.headers.get("if-match"), call.headers["idempotency-key"]


async def test_a_practice_asks_about_a_question_and_what_was_typed_survives_a_refusal(http, rooms):
    await sign_in(http)
    page = (await http.get("/consultations")).text
    for told in (f'href="{PAGE}"', "Asked of Lindehof", "4 December 2026", 'name="question"'):
        assert told in page, told
    typed = {
        "provider": LINDEHOF,
        "age": "9",
        "domains-school": "yes",
        "question": f"Does not sleep {HOSTILE}",
        "key": KEY,
    }
    answer = await http.post("/consultations", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/consultations")
    asked = {"provider": LINDEHOF, "age": 9, "domains": ["school"], "question": typed["question"]}
    assert sent(rooms, "/consultations") == (asked, None, [KEY])
    rooms.answers["POST", "/v1/consultations"] = wrong(
        400, errors=[{"field": "question", "message": "names a number"}]
    )
    answer = await http.post("/consultations", data=typed)
    assert answer.status_code == 400
    for told in ('href="#question"', "names a number", "Does not sleep &lt;script&gt;", f'value="{KEY}"'):
        assert told in answer.text, told
    rooms.answers["GET", "/v1/consultations"] = page_of()
    assert "Put your first question above" in (await http.get("/consultations")).text


async def test_who_asked_takes_it_back_or_ties_a_referral_to_it_and_who_was_asked_replies(http, rooms):
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert HOSTILE not in page
    assert f'action="{PAGE}/reply"' not in page
    assert f'<option value="{REFERRAL}">Mees Fictief (00aaaa)</option>' in page
    steps = {"withdraw": ({}, "withdrawal", {}), "link": ({"referral": REFERRAL}, "referral-link", None)}
    for step, (typed, path, body) in steps.items():
        rooms.answers["POST", f"/v1{PAGE}/{path}"] = (200, LISTED)
        answer = await http.post(f"{PAGE}/{step}", data=typed | {"version": '"2"', "key": KEY})
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        assert sent(rooms, f"{PAGE}/{path}") == (typed if body is None else body, ['"2"'], [KEY])

    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"asker": GRANT, "provider": OWN})
    page = (await http.get(PAGE)).text
    for form in ("reply", "refuse"):
        assert f'action="{PAGE}/{form}"' in page
    assert f'action="{PAGE}/link"' not in page
    rooms.answers["POST", f"/v1{PAGE}/reply"] = wrong(409, reasons=[{"code": "x", "text": "Taken back."}])
    answer = await http.post(f"{PAGE}/reply", data={"reply": "Keep a rhythm.", "version": '"2"', "key": KEY})
    assert answer.status_code == 409
    for told in ("Taken back.", "Keep a rhythm."):
        assert told in answer.text, told
    declined = {"status": "declined", "declineReason": "full", "closedAt": AT}
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | declined)
    assert "No reply: no time" in (await http.get(PAGE)).text
