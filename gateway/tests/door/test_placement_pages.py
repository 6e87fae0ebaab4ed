"""What is asked of a provider, a household and its plan, and who waits: pages and what their forms send."""

import json

import pytest

from .referral_rooms import (
    AT,
    COURSE,
    GOAL,
    GRANT,
    HOSTILE,
    HOUSEHOLD,
    LINDEHOF,
    PLACEMENT,
    PLAN,
    POLICY,
    PROFILE,
    QUESTION,
    READ,
    REFERRAL,
    REQUEST,
    answers,
    page_of,
    wrong,
)
from .test_app_pages import sign_in

PAGE = f"/placements/{PLACEMENT}"
THING = f"/placement-requests/{PLACEMENT}"
HOUSE = f"/households/{HOUSEHOLD}"
KEY = "01930000-0000-4000-8000-000000000001"
STEPS = "/placements/steps"


@pytest.fixture
def rooms(room):
    room.answers = answers()
    hidden = dict.fromkeys(("person", "question", "asked", "course", "isSecret"))
    room.answers["GET", f"/v1/referrals/{REFERRAL}"] = (
        200,
        READ | hidden | {"view": "asked-provider", "profile": PROFILE},
    )
    return room


async def test_what_waits_for_an_answer_is_asked_in_the_order_of_the_room_and_marked(http, rooms):
    await sign_in(http)
    page = (await http.get("/placements")).text
    assert f'href="{PAGE}"' in page
    assert "urgent" in page
    asked = [call.target for call in rooms.calls if call.target.startswith("/v1/placement-requests?")]
    assert sorted(asked) == [
        "/v1/placement-requests?order=urgency&limit=50",
        "/v1/placement-requests?state=running&limit=50",
    ]
    assert "The term is over" in page
    await http.get("/placements?state=ended")
    assert any("state=ended" in call.target for call in rooms.calls)


async def test_a_provider_sees_a_profile_and_under_a_duty_only_the_grounds_of_the_policy(http, rooms):
    await sign_in(http)
    page = (await http.get(PAGE)).text
    for told in ("11", "family", "Which days?", "Accept", "not safe there"):
        assert told in page, told
    for nowhere in ("Mees", "Care has started", 'value="full"'):
        assert nowhere not in page, nowhere
    free = POLICY | {"desk": {"acceptance": None}}
    rooms.answers["GET", "/v1/policies/example"] = (200, free)
    assert 'value="full"' in (await http.get(PAGE)).text


@pytest.mark.parametrize(
    ("status", "shown", "hidden"),
    [
        ("accepted", ("contact", "start", "move"), ("accept", "stop")),
        ("in-care", ("stop", "change", "interrupt", "resume", "handover"), ("start", "refuse")),
        ("ended", (), ("start", "stop", "accept")),
    ],
)
async def test_with_each_status_stand_its_own_steps(http, rooms, status, shown, hidden):
    rooms.answers["GET", f"/v1{THING}"] = (200, REQUEST | {"status": status})
    rooms.answers["GET", f"/v1/referrals/{REFERRAL}"] = (200, READ | {"view": "chosen-provider"})
    await sign_in(http)
    page = (await http.get(PAGE)).text
    assert "Mees" in page
    for name in shown:
        assert f'action="{PAGE}/{name}"' in page, name
    for name in hidden:
        assert f'action="{PAGE}/{name}"' not in page, name


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            {"status": "withdrawn", "withdrawnAt": AT, "withdrawnBecause": "taken-by-another"},
            ("was withdrawn", "25 November 2026, 11:00", "another provider was first"),
        ),
        ({"status": "expired"}, ("no answer in time",)),
    ],
)
async def test_a_provider_that_is_out_is_told_so_and_not_that_something_is_missing(http, rooms, status, told):
    rooms.answers["GET", f"/v1{THING}"] = (200, REQUEST | status)
    for part in ("", "/care-record", "/questions"):
        rooms.answers["GET", f"/v1{THING}{part}" if part else f"/v1/referrals/{REFERRAL}"] = wrong(404)
    await sign_in(http)
    page = (await http.get(PAGE)).text
    for each in (*told, "you do not see any more"):
        assert each in page, each
    assert "This does not go" not in page


async def test_until_when_an_answer_is_awaited_is_told_by_the_last_day(http, rooms):
    waits = REQUEST | {"answerDueAt": "2026-12-04T23:00:00Z"}
    rooms.answers["GET", "/v1/placement-requests"] = page_of(waits)
    rooms.answers["GET", f"/v1{THING}"] = (200, waits)
    await sign_in(http)
    for path in ("/placements", PAGE):
        assert 'by <time datetime="2026-12-04">' in (await http.get(path)).text, path


