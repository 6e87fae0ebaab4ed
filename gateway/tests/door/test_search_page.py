"""The search as a page: what it asks the room, and what it shows of the answer."""

from urllib.parse import parse_qsl, urlsplit

import pytest

HTML = {"Accept": "text/html", "Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script>"
PROVIDER = "01930000-0000-7000-8000-000000020001"
ENROLMENT = "01930000-0000-7000-8000-0000000000e1"
OFFER = "01930000-0000-7000-8000-0000000000f1"
SAID = {
    "status": "waiting-list",
    "freePlaces": 0,
    "mostPlaces": 8,
    "waitFromDays": 14,
    "waitToDays": 28,
    "asOf": "2026-11-20T10:00:00Z",
    "saidBy": PROVIDER,
    "source": "api",
}
OPTION = {
    "enrolment": ENROLMENT,
    "offer": OFFER,
    "name": f"Leefgroep {HOSTILE}",
    "provider": PROVIDER,
    "providerName": "Lindehof",
    "careForm": "living",
    "form": "living-group",
    "intensity": "living-2",
    "level": "regional",
    "contract": OFFER,
    "ageFrom": 12,
    "ageTo": 17,
    "domains": ["upbringing"],
    "identity": None,
    "languages": ["nl"],
    "kilometres": 6,
    "locationName": "De Linde",
    "isSecret": False,
    "contact": None,
    "times": None,
    "seats": None,
    "validUntil": None,
    "capacity": {**SAID, "isStale": True, "overNorm": True},
    "because": [{"code": "near", "text": "6 km away"}, {"code": "stale", "text": "what was said is old"}],
}
FOUND = {
    "municipality": "0148",
    "region": "example",
    "day": "2026-11-25",
    "items": [OPTION],
    "next": f"17.{ENROLMENT}",
    "around": {
        "left": [{"why": "full", "count": 3, "soonestOn": "2026-12-24", "text": "3 fit but are full"}],
        "forms": [{"form": "living-group", "count": 4}],
        "levels": [{"level": "regional", "count": 4}],
        "whole": False,
    },
    "instead": None,
}
PSYCHOLOGIST = {"nl": "psycholoog", "en": "psychologist"}
LIVING = {"nl": "wonen midden", "en": "living medium"}
POLICY = {
    "choiceBudgets": {"items": []},
    "functionGroups": {"items": []},
    "functions": {
        "items": [
            {"id": "psychologist", "name": {"nl": "psycholoog", "en": "psychologist"}, "illustrative": True}
        ]
    },
    "intensities": {
        "living": {
            "items": [
                {
                    "id": "living-2",
                    "name": {"nl": "wonen midden", "en": "living medium"},
                    "illustrative": True,
                }
            ]
        },
        "residential": {"items": []},
    },
}
WRONG = {
    "type": "/problems/invalid-input",
    "title": "The input is not right",
    "status": 400,
    "detail": "The input is not right",
}


async def sign_in(http):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


def page_of(*items):
    return 200, {"items": list(items), "next": None}


@pytest.fixture
def register(room):
    room.answers = {
        ("GET", "/v1/options"): (200, FOUND),
        ("GET", "/v1/policies/example"): (200, POLICY),
        ("GET", "/v1/organisations"): page_of({"id": PROVIDER, "name": "Lindehof"}),
    }
    return room


def asked(room, path):
    """The query of the one call to this path."""
    (call,) = [call for call in room.calls if urlsplit(call.target).path == path]
    return parse_qsl(urlsplit(call.target).query)


async def test_a_search_asks_the_room_all_that_is_filled_in_and_nothing_else(http, register):
    await sign_in(http)
    filled = "municipality=0148&age=12&domain=safety&domain=upbringing&intensity=&level=&form=group&free=true"
    assert (await http.get(f"/search?{filled}&lang=en&nonsense=1")).status_code == 200
    assert sorted(asked(register, "/v1/options")) == [
        ("age", "12"),
        ("domain", "safety"),
        ("domain", "upbringing"),
        ("form", "group"),
        ("free", "true"),
        ("municipality", "0148"),
    ]


async def test_without_a_municipality_there_is_a_form_and_no_question(http, register):
    await sign_in(http)
    register.calls.clear()
    page = (await http.get("/search?age=12")).text
    assert "Choose a municipality" in page
    assert register.calls == []


@pytest.mark.requirement("NV-17")
async def test_an_option_says_why_it_is_here_how_soon_and_as_of_when_by_whom(http, register):
    await sign_in(http)
    page = (await http.get("/search?municipality=0148&age=12")).text
    for told in (
        "Leefgroep &lt;script&gt;",
        f'<a href="/organisations/{PROVIDER}">Lindehof</a>',
        "living group, living medium",
        "out of date",
        "longer than the norm",
        "6 km away, what was said is old",
        "De Linde, 6 km",
        "14 to 28 days",
        "0 of 8",
        "20 November 2026, 11:00</time>, by Lindehof",
        "without an end",
        "3 fit but are full; at the soonest on",
        "24 December 2026",
        "Counted among the nearest",
    ):
        assert told in page, told
    assert HOSTILE not in page
    narrowed = "/search?municipality=0148&amp;age=12&amp;form=living-group"
    assert f'<a href="{narrowed}">living group (4)</a>' in page
    assert f"/search?municipality=0148&amp;age=12&amp;after=17.{ENROLMENT}" in page


async def test_a_secret_place_is_called_secret_and_nothing_more(http, register):
    nowhere = {"locationName": None, "kilometres": None, "because": []}
    secret = {**OPTION, "isSecret": True, **nowhere}
    register.answers["GET", "/v1/options"] = (200, {**FOUND, "items": [secret]})
    await sign_in(http)
    page = (await http.get("/search?municipality=0148")).text
    assert "<dd>secret place</dd>" in page
    assert " km" not in page


@pytest.mark.requirement("ZHZ-14")
async def test_where_nothing_fits_the_page_shows_the_way_on(http, register):
    nothing = {**FOUND, "items": [], "next": None, "instead": {"route": "quote", "text": "Ask for a quote."}}
    register.answers["GET", "/v1/options"] = (200, nothing)
    await sign_in(http)
    page = (await http.get("/search?municipality=0148&age=12")).text
    assert "Ask for a quote." in page
    assert "<strong>quote</strong>" in page
    assert '<a href="/search?municipality=0148">Search all' in page


async def test_what_the_room_does_not_understand_comes_back_at_its_input(http, register):
    errors = [{"field": "age", "message": "must be 27 at most"}, {"field": "form.1", "message": "is no form"}]
    register.answers["GET", "/v1/options"] = (400, {**WRONG, "errors": errors})
    await sign_in(http)
    answer = await http.get("/search?municipality=0148&age=99&form=group&form=x")
    assert answer.status_code == 400
    for told in ('href="#age"', "Age: must be 27 at most", 'href="#form"', "is no form", 'value="99"'):
        assert told in answer.text


async def test_the_one_who_helps_already_can_be_of_any_kind_and_stays_chosen(http, register):
    other = "01930000-0000-7000-8000-000000020009"
    option = {**OPTION, "provider": other, "providerName": "Praktijk Kompas"}
    register.answers["GET", "/v1/options"] = (200, {**FOUND, "items": [option]})
    await sign_in(http)
    page = (await http.get(f"/search?municipality=0148&currentProvider={other}")).text
    assert f'<option value="{other}" selected>Praktijk Kompas</option>' in page
    assert asked(register, "/v1/options") == [("municipality", "0148"), ("currentProvider", other)]
