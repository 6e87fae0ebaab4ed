"""Figures where a room is silent, where a budget is exceeded, and where a name begins like a formula."""

import pytest

HTML = {"Accept": "text/html", "Accept-Language": "en"}


def sums(committed):
    return {
        "committedCents": committed,
        "dueCents": 50_000,
        "heldCents": 0,
        "leftCents": committed - 50_000,
        "expectedBackCents": 0,
        "returnedCents": 0,
    }


def line(name, share):
    return {
        "name": {"nl": name, "en": name},
        "illustrative": share is None,
        "setApartCents": 100_000,
        "sharePercent": share,
        "people": None if share is None else 15,
        "sums": None if share is None else sums(share * 1_000),
    }


OF_FORM = {"form": "ambulatory", "people": 15, "sums": sums(120_000)}
HIDDEN = {"form": "living", "people": None, "sums": None}
ALL = {"people": 20, "sums": sums(250_050), "forms": [OF_FORM, HIDDEN]}
MONEY = {"asOf": "2026-11-28T10:00:00Z", "items": [{"municipality": "0148", **ALL}], "together": ALL}
FRAMES = {
    "items": [
        {
            "municipality": "0148",
            "people": 20,
            "sums": sums(250_000),
            "setApartCents": 300_000,
            "lines": [line("=cmd|' /C calc'!A0", 120), line("Stay", 85), line("Crisis", None)],
        }
    ]
}


async def sign_in(http):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


@pytest.mark.requirement("HLM-03")
async def test_an_exceeded_budget_is_told_in_words_a_silent_room_says_so_and_a_file_runs_nothing(http, room):
    room.answers = {("GET", "/v1/figures"): (200, MONEY), ("GET", "/v1/frames"): (200, FRAMES)}
    await sign_in(http)
    page = (await http.get("/figures")).text
    for told in ("Exceeded", "Nearly full", "120%", "A budget that is full stops no help", "illustrative"):
        assert told in page, told
    assert page.count('role="img"') == 2
    assert "style=" not in page
    file = await http.get("/figures/money-frames.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines[1] == "'=cmd|' /C calc'!A0;1000.00;1200.00;500.00;0.00;120;Exceeded"
    assert lines[3] == "Crisis;1000.00;<10;<10;<10;<10;"
    dutch = (await http.get("/figures/money-forms.csv?lang=nl")).content.decode("utf-8-sig").splitlines()
    assert dutch[-1] == "Totaal;20;2500,50;500,00;0,00;0,00;2000,50;0,00"
    assert dutch[2].startswith("Wonen;<10;<10")

    problem = {"type": "/problems/x", "title": "The room is silent", "status": 503, "detail": "Later."}
    room.answers[("GET", "/v1/frames")] = (503, problem)
    page = (await http.get("/figures")).text
    assert "The room is silent" in page
    assert "Granted and due, by form of care" in page, "the rest stands"
    refused = await http.get("/figures/money-frames.csv")
    assert refused.status_code == 503
    assert "The room is silent" in refused.text
    assert (await http.get("/figures/money-nothing.csv")).status_code in {404, 503}
    assert (await http.get("/figures/nothing.csv")).status_code == 404
    assert (await http.get("/figures?tab=nothing&year=x&quarter=9&municipality=x")).status_code == 200
