"""One referral on a page, and the messages: what is shown, and what each form sends."""

import json
import re

import httpx
import pytest

from .referral_rooms import (
    ASKED,
    AT,
    CANDIDATE,
    COMPONENT,
    COURSE,
    CRISIS,
    GRANT,
    HAPPENED,
    HOSTILE,
    HOUSEHOLD,
    LINDEHOF,
    MESSAGE,
    OPTION,
    OPTIONS,
    PLACEMENT,
    PROFILE,
    QUESTION,
    READ,
    REFERRAL,
    answers,
    page_of,
    wrong,
)
from .test_app_pages import sign_in

PAGE = f"/referrals/{REFERRAL}"
KEY = "01930000-0000-4000-8000-000000000001"


@pytest.fixture
def rooms(room):
    room.answers = answers()
    return room


def sent(rooms):
    (call,) = [
        call for call in rooms.calls if call.method == "POST" and not call.target.endswith("/referral-names")
    ]
    return call.target, json.loads(call.body), call.headers.get("if-match"), call.headers["idempotency-key"]


async def test_a_referral_shows_how_it_goes_what_is_asked_of_me_and_what_goes_with_it(http, rooms):
    await sign_in(http)
    answer = await http.get(PAGE)
    assert answer.status_code == 200
    for told in (
        "Mees &lt;script&gt;",
        "Lindehof",
        "offers a place",
        "Which days?",
        "to the start of care (ambulatory help): <strong>85 days</strong>",
        "longer than the norm",
        "received",
        f'href="/households/{HOUSEHOLD}"',
        "being helped",
        "the young person",
        "No letter home.",
        "by hand",
    ):
        assert told in answer.text, told
    assert HOSTILE not in answer.text
    assert "tel:" not in answer.text, "no crisis, no numbers"


@pytest.mark.requirement("NV-19")
async def test_where_somebody_is_not_safe_the_way_to_the_crisis_function_stands_first(http, rooms):
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"crisis": CRISIS})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert 'href="tel:0881234567"' in page
    assert page.index("is not safe") < page.index("The help"), "before all else"


@pytest.mark.parametrize("status", ["ended", "withdrawn", "closed"])
async def test_of_what_is_over_no_step_is_offered_and_no_link_leads_nowhere(http, rooms, status):
    part = COMPONENT | {"placementStatus": "withdrawn"}
    rooms.answers["GET", f"/v1{PAGE}"] = (
        200,
        READ | {"status": status, "course": COURSE | {"components": [part]}},
    )
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "Plan of the household" in page
    for nowhere in ("Withdraw the referral", "/households/", "/ask", "/bridge", "/intake"):
        assert nowhere not in page, nowhere


async def test_a_home_that_was_left_is_told_without_a_link_and_what_is_in_care_is_not_withdrawn(http, rooms):
    left = {"household": HOUSEHOLD, "kind": "main", "lastDay": "2026-11-20"}
    rooms.answers["GET", f"/v1{PAGE}/households"] = (200, {"items": [left]})
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"status": "in-care"})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "20 November 2026" in page
    for nowhere in ("/households/", "Withdraw the referral"):
        assert nowhere not in page, nowhere


async def test_the_timeline_names_organisations_of_every_kind_and_says_every_reason_in_words(http, rooms):
    codes = (
        *("contract-suspended", "no-answer-in-time", "grant-lapsed", "wj759-3", "back-to-earlier-provider"),
        *("to-start", "goes-on-elsewhere", "free-help-against-wish", "handover-not-confirmed", "full"),
    )
    happened = [HAPPENED | {"provider": GRANT}, HAPPENED | {"provider": QUESTION, "reasons": list(codes)}]
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"course": COURSE | {"timeline": happened}})
    rooms.answers["GET", f"/v1/organisations/{GRANT}"] = (200, {"id": GRANT, "name": "Desk of Dalfsen"})
    rooms.answers["GET", f"/v1/organisations/{QUESTION}"] = wrong(404)
    await sign_in(http)
    timeline = (await http.get(PAGE)).text.partition("What happened")[2].partition("</ol>")[0]
    for told in (
        "Desk of Dalfsen",
        "organisation 00cccc, not in the register",
        "contract suspended",
        "3: no contract",
    ):
        assert told in timeline, told
    for bare in (QUESTION, *codes[:-1]):
        assert bare not in timeline, bare


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-12-04T23:00:00Z", 'by <time datetime="2026-12-04">4 December 2026</time>'),
        ("2026-12-04T13:30:00Z", "before <time"),
    ],
)
async def test_a_term_that_ends_at_midnight_is_told_by_its_last_day(http, rooms, until, told):
    move = READ["nextMove"] | {"until": until}
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"nextMove": move})
    asked = f"/v1/placement-requests/{PLACEMENT}/questions"
    rooms.answers["GET", asked] = (200, {"items": [ASKED | {"answerDueAt": until}]})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert page.count(told) == 2, "the next move and the question"
    assert ", 00:00" not in page


