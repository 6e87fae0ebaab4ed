"""Pages that ask rooms: what is shown when one is silent, refuses, or says what nobody expects."""

import json

import httpx
import pytest

HTML = {"Accept": "text/html", "Accept-Language": "en"}
REQUEST = "01930000-0000-7000-8000-00000000aaaa"
QUOTE = "01930000-0000-7000-8000-00000000bbbb"
HOSTILE = "<script>alert(1)</script>"
LISTED = {
    "id": REQUEST,
    "municipality": "0148",
    "status": "open",
    "dueAt": "2026-11-25T23:00:00Z",
    "isOverdue": True,
    "moment": "report",
    "triage": {"urgency": "high", "name": "vandaag"},
    "worker": {"name": None, "isYou": True},
    "lookBy": "2026-11-25T23:00:00Z",
    "clockStopped": False,
    "referrer": "municipality",
    "complexity": "simple",
    "route": "choice-budget",
    "urgency": "urgent",
    "safetyConcern": False,
    "submittedAt": "2026-11-25T10:00:00Z",
    "nextMove": None,
}
ON_THE_LIST = {**LISTED, "isNew": False, "changedSince": ["quote"], "version": 3}
LANES = [{"lane": "high", "count": 100, "isMore": True}, {"lane": "low", "count": 0, "isMore": False}]
ASKED = {
    **LISTED,
    "region": "example",
    "lane": "desk",
    "appliedOn": None,
    "triages": [],
    "questions": [],
    "age": 9,
    "measureInForce": False,
    "forms": ["ambulatory"],
    "domains": ["family"],
    "budget": None,
    "etmalen": None,
    "intensity": None,
    "preferredProvider": None,
    "outcome": None,
    "determination": None,
    "preference": None,
    "decision": None,
    "possibleSteps": ["decide_request"],
    "advice": {
        "policy": {"region": "example", "validFrom": "2022-01-01"},
        "recommended": None,
        "routes": [
            {
                "route": "choice-budget",
                "name": "choice budget",
                "isOpen": True,
                "settledBy": "desk",
                "budgets": [
                    {
                        "id": "one",
                        "name": f"One {HOSTILE}",
                        "ceilingCents": 390_000,
                        "durationDays": 180,
                        "illustrative": True,
                    }
                ],
                "preconditions": [
                    {
                        "rule": "lighter-help-weighed",
                        "name": "lighter help weighed",
                        "firmness": "soft",
                        "illustrative": True,
                    }
                ],
                "reasons": [{"code": "x", "text": f"Open {HOSTILE}"}],
            }
        ],
    },
}
PROBLEM = {
    "type": "/problems/rule-broken",
    "title": "A rule does not allow this",
    "status": 409,
    "detail": "A rule does not allow this",
    "reasons": [{"code": "x", "text": "The consultation is missing."}],
}


async def sign_in(http):
    own = {"Origin": str(http.base_url).rstrip("/")}
    http.headers.update(HTML | own)
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


def page_of(*items):
    return 200, {"items": list(items), "next": None}


@pytest.fixture
def desk(room):
    room.answers = {
        ("GET", "/v1/requests"): (200, {"items": [ON_THE_LIST], "next": None, "lanes": LANES}),
        ("GET", f"/v1/requests/{REQUEST}"): (200, ASKED),
        ("GET", f"/v1/requests/{REQUEST}/quote-requests"): page_of(),
        ("GET", "/v1/organisations"): page_of({"id": QUOTE, "name": "Lindehof"}),
        ("POST", "/v1/referral-names"): (
            200,
            {"items": [{"referral": REQUEST, "givenName": "Mees", "familyName": HOSTILE}]},
        ),
    }
    return room


async def test_names_stand_beside_the_rows_and_are_asked_in_a_body_and_never_in_a_url(http, desk):
    await sign_in(http)
    page = (await http.get("/desk")).text
    assert "Mees &lt;script&gt;" in page
    assert HOSTILE not in page
    assert ("days late" in page, "quote came in" in page) == (True, True)
    asked = next(call for call in desk.calls if call.target.endswith("/referral-names"))
    assert json.loads(asked.body) == {"referrals": [REQUEST]}
    assert not [call for call in desk.calls if REQUEST in call.target]


