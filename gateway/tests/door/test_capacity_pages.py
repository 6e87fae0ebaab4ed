"""My places as pages: what was said, a new word on them, and a table of many."""

import csv
import io
import json

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
NEVER = dict.fromkeys(SAID)
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
PLACE = {
    **SAID,
    "enrolment": ENROLMENT,
    "offer": OFFER,
    "offerName": "Leefgroep",
    "careForm": "living",
    "form": "living-group",
    "location": OFFER,
    "locationName": "De Linde",
    "region": "example",
    "intensity": "living-2",
    "isStale": True,
    "leased": 2,
    "version": 3,
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
        ("GET", "/v1/policies/example"): (200, POLICY),
        ("GET", "/v1/capacities"): page_of(PLACE),
        ("GET", f"/v1/enrolments/{ENROLMENT}/capacity"): (200, PLACE),
        ("GET", f"/v1/enrolments/{ENROLMENT}/capacity-history"): page_of(
            {**SAID, "recordedAt": SAID["asOf"]}
        ),
    }
    return room


async def test_my_places_tell_what_was_said_as_of_when_and_what_is_old(http, register):
    register.answers["GET", "/v1/capacities"] = page_of(
        PLACE, {**PLACE, **NEVER, "offerName": "Gezinshuis", "leased": 0}
    )
    await sign_in(http)
    page = (await http.get("/capacity")).text
    for told in ("waiting list", 'value="14"', "2 reserved since", "out of date", "nothing said", "never"):
        assert told in page, told


def row(**changed):
    """The inputs of one row of the table, as the page shows them unless changed."""
    said = {"status": "waiting-list", "free": "0", "most": "8", "wait-from": "14", "wait-to": "28"}
    values = said | {"version": '"3"', "said": "|".join(said.values())} | changed
    return {f"{name}-{ENROLMENT}": value for name, value in values.items()}


async def test_a_row_is_kept_as_it_is_typed_and_another_word_meanwhile_is_shown_and_not_overwritten(
    http, register
):
    path, kept = f"/v1/enrolments/{ENROLMENT}/capacity", {**PLACE, "freePlaces": 2, "version": 4}
    register.answers["PUT", path] = (200, kept)
    await sign_in(http)
    answer = await http.post(f"/capacity/{ENROLMENT}/row", data=row(**{"free": "2", "wait-to": "3 w"}))
    (sent,) = [call for call in register.calls if call.method == "PUT"]
    assert sent.headers["if-match"] == ['"3"']
    assert (json.loads(sent.body)["freePlaces"], json.loads(sent.body)["waitToDays"]) == (2, 21)
    for told in (f'id="row-said-{ENROLMENT}"', "Kept", 'value="&#34;4&#34;"', "waiting-list|2|8|14|28"):
        assert told in answer.text, told
    assert "<html" not in answer.text
    register.answers["PUT", path] = (412, {**WRONG, "status": 412, "title": "Changed"})
    register.answers["GET", path] = (200, kept)
    stale = await http.post(f"/capacity/{ENROLMENT}/row", data=row(free="5"))
    for told in ("something else was said meanwhile", "2 of 8", 'value="&#34;4&#34;"'):
        assert told in stale.text, told
    errors = [{"field": "waitToDays", "message": "does not fit"}]
    register.answers["PUT", path] = (400, {**WRONG, "errors": errors})
    wrong = await http.post(f"/capacity/{ENROLMENT}/row", data=row(**{"wait-to": "soon"}))
    assert "Wait to: does not fit" in wrong.text


async def test_without_script_all_changed_rows_are_kept_at_once_and_refused_ones_keep_what_was_typed(
    http, register
):
    path = f"/v1/enrolments/{ENROLMENT}/capacity"
    register.answers["PUT", path] = (200, PLACE)
    await sign_in(http)
    as_it_was = await http.post("/capacity", data=row())
    assert (as_it_was.status_code, as_it_was.headers["location"]) == (303, "/capacity")
    assert [call for call in register.calls if call.method == "PUT"] == []
    assert (await http.post("/capacity", data=row(free="1"))).status_code == 303
    errors = [{"field": "freePlaces", "message": "does not fit"}]
    register.answers["PUT", path] = (400, {**WRONG, "errors": errors})
    refused = await http.post("/capacity", data=row(free="99"))
    assert refused.status_code == 400
    for told in ("1 line was not kept", f'href="#status-{ENROLMENT}"', 'value="99"', "does not fit"):
        assert told in refused.text, told
    assert (await http.post("/capacity", data={"said-../../x": "|"})).status_code == 404


