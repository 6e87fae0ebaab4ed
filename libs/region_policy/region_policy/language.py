"""Words for people, always in Dutch and in English."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

MONTHS = (
    ("januari", "January"),
    ("februari", "February"),
    ("maart", "March"),
    ("april", "April"),
    ("mei", "May"),
    ("juni", "June"),
    ("juli", "July"),
    ("augustus", "August"),
    ("september", "September"),
    ("oktober", "October"),
    ("november", "November"),
    ("december", "December"),
)


class Language(StrEnum):
    NL = "nl"
    EN = "en"


class Name(BaseModel):
    """One thing, named in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nl: Sentence
    en: Sentence

    def in_language(self, language: Language) -> str:
        return self.nl if language is Language.NL else self.en


def name_of_day(day: date) -> Name:
    """The day as people write it: 1 januari 2022, 1 January 2022."""
    dutch_month, english_month = MONTHS[day.month - 1]
    return Name(nl=f"{day.day} {dutch_month} {day.year}", en=f"{day.day} {english_month} {day.year}")


def enumeration(names: Iterable[Name]) -> Name:
    """Several names as one, with commas; "geen" and "none" when there is nothing to name."""
    listed = tuple(names)
    if not listed:
        return Name(nl="geen", en="none")
    return Name(nl=", ".join(name.nl for name in listed), en=", ".join(name.en for name in listed))
