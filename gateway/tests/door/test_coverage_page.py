"""Coverage as a page: the gaps in words, a table, and a picture made on the server."""

from urllib.parse import urlsplit

import pytest

from gateway.pages.asking import Told
from gateway.pages.coverage_answers import CoverageRead
from gateway.pages.coverage_picture import draw
from gateway.pages.naming import Names

HTML = {"Accept": "text/html", "Accept-Language": "en"}
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


async def sign_in(http):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


COVERED = {
    "region": "example",
    "day": "2026-11-25",
    "withinKm": 25,
    "illustrative": True,
    "municipalities": ["0148", "0193"],
    "lines": [
        {
            "form": "living-group",
            "intensity": None,
            "cells": [
                {"municipality": "0148", "providers": 3, "openNow": 1},
                {"municipality": "0193", "providers": 2, "openNow": 0},
            ],
            "gaps": [],
        },
        {
            "form": "living-group",
            "intensity": "living-2",
            "cells": [
                {"municipality": "0148", "providers": 1, "openNow": 1},
                {"municipality": "0193", "providers": 0, "openNow": 0},
            ],
            "gaps": ["0193"],
        },
        {
            "form": "closed",
            "intensity": None,
            "cells": [
                {"municipality": "0148", "providers": 0, "openNow": 0},
                {"municipality": "0193", "providers": 0, "openNow": 0},
            ],
            "gaps": ["0148", "0193"],
        },
    ],
    "gaps": 3,
}


@pytest.mark.requirement("IJS-39", "GRO-12")
async def test_coverage_names_each_gap_in_words_and_shows_table_and_picture(http, room):
    room.answers = {("GET", "/v1/coverage"): (200, COVERED), ("GET", "/v1/policies/example"): (200, POLICY)}
    await sign_in(http)
    page = (await http.get("/coverage?region=example")).text
    for told in (
        "Gaps: 3",
        "living group, living medium: nobody for Zwolle",
        "closed youth care: nobody anywhere in the region",
        "3 (1 open)",
        "2 (full)",
        "<strong>nobody</strong>",
        "illustrative figures",
        '<svg role="img"',
        "<title id=",
        "<desc id=",
    ):
        assert told in page, told
    assert "style=" not in page


async def test_where_there_is_one_region_it_is_shown_at_once(http, room):
    room.answers = {("GET", "/v1/coverage"): (200, COVERED), ("GET", "/v1/policies/example"): (200, POLICY)}
    await sign_in(http)
    await http.get("/coverage")
    asked = [urlsplit(call.target) for call in room.calls]
    assert [call.query for call in asked if call.path == "/v1/coverage"] == ["region=example"]


def test_the_picture_has_a_square_for_each_cell_in_the_order_of_the_room():
    coverage = CoverageRead.model_validate(COVERED)
    picture = draw(coverage, {"0148": "Dalfsen"}, Names("en", Told("access")), "en")
    assert [column.name for column in picture.columns] == ["Dalfsen", "0193"]
    assert [row.name for row in picture.rows] == ["living group", "living-2", "closed youth care"]
    assert [[square.sign for square in row.squares] for row in picture.rows] == [
        ["open", "full"],
        ["open", "nobody"],
        ["nobody", "nobody"],
    ]
    assert [square.text for square in picture.rows[1].squares] == ["1", "–"]
    last = picture.rows[-1].squares[-1]
    assert last.x + picture.square <= picture.width
    assert picture.rows[-1].y + picture.square <= picture.height
    across = [square.x for square in picture.rows[0].squares]
    assert across == [column.x for column in picture.columns]
    assert across[1] - across[0] >= picture.square