async def test_consent_is_told_as_a_record_and_not_as_a_gate(http, rooms):
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "consent not on record yet: the young person" in page
    assert "waits for" not in page


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ((True, "post"), "By post, but not to the home."),
        ((True, None), "No letter home."),
        ((False, "post"), "A letter home is fine. Rather by post."),
    ],
)
async def test_wishes_on_letters_do_not_contradict_each_other(http, rooms, wishes, told):
    no_letter, way = wishes
    rooms.answers["GET", f"/v1{PAGE}/contact-preferences"] = (
        200,
        {"noLetterHome": no_letter, "deliverBy": way},
    )
    await sign_in(http)
    assert f"<p>{told}</p>" in (await http.get(PAGE)).text


FORMS = [
    (
        f"{PAGE}/placements/{PLACEMENT}/answer",
        {"about": QUESTION, "answer": "Tuesdays", "version": '"7"'},
        (f"/placement-requests/{PLACEMENT}/questions/{QUESTION}/answer", {"answer": "Tuesdays"}, '"7"'),
    ),
    (
        f"{PAGE}/choose",
        {"about": GRANT, "placement": PLACEMENT, "by": "family"},
        (f"{PAGE}/choices", {"placement": PLACEMENT, "by": "family"}, None),
    ),
    (
        f"{PAGE}/ask",
        {"about": GRANT, "grant": GRANT, f"providers-{LINDEHOF}": "yes"},
        (f"{PAGE}/placement-requests", {"grant": GRANT, "provider": LINDEHOF}, None),
    ),
    (
        f"{PAGE}/ask",
        {"grant": GRANT, f"providers-{LINDEHOF}": "yes", f"providers-{GRANT}": "yes", "mode": "choice"},
        (
            f"{PAGE}/placement-requests",
            {"grant": GRANT, "providers": [LINDEHOF, GRANT], "mode": "choice"},
            None,
        ),
    ),
    (f"{PAGE}/withdraw", {"version": '"3"'}, (f"{PAGE}/withdrawal", {}, '"3"')),
    (f"{PAGE}/intake", {"words": "Told at home."}, (f"{PAGE}/intake", {"words": "Told at home."}, None)),
    (
        f"{PAGE}/decline-onward",
        {"about": QUESTION, "version": '"2"'},
        (f"/onward-referrals/{QUESTION}/refusal", {}, '"2"'),
    ),
]


@pytest.mark.parametrize(("path", "typed", "expected"), FORMS)
async def test_each_form_sends_one_command_and_the_browser_goes_back_to_the_page(
    http, rooms, path, typed, expected
):
    target, body, if_match = expected
    rooms.answers["POST", f"/v1{target}"] = (200, {})
    await sign_in(http)
    answer = await http.post(path, data=typed | {"key": KEY})
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert sent(rooms) == (f"/v1{target}", body, [if_match] if if_match else None, [KEY])


@pytest.mark.parametrize(("path", "typed", "expected"), FORMS)
async def test_refused_the_page_comes_back_with_every_reason_though_its_form_be_gone(
    http, rooms, path, typed, expected
):
    rooms.answers["POST", f"/v1{expected[0]}"] = wrong(409, reasons=[{"code": "x", "text": "Not any more."}])
    await sign_in(http)
    answer = await http.post(path, data=typed | {"key": KEY})
    assert answer.status_code == 409
    assert answer.text.count("Not any more.") == 1


