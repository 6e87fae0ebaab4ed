"""What is wrong with which field, and what is allowed; never what was sent: that may be about a person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic.alias_generators import to_camel

from wirekit.texts import Language, Text

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")
# How pydantic names the members of an enum that a Literal allows.
_ENUM_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")


def _texts(file: str) -> dict[str, Text]:
    read = yaml.safe_load(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    return {key: Text(**texts) for key, texts in read.items()}


_MESSAGES = _texts("field_errors.yaml")
PATTERNS = _texts("patterns.yaml")
"""What a pattern asks, in words."""


class FieldRefused(ValueError):
    """Raised by a validator of a body field: carries its sentence in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True)
class FieldError:
    """`field` in dotted form as the caller wrote it, such as `address.postcode`."""

    field: str
    text: Text

    def body(self, language: Language) -> dict[str, str]:
        return {"field": self.field, "message": self.text.in_(language)}


def field_errors(errors: Iterable[Mapping[str, Any]], *, sent: object = None) -> list[FieldError]:
    """Translate what pydantic found, without any of the values that it carries along.

    `sent`: the body as it came, by which a field is told as its sender named it.
    """
    found = list(errors)
    wrong = {tuple(error["loc"][:end]) for error in found for end in range(len(error["loc"]))}
    # Where an item of a list is refused pydantic counts it out, and calls the list too short for it.
    told = [error for error in found if error["type"] != "too_short" or tuple(error["loc"]) not in wrong]
    return [FieldError(_path(error, sent), _text(error)) for error in told]


def _path(error: Mapping[str, Any], sent: object) -> str:
    where, *rest = error["loc"]
    if where == "body" and rest and isinstance(rest[0], int):
        rest = []  # the position of a JSON error is not a field
    if where == "body":
        rest = list(_as_sent(rest, sent))
    if str(error["type"]).startswith("union_tag_"):
        rest.append(error["ctx"]["discriminator"].strip("'"))
    parts = [_part(part) for part in rest]
    if error["type"] == "extra_forbidden" and not parts[-1][:1].islower():
        parts[-1] = "?"  # none of our fields begins so, but names of people do
    return ".".join(parts) or str(where)


def _as_sent(location: Iterable[str | int], sent: object) -> Iterator[str | int]:
    """Pydantic puts the kind of a thing, where it can be of several, between the parts of the path; and
    names a field that is missing as the code does.
    """
    for part in location:
        if isinstance(sent, Mapping) and part not in sent:
            if part in sent.values():
                continue
            part = to_camel(str(part)) if "_" in str(part) else part
        yield part
        is_inside = isinstance(sent, Mapping) and part in sent
        is_item = isinstance(sent, list) and isinstance(part, int) and part < len(sent)
        sent = sent[part] if is_inside or is_item else None  # type: ignore[index]  # just looked at


def _part(part: str | int) -> str:
    """A field name may itself be hostile: an unknown one could be a number that identifies a person."""
    if isinstance(part, int):
        return str(part)
    return part if _FIELD_NAME.fullmatch(part) else "?"


def _text(error: Mapping[str, Any]) -> Text:
    kind, context = str(error["type"]), error.get("ctx") or {}
    if isinstance(context.get("error"), FieldRefused):
        refused: FieldRefused = context["error"]
        return refused.text
    if context.get("pattern") in PATTERNS:
        return PATTERNS[context["pattern"]]
    group = kind.partition("_")[0] + "_"
    found = _MESSAGES.get(kind) or _MESSAGES.get(group) or _MESSAGES["otherwise"]
    told = {key: _ENUM_MEMBER.sub(r"\1", str(value)) for key, value in context.items()}
    in_dutch = {key: value.replace(" or ", " of ") for key, value in told.items()}
    return Text(nl=found.nl.format(**in_dutch), en=found.en.format(**told))
