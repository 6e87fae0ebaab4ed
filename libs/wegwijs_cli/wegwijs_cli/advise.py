"""`wegwijs advise`: what a region's policy leaves open in a case, without any server."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from region_policy.answer_readings import AdviceRead, VerdictRead
from region_policy.cases import Case, Choice, Facts
from region_policy.decisions import advise as advise_on
from region_policy.decisions import check
from region_policy.language import Language
from region_policy.loader import NoPolicyInForce, Policies
from region_policy.mistakes import PolicyMistakes
from region_policy.model import RegionPolicy
from region_policy.readings_base import Read
from wegwijs_cli.settings import LauncherSettings

WRONG_INPUT = 2
JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class CaseFile(Case):
    """The input of `wegwijs advise`: a case, and perhaps the choice that is to be checked."""

    choice: Choice | None = None


class AdviceFile(Read):
    """The output of `wegwijs advise`. `verdict` is there when the case holds a choice."""

    advice: AdviceRead
    verdict: VerdictRead | None


class WrongInput(ValueError):
    """`complaints`: one line per wrong field."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


def advise(
    case: Annotated[Path, typer.Argument(help="A JSON file with the case; - reads standard input.")],
    region: Annotated[str, typer.Option(help="The region: a folder below regions/.")],
    on: Annotated[str, typer.Option(help="The day of the decision, for instance 2022-03-01.")],
    lang: Annotated[Language, typer.Option(help="The language of the reasons.")] = Language.NL,
) -> None:
    """Print as JSON which routes are open in a case, with every reason; and a verdict on its choice."""
    try:
        answer = answer_to(case, region, on, lang, LauncherSettings().regions_dir)
    except WrongInput as wrong:
        for complaint in wrong.complaints:
            typer.echo(complaint, err=True)
        raise typer.Exit(WRONG_INPUT) from wrong
    typer.echo(as_json(answer.model_dump(mode="json", by_alias=True)), nl=False)


def answer_to(file: Path, region: str, on: str, language: Language, regions: Path) -> AdviceFile:
    """Raises WrongInput with everything that is wrong with the day, the region and the case together."""
    complaints: list[str] = []
    policy, day = policy_of(region, on, regions, complaints)
    case = case_in(file, complaints)
    if case is None or policy is None or day is None:
        raise WrongInput(complaints)
    facts = Facts(**case.model_dump(exclude={"choice"}), decision_day=day)
    verdict = None
    if case.choice is not None:
        verdict = VerdictRead.of(check(policy, facts, case.choice), language)
    return AdviceFile(advice=AdviceRead.of(advise_on(policy, facts), language), verdict=verdict)


def case_in(file: Path, complaints: list[str]) -> CaseFile | None:
    try:
        text = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
        return CaseFile.model_validate_json(text, by_alias=True, by_name=False)
    except OSError as error:
        complaints.append(f"case: {error.strerror}: {file}")
    except ValidationError as error:
        complaints += [complaint_on(detail) for detail in error.errors()]
    return None


def policy_of(
    region: str, on: str, regions: Path, complaints: list[str]
) -> tuple[RegionPolicy | None, date | None]:
    day = None
    try:
        day = date.fromisoformat(on)
    except ValueError:
        complaints.append(f"--on: {on} is not a day; write it as 2022-01-31")
    try:
        policies = Policies.load(regions)
    except PolicyMistakes as mistakes:
        complaints += [str(mistake) for mistake in mistakes.mistakes]
        return None, day
    except OSError as error:
        complaints.append(f"WEGWIJS_REGIONS_DIR: {error.strerror}: {error.filename}")
        return None, day
    if region not in policies.by_region:
        complaints.append(f"--region: {region} is unknown; allowed: {', '.join(policies.by_region)}")
        return None, day
    if day is None:
        return None, None
    try:
        return policies.in_force(region, on=day), day
    except NoPolicyInForce as none_yet:
        complaints.append(f"--on: {none_yet}; its first is of {policies.by_region[region][0].valid_from}")
        return None, day


def complaint_on(detail: ErrorDetails) -> str:
    field = ".".join(str(step) for step in detail["loc"]) or "case"
    if detail["type"] == "extra_forbidden":
        return f"{field}: unknown field"
    return f"{field}: {detail['msg']}"


def cli_schemas() -> dict[str, dict[str, Any]]:
    """The promises of this command: file name under `contracts/cli/`, and the JSON Schema."""
    asked = CaseFile.model_json_schema(by_alias=True, mode="validation")
    answered = AdviceFile.model_json_schema(by_alias=True, mode="serialization")
    return {
        "advise-input.schema.json": {"$schema": JSON_SCHEMA, **asked},
        "advise-output.schema.json": {"$schema": JSON_SCHEMA, **answered},
    }


def as_json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
