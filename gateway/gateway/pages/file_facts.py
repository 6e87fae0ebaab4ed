"""A record of a room as people read it, and what a form about it begins with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from gateway.pages.file_parts import Act, Part
from gateway.pages.forms import Filling, Typed
from gateway.pages.shown import word
from wirekit.texts import Language, Text

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """`value`: a day, a moment, ids of referrals, or the text that is read."""

    label: str
    how: str
    value: Any


@dataclass(frozen=True)
class Reading:
    """`people`, `organisations`: names by id; who stands in neither is told by `somebody`."""

    language: Language
    texts: Mapping[str, str]
    roles: Mapping[str, Text]
    people: Mapping[str, str]
    organisations: Mapping[UUID, str]

    def facts(self, record: Record, parts: Iterable[Part]) -> list[Fact]:
        return [fact for part in parts if (fact := self.fact(record, part))]

    def fact(self, record: Record, part: Part) -> Fact | None:
        """None where there is nothing to tell."""
        label, value = self.label(part.name), inside(record, part.name)
        if value in (None, [], ""):
            return Fact(label, "text", self.texts[part.absent]) if part.absent else None
        if part.how == "flag" and not value:
            return None
        return Fact(label, part.how, self._written(part, value))

    def label(self, name: str) -> str:
        return self.texts[f"file_field_{snake(name)}"]

    def _written(self, part: Part, value: Any) -> Any:
        match part.how:
            case "day":
                return date.fromisoformat(value)
            case "moment":
                return datetime.fromisoformat(value)
            case "yes" | "flag":
                return self.texts["file_yes" if value else "file_no"]
            case "tenth":
                return f"{value // 10}{',' if self.language == 'nl' else '.'}{value % 10}"
            case "code":
                return word(value, part.kind, self.language)
            case "codes":
                return ", ".join(word(each, part.kind, self.language) for each in value)
            case "role":
                return self.roles[value].in_(self.language) if value in self.roles else value
            case "person":
                return self._person(value)
            case "persons":
                return ", ".join(map(self._person, value))
            case "organisation":
                return self._organisation(value)
            case "organisations":
                return ", ".join(map(self._organisation, value))
            case "referral":
                return [value]
            case "address":
                return "{street} {houseNumber}, {postcode} {city}".format_map(value)
            case _:
                return value

    def _person(self, id_: str) -> str:
        return self.people.get(id_, self.texts["file_somebody"])

    def _organisation(self, id_: str) -> str:
        return self.organisations.get(UUID(id_), self.texts["my_file_somebody"])


def snake(name: str) -> str:
    """`means.decidedAlong` as a key of a text has it: `means_decided_along`."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).replace(".", "_")


def inside(record: Record, name: str) -> Any:
    """What stands under `contact.name`; None where a part on the way is absent."""
    here: Any = record
    for step in name.split("."):
        here = here.get(step) if isinstance(here, Mapping) else None
    return here


def ids_of_organisations(records: Sequence[Record], parts: Sequence[Part]) -> set[UUID]:
    found: set[UUID] = set()
    for record in records:
        for part in parts:
            value = inside(record, part.name)
            if value and part.how in ("organisation", "organisations"):
                found |= {UUID(each) for each in ([value] if isinstance(value, str) else value)}
    return found


def filled(act: Act, typed: Typed, about: str) -> Filling:
    """The body of a command from the inputs of its form."""
    filling = Filling()
    for asked in act.asks:
        given: Any = typed.text(asked.name)
        match asked.how:
            case "tick":
                given = given == "yes"
            case "either":
                given = {"yes": True, "no": False}.get(given)
            case "persons":
                given = typed.named(f"{asked.name}-")
        filling.put(asked.name, given, asked.name)
    if act.id_as:
        filling.put(act.id_as, about, "")
    return filling


def values_now(act: Act, record: Record) -> dict[str, str]:
    """What a form that replaces a record begins with."""
    found: dict[str, str] = {}
    for asked in act.asks:
        value = inside(record, asked.name)
        if asked.how == "persons":
            found |= {f"{asked.name}-{each}": "yes" for each in value or ()}
        elif asked.how in ("tick", "either"):
            found[asked.name] = "yes" if value else ""
        elif value is not None:
            found[asked.name] = str(value)
    return found
