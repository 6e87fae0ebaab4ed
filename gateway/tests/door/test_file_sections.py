"""What the pages of a file tell of the rooms is held against the contracts of the rooms."""

import json
import re
from pathlib import Path

import pytest

from gateway.pages.file import SECTIONS
from gateway.texts import WORDS

CONTRACTS = Path(__file__).parents[3] / "contracts"
SCHEMAS = {
    room: json.loads((CONTRACTS / "openapi" / f"{room}.json").read_text()) for room in ("referral", "audit")
}
HOLES = re.compile(r"{\w+}")


def operation(room, method, path):
    """The operation behind a path, whatever its parameters are called."""
    for known, methods in SCHEMAS[room]["paths"].items():
        if HOLES.sub("{}", known) == HOLES.sub("{}", path) and method.lower() in methods:
            return methods[method.lower()]
    raise AssertionError(f"{room} has no {method} {path}")


def resolved(room, schema):
    """Without a reference, and without the null beside what may be absent."""
    if "$ref" in schema:
        return resolved(room, SCHEMAS[room]["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    some = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return resolved(room, some[0]) if some else schema


def at(room, schema, name):
    here = resolved(room, schema)
    for step in name.split("."):
        assert step in here["properties"], name
        here = resolved(room, here["properties"][step])
    return here


def _answer(room, told):
    good = [each for status, each in sorted(told["responses"].items()) if status.startswith("2")]
    return good[0]["content"]["application/json"]["schema"]


def _is_of(room, part, found):
    """A code is of its enum, and everything else is no code that nobody put into words."""
    kind = resolved(room, found["items"]) if found.get("type") == "array" else found
    if part.kind:
        assert set(kind.get("enum", WORDS[part.kind])) <= set(WORDS[part.kind]), part
    else:
        assert "enum" not in kind, part


@pytest.mark.parametrize("section", SECTIONS, ids=[each.name for each in SECTIONS])
def test_a_section_shows_and_asks_what_its_room_has(section):
    room = section.room
    if section.path:
        told = operation(room, "GET", section.path)
        names = {each.get("name") for each in told.get("parameters", ())}
        assert {each.name for each in section.filters} <= names
        assert section.is_paged is ("after" in names)
        for listing in section.lists:
            answer = _answer(room, told)
            record = at(room, answer, listing.items)["items"] if listing.items else answer
            for part in (*listing.head, *listing.parts):
                _is_of(room, part, at(room, record, part.name))
            for name in {*(listing.linked_when or {}), *(n for act in listing.acts for n in act.when or {})}:
                at(room, record, name)
    for act in (*section.acts, *(act for each in section.lists for act in each.acts)):
        told = operation(room, act.method, act.path)
        body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        for asked in act.asks:
            found = at(room, body, asked.name)
            assert asked.how != "code" or set(asked.codes or WORDS[asked.kind]) <= set(found["enum"]), asked
        if body:
            required = set(resolved(room, body).get("required", ()))
            assert required <= {each.name.partition(".")[0] for each in act.asks} | {act.id_as}, act.name
        for part in act.tells:
            at(room, _answer(room, told), part.name)


def test_each_role_is_offered_the_sections_that_its_room_opens_for_it():
    opened: dict[tuple[str, str], set[str]] = {}
    room = call = ""
    for line in (CONTRACTS / "who-may-do-what.md").read_text().splitlines():
        room = line[3:] if line.startswith("## ") else room
        cells = [each.strip() for each in line.split("|")[1:-1]]
        if len(cells) == 5:
            call = cells[1].strip("`") or call
            opened.setdefault((room, HOLES.sub("{}", call)), set()).update(cells[2].split(", "))
    for section in SECTIONS:
        path = section.path or section.acts[0].path
        method = "GET" if section.path else section.acts[0].method
        roles = opened[section.room, f"{method} {HOLES.sub('{}', path)}"]
        assert not section.roles or section.roles == roles, section.name