FORMS = [
    (f"{PAGE}/accept", {"startPlannedOn": "2026-12-01"}, f"{THING}/acceptance", None),
    (f"{PAGE}/refuse", {"reason": "not-safe-there"}, f"{THING}/refusal", None),
    (f"{PAGE}/question", {"kind": "practical", "words": "Which days?"}, f"{THING}/questions", None),
    (f"{PAGE}/move", {"startPlannedOn": "2026-12-02", "reason": "staff"}, f"{THING}/start", None),
    (f"{PAGE}/contact", {"contactOn": "2026-11-26"}, f"{THING}/first-contact", None),
    (f"{PAGE}/start", {"startedOn": "2026-11-27"}, f"{THING}/care-start", None),
    (f"{PAGE}/stop", {"stoppedOn": "2026-11-27", "reason": "according-to-plan"}, f"{THING}/care-stop", None),
    (
        f"{PAGE}/interrupt",
        {"from": "2026-11-27", "reason": "away"},
        f"{THING}/care-record",
        {"facts": [{"kind": "interrupted", "from": "2026-11-27", "reason": "away"}]},
    ),
    (
        f"{PAGE}/handover",
        {"destination": "wmo", "receiverName": "Team", "call.name": "Ans", "call.telephone": "0612345678"},
        f"{THING}/handovers",
        {
            "destination": "wmo",
            "receiverName": "Team",
            "call": {"name": "Ans", "telephone": "0612345678"},
        },
    ),
    (f"{HOUSE}/goal", {"words": "To school", "domain": "school"}, f"{HOUSE}/goals", None),
    (
        f"{HOUSE}/hand-over",
        {"about": GRANT, "organisation": LINDEHOF, "because": "moved"},
        f"{HOUSE}/directors/{GRANT}/hand-over",
        {"organisation": LINDEHOF, "because": "moved"},
    ),
    (
        f"{HOUSE}/step",
        {"about": PLACEMENT, "to": "reached"},
        f"{HOUSE}/goals/{PLACEMENT}/steps",
        {"to": "reached"},
    ),
    (
        f"{STEPS}/bridge",
        {"about": QUESTION, "startsOn": "2026-11-28"},
        f"/bridging/{QUESTION}/acceptance",
        {"startsOn": "2026-11-28"},
    ),
    (
        f"{STEPS}/confirm",
        {"about": QUESTION, "contactOn": "2026-11-26"},
        f"/handovers/{QUESTION}/confirmation",
        {"contactOn": "2026-11-26"},
    ),
]


@pytest.mark.parametrize(("path", "typed", "target", "body"), FORMS)
async def test_each_form_sends_one_command_on_what_was_seen(http, rooms, path, typed, target, body):
    rooms.answers["POST", f"/v1{target}"] = (200, {})
    await sign_in(http)
    answer = await http.post(path, data=typed | {"key": KEY, "version": '"3"'})
    page = "/placements" if path.startswith(STEPS) else path.rpartition("/")[0]
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    (call,) = [call for call in rooms.calls if call.method == "POST"]
    assert (call.target, json.loads(call.body)) == (f"/v1{target}", typed if body is None else body)
    assert (call.headers["if-match"], call.headers["idempotency-key"]) == (['"3"'], [KEY])


async def test_a_refused_acceptance_comes_back_with_the_day_that_was_typed(http, rooms):
    rooms.answers["POST", f"/v1{THING}/acceptance"] = wrong(
        400, errors=[{"field": "startPlannedOn", "message": "is past"}]
    )
    await sign_in(http)
    answer = await http.post(f"{PAGE}/accept", data={"startPlannedOn": "2020-01-01", "key": KEY})
    assert answer.status_code == 400
    for told in ('href="#accept--startPlannedOn"', "is past", 'value="2020-01-01"', KEY):
        assert told in answer.text, told


async def test_a_wrong_fact_is_told_at_its_own_input(http, rooms):
    rooms.answers["GET", f"/v1{THING}"] = (200, REQUEST | {"status": "in-care"})
    rooms.answers["POST", f"/v1{THING}/care-record"] = wrong(
        400, errors=[{"field": "facts.0.interrupted.reason", "message": "is missing"}]
    )
    await sign_in(http)
    answer = await http.post(f"{PAGE}/interrupt", data={"from": "2026-11-27", "key": KEY})
    assert 'href="#interrupt--reason"' in answer.text


