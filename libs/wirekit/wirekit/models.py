"""Shapes of the API: what callers send and get."""

import re
from datetime import date
from typing import Annotated, Generic, TypeVar
from unicodedata import category
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from wirekit.field_errors import FieldRefused
from wirekit.texts import Text


class Body(BaseModel):
    """What a caller sends: camelCase, no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=False)


class Answer(BaseModel):
    """What a caller gets: camelCase."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )


# Marks that turn the direction of text or cannot be seen at all; the two joiners some scripts need.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = Text(nl="mag geen stuurtekens bevatten", en="may not hold control characters")


def _printable(value: str) -> str:
    """PostgreSQL stores no NUL, and control characters have no place in what people read."""
    if _UNSEEN.search(value) or any(category(c) == "Cc" and c not in "\n\t" for c in value):
        raise FieldRefused(_CONTROL)
    return value


def _on_one_line(value: str) -> str:
    if "\n" in value or "\t" in value:
        raise FieldRefused(_CONTROL)
    return _printable(value)


_stripped = StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
Line = Annotated[str, _stripped, AfterValidator(_on_one_line)]
"""One line of text, 1 to 200 characters."""
_long = StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)
Prose = Annotated[str, _long, AfterValidator(_printable)]
"""A text of 1 to 4,000 characters."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _written_out(value: object) -> object:
    """Pydantic also takes a number for a moment, and a moment for a day; a caller who sends one errs."""
    if isinstance(value, str) and not _DAY.match(value):
        raise FieldRefused(
            Text(nl="moet beginnen met een datum (JJJJ-MM-DD)", en="must begin with a date (YYYY-MM-DD)")
        )
    if isinstance(value, int | float):
        raise FieldRefused(Text(nl="moet tekst zijn", en="must be text"))
    return value


def _only_a_day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise FieldRefused(Text(nl="moet een datum zijn (JJJJ-MM-DD)", en="must be a date (YYYY-MM-DD)"))
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A moment with its time zone (RFC 3339)."""
Day = Annotated[date, BeforeValidator(_only_a_day), BeforeValidator(_written_out)]
"""A calendar day (RFC 3339 full-date)."""
_KINDS = [{"type": "string", "format": "date"}, {"type": "null"}]
DAY_OR_NONE = WithJsonSchema({"anyOf": _KINDS, "format": "date"})
"""For a day that may be absent and is called a date: the API rules look for the format beside its name."""

T = TypeVar("T")


class Page(Answer, Generic[T]):
    """A page of a list. `next` is the key to ask the following page with (`?after=`), absent at the end."""

    items: list[T]
    next: UUID | None = None
