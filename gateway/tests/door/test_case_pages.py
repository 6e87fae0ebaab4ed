"""The certified institution's pages: what ends, the determination that is typed, and the quote it prefers."""

import json
from datetime import date

import pytest

from gateway.pages.cases_answers import EndRead
from gateway.pages.timeline_picture import draw

from .referral_rooms import AT, LINDEHOF, POLICY, READ, REFERRAL, page_of, wrong
from .test_app_pages import sign_in

PAGE, THING = f"/cases/{REFERRAL}", f"/v1/requests/{REFERRAL}"
QUOTE = "01930000-0000-7000-8000-00000000abcd"
KEY = "01930000-0000-4000-8000-000000000001"
END = {
    "kind": "authorisation",
    "component": None,
    "since": None,
    "lastDay": "2026-12-20",
    "daysLeft": 22,
    "acts": "institution",
}
CASE = {
    "request": REFERRAL,
    "status": "open",
    "outcome": None,
    "reasons": [],
    "municipality": "9901",
    "region": "example",
    "askedOn": "2026-11-20",
    "forms": ["ambulatory"],
    "measure": "supervision",
    "measureInForce": True,
    "hasDetermination": False,
    "preference": None,
    "today": "2026-11-28",
    "ends": [END, END | {"kind": "measure", "lastDay": "2027-03-01", "daysLeft": 93}],
}
QUOTED = {
    "id": QUOTE,
    "municipality": "9901",
    "provider": LINDEHOF,
    "status": "answered",
    "askedAt": AT,
    "dueAt": AT,
    "amountCents": 123_450,
    "illustrative": False,
}


@pytest.fixture
def rooms(room):
    room.answers = {
        ("GET", "/v1/cases"): page_of(CASE),
        ("GET", f"{THING}/ends"): (200, CASE),
        ("GET", f"{THING}/quote-requests"): page_of(QUOTED),
        ("GET", f"{THING}/quote-comparison"): (200, {"items": []}),
        ("POST", "/v1/referral-names"): (200, {"items": []}),
        ("GET", f"/v1/referrals/{REFERRAL}"): (200, READ),
        ("GET", "/v1/policies/example"): (200, POLICY),
        ("GET", "/v1/organisations"): page_of(),
    }
    return room


async def test_what_ends_first_stands_on_top_and_a_case_shows_it_as_a_picture_with_a_table(http, rooms):
    await sign_in(http)
    listed = (await http.get("/cases")).text
    assert "ends in 22 days" in listed
    assert f'href="{PAGE}"' in listed
    page = (await http.get(PAGE)).text
    assert '<svg class="timeline" role="img"' in page
    assert page.count("ends in 93 days") == 1
    for told in ("Mees", "Record the determination", "€1,234.50", "I prefer", "supervision"):
        assert told in page, told
    rooms.answers["GET", "/v1/cases"] = page_of()
    assert "Refer a young person first" in (await http.get("/cases")).text


async def test_a_case_is_shown_without_the_rooms_that_did_not_answer_and_never_asks_quotes_without_a_measure(
    http, rooms
):
    await sign_in(http)
    rooms.answers["GET", f"{THING}/ends"] = (200, CASE | {"measureInForce": False, "ends": []})
    rooms.answers["GET", f"/v1/referrals/{REFERRAL}"] = wrong(503)
    rooms.calls.clear()
    page = (await http.get(PAGE)).text
    for told in ("Look again.", "Nothing ends in this case", "the municipality itself decides"):
        assert told in page, told
    assert not [call.target for call in rooms.calls if "quote" in call.target]
    assert "Record the determination" not in page


async def test_a_refused_determination_keeps_what_was_typed_and_links_to_the_fields(http, rooms):
    await sign_in(http)
    typed = {
        "key": KEY,
        "version": '"3"',
        "determined-on": "2026-11-27",
        "help": "Een plek om te wonen.",
        "result": "Veilig.",
        "authorisation-number": "C/08/1",
        "family-who": "Moeder",
    }
    errors = [{"field": "authorisation.end", "message": "is needed"}]
    errors += [{"field": "consultations.0.on", "message": "is needed here"}]
    rooms.answers["PUT", f"{THING}/determination"] = wrong(400, errors=errors)
    refused = await http.post(f"{PAGE}/determine", data=typed)
    assert refused.status_code == 400
    for told in ("Een plek om te wonen.", 'href="#determine--authorisation-end"', "#determine--family-on"):
        assert told in refused.text, told
    sent = rooms.calls[[call.method for call in rooms.calls].index("PUT")]
    assert json.loads(sent.body) == {
        "determinedOn": "2026-11-27",
        "help": "Een plek om te wonen.",
        "intendedResult": "Veilig.",
        "consultations": [{"with": "family", "who": "Moeder"}],
        "authorisation": {"number": "C/08/1"},
    }
    assert sent.headers["if-match"] == ['"3"']


async def test_the_preference_names_the_quote_by_the_version_of_the_case(http, rooms):
    await sign_in(http)
    rooms.answers["PUT", f"{THING}/preference"] = (200, {})
    told = await http.post(f"{PAGE}/prefer", data={"key": KEY, "version": '"4"', "about": QUOTE})
    assert (told.status_code, told.headers["location"]) == (303, PAGE)
    sent = rooms.calls[-1]
    assert (json.loads(sent.body), sent.headers["if-match"]) == ({"quoteRequest": QUOTE}, ['"4"'])


def test_bars_lie_in_proportion_on_one_axis_with_today_on_it():
    ends = [
        EndRead.model_validate(END | {"since": "2026-11-01", "lastDay": "2026-11-30", "daysLeft": 2}),
        EndRead.model_validate(END | {"kind": "bed", "lastDay": "2027-02-01", "daysLeft": 65}),
        EndRead.model_validate(END | {"kind": "review", "lastDay": "2026-11-20", "daysLeft": -8}),
    ]
    line = draw(ends, None, asked_on=date(2026, 11, 1), today=date(2026, 11, 28), language="nl")
    assert line is not None
    near, later, review = line.bars
    assert (near.left, near.look, near.is_open) == (0, "near", False)
    assert (later.left, later.look, later.is_open) == (0, "later", True)
    assert near.width < line.today + 4 < later.width < 100
    assert (review.is_moment, review.look) == (True, "over")
    assert draw([], None, asked_on=date(2026, 11, 1), today=date(2026, 11, 28), language="nl") is None