async def test_a_word_on_places_is_sent_with_the_version_that_was_read(http, register):
    register.answers["PUT", f"/v1/enrolments/{ENROLMENT}/capacity"] = (200, PLACE)
    await sign_in(http)
    page = (await http.get(f"/capacity/{ENROLMENT}")).text
    assert 'name="version" value="&#34;3&#34;"' in page
    numbers = {"free": "3", "most": "8", "wait-from": "0", "wait-to": ""}
    typed = {"status": "capacity", "version": '"3"', **numbers}
    answer = await http.post(f"/capacity/{ENROLMENT}", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/capacity")
    (sent,) = [call for call in register.calls if call.method == "PUT"]
    assert sent.headers["if-match"] == ['"3"']
    assert json.loads(sent.body) == {
        "status": "capacity",
        "freePlaces": 3,
        "mostPlaces": 8,
        "waitFromDays": 0,
        "source": "page",
    }


async def test_a_refused_word_comes_back_with_what_was_typed_and_what_is_wrong(http, register):
    errors = [{"field": "waitToDays", "message": "does not fit"}]
    register.answers["PUT", f"/v1/enrolments/{ENROLMENT}/capacity"] = (400, {**WRONG, "errors": errors})
    await sign_in(http)
    answer = await http.post(f"/capacity/{ENROLMENT}", data={"status": "capacity", "free": "many"})
    assert answer.status_code == 400
    for told in ('href="#wait-to"', "does not fit", 'value="many"'):
        assert told in answer.text


REPORT = {
    "kept": False,
    "accepted": 1,
    "unchanged": 0,
    "refused": 1,
    "lines": [
        {"number": 2, "enrolment": ENROLMENT, "outcome": "accepted", "field": None, "message": None},
        {"number": 3, "enrolment": None, "outcome": "refused", "field": "status", "message": "is missing"},
    ],
}
TABLE = f"enrolment,status\n{ENROLMENT},capacity\nnobody,\n"
KEY = "01930000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf" + TABLE.encode(), TABLE.replace("\n", "\r\n").encode()], ids=["bom", "crlf"]
)
async def test_a_file_is_tried_and_reported_line_by_line_and_stays_to_be_stored(http, register, content):
    register.answers["POST", "/v1/capacity-uploads"] = (200, REPORT)
    await sign_in(http)
    typed = {"key": KEY, "csv": "something else", "dry-run": "yes"}
    answer = await http.post("/capacity/upload", data=typed, files={"file": ("places.csv", content)})
    assert answer.status_code == 200
    (sent,) = [call for call in register.calls if call.method == "POST" and "uploads" in call.target]
    assert json.loads(sent.body) == {"csv": TABLE.strip(), "dryRun": True}
    assert sent.headers["idempotency-key"] == [KEY]
    for told in ("This was a trial", "1 accepted, 0 unchanged, 1 refused", "<code>status</code>: is missing"):
        assert told in answer.text, told
    kept = answer.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert TABLE.strip() in kept
    assert KEY not in answer.text, "to store it is another command than to try it"


@pytest.mark.parametrize(
    "files", [{"file": ("", b"")}, None], ids=["as the page", "as the page to send again"]
)
async def test_the_text_is_sent_where_there_is_no_file(http, register, files):
    register.answers["POST", "/v1/capacity-uploads"] = (200, {**REPORT, "kept": True})
    await sign_in(http)
    answer = await http.post("/capacity/upload", data={"csv": TABLE}, files=files)
    assert "The good lines are stored" in answer.text
    (sent,) = [call for call in register.calls if "uploads" in call.target]
    assert json.loads(sent.body) == {"csv": TABLE.strip(), "dryRun": False}


async def test_a_table_that_cannot_be_read_comes_back_with_its_key_and_its_text(http, register):
    errors = [{"field": "csv", "message": "has no header"}]
    register.answers["POST", "/v1/capacity-uploads"] = (400, {**WRONG, "errors": errors})
    await sign_in(http)
    answer = await http.post("/capacity/upload", data={"key": KEY, "csv": HOSTILE}, files={"file": ("", b"")})
    assert answer.status_code == 400
    for told in ("has no header", 'href="#upload-csv"', f'value="{KEY}"', "&lt;script&gt;"):
        assert told in answer.text, told
    assert HOSTILE not in answer.text


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
NAMELESS = PART.replace(b'; name="a"', b"")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", PART + b"--x--"),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x; charset=nonsense", NAMELESS + b"--x--"),
        ("multipart/form-data; boundary=x", PART * 11 + b"--x--"),
    ],
    ids=["no boundary", "nonsense", "no name", "too many"],
)
async def test_a_form_that_does_not_parse_is_refused_and_reaches_no_room(http, register, content_type, body):
    await sign_in(http)
    register.calls.clear()
    answer = await http.post("/capacity/upload", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == 400
    assert register.calls == []


async def test_a_table_above_the_limit_is_refused_and_reaches_no_room(http, register):
    await sign_in(http)
    register.calls.clear()
    answer = await http.post("/capacity/upload", files={"file": ("big.csv", b"x" * 200_001)})
    assert answer.status_code == 413
    assert register.calls == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "text/csv"),
        (TABLE.encode("utf-16"), "text/csv"),
        (TABLE.encode(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (TABLE.encode(), "image/png"),
    ],
    ids=["a workbook", "wide letters", "said to be a workbook", "said to be a picture"],
)
async def test_a_file_that_is_no_table_as_text_or_says_so_reaches_no_room(http, register, content, kind):
    await sign_in(http)
    register.calls.clear()
    answer = await http.post("/capacity/upload", files={"file": ("../../etc/places.csv", content, kind)})
    assert answer.status_code == 400
    assert "This file is no table as text (CSV)" in answer.text
    assert "etc/places" not in answer.text
    assert register.calls == []


async def test_what_others_wrote_is_no_formula_in_the_table_that_we_give(http, register):
    formulas = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"]
    places = [{**PLACE, "status": each} for each in formulas]
    register.answers["GET", "/v1/capacities"] = page_of(*places)
    await sign_in(http)
    table = list(csv.DictReader(io.StringIO((await http.get("/capacity/table.csv")).text)))
    assert [line["status"] for line in table] == [f"'{each}" for each in formulas]


@pytest.mark.parametrize("path", ["/capacity", "/capacity/upload", f"/capacity/{ENROLMENT}"])
async def test_places_that_another_site_sends_reach_no_room(http, register, path):
    await sign_in(http)
    register.calls.clear()
    answer = await http.post(path, data={"csv": TABLE}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert register.calls == []


async def test_my_table_has_a_line_for_each_place_and_can_be_sent_as_it_is(http, register):
    await sign_in(http)
    answer = await http.get("/capacity/table.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines() == [
        "enrolment,status,freePlaces,mostPlaces,waitFromDays,waitToDays,asOf",
        f"{ENROLMENT},waiting-list,0,8,14,28,",
    ]
