"""The lists of the desk, the search for a case, the inbox with its bell, and how pages are made small."""

import json

from .test_app_pages import LANES, ON_THE_LIST, REQUEST, desk, sign_in

__all__ = ["desk"]
HOUSEHOLD = "01930000-0000-7000-8000-00000000cccc"
BSN = "999901102"
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}


def message(number):
    return {
        "id": f"01930000-0000-7000-8000-{number:012}",
        "number": number,
        "referral": REQUEST,
        "about": None,
        "kind": "accepted",
        "text": f"Message {number}",
        "at": "2026-11-25T10:00:00Z",
        "day": None,
        "component": None,
        "reasons": [],
    }


async def test_a_request_is_taken_from_the_list_with_its_version_and_the_list_stays_as_it_was(http, desk):
    unclaimed = {**ON_THE_LIST, "worker": None, "isNew": True}
    desk.answers[("GET", "/v1/requests")] = (200, {"items": [unclaimed], "next": REQUEST, "lanes": LANES})
    desk.answers[("PUT", f"/v1/requests/{REQUEST}/worker")] = (
        412,
        {"title": "Stale", "status": 412, "detail": "-"},
    )
    await sign_in(http)
    page = (await http.get("/desk?lane=high&mine=true&nonsense=1")).text
    assert desk.calls[-2].target == "/v1/requests?limit=40&mine=true&deskLane=high"
    assert ("fast (100+)" in page, "ordinary (" in page, "new to you" in page) == (True, False, True)
    assert f'href="/desk?mine=true&amp;lane=high&amp;after={REQUEST}"' in page
    # Only an access worker gets the button, and the room has the last word in any case.
    assert "Take it<span" not in page
    refused = await http.post(f"/desk/{REQUEST}/take?mine=true", data={"version": '"3"'})
    assert (refused.status_code, "Stale" in refused.text) == (412, True)
    sent = next(call for call in desk.calls if call.method == "PUT")
    assert sent.headers["if-match"] == ['"3"']
    desk.answers[("PUT", f"/v1/requests/{REQUEST}/worker")] = (
        503,
        {"title": "-", "status": 503, "detail": "-"},
    )


async def test_a_case_is_looked_for_in_a_body_and_nobody_learns_who_is_known(http, desk):
    line = "There is no referral in which your organisation has a part."
    desk.answers[("POST", "/v1/client-look-ups")] = (200, {"referrals": [], "line": line})
    await sign_in(http)
    assert 'name="family-name"' not in (await http.get("/find")).text
    answer = await http.post("/find", data={"bsn": BSN})
    for told in ("Nothing found", line, "Check that everything is exactly right", f'value="{BSN}"'):
        assert told in answer.text
    asked = desk.calls[-1]
    assert (asked.target, json.loads(asked.body)) == ("/v1/client-look-ups", {"bsn": BSN})
    assert not [call for call in desk.calls if BSN in call.target]
    found = {"referrals": [{"id": REQUEST, "status": "submitted"}], "line": None}
    desk.answers[("POST", "/v1/client-look-ups")] = (200, found)
    page = (await http.post("/find", data={"bsn": BSN})).text
    assert (f'href="/referrals/{REQUEST}"' in page, f'href="/desk/{REQUEST}"' in page) == (True, False)
    wrong = {"errors": [{"field": "bsn", "message": "is no BSN"}]}
    desk.answers[("POST", "/v1/client-look-ups")] = (
        400,
        {"title": "Wrong", "status": 400, "detail": "-", **wrong},
    )
    refused = await http.post("/find", data={"bsn": "1"})
    assert (refused.status_code, 'href="#find-bsn"' in refused.text, 'value="1"' in refused.text) == (
        400,
        True,
        True,
    )


async def test_the_inbox_parts_what_is_new_from_what_was_read_and_the_bell_counts_it(http, desk):
    told = {"items": [message(3), message(2)], "next": message(2)["id"], "readUpTo": 2, "unread": 1}
    desk.answers[("GET", "/v1/messages")] = (200, told)
    await sign_in(http)
    page = (await http.get("/inbox")).text
    assert desk.calls[-1].target == "/v1/messages?order=newest&limit=50"
    assert (
        page.index("Message 3")
        < page.index("Read up to here</button>")
        < page.index("Read before")
        < page.index("Message 2")
    )
    assert f'name="message" value="{message(3)["id"]}"' in page
    bell = (await http.get("/inbox/bell")).text
    assert ("1 new" in bell, "every 60s" in bell, "<html" in bell) == (True, True, False)
    # A session that is over sends nobody away from what is being typed: the bell only rings no more.
    desk.answers[("GET", "/v1/messages")] = (401, {"title": "-", "status": 401, "detail": "-"})
    over = await http.get("/inbox/bell", headers={"HX-Request": "true"})
    assert (over.status_code, "hx-get" in over.text, 'href="/inbox"' in over.text) == (200, False, True)


async def test_a_page_is_small_only_where_our_own_site_asks_for_it(http, desk):
    await sign_in(http)
    own = await http.get("/desk", headers=OURS)
    assert own.headers["content-encoding"] == "gzip"
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= {each.strip() for each in own.headers["vary"].split(",")}
    for headers in (
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {"Accept-Encoding": "gzip"},
        {**OURS, "Accept-Encoding": "br"},
    ):
        other = await http.get("/desk", headers=headers)
        assert "content-encoding" not in other.headers
        assert "Mees" in other.text
