"""Whoever sends something that does not fit a pattern reads in words what would."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wirekit.field_errors import PATTERNS

ROOT = Path(__file__).parents[2]


def patterns(part: object, schemas: dict[str, Any]) -> Iterator[str]:
    """Every pattern that stands in this part of an OpenAPI document, or in what it refers to."""
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part["pattern"]
        if isinstance(part.get("$ref"), str):
            yield from patterns(schemas[part["$ref"].rpartition("/")[2]], schemas)
        for each in part.values():
            yield from patterns(each, schemas)
    elif isinstance(part, list):
        for each in part:
            yield from patterns(each, schemas)


@pytest.mark.parametrize("room", sorted((ROOT / "contracts/openapi").glob("*.json")), ids=lambda it: it.stem)
def test_every_pattern_that_a_room_asks_for_has_its_words(room: Path) -> None:
    document = json.loads(room.read_text(encoding="utf-8"))
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    sent = [[each.get("parameters"), each.get("requestBody")] for each in operations]
    asked = set(patterns(sent, document["components"]["schemas"]))
    assert asked, "every room asks for an Idempotency-Key at least"
    assert asked - set(PATTERNS) == set()
