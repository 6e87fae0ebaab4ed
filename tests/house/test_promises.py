"""What holds in the whole house, whatever room: seen in the generated contracts and in the code."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from doorkit.limits import LimitTable
from wegwijs_cli import contracts

ROOT = Path(__file__).parents[2]
CODE = [
    file
    for folder in ("libs", "services", "gateway")
    for file in (ROOT / folder).rglob("*.py")
    if "tests" not in file.parts
]
IDENTIFYING = re.compile(
    r"bsn|birth|given_?name|family_?name|surname|street|postcode|house_?number|telephone|e_?mail",
    re.IGNORECASE,
)


def test_the_committed_contracts_are_what_the_code_says() -> None:
    assert list(contracts.differences()) == []


@pytest.mark.parametrize(
    "name",
    sorted(
        file.name.removesuffix(".schema.json") for file in (ROOT / "contracts/events").glob("*.schema.json")
    ),
)
def test_each_example_event_keeps_to_its_schema(name: str) -> None:
    folder = ROOT / "contracts" / "events"
    schema = json.loads((folder / f"{name}.schema.json").read_text())
    example = json.loads((folder / f"{name}.example.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(example)
    assert example["source"].startswith("urn:nld:")
    assert len(json.dumps(example)) < 65_536


def test_no_event_has_a_field_that_could_identify_a_person() -> None:
    """Names of organisations are public; a person's facts stand in `referral` only."""
    schemas = sorted((ROOT / "contracts/events").glob("*.schema.json"))
    assert schemas
    for file in schemas:
        fields = _fields(json.loads(file.read_text())["properties"]["data"])
        assert [field for field in fields if IDENTIFYING.search(field)] == [], file.name


def test_no_answer_of_another_room_than_referral_has_a_field_that_could_identify_a_young_person() -> None:
    for file in sorted((ROOT / "contracts/openapi").glob("*.json")):
        fields = set(_fields(json.loads(file.read_text())["components"]["schemas"]))
        identifying = {field for field in fields if IDENTIFYING.search(field)}
        if file.stem == "crisis":
            identifying -= {"telephone", "byTelephone"}  # of the worker on call; how a bed was agreed on
        if file.stem != "referral":
            assert identifying == set(), file.name


def _fields(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = list(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else []
        return own + [field for value in schema.values() for field in _fields(value)]
    if isinstance(schema, list):
        return [field for value in schema for field in _fields(value)]
    return []


def test_no_path_and_no_query_carries_an_identifier_of_a_person() -> None:
    for file in sorted((ROOT / "contracts/openapi").glob("*.json")):
        for path, methods in json.loads(file.read_text())["paths"].items():
            assert not IDENTIFYING.search(path)
            for operation in methods.values():
                names = [p["name"] for p in operation.get("parameters", ())]
                assert [name for name in names if IDENTIFYING.search(name)] == [], path


def test_no_code_names_a_region() -> None:
    regions = [folder.name for folder in (ROOT / "regions").iterdir() if folder.is_dir()]
    assert "ijsselland" in regions
    named = re.compile("|".join(map(re.escape, regions)), re.IGNORECASE)
    assert CODE
    assert [file.name for file in CODE if named.search(file.read_text())] == []


def test_only_settings_read_the_environment_in_a_room() -> None:
    rooms = [file for file in CODE if file.is_relative_to(ROOT / "services") or "servicekit" in file.parts]
    assert rooms
    readers = [file for file in rooms if "os.environ" in file.read_text() and file.name != "settings.py"]
    assert readers == []


def test_no_registry_host_and_no_path_of_a_machine_is_committed() -> None:
    hosts = re.compile("py" + "pi.org|files." + "pythonhosted|registry." + "npmjs|/root/|/home/[a-z]")
    locks = [ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "package-lock.json")]
    for file in [*CODE, *locks, *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "wegwijs"]:
        assert not hosts.search(file.read_text()), file.name


def test_every_requirement_file_row_is_told_with_its_document_and_section() -> None:
    rows = yaml.safe_load((ROOT / "docs/requirements.yaml").read_text())
    assert len({row["id"] for row in rows}) == len(rows) == 132
    assert all(row["document"] and row["told"] for row in rows)
    assert all(row["section"] for row in rows if not row["id"].startswith("LAW-"))


def test_a_limit_is_on_an_operation_of_its_room_and_measures_meet_none() -> None:
    bench = ROOT / "libs" / "wegwijs_cli" / "wegwijs_cli" / "bench" / "limits.yaml"
    limited = 0
    for room in contracts.rooms():
        document = json.loads((ROOT / f"contracts/openapi/{room.name}.json").read_text())
        names = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
        own = LimitTable.load(room.limits).operations
        assert set(own) <= names
        limited += len(own)
        table = LimitTable.load(room.limits, bench)
        rules = (table.caller, table.address, *table.operations.values())
        assert min(rule.burst for rule in rules) > 10**6
    assert limited