@pytest.mark.parametrize(("path", "typed", "expected"), FORMS[:2])
async def test_what_another_site_sends_and_what_is_no_command_reach_no_room(
    http, rooms, path, typed, expected
):
    await sign_in(http)
    rooms.calls.clear()
    elsewhere = await http.post(path, data=typed, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert (await http.post(f"{PAGE}/destroy", data={"key": KEY})).status_code == 404
    assert (await http.post(f"{PAGE}/agree-onward", data={"about": "../../feed"})).status_code == 404
    assert rooms.calls == []


async def test_a_typed_answer_survives_a_refusal_and_a_silent_room(http, rooms, start_gateway, dead_url):
    path = f"{PAGE}/placements/{PLACEMENT}/answer"
    typed = {"about": QUESTION, "answer": f"Tuesdays {HOSTILE}", "key": KEY}
    rooms.answers["POST", f"/v1/placement-requests/{PLACEMENT}/questions/{QUESTION}/answer"] = wrong(
        400, errors=[{"field": "answer", "message": "is too long"}]
    )
    await sign_in(http)
    answer = await http.post(path, data=typed)
    for told in (f'href="#answer-{QUESTION}-answer"', "is too long", "Tuesdays &lt;script&gt;"):
        assert told in answer.text, told
    async with httpx.AsyncClient(base_url=await start_gateway(referral_url=dead_url)) as silent:
        await sign_in(silent)
        again = await silent.post(path, data=typed)
    assert again.status_code == 502
    for told in (f'action="{path}"', "Tuesdays &lt;script&gt;", KEY):
        assert told in again.text, told


async def test_an_asked_provider_sees_a_profile_and_nobody_s_name(http, rooms):
    hidden = dict.fromkeys(("person", "question", "asked", "course", "isSecret"))
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | hidden | {"view": "asked-provider", "profile": PROFILE})
    for part in ("consents", "contact-preferences", "intake", "households"):
        rooms.answers["GET", f"/v1{PAGE}/{part}"] = wrong(404)
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "11" in page
    for nowhere in ("Mees", "Withdraw", "Intake"):
        assert nowhere not in page, nowhere


async def test_a_provider_that_says_why_not_is_told_in_the_words_of_the_policy(http, rooms):
    refused = CANDIDATE | {"status": "refused", "refusalReason": "not-safe-there"}
    part = COMPONENT | {"round": COMPONENT["round"] | {"candidates": [refused]}}
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"course": COURSE | {"components": [part]}})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "not safe there" in page
    assert "Record this choice" not in page, "nothing is offered"


async def test_the_list_says_of_each_where_it_stands_whose_move_it_is_and_of_whom_it_is(http, rooms):
    listed = {
        "id": REFERRAL,
        "status": "granted",
        "municipality": "0148",
        "route": "quote",
        "submittedAt": READ["submittedAt"],
        "nextMove": READ["nextMove"],
    }
    rooms.answers["GET", "/v1/referrals"] = page_of(listed)
    await sign_in(http)
    named = {"referral": REFERRAL, "givenName": "Mees", "familyName": HOSTILE}
    rooms.answers["POST", "/v1/referral-names"] = (200, {"items": [named]})
    page = (await http.get("/referrals")).text
    for told in (
        f'href="{PAGE}"',
        "Mees &lt;script&gt;",
        "A provider is being looked for.",
        "The provider answers whether there is a place",
        "27 November 2026",
        'href="/refer"',
    ):
        assert told in page, told
    (asked,) = [call.target for call in rooms.calls if call.target.startswith("/v1/referrals?")]
    assert "state=open" in asked
    assert "order=newest" in asked
    rooms.answers["GET", "/v1/referrals"] = page_of(
        listed | {"nextMove": READ["nextMove"] | {"whose": "referrer"}}
    )
    rooms.answers["POST", "/v1/referral-names"] = wrong(503)
    page = (await http.get("/referrals?state=all")).text
    for told in ("It is your move.", "This does not go"):
        assert told in page, told
    rooms.answers["GET", "/v1/referrals"] = page_of()
    assert "Refer a young person with the button above" in (await http.get("/referrals")).text


