"""What a provider delivered, as pages: an account, one line, a file of many; and what a quote comes to."""

import csv
import io
import json

import pytest

from gateway.pages.deliveries_form import COLUMNS

from .test_capacity_pages import HOSTILE, KEY, POLICY, WRONG, page_of, sign_in

ID = "01930000-0000-7000-8000-0000000000d1"
ITEM = {
    "id": ID,
    "placement": "01930000-0000-7000-8000-0000000000d2",
    "region": "example",
    "municipality": "0148",
    "status": "running",
    "component": "ambulatory",
    "intensity": None,
    "etmalen": None,
    "product": None,
    "validFrom": "2026-01-01",
    "validUntil": "2026-06-30",
    "ceilingCents": 180_000,
    "dueCents": 100_000,
    "heldCents": 20_000,
    "awaitingStartCents": 0,
    "leftCents": 80_000,
    "illustrative": True,
    "finalAt": None,
    "intendedResult": HOSTILE,
    "grantedProduct": None,
    "dueEtmalen": 0,
}
LINE = {
    "id": "01930000-0000-7000-8000-0000000000d3",
    "functionGroup": "psychologist",
    "minutes": 90,
    "intensity": None,
    "etmalen": None,
    "product": None,
    "pieces": None,
    "deliveredOn": "2026-03-09",
    "final": False,
    "status": "held",
    "heldBecause": ["beyond-ceiling", "after-stop"],
    "amountCents": 11_768,
    "isAbsence": False,
    "illustrative": True,
    "recordedAt": "2026-03-10T10:00:00Z",
}
GROUPS = {
    "items": [
        {"id": "psychologist", "name": {"nl": "psycholoog", "en": "psychologist"}, "illustrative": True}
    ]
}
PAGE, THING = f"/deliveries/{ID}", f"/v1/entitlements/{ID}"


@pytest.fixture
def access(room):
    room.answers = {
        ("GET", "/v1/policies/example"): (200, POLICY | {"functionGroups": GROUPS}),
        ("GET", "/v1/entitlements"): page_of(ITEM),
        ("GET", THING): (200, ITEM),
        ("GET", f"{THING}/deliveries"): page_of(LINE),
    }
    return room


def sent_to(access, part):
    return [call for call in access.calls if call.method == "POST" and part in call.target]


async def test_my_account_of_each_entitlement_is_shown_and_a_line_is_told_in_the_way_of_its_kind(
    http, access
):
    await sign_in(http)
    listed = (await http.get("/deliveries")).text
    for told in ("€1,800.00", "€1,200.00", "€200.00", "€800.00", f'href="{PAGE}"'):
        assert told in listed, told
    await http.get("/deliveries?state=ended")
    assert any("state=ended" in call.target for call in access.calls)
    page = (await http.get(PAGE)).text
    for told in (
        "&lt;script&gt;",
        "1 h 30",
        "does not fit under the ceiling any more; after the end of help",
    ):
        assert told in page, told
    assert f'action="{PAGE}/work"' in page
    access.answers["POST", f"{THING}/deliveries"] = (201, LINE)
    typed = {"key": KEY, "functionGroup": "psychologist", "minutes": "90", "deliveredOn": "2026-03-09"}
    answer = await http.post(f"{PAGE}/work", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    (sent,) = sent_to(access, "/deliveries")
    assert json.loads(sent.body) == {
        "functionGroup": "psychologist",
        "minutes": 90,
        "deliveredOn": "2026-03-09",
    }
    errors = [{"field": "deliveredOn", "message": "lies ahead"}]
    access.answers["POST", f"{THING}/deliveries"] = (400, {**WRONG, "errors": errors})
    refused = await http.post(f"{PAGE}/work", data=typed | {"minutes": "many"})
    for told in ('href="#work--deliveredOn"', "lies ahead", 'value="many"'):
        assert told in refused.text, told
    for kind, changed in (
        ("stay", {"etmalen": 30, "intensity": "living-2", "component": "stay"}),
        ("product", {"grantedProduct": {"product": "course", "unit": "piece"}}),
    ):
        access.answers["GET", THING] = (200, ITEM | changed)
        assert f'action="{PAGE}/{kind}"' in (await http.get(PAGE)).text, kind
    access.answers["GET", THING] = (200, ITEM | {"finalAt": "2026-03-10T10:00:00Z"})
    over = (await http.get(PAGE)).text
    assert "You gave the final line on" in over
    assert 'action="/deliveries' not in over


SENT = f"toewijzing;functiegroep;minuten\n{ID};psychologist;90\n{ID};{HOSTILE};=1+1"


async def test_a_refused_file_is_shown_line_by_line_with_what_is_wrong_and_stays_to_be_mended(http, access):
    errors = [
        {"field": "lines.3.functionGroup", "message": "has letters only"},
        {"field": "lines.3.minutes", "message": "must be whole"},
    ]
    access.answers["POST", "/v1/delivery-uploads"] = (400, {**WRONG, "errors": errors})
    await sign_in(http)
    files = {"file": ("maart.csv", SENT.encode("utf-8-sig"))}
    answer = await http.post("/deliveries/upload", data={"key": KEY, "csv": ""}, files=files)
    assert answer.status_code == 400
    (sent,) = sent_to(access, "uploads")
    assert json.loads(sent.body) == {"csv": SENT, "dryRun": False}
    assert sent.headers["idempotency-key"] == [KEY]
    for told in (
        "<strong>function group</strong>: has letters only",
        "must be whole",
        "&lt;script&gt;",
        ">3</th>",
    ):
        assert told in answer.text, told
    assert HOSTILE not in answer.text
    assert f'value="{KEY}"' in answer.text, "mended and sent again it may carry the same key"
    errors = [{"field": "csv", "message": "names the columns"}]
    access.answers["POST", "/v1/delivery-uploads"] = (400, {**WRONG, "errors": errors})
    whole = await http.post("/deliveries/upload", data={"csv": "x"}, files={"file": ("", b"")})
    assert 'href="#upload-csv"' in whole.text


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "tried"])
async def test_a_file_that_was_taken_tells_what_is_held_and_why_and_what_it_comes_to(http, access, kept):
    held = {"number": 3, "entitlement": ID, "heldCents": 5_000, "heldBecause": ["beyond-volume"]}
    sums = {"entitlement": ID, "recorded": 3, "dueCents": 1_000, "heldCents": 5_000, "awaitingStartCents": 0}
    report = {"kept": kept, "recorded": 3, "known": 1, "held": [held], "entitlements": [sums]}
    access.answers["POST", "/v1/delivery-uploads"] = (200, report)
    await sign_in(http)
    typed = {"key": KEY, "csv": SENT} | ({} if kept else {"dry-run": "yes"})
    page = (await http.post("/deliveries/upload", data=typed, files={"file": ("", b"")})).text
    said = "3 lines were recorded." if kept else "This was a trial: 3 lines would be recorded."
    for told in (said, "1 line you sent before", "more nights than granted", "€50.00", "€10.00"):
        assert told in page, told
    assert KEY not in page, "to record it is another command than to try it"
    assert ("psychologist;90" in page) is not kept


