"""The papers are true: what they name is there."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from wegwijs_cli.rooms import ROOMS

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([\w/.-]+\.py)::(test_\w+)`")
LETTERS = list("STRIDE")


def threats() -> Mapping[str, list[list[str]]]:
    """The rows of each table of docs/security.md, by the heading above it."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", (ROOT / "docs/security.md").read_text(), flags=re.MULTILINE)[1:]:
        heading, _, text = part.partition("\n")
        rows = [
            line.strip("| ").split(" | ") for line in text.splitlines() if re.match(r"\| [STRIDE] \|", line)
        ]
        if rows:
            found[heading] = rows
    return found


@pytest.mark.parametrize("part", ["Everywhere", "gateway", *(room.name for room in ROOMS)])
def test_each_room_names_a_threat_of_every_kind_and_a_test_that_is_there(part: str) -> None:
    rows = threats()[part]
    assert [letter for letter in LETTERS if letter not in {row[0] for row in rows}] == []
    for row in rows:
        named = NAMED.search(row[-1])
        assert named, row
        assert re.search(rf"^(async )?def {named[2]}\(", (ROOT / named[1]).read_text(), re.MULTILINE), row
