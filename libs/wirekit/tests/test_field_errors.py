"""What is wrong with which field, in both languages, without a word of what was sent."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import AfterValidator, Field, ValidationError

from wirekit.field_errors import PATTERNS, FieldRefused, field_errors
from wirekit.models import Body, Day, Line, Moment
from wirekit.texts import Text

SECRET = "999990019"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class Everything(Body):
    line: Line = "x"
    whole: Annotated[int, Field(ge=1, le=9, strict=True)] = 1
    day: Day = date(2026, 1, 1)
    moment: Moment = datetime.fromisoformat("2026-01-01T00:00:00Z")
    ref: UUID = UUID(int=0)
    colour: Colour = Colour.RED
    yes: bool = True
    several: Annotated[tuple[Line, ...], Field(min_length=1, max_length=2)] = ("x",)
    fixed: Literal["a"] = "a"
    warm: Literal[Colour.RED, Colour.GREEN] = Colour.RED
    code: Annotated[str, Field(pattern=r"^\d{4}$")] = "0148"


WRONG = {
    "line": ["", "x" * 201, 5, "a\u0000b", "\ud800", "a\nb", "a\u0085b", "\u202ea", "\u200b"],
    "whole": [0, 10, SECRET, 1.5, None],
    "day": [SECRET, 5.5, 20260101, "2026-02-30", "2026-01-01T00:00:00Z", "20260101"],
    "moment": [SECRET, 1760000000, "1760000000", "2026-01-01T00:00:00"],
    "ref": [SECRET],
    "colour": [SECRET],
    "yes": [SECRET],
    "several": [[], ["a", "b", "c"], SECRET],
    "fixed": [SECRET],
    "warm": [SECRET, "blue"],
    "code": [SECRET],
    f"x{SECRET}": [1],
    "Zwaluwstaartsma": [1],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in WRONG.items() for v in values])
def test_every_wrong_value_is_told_in_both_languages_and_never_repeated(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({field: value})
    (error,) = field_errors([{**e, "loc": ("body", *e["loc"])} for e in refused.value.errors()])
    for language in ("nl", "en"):
        told = error.body(language)
        assert told["field"] == ("?" if field.startswith(("x9", "Z")) else field)
        assert SECRET not in str(told)
        assert told["message"]
    assert error.text.nl != error.text.en


def test_all_wrong_fields_are_told_at_once_with_the_place_in_a_list() -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({"line": "", "whole": 0, "several": ["x", ""]})
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    assert [error.field for error in field_errors(errors)] == ["line", "whole", "several.1"]


def test_what_a_literal_of_an_enum_allows_is_told_as_it_is_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({"warm": "blue"})
    (error,) = field_errors(refused.value.errors())
    assert error.text.nl.endswith("'red' of 'green'")
    assert error.text.en.endswith("'red' or 'green'")


class Begun(Body):
    kind: Literal["begun"]
    on: Day


class StoodStill(Body):
    kind: Literal["stood-still"]
    from_: Annotated[Day, Field(alias="from")]
    why_so: Colour


def _must(value: str | None) -> str | None:
    if value is None:
        raise FieldRefused(Text(nl="is verplicht", en="is required"))
    return value


class Record(Body):
    facts: Annotated[
        tuple[Annotated[Begun | StoodStill, Field(discriminator="kind")], ...], Field(min_length=1)
    ]
    court_order: Annotated[str | None, AfterValidator(_must), Field(validate_default=True)] = None


def told_of(sent: dict[str, object]) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        Record.model_validate(sent)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    return {error.field: error.text.en for error in field_errors(errors, sent=sent)}


def test_a_field_is_named_as_its_sender_wrote_it_and_a_bad_item_makes_no_list_too_short() -> None:
    still = {"kind": "stood-still", "from": "2026-01-01", "whySo": "grey"}
    begun = {"kind": "begun"}
    order = {"courtOrder": "x"}
    assert set(told_of({"facts": [still]})) == {"facts.0.whySo", "courtOrder"}
    assert set(told_of({"facts": [begun], **order})) == {"facts.0.on"}
    assert told_of({"facts": [], **order}) == {"facts": "at least 1 needed"}
    assert told_of({"facts": [{}], **order}) == {"facts.0.kind": "is missing"}
    unknown = told_of({"facts": [{"kind": SECRET}], **order})
    assert unknown == {"facts.0.kind": "must be one of: 'begun', 'stood-still'"}
    assert told_of({"facts": [{**begun, "on": "2026-01-01", "court_order": 1}], **order}) == {
        "facts.0.court_order": "is not a known field"
    }


def test_a_pattern_is_told_in_words() -> None:
    with pytest.raises(ValidationError) as refused:
        Everything.model_validate({"code": "12"})
    (error,) = field_errors(refused.value.errors())
    assert (error.text.nl, error.text.en) == (
        "moet voldoen aan het patroon ^\\d{4}$",
        "must match the pattern ^\\d{4}$",
    ), "one that has no words yet"
    for pattern, words in PATTERNS.items():
        context = {"type": "string_pattern_mismatch", "loc": ("body", "x"), "ctx": {"pattern": pattern}}
        (told,) = field_errors([context])
        assert told.text == words
        assert pattern not in words.nl + words.en
