"""The pages of the crisis desk, by what they send to the room and make of its answers."""

import json
from datetime import UTC, datetime

import httpx
import pytest

from gateway.pages.alarm_form import moment_of
from gateway.pages.alarm_raise import alarm_of
from gateway.pages.alarms import has_hour_twice
from gateway.pages.forms import Typed
from gateway.pages.navigation import menu_of, stands_on

from .conftest import IN_PRODUCTION
from .provider import ROLE_OF

HTML = {"Accept": "text/html", "Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script>"
NOW = "2026-11-25T02:40:00Z"
PERSON = {"name": f"Noor {HOSTILE}", "telephone": "+31880000001", "organisation": {"name": None}, "rank": 1}
LINE = {
    "line": "01930000-0000-7000-8000-00000000cccc",
    "name": {"nl": "crisisdienst", "en": "crisis service"},
    "kind": "crisis-team",
    "coverage": "on-call",
    "who": PERSON,
    "chain": [PERSON],
    "since": NOW,
    "until": NOW,
    "next": None,
}
BOARD = {
    "region": "example",
    "computedAt": NOW,
    "computedFrom": "memory",
    "asOf": NOW,
    "ageSeconds": 900,
    "lines": [LINE],
}
RUNNING = {
    "region": "example",
    "at": NOW,
    "items": [
        {
            "municipality": "0148",
            "isDrill": False,
            "danger": True,
            "status": "raised",
            "raisedAt": NOW,
            "holder": None,
            "acknowledgedAt": None,
            "onTheWayAt": None,
            "onSiteAt": None,
            "calledOn": "Noor",
            "calledAt": NOW,
            "climbsAt": "2026-11-25T02:45:00Z",
        }
    ],
}
CALL = {
    "line": None,
    "municipality": "0148",
    "danger": True,
    "isDrill": True,
    "raisedAt": NOW,
    "status": "raised",
    "worker": "Noor",
    "holder": None,
    "heldByYou": False,
    "heldUntil": None,
    "onTheWayAt": None,
    "possibleAnswers": ["accept", "cannot"],
}
WALL = """
callers:
  gp-voorbeeld:
    subject: demo-gp-1
    role: wall-screen
    organisation: 01990000-0000-7000-8000-000000000001
    name: {nl: wandscherm, en: wall screen}
  desk-voorbeeld:
    role: crisis-desk
    organisation: 01990000-0000-7000-8000-000000000002
    name: {nl: meldpunt, en: crisis desk}
"""


async def signed_in(http, caller):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    return await http.get(f"/sign-in?caller={caller}", follow_redirects=True)


@pytest.mark.parametrize(
    ("typed", "later", "moment"),
    [
        ("2026-07-01T03:40", False, "2026-07-01T01:40:00+00:00"),
        ("2026-10-25T02:30", False, "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30", True, "2026-10-25T01:30:00+00:00"),
        ("2026-03-29T02:30", False, "2026-03-29T02:30"),  # no such time: the room says that it lacks a zone
        ("half four", False, "half four"),
        ("", False, None),
    ],
)
def test_a_time_that_is_typed_is_one_by_the_clock_in_the_netherlands(typed, later, moment):
    form = Typed({"at": typed} | ({"later-hour": "yes"} if later else {}))
    assert moment_of(form, "at") == moment


def test_which_of_two_equal_hours_is_asked_only_in_the_night_that_has_them():
    evening, morning = datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert has_hour_twice(evening, morning)
    assert not has_hour_twice(morning, morning)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("06-12 34 56 78", "+31612345678"),
        ("(038) 123 45 67", "+31381234567"),
        ("0031 6 12345678", "+31612345678"),
        ("+32 470 12 34 56", "+32470123456"),
        ("112", "112"),
        ("", None),
    ],
)
def test_a_number_as_people_write_it_is_one_that_can_be_called(typed, sent):
    assert Typed({"number": typed}).telephone("number") == sent


@pytest.mark.requirement("LAW-10")
def test_where_the_young_person_lives_never_keeps_an_alarm_back_for_half_an_answer():
    assert alarm_of(Typed({"residence.code": "0166"})).body["residence"] == {
        "kind": "municipality",
        "code": "0166",
    }
    assert alarm_of(Typed({"residence.kind": "abroad"})).body["residence"] == {"kind": "abroad"}
    assert "residence" not in alarm_of(Typed({"danger": "yes"})).body


def test_of_two_pages_of_the_menu_the_address_belongs_to_the_nearest():
    menu = menu_of("crisis-desk")
    assert (stands_on(menu, "/alarms/new"), stands_on(menu, "/alarms/7")) == ("/alarms/new", "/alarms")
    assert stands_on(menu, "/alarmsnew") == ""


