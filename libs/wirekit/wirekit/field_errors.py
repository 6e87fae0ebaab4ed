"""What is wrong with which field, and what is allowed; never what was sent: that may be about a person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wirekit.texts import Language, Text

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")
# How pydantic names the members of an enum that a Literal allows.
_ENUM_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")

_MESSAGES = {
    kind: Text(**texts)
    for kind, texts in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text()).items()
}


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


def field_errors(errors: Iterable[Mapping[str, Any]]) -> list[FieldError]:
    """Translate what pydantic found, without any of the values that it carries along."""
    return [FieldError(_path(error["loc"]), _text(error)) for error in errors]


def _path(location: tuple[str | int, ...]) -> str:
    where, *rest = location
    if where == "body" and rest and isinstance(rest[0], int):
        rest = []  # the position of a JSON error is not a field
    return ".".join(_part(part) for part in rest) or str(where)


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
    group = kind.partition("_")[0] + "_"
    found = _MESSAGES.get(kind) or _MESSAGES.get(group) or _MESSAGES["otherwise"]
    told = {key: _ENUM_MEMBER.sub(r"\1", str(value)) for key, value in context.items()}
    in_dutch = {key: value.replace(" or ", " of ") for key, value in told.items()}
    return Text(nl=found.nl.format(**in_dutch), en=found.en.format(**told))
