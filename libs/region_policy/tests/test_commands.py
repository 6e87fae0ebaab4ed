"""The two commands that need no server: advise on a case, and check a policy file."""

import json
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from wegwijs_cli import policy
from wegwijs_cli.advise import advise, cli_schemas

CONTRACTS = Path(__file__).parents[3] / "contracts" / "cli"
CASE = {
    "municipality": "0148",
    "referrer": "general-practitioner",
    "age": 9,
    "choice": {"route": "choice-budget", "budget": "treatment"},
}
ON = ("--region", "ijsselland", "--on", "2022-03-01")

app = typer.Typer()
app.command("advise")(advise)
app.add_typer(policy.app, name="policy")


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE), encoding="utf-8")
    return file


def test_advise_prints_every_route_with_reasons_and_the_verdict_on_the_choice(case_file: Path) -> None:
    ran = CliRunner().invoke(app, ["advise", *ON, "--lang", "en", str(case_file)])
    assert ran.exit_code == 0
    answer = json.loads(ran.stdout)
    assert {route["route"]: route["isOpen"] for route in answer["advice"]["routes"]} == {
        "choice-budget": True,
        "left-to-provider": True,
        "quote": True,
        "stay": False,
        "product": False,
        "task-based": False,
        "freely-accessible": False,
        "one-off-contract": False,
        "national-arrangement": False,
    }
    assert answer["advice"]["offered"] == ["choice-budget", "left-to-provider", "quote"]
    assert answer["advice"]["components"] == ["ambulatory"]
    assert all(reason["text"] for route in answer["advice"]["routes"] for reason in route["reasons"])
    assert [reason["code"] for reason in answer["verdict"]["broken"]] == ["budget-not-open-to-referrer"]
    assert answer["advice"]["policy"]["validFrom"] == "2022-01-01"


def test_the_input_and_the_output_of_advise_keep_the_committed_contracts(case_file: Path) -> None:
    ran = CliRunner().invoke(app, ["advise", *ON, str(case_file)])
    schemas = {name: json.loads((CONTRACTS / name).read_text(encoding="utf-8")) for name in cli_schemas()}
    Draft202012Validator(schemas["advise-input.schema.json"]).validate(CASE)
    Draft202012Validator(schemas["advise-output.schema.json"]).validate(json.loads(ran.stdout))
    assert schemas == cli_schemas()


def test_wrong_input_is_told_field_by_field_in_one_answer(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    wrong = {"municipality": "148", "referrer": "aunt", "age": "9", "colour": 1, "choice": {"etmalen": 1.5}}
    file.write_text(json.dumps(wrong), encoding="utf-8")
    ran = CliRunner().invoke(app, ["advise", "--region", "nowhere", "--on", "2022-13-01", str(file)])
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert {line.split(":")[0] for line in ran.stderr.splitlines()} == {
        "--on",
        "--region",
        "municipality",
        "referrer",
        "age",
        "colour",
        "choice.route",
        "choice.etmalen",
    }


def test_a_day_without_a_policy_and_an_absent_case_are_told_together() -> None:
    ran = CliRunner().invoke(
        app, ["advise", "--region", "ijsselland", "--on", "2021-12-31", "/absent/case.json"]
    )
    assert ran.exit_code == 2
    assert "no policy of ijsselland is in force on 2021-12-31" in ran.stderr
    assert "/absent/case.json" in ran.stderr


def test_policy_check_says_ok_or_every_mistake_with_its_line(trial_folder: Path) -> None:
    file = trial_folder / "proefstreek" / "2022-01-01.yaml"
    assert CliRunner().invoke(app, ["policy", "check", str(file)]).stdout == "ok\n"
    text = file.read_text(encoding="utf-8")
    text = text.replace("declared: 8", "declared: 7").replace("length: 21", "length: 0")
    file.write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(app, ["policy", "check", str(file)])
    assert ran.exit_code == 1
    lines = text.splitlines()
    at = {name: lines.index(line) + 1 for name, line in (("a", "  declared: 7"), ("b", "    length: 0"))}
    told = ran.stdout.splitlines()
    assert len(told) == 2
    assert told[0].startswith(f"{file}:{at['a']} choice_budgets.declared says 7")
    assert told[1].startswith(f"{file}:{at['b']} terms.decision.length ")
