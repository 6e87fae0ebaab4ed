"""A region manager reads figures and an auditor the log: neither opens a file, in any room."""

from pathlib import Path

import pytest
import yaml

from wegwijs_cli.rooms import ROOMS

ROOT = Path(__file__).parents[2]
HOLD_NO_FILE = {"provider-registry", "audit"}
"""What a region has in its register, and the log of looks."""
OF_FILES = {
    "region-manager": {
        ("access", "list_policies"),
        ("access", "read_policy"),
        ("access", "read_tariffs"),
        ("access", "read_frames"),
        ("access", "read_figures"),
        ("access", "read_counts"),
        ("access", "decision_figures"),
        ("access", "read_figures_of_changes"),
        ("referral", "read_figures"),
        ("crisis", "read_figures"),
        ("crisis", "list_numbers"),
    },
    "auditor": {("access", "list_policies"), ("access", "read_policy"), ("access", "read_tariffs")},
}
"""All that each may in a room that holds files: policies, telephone numbers and counts."""


@pytest.mark.requirement("NV-19")
@pytest.mark.parametrize("role", OF_FILES)
def test_a_role_of_figures_or_of_the_log_opens_no_file(role: str) -> None:
    may = set()
    for room in ROOMS:
        table = ROOT / "services" / room.name / room.module / "permissions.yaml"
        for operation, rows in yaml.safe_load(table.read_text()).items():
            mine = [row for row in rows if role in row["roles"]]
            # No relation: a thing of somebody is reached by a part in it, and these roles have none.
            assert all(row.get("relation", "none") == "none" for row in mine), operation
            may |= {(room.name, operation)} if mine else set()
    assert {each for each in may if each[0] not in HOLD_NO_FILE} == OF_FILES[role]