async def test_a_room_that_is_silent_is_said_and_the_rest_of_the_page_stands(start_gateway, desk, dead_url):
    async with httpx.AsyncClient(base_url=await start_gateway(referral_url=dead_url)) as http:
        await sign_in(http)
        answer = await http.get("/desk")
    assert answer.status_code == 200
    for told in (
        "The service referral cannot be reached now",
        "The rest of this page holds",
        "request 00aaaa",
    ):
        assert told in answer.text


async def test_an_answer_in_another_shape_is_taken_for_none(http, desk):
    desk.answers[("POST", "/v1/referral-names")] = (200, {"items": "nonsense"})
    desk.answers[("GET", "/v1/organisations")] = (200, [])
    await sign_in(http)
    answer = await http.get(f"/desk/{REQUEST}")
    assert answer.status_code == 200
    assert "The service referral cannot be reached now" in answer.text


async def test_without_the_answer_that_a_page_is_about_the_rooms_problem_is_the_page(http, desk):
    refused = {"type": "/problems/forbidden", "title": "This role may not", "status": 403, "detail": "So."}
    desk.answers[("GET", "/v1/requests")] = (403, refused)
    await sign_in(http)
    answer = await http.get("/desk")
    assert answer.status_code == 403
    assert "<h1>This role may not</h1>" in answer.text


async def test_the_form_asks_what_the_room_still_needs_and_sends_nothing_else(http, desk):
    questions = [
        {"field": "finding-question", "name": "the question", "isAnswered": False},
        {"field": "budget", "name": "the choice budget", "isAnswered": True},
        {"field": "consultation-family", "name": "the family", "isAnswered": False},
        {"field": "weighing-safety", "name": "Is it safe?", "isAnswered": False},
        {"field": "away-from-home", "name": "why not at home", "isAnswered": False},
        {"field": "family-group-plan", "name": "a plan", "isAnswered": False},
    ]
    tried = {"isAllowed": False, "questions": questions, "stillNeeded": 5, "noted": []}
    desk.answers[("POST", f"/v1/requests/{REQUEST}/decision-check")] = (200, tried)
    signature = {"discipline": "social worker", "professional": f"A. {HOSTILE}"}
    desk.answers[("GET", "/v1/signature")] = (200, signature)
    await sign_in(http)
    page = (await http.get(f"/desk/{REQUEST}?way=quote&way={HOSTILE}")).text
    assert "Still to fill in: 5 of 6." in page
    assert "A. &lt;script&gt;" in page
    for name in (
        "step-question",
        "budget",
        "consulted-family-who",
        "weighing-safety",
        "statement-away-from-home",
        "plan-offered-on",
    ):
        assert f'name="{name}"' in page
    asked = next(call for call in desk.calls if call.target.endswith("/decision-check"))
    assert json.loads(asked.body) == {"choices": [{"route": "choice-budget"}]}


async def test_a_refused_decision_comes_back_with_every_reason_and_what_was_typed(http, desk):
    desk.answers[("POST", f"/v1/requests/{REQUEST}/ready-decision")] = (409, PROBLEM)
    await sign_in(http)
    key = "01930000-0000-4000-8000-000000000001"
    typed = {"key": key, "version": '"3"', "intended-result": f"Rest\r\nat home {HOSTILE}"}
    answer = await http.post(f"/desk/{REQUEST}/decision", data=typed)
    assert answer.status_code == 409
    for told in ("The consultation is missing.", f'value="{key}"', "Rest\nat home &lt;script&gt;"):
        assert told in answer.text
    assert f'href="/desk/{REQUEST}?lang=nl"' in answer.text
    sent = next(call for call in desk.calls if call.method == "POST" and call.target.endswith("-decision"))
    assert sent.headers["idempotency-key"] == [key]
    assert sent.headers["if-match"] == ['"3"']
    assert json.loads(sent.body) == {"choices": [], "intendedResult": f"Rest\nat home {HOSTILE}"}