async def test_a_wall_screen_signs_in_again_by_itself_and_nobody_else_does(
    start_gateway, regions_dir, room, monkeypatch
):
    monkeypatch.setitem(ROLE_OF, "gp-voorbeeld", "wall-screen")
    (regions_dir / "example" / "demo.yaml").write_text(WALL)
    room.answers[("GET", "/v1/on-call-board")] = (200, BOARD)
    room.answers[("GET", "/v1/running-alarms")] = (403, {"title": "x", "status": 403, "detail": "x"})
    async with httpx.AsyncClient(base_url=await start_gateway(crisis_url=room.url)) as http:
        assert 'content="0; url=/wall"' in (await signed_in(http, "gp-voorbeeld")).text
        http.cookies.delete("wegwijs-session")  # as after the end of its token
        page = await http.get("/wall")
        assert page.status_code == 200
        for told in ("Noor &lt;script&gt;", 'href="tel:+31880000001"', 'class="fresh stale"', "900 seconds"):
            assert told in page.text, told
        assert "Which alarms run" not in page.text, "whose alarms these are not sees no place for them"
        room.answers[("GET", "/v1/running-alarms")] = (200, RUNNING)
        page = (await http.get("/wall")).text
        running = page.partition("<!--fleeting-->")[2].partition("<!--/fleeting-->")[0]
        assert "Dalfsen" not in page.replace(running, ""), "a browser keeps what is outside of it"
        for told in ("Dalfsen", "immediate danger", "Nobody has it in hand yet", "03:45:00", "Noor"):
            assert told in running, told
        room.answers[("GET", "/v1/running-alarms")] = (503, {"title": "x", "status": 503, "detail": "x"})
        page = await http.get("/wall")
        assert 'id="running" data-live="unknown"' in page.text
        assert "Which alarms run is not known now" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        answer = await http.post("/me/sign-out")
        assert answer.headers["clear-site-data"] == '"cache", "storage"'
        assert (await http.get("/wall")).headers["location"] == "/me"
        http.cookies.set("wegwijs-device", "desk-voorbeeld")
        assert (await http.get("/wall")).headers["location"] == "/me"


async def test_an_alarm_that_is_not_stored_comes_back_with_whom_to_call_what_was_typed_and_the_same_key(
    start_gateway, room
):
    key = "01930000-0000-4000-8000-000000000001"
    chain = [{"name": "Noor", "telephone": "+31880000001", "rank": 1, "line": "crisis service"}]
    not_stored = {
        "type": "/problems/alarm-not-stored",
        "title": "The alarm is NOT sent",
        "status": 503,
        "detail": "Call yourself",
        "chain": chain,
        "numbers": [],
        "ageSeconds": 12,
    }
    room.answers[("POST", "/v1/alarms")] = (503, not_stored)
    typed = {"key": key, "municipality": "0148", "callBackNumber": "0612345678", "danger": "yes"}
    async with httpx.AsyncClient(base_url=await start_gateway(crisis_url=room.url)) as http:
        await signed_in(http, "gp-voorbeeld")
        answer = await http.post("/alarms/new", data=typed | {"whereabouts": HOSTILE})
        assert answer.status_code == 503
        for told in ("The alarm is NOT sent", "Noor", "tel:+31880000001", f'value="{key}"', "&lt;script&gt;"):
            assert told in answer.text, told
        sent = next(call for call in room.calls if call.target == "/v1/alarms")
        assert sent.headers["idempotency-key"] == [key]
        assert json.loads(sent.body) == {
            "municipality": "0148",
            "callBackNumber": "+31612345678",
            "danger": True,
            "whereabouts": HOSTILE,
        }
        reused = {"type": "/problems/idempotency-key-reused", "title": "x", "status": 422, "detail": "x"}
        room.answers[("POST", "/v1/alarms")] = (422, reused)
        page = (await http.post("/alarms/new", data=typed | {"danger": "no"})).text
        assert "Your alarm of just now IS sent, with your earlier answers" in page
        assert 'value="0612345678"' in page
        assert key not in page, "what is sent after it is an alarm of its own"
        http.cookies.clear()
        answer = await http.post("/alarms/new", data=typed)
        assert answer.status_code == 401
        assert "The alarm is NOT sent" in answer.text


async def test_who_is_called_answers_by_the_secret_alone_also_in_production(start_gateway, room):
    room.answers[("POST", "/v1/calls/view")] = (200, CALL)
    room.answers[("POST", "/v1/calls/answer")] = (200, CALL)
    async with httpx.AsyncClient(
        base_url=await start_gateway(**IN_PRODUCTION, crisis_url=room.url), headers=HTML
    ) as http:
        page = (await http.get("/called/secret")).text
        for told in ("I take it", "I cannot", "drill", "immediate danger"):
            assert told in page, told
        assert {call.target for call in room.calls} == {"/v1/calls/view"}
        answer = await http.post("/called/secret", data={"answer": "accept"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/called/secret")
        sent = room.calls[-1]
        assert json.loads(sent.body) == {"token": "secret", "answer": "accept"}
        assert "authorization" not in sent.headers
        room.answers[("POST", "/v1/calls/view")] = (401, {"title": "x", "status": 401, "detail": "x"})
        assert (await http.get("/called/secret")).status_code == 404
