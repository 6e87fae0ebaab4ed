"""The shape of a policy file: keys and types. Each section is read apart: one mistake hides no other."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from region_policy.mistakes import Fault, Place
from region_policy.model import IN_EVERY_FILE, PolicyFile
from region_policy.parts import MUNICIPALITY_CODE, REQUIREMENT_ID, SLUG, TELEPHONE
from region_policy.parts_frames import LINE_ID
from region_policy.parts_routes import CATEGORY_CODE

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
NO_TAG = {"union_tag_not_found": "is missing", "union_tag_invalid": "is unknown"}
AS_PATTERN = {
    SLUG: "must be small letters, digits and hyphens, such as my-region",
    MUNICIPALITY_CODE: 'must be the code of a municipality: four digits in quotes, such as "0148"',
    REQUIREMENT_ID: "must be the id of a requirement, such as IJS-07",
    CATEGORY_CODE: 'must be two digits in quotes, such as "45"',
    LINE_ID: "must be small letters, digits and hyphens, such as line-1",
    TELEPHONE: 'must be a telephone number in quotes, such as "0800-2000"',
}
BLOCK_TYPES = {"model_type", "model_attributes_type"}


def read_sections(content: object, faults: list[Fault], *, is_kept: bool) -> Mapping[str, object]:
    """The sections of the file that have the right shape, by field name; the others are told in `faults`.

    `is_kept`: an older text may lack what every file has by now.
    """
    fields = PolicyFile.model_fields
    if not isinstance(content, Mapping):
        faults.append(Fault((), f"must be a block with the fields: {', '.join(fields)}"))
        return {}
    unknown = [key for key in content if key not in fields]
    faults += [Fault((key,), f"is unknown; allowed here: {', '.join(fields)}") for key in unknown]
    sections: dict[str, object] = {}
    for name in fields:
        if name not in content:
            if fields[name].is_required() or (name in IN_EVERY_FILE and not is_kept):
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
            told = {fault.path for fault in faults}
            faults += [each for each in faults_of(name, error.errors()) if each.path not in told]
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
    path: Place = (section, *detail["loc"])
    tag = None
    if section == "settings" and path[2:3] and path[2] in SETTING_KINDS:
        # As it stands in the file: pydantic adds the kind of a setting after its number.
        tag, path = path[2], (*path[:2], *path[3:])
    kind = detail["type"]
    if kind in NO_TAG:
        return Fault((*path, "kind"), f"{NO_TAG[kind]}; allowed: {', '.join(SETTING_KINDS)}")
    if path[-1] == "[key]":
        # As it stands in the file: pydantic says apart that it is about the key of a table.
        path = path[:-1]
    if kind == "string_pattern_mismatch":
        return Fault(path, AS_PATTERN.get(detail["ctx"]["pattern"], detail["msg"]))
    if kind == "dict_type":
        return Fault(path, "must be a table of municipality codes; leave it out where there are none")
    if kind == "missing":
        return Fault(path, "is missing")
    if kind == "extra_forbidden":
        return Fault(path, f"is unknown; allowed here: {', '.join(keys_at(path[:-1], tag))}")
    if kind == "too_short":
        least = detail["ctx"]["min_length"]
        return Fault(path, f"must have at least {'one item' if least == 1 else f'{least} items'}")
    if kind in BLOCK_TYPES:
        return Fault(path, f"must be a block with the fields: {', '.join(keys_at(path, tag))}")
    if kind in WHAT_WAS_MEANT:
        return Fault(path, WHAT_WAS_MEANT[kind])
    message = detail["msg"]
    return Fault(path, message[0].lower() + message[1:])


def keys_at(path: Place, tag: int | str | None) -> tuple[str, ...]:
    """The keys that the block at this place may have; `tag` is the kind of the setting that it is in."""
    block: type[BaseModel] = PolicyFile
    for step in path:
        if isinstance(step, str):
            block = next(
                (
                    found
                    for name, field in block.model_fields.items()
                    if step in (name, field.alias)
                    for found in models_in(field.annotation)
                    if tag is None or "kind" not in found.model_fields or is_kind(found, tag)
                ),
                block,
            )
    return tuple(field.alias or name for name, field in block.model_fields.items())


def is_kind(block: type[BaseModel], tag: int | str) -> bool:
    return tag in get_args(block.model_fields["kind"].annotation)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The block type inside an annotation such as `tuple[Budget, ...]` or `Term | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        return
    for inner in get_args(annotation):
        yield from models_in(inner)
