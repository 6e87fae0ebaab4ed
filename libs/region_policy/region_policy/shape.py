"""The shape of a policy file: keys and types. Each section is read apart: one mistake hides no other."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile

WHAT_WAS_MEANT = {
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "date_type": "must be a day, written as 2022-01-31",
    "date_from_datetime_parsing": "must be a day, written as 2022-01-31",
    "date_parsing": "must be a day, written as 2022-01-31",
}
SETTING_KINDS = ("precondition", "route", "decision-term")
BLOCK_TYPES = {"model_type", "model_attributes_type", "dict_type"}


def read_sections(content: object, faults: list[Fault]) -> Mapping[str, object]:
    """The sections of the file that have the right shape, by field name; the others are told in `faults`."""
    fields = PolicyFile.model_fields
    if not isinstance(content, Mapping):
        faults.append(Fault((), f"must be a block with the fields: {', '.join(fields)}"))
        return {}
    unknown = [key for key in content if key not in fields]
    faults += [Fault((key,), f"is unknown; allowed here: {', '.join(fields)}") for key in unknown]
    sections: dict[str, object] = {}
    for name in fields:
        if name not in content:
            if fields[name].is_required():
                faults.append(Fault((name,), "is missing"))
            else:
                sections[name] = fields[name].get_default()
            continue
        try:
            # JSON mode with strict types: days and codes are text, and "7" is not 7.
            sections[name] = section_adapter(name).validate_json(
                json.dumps(content[name], default=str), strict=True
            )
        except ValidationError as error:
            faults += faults_of(name, error.errors())
    return sections


@cache
def section_adapter(name: str) -> TypeAdapter[object]:
    field = PolicyFile.model_fields[name]
    section_type: Any = Annotated[field.annotation, field]
    return TypeAdapter(section_type)


def faults_of(section: str, details: list[ErrorDetails]) -> Iterator[Fault]:
    """A list whose only item is wrong counts as empty for the type check; the wrong item alone is told."""
    places = [detail["loc"] for detail in details]
    for detail in details:
        depth = len(detail["loc"])
        has_wrong_item = any(len(place) > depth and place[:depth] == detail["loc"] for place in places)
        if not (detail["type"] == "too_short" and has_wrong_item):
            yield fault_of(section, detail)


def fault_of(section: str, detail: ErrorDetails) -> Fault:
    path: Place = (section, *without_tags(detail["loc"]))
    kind = detail["type"]
    if kind == "missing":
        return Fault(path, "is missing")
    if kind == "extra_forbidden":
        return Fault(path, f"is unknown; allowed here: {', '.join(keys_at(path[:-1]))}")
    if kind == "too_short":
        return Fault(path, "must have at least one item")
    if kind in BLOCK_TYPES:
        return Fault(path, f"must be a block with the fields: {', '.join(keys_at(path))}")
    if kind in WHAT_WAS_MEANT:
        return Fault(path, WHAT_WAS_MEANT[kind])
    message = detail["msg"]
    return Fault(path, message[0].lower() + message[1:])


def without_tags(place: tuple[int | str, ...]) -> Iterator[int | str]:
    """The place as it stands in the file: pydantic adds the kind of a setting after its number."""
    for at, step in enumerate(place):
        if not (at and isinstance(place[at - 1], int) and step in SETTING_KINDS):
            yield step


def keys_at(path: Place) -> tuple[str, ...]:
    """The keys that the block at this place may have."""
    block: type[BaseModel] = PolicyFile
    for step in path:
        if isinstance(step, str):
            block = next(
                (
                    found
                    for name, field in block.model_fields.items()
                    if step in (name, field.alias)
                    for found in models_in(field.annotation)
                ),
                block,
            )
    return tuple(field.alias or name for name, field in block.model_fields.items())


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The block type inside an annotation such as `tuple[Budget, ...]` or `Term | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for inner in get_args(annotation):
        yield from models_in(inner)