@pytest.mark.requirement("NV-12")
async def test_those_that_fit_lie_beside_one_another_and_that_they_were_shown_goes_along(http, rooms):
    asked = COMPONENT | {"round": None, "placement": None, "placementStatus": None}
    rooms.answers["GET", f"/v1{PAGE}"] = (200, READ | {"course": COURSE | {"components": [asked]}})
    three = [
        OPTION | {"provider": each, "providerName": f"P {each[-4:]}"} for each in (LINDEHOF, GRANT, QUESTION)
    ]
    rooms.answers["GET", "/v1/options"] = (200, OPTIONS | {"items": three})
    rooms.answers["POST", f"/v1{PAGE}/placement-requests"] = (201, {})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert page.count("14 to 28 days") == 3
    assert "One provider fits now" not in page
    shown = dict(re.findall(r'type="hidden" name="(shown-[^"]+)" value="(yes)"', page))
    chosen = {"grant": GRANT, f"providers-{GRANT}": "yes", "chosenBy": "family", "key": KEY}
    assert (await http.post(f"{PAGE}/ask", data=shown | chosen)).status_code == 303
    _, body, _, _ = sent(rooms)
    assert body == {
        "grant": GRANT,
        "provider": GRANT,
        "shown": [LINDEHOF, GRANT, QUESTION],
        "chosenBy": "family",
    }
    rooms.answers["GET", "/v1/options"] = (200, OPTIONS)
    assert "One provider fits now" in (await http.get(PAGE)).text


async def test_a_letter_is_listed_with_its_last_day_to_object_and_read_as_it_was_sent(http, rooms):
    letter = {
        "id": QUESTION,
        "kind": "decision",
        "status": "sent",
        "sentAt": AT,
        "objectionUntil": "2027-01-06",
    }
    waits = letter | {"id": GRANT, "status": "ordered", "sentAt": None, "objectionUntil": None}
    rooms.answers["GET", f"/v1{PAGE}/letters"] = page_of(letter, waits)
    await sign_in(http)
    page = (await http.get(PAGE)).text
    for told in (f'href="{PAGE}/letters/{QUESTION}"', "6 January 2027", "is being made"):
        assert told in page, told
    assert f"/letters/{GRANT}" not in page
    rooms.answers["GET", f"/v1{PAGE}/letters/{QUESTION}"] = (200, {"as": "it was"})
    answer = await http.get(f"{PAGE}/letters/{QUESTION}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    rooms.answers["GET", f"/v1{PAGE}/letters/{GRANT}"] = wrong(409)
    assert (await http.get(f"{PAGE}/letters/{GRANT}")).status_code == 409


async def test_an_inbox_tells_how_much_is_unread_and_is_read_up_to_its_last_message(http, rooms):
    rooms.answers["POST", "/v1/messages/read-up-to"] = (200, {})
    await sign_in(http)
    page = (await http.get("/inbox")).text
    assert "1 message has not been read." in page
    assert f'href="{PAGE}"' in page
    assert HOSTILE not in page
    answer = await http.post("/inbox/read", data={"message": QUESTION})
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    (call,) = [call for call in rooms.calls if call.method == "POST"]
    assert json.loads(call.body) == {"message": QUESTION}
    rooms.answers["GET", "/v1/messages"] = page_of(unread=0, readUpTo=5)
    assert "There are no messages yet." in (await http.get("/inbox")).text
    asked = MESSAGE | {"kind": "placement-requested", "day": "2026-12-04"}
    rooms.answers["GET", "/v1/messages"] = page_of(asked, unread=1, readUpTo=4)
    page = (await http.get("/inbox")).text
    assert f'href="/placements/{PLACEMENT}"' in page, "a provider may not see the referral"
    assert f'href="{PAGE}"' not in page
    assert 'by <time datetime="2026-12-04">' in page
    rooms.answers["POST", "/v1/messages/read-up-to"] = wrong(404)
    assert (await http.post("/inbox/read", data={"message": QUESTION})).status_code == 404
