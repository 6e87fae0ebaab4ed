"""Reading the roster files that a command names, or telling every mistake in them."""

import json
import re
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from region_policy.loader import located
from region_policy.mistakes import Fault, Place
from region_policy.shape import BLOCK_TYPES, WHAT_WAS_MEANT, models_in
from region_policy.yaml_lines import YamlText, read_yaml
from region_policy.yaml_scalars import NOT_PLAIN
from roster.written import RosterFile

TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:+Z-]+|[0-9]{1,2}:[0-9]{2}")
A_MOMENT = "must be a day and a time, such as 2026-03-28T09:00"
MEANT = {
    **WHAT_WAS_MEANT,
    "missing": "is missing",
    "datetime_type": A_MOMENT,
    "datetime_parsing": A_MOMENT,
    "datetime_from_date_parsing": A_MOMENT,
    "timezone_aware": "must carry its zone, such as 2026-03-28T09:00+01:00",
    "time_type": 'must be a time, such as "07:00"',
    "time_parsing": 'must be a time, such as "07:00"',
    "string_pattern_mismatch": "must be small letters, digits and hyphens, at most 60, such as back-up",
}


class WrongRoster(ValueError):
    """`mistakes`: one line each, with file, line, field and what is allowed."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def roster_in(file: Path) -> RosterFile:
    """YAML or JSON; - is standard input. Raises WrongRoster."""
    try:
        content = typer.get_binary_stream("stdin").read() if str(file) == "-" else file.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        raise WrongRoster([f"{file}: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise WrongRoster([f"{file}: is no text in UTF-8"]) from error
    read = _read(text)
    faults = [fault for fault in read.faults if not _is_time(read.content, fault)]
    found = None
    if not faults:
        try:
            found = RosterFile.model_validate(read.content)
        except ValidationError as error:
            faults += [_fault_of(detail) for detail in error.errors()]
    if found is None:
        raise WrongRoster([str(mistake) for mistake in located(faults, str(file), read)])
    return found


def _is_time(content: Any, fault: Fault) -> bool:
    """Without quotes 15:00 is 900 to YAML; our reader keeps it as it is written, and nothing is lost."""
    for step in fault.path:
        content = content[step] if isinstance(step, int) else content.get(step)
    is_a_time = isinstance(content, str) and TIME.fullmatch(content)
    return bool(is_a_time) and fault.message == NOT_PLAIN.format(value=content)


def _read(text: str) -> YamlText:
    read = read_yaml(text)
    if read.content is None and read.faults and "\t" in text:
        # JSON may be indented by tabs, YAML may not.
        try:
            return YamlText(json.loads(text))
        except (ValueError, RecursionError):
            pass
    return read


def _fault_of(detail: ErrorDetails) -> Fault:
    path, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        return Fault(path, f"is unknown; allowed here: {_keys_at(path[:-1])}")
    if kind in BLOCK_TYPES:
        return Fault(path, f"must be a block with the fields: {_keys_at(path)}")
    if kind == "enum":
        return Fault(path, f"must be one of: {detail['ctx']['expected']}")
    if kind == "too_short":
        return Fault(path, f"must have at least {detail['ctx']['min_length']} in the list")
    message = detail["msg"].removeprefix("Value error, ")
    return Fault(path, MEANT.get(kind, message[:1].lower() + message[1:]))


def _keys_at(path: Place) -> str:
    block: type[BaseModel] = RosterFile
    for step in path:
        if isinstance(step, str):
            block = next(models_in(block.model_fields[step].annotation), block)
    return ", ".join(block.model_fields)
