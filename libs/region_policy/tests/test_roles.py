"""The roles and the kinds of organisation are data, complete and named in both languages."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROLES = Path(__file__).parents[3] / "regions" / "roles.yaml"


@pytest.fixture
def named() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(ROLES.read_text(encoding="utf-8"))
    return content


def test_every_role_and_kind_has_a_name_in_dutch_and_in_english(named: dict[str, Any]) -> None:
    assert set(named) == {"roles", "organisation_kinds"}
    assert len(named["roles"]) == 24
    assert len(named["organisation_kinds"]) == 16
    for entry in (*named["roles"].values(), *named["organisation_kinds"].values()):
        assert entry["nl"]
        assert entry["en"]


def test_every_role_belongs_to_known_kinds_and_every_kind_has_a_role(named: dict[str, Any]) -> None:
    used = [kind for role in named["roles"].values() for kind in role["organisation_kinds"]]
    assert all(role["organisation_kinds"] for role in named["roles"].values())
    assert set(used) == set(named["organisation_kinds"])