async def test_who_is_asked_to_bridge_or_goes_on_after_another_answers_on_the_list(http, rooms):
    bridging = {
        "id": QUESTION,
        "version": 2,
        "status": "requested",
        "referral": REFERRAL,
        "provider": LINDEHOF,
        "answerDueAt": AT,
        "startsOn": None,
        "endedOn": None,
    }
    handover = {
        "id": GRANT,
        "version": 1,
        "status": "proposed",
        "destination": "youth-care",
        "sender": LINDEHOF,
        "receiver": "01990000-0000-7000-8000-000000000001",
        "proposedAt": AT,
        "confirmBy": AT,
        "contactOn": None,
    }
    rooms.answers["GET", "/v1/bridging"] = page_of(bridging)
    rooms.answers["GET", "/v1/handovers"] = page_of(handover, handover | {"receiver": LINDEHOF})
    await sign_in(http)
    page = (await http.get("/placements")).text
    assert f'action="{STEPS}/bridge"' in page
    assert page.count(f'action="{STEPS}/confirm"') == 1, "only who receives it"
    rooms.answers["POST", f"/v1/bridging/{QUESTION}/refusal"] = wrong(
        400, errors=[{"field": "reason", "message": "is missing"}]
    )
    answer = await http.post(f"{STEPS}/do-not-bridge", data={"about": QUESTION, "key": KEY})
    assert f'href="#do-not-bridge-{QUESTION}-reason"' in answer.text


@pytest.mark.requirement("NV-11")
async def test_a_household_shows_its_one_director_those_who_may_be_seen_and_its_goals(http, rooms):
    await sign_in(http)
    page = (await http.get(HOUSE)).text
    for told in (
        "Lindehof",
        "Mees Fictief",
        "school, Mees Fictief",
        "To school again &lt;script&gt;",
        "being worked at",
        "ambulatory help",
        f'href="/referrals/{REFERRAL}"',
    ):
        assert told in page, told
    assert HOSTILE not in page
    for_all = GOAL | {"member": None}
    closed = PLAN["plan"] | {"status": "closed"}
    rooms.answers["GET", f"/v1{HOUSE}/plan"] = (
        200,
        {"plan": closed, "goals": [for_all], "familyGroupPlans": []},
    )
    page = (await http.get(HOUSE)).text
    assert "school, everybody at home" in page
    assert f'action="{HOUSE}/open"' in page
    assert f'action="{HOUSE}/goal"' not in page


async def test_a_refused_goal_comes_back_with_its_words(http, rooms):
    rooms.answers["POST", f"/v1{HOUSE}/goals"] = wrong(
        400, errors=[{"field": "domain", "message": "is missing"}]
    )
    await sign_in(http)
    answer = await http.post(f"{HOUSE}/goal", data={"words": "Sleep well", "key": KEY})
    assert answer.status_code == 400
    for told in ("Sleep well", 'href="#goal--domain"'):
        assert told in answer.text, told


@pytest.mark.requirement("ZHZ-15")
async def test_a_municipality_sees_who_waits_and_whose_provider_stops(http, rooms):
    wait = COURSE["waiting"][0]
    rooms.answers["GET", "/v1/waiting"] = page_of(
        {
            "referral": REFERRAL,
            "status": "granted",
            "safety": True,
            "urgency": "urgent",
            "submittedAt": AT,
            "nextMove": None,
            "waits": [wait],
        }
    )
    rooms.answers["GET", "/v1/transfers"] = page_of(
        {
            "id": GRANT,
            "status": "open",
            "cause": "provider-stops",
            "referral": REFERRAL,
            "lastDay": "2026-12-31",
            "dueAt": AT,
        }
    )
    await sign_in(http)
    page = (await http.get("/waiting")).text
    for told in ("85 days", "safety concern", f'href="/referrals/{REFERRAL}"'):
        assert told in page, told
    page = (await http.get("/transfers?state=all")).text
    for told in ("provider stops", "31 December 2026", f'href="/referrals/{REFERRAL}"'):
        assert told in page, told
    assert [call.target for call in rooms.calls if "transfers" in call.target] == [
        "/v1/transfers?past=true&limit=50"
    ]
    rooms.answers["GET", "/v1/waiting"] = rooms.answers["GET", "/v1/transfers"] = page_of()
    assert "Nobody waits." in (await http.get("/waiting")).text
    assert "Nobody is on the list." in (await http.get("/transfers")).text