async def test_what_was_typed_is_not_lost_where_the_room_is_silent_and_can_be_sent_again(
    start_gateway, desk, dead_url
):
    key = "01930000-0000-4000-8000-000000000001"
    typed = {"key": key, "step-question": f"A long story {HOSTILE}"}
    async with httpx.AsyncClient(base_url=await start_gateway(access_url=dead_url)) as http:
        await sign_in(http)
        answer = await http.post(f"/desk/{REQUEST}/decision", data=typed)
    assert answer.status_code == 502
    for told in (
        f'action="/desk/{REQUEST}/decision"',
        f'name="key" value="{key}"',
        'name="step-question" value="A long story &lt;script&gt;',
    ):
        assert told in answer.text
    assert HOSTILE not in answer.text


async def test_where_only_a_quote_is_open_there_is_no_form_to_choose_something_else(http, desk):
    route = {**ASKED["advice"]["routes"][0], "route": "quote"}
    closed = {**ASKED["advice"]["routes"][0], "isOpen": False}
    advice = {**ASKED["advice"], "routes": [closed, route]}
    await sign_in(http)
    assert 'id="decide"' in (await http.get(f"/desk/{REQUEST}")).text
    desk.answers[("GET", f"/v1/requests/{REQUEST}")] = (200, {**ASKED, "advice": advice})
    page = (await http.get(f"/desk/{REQUEST}")).text
    assert 'id="decide"' not in page
    assert "Only the route of a quote is open here" in page


@pytest.mark.parametrize(
    "path", [f"/desk/{REQUEST}/decision", f"/desk/{REQUEST}/quotes", f"/quotes/{QUOTE}/quote"]
)
async def test_a_form_of_another_site_reaches_no_room(http, desk, path):
    await sign_in(http)
    desk.calls.clear()
    answer = await http.post(path, data={"budget": "one"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert desk.calls == []


@pytest.mark.parametrize("path", ["/desk/1", f"/desk/{REQUEST}/..%2f..", "/quotes/%00", "/quotes/..%2fdesk"])
async def test_only_an_identifier_becomes_part_of_a_rooms_path(http, desk, path):
    await sign_in(http)
    desk.calls.clear()
    assert (await http.get(path)).status_code == 404
    assert desk.calls == []


async def test_a_dead_crisis_room_is_said_where_somebody_looks_for_who_is_on_call(http):
    await sign_in(http)
    answer = await http.get("/on-call?municipality=0148")
    assert answer.status_code == 200
    assert "The service crisis cannot be reached now" in answer.text
    assert '<option value="0148" selected>Dalfsen</option>' in answer.text


async def test_the_session_of_a_page_never_reaches_a_room(http, room):
    await sign_in(http)
    await http.get("/api/access/v1/anything")
    assert "cookie" not in room.calls[-1].headers


async def test_a_small_step_is_sent_by_its_own_form_and_comes_back_with_what_was_typed(http, desk):
    asked = {
        "id": QUOTE,
        "to": "applicant",
        "question": f"Since when? {HOSTILE}",
        "askedOn": "2026-11-25",
        "answeredOn": None,
        "answer": None,
        "stopsTheClock": True,
    }
    desk.answers[("GET", f"/v1/requests/{REQUEST}")] = (
        200,
        {**ASKED, "questions": [asked], "possibleSteps": ["decide_request", "refuse_request"]},
    )
    path = f"/v1/requests/{REQUEST}/questions/{QUOTE}/answer"
    desk.answers[("POST", path)] = (409, PROBLEM)
    await sign_in(http)
    page = (await http.get(f"/desk/{REQUEST}")).text
    assert "Since when? &lt;script&gt;" in page
    # It is in hand already, so it is given back.
    for step in ("give-back", "application", "question", "answer", "refusal"):
        assert f"/desk/{REQUEST}/steps/{step}" in page
    typed = {"about": QUOTE, "answered-on": "2026-11-26", "written-answer": "Since May.", "version": '"2"'}
    refused = await http.post(f"/desk/{REQUEST}/steps/answer", data=typed)
    assert refused.status_code == 409
    assert "The consultation is missing." in refused.text
    assert "Since May." in refused.text
    sent = next(call for call in desk.calls if call.target == path)
    assert json.loads(sent.body) == {"answeredOn": "2026-11-26", "answer": "Since May."}
    assert sent.headers["if-match"] == ['"2"']
    desk.calls.clear()
    for step, data in (("nonsense", {}), ("answer", {"about": "../../x"}), ("answer", {})):
        assert (await http.post(f"/desk/{REQUEST}/steps/{step}", data=data)).status_code == 404
    assert desk.calls == []
