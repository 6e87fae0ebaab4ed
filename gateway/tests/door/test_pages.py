"""The pages: both languages whole, correct in form, and safe for what strangers write."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from gateway.pages import (
    alarm_form,
    capacity_rows,
    consultations,
    deliveries_form,
    figures,
    figures_money,
    figures_tabs,
    household,
    my_file,
    navigation,
    placement_form,
    refer_form,
    referral,
    referrals,
)
from gateway.pages.frame import HERE
from gateway.pages.language import prefers_html
from gateway.texts import LANGUAGES, WORDS, catalog_of
from gateway.themes import READABLE, contrast, read_themes

from .conftest import IN_PRODUCTION
from .file_texts import texts_of_files

CONTRACTS = Path(__file__).parents[3] / "contracts" / "openapi"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HOSTILE = "<script>alert(1)</script>\"'&"
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Access", "version": "1.2.3", "description": HOSTILE},
    "paths": {
        f"/things/{HOSTILE}": {
            "parameters": [],
            "post": {
                "tags": [HOSTILE],
                "summary": f"Make a thing {HOSTILE}",
                "description": HOSTILE,
                "parameters": [
                    {"name": HOSTILE, "in": HOSTILE, "required": True, "description": HOSTILE, "schema": True}
                ],
                "requestBody": {
                    "content": {HOSTILE: {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {HOSTILE: {"description": HOSTILE}},
            },
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["label"],
                "properties": {
                    "label": {"type": "string", "format": "uuid", "description": HOSTILE},
                    "kind": {"anyOf": [{"$ref": "#/components/schemas/Kind"}, {"type": "null"}]},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "parent": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                },
            },
            "Kind": {"enum": [HOSTILE, "plain"]},
            "Line": {"properties": {"minutes": {"type": "integer"}}},
        }
    },
}
PAGES = ["/", "/docs", "/docs/access", "/docs/crisis", "/me", "/nowhere"]


class Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "title":
            self.title += data.strip()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_has_a_language_a_title_one_h1_landmarks_and_a_skip_link(http, room, path, language):
    room.document = DOCUMENT
    answer = await http.get(path, headers=HTML | {"Accept-Language": language})
    outline = Outline(answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert dict(outline.attributes)["html"]["lang"] == language
    assert outline.title.endswith("| Wegwijs")
    assert [outline.tags.count(tag) for tag in ("h1", "main", "header")] == [1, 1, 1]
    assert "nav" in outline.tags
    assert next(a for tag, a in outline.attributes if tag == "a") == {"class": "skip", "href": "#content"}
    ids = [a["id"] for _, a in outline.attributes if "id" in a]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_holds_script_or_style_of_its_own_and_the_policy_forbids_them(http, room, path):
    room.document = DOCUMENT
    answer = await http.get(path, headers=HTML)
    assert "default-src 'self'; script-src 'self';" in answer.headers["content-security-policy"]
    outline = Outline(answer.text)
    assert not {"style", "iframe"} & set(outline.tags)
    scripts = [a["src"] for tag, a in outline.attributes if tag == "script"]
    assert scripts == ["/parts/htmx.min.js", "/static/page.js"]
    assert not [
        a for _, a in outline.attributes if any(name == "style" or name.startswith("on") for name in a)
    ]


async def test_text_of_a_room_is_shown_and_never_executed(http, room):
    room.document = DOCUMENT
    page = (await http.get("/docs/access", headers=HTML)).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") >= 10


async def test_the_reference_tells_operations_parameters_fields_and_answers(http, room):
    room.document = DOCUMENT
    page = (await http.get("/docs/access?lang=en", headers=HTML)).text
    for told in (
        "POST",
        "Make a thing",
        "Version 1.2.3",
        "label",
        "string (uuid)",
        "required",
        "lines[].minutes",
    ):
        assert told in page
    assert 'href="/api/access/v1/openapi.json"' in page
    assert "parent.label" not in page  # a thing in a thing is not unfolded without end


@pytest.mark.parametrize(
    "document", [None, [], "text", {"paths": {}}, {"info": {}, "paths": {"/x": {"get": 1}}}]
)
async def test_nonsense_of_a_room_gives_an_honest_page(http, room, document):
    room.document = document
    answer = await http.get("/docs/access?lang=en", headers=HTML)
    assert answer.status_code == 502
    assert "This service does not answer now" in answer.text


async def test_a_dead_room_gives_an_honest_page_in_dutch(http):
    answer = await http.get("/docs/crisis", headers=HTML)
    assert answer.status_code == 502
    assert "Deze dienst antwoordt nu niet" in answer.text


async def test_a_document_nested_too_deep_is_refused_and_not_followed(http, room):
    deep: dict[str, object] = {}
    for _ in range(400):
        deep = {"items": deep}
    body = {"content": {"application/json": {"schema": deep}}}
    room.document = {"info": {}, "paths": {"/x": {"post": {"requestBody": body}}}}
    assert (await http.get("/docs/access", headers=HTML)).status_code == 502


async def test_the_start_page_names_regions_callers_and_what_is_illustrative(http):
    dutch = (await http.get("/", headers=HTML)).text
    english = (await http.get("/?lang=en", headers=HTML)).text
    for told in ("regio Voorbeeld", "2022-01-01", "voorbeeldcijfers", "(1 keer", "gp-voorbeeld", "huisarts"):
        assert told in dutch
    assert "huisarts &lt;Vermeer&gt;" in dutch
    for told in ("the Example region", "illustrative figures", "GP &lt;Vermeer&gt;", "general practitioner"):
        assert told in english
    assert 'href="/docs/access?lang=en"' in english


async def test_a_language_chosen_in_the_address_wins_from_the_browsers(http):
    answer = await http.get("/?lang=nl", headers=HTML | {"Accept-Language": "en"})
    assert '<html lang="nl"' in answer.text
    again = await http.get("/", headers=HTML | {"Accept-Language": "en"})
    assert '<html lang="nl"' in again.text


async def test_without_demonstration_or_regions_the_page_says_what_to_do(
    start_gateway, regions_dir, tmp_path
):
    (regions_dir / "example" / "demo.yaml").unlink()
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        assert "regions/&lt;region&gt;/demo.yaml" in (await http.get("/?lang=en")).text
    async with httpx.AsyncClient(base_url=await start_gateway(regions_dir=tmp_path / "none")) as http:
        assert "./wegwijs policy check" in (await http.get("/?lang=en")).text


@pytest.mark.parametrize("content", ["callers: [", "callers: 3", "", "callers: {gp: {subject: x}}"])
async def test_a_file_that_cannot_be_read_is_named_and_takes_nothing_else_away(
    start_gateway, regions_dir, content
):
    (regions_dir / "example" / "demo.yaml").write_text(content)
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        page = (await http.get("/?lang=en")).text
    assert "This file cannot be read: <code>example/demo.yaml</code>" in page
    assert "the Example region" in page


async def test_production_shows_nobody_to_play(start_gateway):
    async with httpx.AsyncClient(base_url=await start_gateway(**IN_PRODUCTION)) as http:
        page = (await http.get("/?lang=en")).text
    assert "gp-voorbeeld" not in page
    assert "Whom you can play" not in page


async def test_what_is_not_there_is_a_page_for_readers_and_a_problem_for_callers(http):
    page = await http.get("/nowhere", headers=HTML | {"Accept-Language": "en"})
    problem = await http.get("/nowhere", headers={"Accept": "application/json"})
    api = await http.get("/api", headers=HTML)
    assert (page.status_code, problem.status_code, api.status_code) == (404, 404, 404)
    assert "This page does not exist" in page.text
    assert problem.headers["content-type"] == api.headers["content-type"] == "application/problem+json"


async def test_a_page_can_only_be_read(http):
    answer = await http.post("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["type"] == "/problems/http-405"
    assert "This page does not do that" in (await http.post("/?lang=en", headers=HTML)).text


async def test_the_style_comes_from_the_gateway_itself(http):
    answer = await http.get("/style.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html", True),
        ("application/json", False),
        ("text/html;q=0.5, application/problem+json", False),
        ("application/json;q=0.5, text/html;q=0.9", True),
        ("*/*", False),
        (None, False),
    ],
)
def test_whoever_asks_for_html_first_gets_html(accept, html):
    assert prefers_html(accept) is html


def test_every_text_is_in_both_languages_with_the_same_places_to_fill_in():
    dutch, english = (catalog_of(language) for language in LANGUAGES)
    keys = [{(_first(each.id), each.context) for each in one if each.id} for one in (dutch, english)]
    assert keys[0] ^ keys[1] == set()
    for message in (each for each in dutch if each.id):
        other = english.get(_first(message.id), message.context)
        forms = [*_forms(message.string), *_forms(other.string)]
        assert all(form.strip() for form in forms), message.id
        assert len({tuple(sorted(re.findall(r"{\w+}", form))) for form in forms}) == 1, message.id
        assert [each for each in (message, other) if each.fuzzy] == [], message.id


def test_every_text_that_a_page_asks_for_is_there_and_none_is_there_for_nothing():
    keys = {_first(each.id) for each in catalog_of("nl") if each.id and not each.context}
    templates = "".join(path.read_text() for path in (HERE.parent / "templates").glob("*.html"))
    pages = "".join(path.read_text() for path in (HERE.parent).rglob("*.py"))
    asked = set(re.findall(r"\bt\.(\w+)", templates)) - {"counted"}
    asked |= set(re.findall(r"\bcounted\(\"(\w+)\"", templates + pages))
    assert asked - keys == set()
    of_tables = {
        *(f"refer_{name}" for name in refer_form.INPUTS),
        *(f"referral_{name}" for name in referral.LABELLED),
        *(f"household_{name}" for name in household.LABELLED),
        *(f"consultation_{name}" for name in consultations.LABELLED),
        *(f"stands_{status}" for status in WORDS["ReferralStatus"]),
        *(f"turn_{party}" for party in WORDS["Party"]),
        *(f"referrals_{which}{state}" for which in ("", "none_") for state in referrals.STATES),
        *(f"my_file_{name}" for name in my_file.LABELLED),
        *(f"placement_{name}" for name in placement_form.LABELLED),
        *(f"delivery_{name}" for name in deliveries_form.LABELLED),
        *(f"row_{name}" for name in capacity_rows.FIELDS),
        *(f"alarm_{name}" for name in alarm_form.LABELLED),
        *(f"step_{name}" for name in placement_form.COMMANDS),
        *texts_of_files(),
        *(f"figures_tab_{tab}" for tab in figures.TABS),
        *(f"figures_{name}" for name in (*figures_tabs.LABELLED, *figures_money.MEASURES)),
        *(f"figures_{name}" for name in figures_money.OF_A_LINE),
        *(name for role in navigation.MENU for _, name in navigation.menu_of(role)),
    }
    assert of_tables - keys == set()
    by_name = {key for key in keys if key.startswith(("room_", "refused_", "label_", referral.BECAUSE))}
    named = set(re.findall(r"[\w-]+", templates + pages))
    assert keys - asked - of_tables - by_name - named == set()


def test_every_page_of_the_house_explains_itself():
    """A text in plain words on top of each page; what is shown instead of a page explains itself."""
    own = {"problem.html", "refused.html", "again.html", "silent.html", "goes_on.html", "wall.html"}
    texts = {path.name: path.read_text() for path in (HERE.parent / "templates").glob("*.html")}
    pages = {name for name, text in texts.items() if '{% extends "page.html" %}' in text}
    assert [name for name in pages - own if "{% set help = t.help_" not in texts[name]] == []


def _first(id_: str | list[str] | tuple[str, ...]) -> str:
    return id_ if isinstance(id_, str) else id_[0]


def _forms(string: str | list[str] | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_text_and_ground_differ_enough_for_who_sees_little():
    style = (HERE.parent / "styles" / "base.css").read_text()
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", style))
    pairs = [
        ("ink", "ground"),
        ("ink", "soft"),
        ("link", "ground"),
        ("link", "soft"),
        ("mark", "mark-ground"),
    ]
    assert min(contrast(colours[text], colours[ground]) for text, ground in pairs) >= READABLE


def test_a_theme_in_which_people_could_not_read_is_not_taken(tmp_path):
    told = 'themes: {"0148": {accent: "#777777", strong: "#222222", ground: "#eeeeee"}}'
    (tmp_path / "themes.yaml").write_text(told)
    assert read_themes(tmp_path) == {}
    (tmp_path / "themes.yaml").write_text(told.replace("#777777", "#222266"))
    assert "--link:#222266" in read_themes(tmp_path)["0148"].css()


def _enums(room: str) -> dict[str, list[str]]:
    schemas = json.loads((CONTRACTS / f"{room}.json").read_text())["components"]["schemas"]
    return {name: schema["enum"] for name, schema in schemas.items() if "enum" in schema}


REGISTRY = _enums("provider-registry")
ENUMS = {
    **REGISTRY,
    **_enums("crisis"),
    **_enums("referral"),
    **_enums("access"),
    "AccessOutcome": _enums("access")["Outcome"],
    "CrisisOutcome": _enums("crisis")["Outcome"],
    "CrisisHold": _enums("crisis")["Hold"],
    "RegistryDomain": REGISTRY["Domain"],
    "MyStatus": _enums("referral")["ReferralStatus"],
    "MyMove": _enums("referral")["Move"],
    "LastWord": _enums("referral")["SettledBy"],
    "CareChangeReason": _enums("referral")["ChangeReason"],
}


@pytest.mark.parametrize("kind", WORDS)
def test_people_have_a_word_in_both_languages_for_every_code_of_the_contracts(kind):
    assert set(WORDS[kind]) == set(ENUMS[kind])
    assert [code for code, text in WORDS[kind].items() if not (text.nl.strip() and text.en.strip())] == []