async def test_the_table_to_fill_in_has_a_line_for_each_open_entitlement_and_columns_that_the_room_takes(
    http, access
):
    await sign_in(http)
    answer = await http.get("/deliveries/table.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    (header, line) = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";")
    assert header == [english for english, _ in COLUMNS.values()]
    assert line[0] == ID
    assert any("state=open" in call.target for call in access.calls)


QUOTE = "01930000-0000-7000-8000-0000000000d4"
ASKED = {
    "id": QUOTE,
    "request": ID,
    "region": "example",
    "municipality": "0148",
    "provider": ID,
    "askedAs": "municipality",
    "askedAt": "2026-03-01T10:00:00Z",
    "dueAt": "2026-03-20T10:00:00Z",
    "status": "asked",
    "question": "What can you do?",
    **dict.fromkeys(
        ("intendedResult", "termDays", "reason", "age", "complexity", "urgency", "safetyConcern")
    ),
    **dict.fromkeys(("amountCents", "validFrom", "validUntil", "awardUntil", "plan", "declinedBecause")),
    "forms": [],
    "domains": [],
    "lines": [],
    "illustrative": False,
    "possibleSteps": ["submit_quote"],
}
OFFERED = {"functionGroup": "psychologist", "minutes": 90, "intensity": None, "etmalen": None}
PRICED = OFFERED | {"tariffCents": 7_845, "amountCents": 11_768, "illustrative": True}
TRIED = {"lines": [PRICED], "amountCents": 11_768, "illustrative": True, "broken": []}


async def test_a_quote_is_priced_by_the_room_while_it_is_typed_and_by_a_button_without_script(http, access):
    path = f"/v1/quote-requests/{QUOTE}"
    access.answers["GET", path] = (200, ASKED)
    access.answers["POST", f"{path}/quote-check"] = (200, TRIED)
    await sign_in(http)
    typed = {"minutes-psychologist": "90", "plan": "Every week.", "valid-from": "2026-04-01"}
    part = await http.post(f"/quotes/{QUOTE}/price", data=typed)
    for told in ('id="price-told"', "€117.68", "psychologist: 1 h 30"):
        assert told in part.text, told
    assert "<html" not in part.text
    (sent,) = sent_to(access, "quote-check")
    hours = [{"functionGroup": "psychologist", "minutes": 90}]
    assert json.loads(sent.body) == {"hours": hours, "validFrom": "2026-04-01"}
    whole = await http.post(f"/quotes/{QUOTE}/quote", data=typed | {"check": "yes"})
    for told in ("<html", "€117.68", 'value="90"', "Every week."):
        assert told in whole.text, told
    assert [call for call in access.calls if call.target == f"{path}/quote"] == []
    broken = TRIED | {"lines": [], "amountCents": 0, "broken": [{"code": "x", "text": "no tariff"}]}
    access.answers["POST", f"{path}/quote-check"] = (200, broken)
    assert "no tariff" in (await http.post(f"/quotes/{QUOTE}/price", data=typed)).text
    errors = [{"field": "hours.0.minutes", "message": "must be whole"}]
    access.answers["POST", f"{path}/quote-check"] = (400, {**WRONG, "errors": errors})
    assert "must be whole" in (await http.post(f"/quotes/{QUOTE}/price", data=typed)).text
    refused = await http.post(f"/quotes/{QUOTE}/quote", data=typed | {"check": "yes"})
    assert refused.status_code == 400
    assert 'href="#minutes-psychologist"' in refused.text


@pytest.mark.parametrize("path", ["/deliveries/upload", f"{PAGE}/work", f"{PAGE}/final"])
async def test_deliveries_that_another_site_sends_reach_no_room(http, access, path):
    await sign_in(http)
    access.calls.clear()
    answer = await http.post(path, data={"csv": SENT}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert access.calls == []
