"""What changes for whom between two policies, in plain words. The words stand in `difference.yaml`. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from pathlib import Path as File
from typing import Any, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict

from region_policy.codes import ReferrerType
from region_policy.difference import Change, Item, Kind, changes
from region_policy.euros import euros
from region_policy.language import Name, enumeration, name_of_day
from region_policy.model import RegionPolicy
from region_policy.parts import ReferrerRule, Term
from region_policy.reasons import referrer_name, texts
from region_policy.register import MunicipalityRegister

WORDS_FILE = File(__file__).with_name("difference.yaml")


class Concern(StrEnum):
    """Whom a change concerns, where that is no one referrer.

    ON_PAPER: sources, readings and marks, which change no rule by themselves.
    """

    EVERYBODY = "everybody"
    FAMILIES = "families"
    PROVIDERS = "providers"
    COUNCIL = "council"
    ON_PAPER = "on-paper"


ForWhom: TypeAlias = ReferrerType | Concern


class Words(BaseModel):
    """`difference.yaml`. `concerns`: for whom a part of the file is; the longest that fits counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    for_whom: dict[Concern, Name]
    concerns: dict[str, ForWhom]
    lines: dict[str, Name]
    units: dict[str, Name]
    blocks: dict[str, Name]
    fields: dict[str, Name]
    codes: dict[str, dict[str, Name]]


@cache
def words() -> Words:
    return Words.model_validate(yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Difference:
    """One line. `place`: where it stands in the file, with dots."""

    for_whom: ForWhom
    place: str
    text: Name


def differences(old: RegionPolicy, new: RegionPolicy) -> tuple[Difference, ...]:
    """Every difference in the order of those whom it concerns, and then of the file; none is left out."""
    teller = Teller({**names_in(old), **names_in(new)}, new.municipality_register)
    told = [Difference(for_whom(change), change.place, teller.line(change)) for change in changes(old, new)]
    order: list[ForWhom] = [*ReferrerType, *Concern]
    return tuple(sorted(told, key=lambda each: order.index(each.for_whom)))


def title(concerned: ForWhom) -> Name:
    found = words().for_whom[concerned] if isinstance(concerned, Concern) else referrer_name(concerned)
    return Name(nl=capital(found.nl), en=capital(found.en))


def names_in(policy: RegionPolicy) -> dict[str, Name]:
    """What the ids that other parts of the file refer to are called."""
    named = (policy.choice_budgets.items, policy.function_list, policy.function_groups.items)
    return {thing.id: thing.name for things in named for thing in things}


ABOUT_THE_FILE = frozenset(
    {"source", "illustrative", "assumption", "declared", "documents", "approval", "region"}
)


def for_whom(change: Change) -> ForWhom:
    steps = [step for step in change.path if isinstance(step, str)]
    things = [step.thing for step in change.path if isinstance(step, Item)]
    if ABOUT_THE_FILE.intersection(steps) or steps == ["name"]:
        return Concern.ON_PAPER
    value = change.now if change.was is None else change.was
    for thing in (*things, value):
        if isinstance(thing, ReferrerRule):
            return thing.referrer
    if change.kind in (Kind.ADDED, Kind.REMOVED) and isinstance(value, ReferrerType):
        return value
    concerns = words().concerns
    places = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
    return next((concerns[place] for place in places if place in concerns), Concern.EVERYBODY)


@dataclass(frozen=True, slots=True)
class Teller:
    """`names`: of budgets, groups and functions by their id."""

    names: Mapping[str, Name]
    register: MunicipalityRegister

    @property
    def lines(self) -> Mapping[str, Name]:
        return words().lines

    def named(self, code: str) -> Name | None:
        """What a code or an id in the file stands for."""
        municipality = self.register.find(code)
        of_place = both(municipality.name) if municipality else None
        return of_place or self.names.get(code) or words().codes["Asked"].get(code)

    def line(self, change: Change) -> Name:
        where = self.where(change)
        if change.kind is Kind.ORDER:
            was, now = (enumeration(map(self.in_short, value)) for value in (change.was, change.now))
        elif isinstance(change.was, Name) and isinstance(change.now, Name):
            was, now = names_between(change.was, change.now)
        else:
            was, now = (self.said(value, change.path) for value in (change.was, change.now))
        if "reading" in change.path[-1:]:
            return filled(self.lines["reading"], where=where)
        return filled(self.lines[change.kind], where=where, was=was, now=now)

    def where(self, change: Change) -> Name:
        """The thing that it is about, from the top down; the place itself where there are no words for it."""
        said = list(self.steps(change))
        return Name(
            nl=capital(", ".join(each.nl for each in said)), en=capital(", ".join(each.en for each in said))
        )

    def steps(self, change: Change) -> Iterator[Name]:
        path = change.path
        known = words().fields
        for at, step in enumerate(path):
            if isinstance(step, Item):
                yield from self.of_item(step)
                continue
            if step == "list" or (step == "referrers" and len(path) > 1):
                continue
            followed = next((each for each in path[at + 1 :] if each != "list"), None)
            if isinstance(followed, Item) and followed.thing is not None:
                continue
            if step in known:
                yield known[step]
            elif at == len(path) - 1:
                # A field without words is told by its place: nothing is passed over in silence.
                yield Name(nl=f"veld {change.place}", en=f"field {change.place}")

    def of_item(self, item: Item) -> Iterator[Name]:
        if not isinstance(item.thing, ReferrerRule):
            yield self.called(item.thing) or self.named(item.key) or both(item.key)
        elif item.thing.measure != "any":
            yield self.code(item.thing.measure)

    def in_short(self, thing: object) -> Name:
        return self.called(thing) or self.said(thing, ())

    def called(self, thing: object) -> Name | None:
        """A block by its name: what kind of thing it is, and how this one is called."""
        if not isinstance(thing, BaseModel) or isinstance(thing, Name):
            return None
        kind = words().blocks.get(type(thing).__name__)
        if kind is None:
            return None
        return filled(kind, **{name: self.said(value, (name,)) for name, value in fields_of(thing)})

    def said(self, value: Any, path: tuple[Any, ...]) -> Name:
        name = next((step for step in reversed(path) if isinstance(step, str) and step != "list"), "")
        units = words().units
        match value:
            case None | ():
                return units["nothing"]
            case bool():
                return units["yes" if value else "no"]
            case Enum():
                return self.code(value)
            case int():
                return number(value, name)
            case date():
                return name_of_day(value)
            case Name():
                return value
            case Term():
                return filled(units["term"], length=both(value.length), unit=self.code(value.unit))
            case tuple():
                return enumeration(self.said(each, path) for each in value)
            case dict():
                return enumeration(self.pair(key, each, path) for key, each in value.items())
            case BaseModel():
                return self.block(value)
            case _:
                found = None if name in SAID_AS_WRITTEN else self.named(str(value))
                return found or both(value)

    def pair(self, key: str, value: Any, path: tuple[Any, ...]) -> Name:
        called, said = self.said(key, ()), self.said(value, path)
        return Name(nl=f"{called.nl}: {said.nl}", en=f"{called.en}: {said.en}")

    def block(self, block: BaseModel) -> Name:
        """The name of a thing, and in brackets all that it says but where that comes from."""
        called = self.called(block)
        inside = [
            self.pair_of_field(name, value)
            for name, value in fields_of(block)
            if name not in NOT_INSIDE and value not in (None, (), {}, False)
        ]
        if called is None:
            return enumeration(inside)
        if not inside:
            return called
        more = enumeration(inside)
        return Name(nl=f"{called.nl} ({more.nl})", en=f"{called.en} ({more.en})")

    def pair_of_field(self, name: str, value: Any) -> Name:
        called, said = words().fields.get(name) or both(name), self.said(value, (name,))
        return Name(nl=f"{called.nl}: {said.nl}", en=f"{called.en}: {said.en}")

    def code(self, value: Enum) -> Name:
        kind, code = type(value).__name__, value.value
        reasons = texts()
        of_reasons: Mapping[str, Mapping[Any, Name]] = {
            "Route": reasons.routes,
            "ReferrerType": reasons.referrers,
            "Precondition": reasons.preconditions,
            "Funding": reasons.fundings,
        }
        return (of_reasons.get(kind) or words().codes.get(kind, {})).get(code) or both(code)


SAID_AS_WRITTEN = frozenset({"id", "number", "category", "document", "requirement", "section", "title"})
NOT_INSIDE = frozenset(
    {"source", "illustrative", "declared", "name", "kind", "route", "rule", "category", "from"}
    | {"referrer", "measure"}
)
"""Told by the name of the thing, or on paper only."""

ENDS_IN_UNIT = (
    ("cents_per_hour", "per_hour"),
    ("cents_per_etmaal", "per_etmaal"),
    ("_cents_per_year", "per_year"),
    ("cents", "cents"),
    ("days", "days"),
    ("nights", "nights"),
    ("seconds", "seconds"),
    ("_hours", "hours"),
    ("per_mille", "per_mille"),
    ("percent", "percent"),
    ("minutes_per_year", "minutes"),
    ("_km", "km"),
    ("months_before", "months"),
    ("kept_months", "months"),
    ("after_years", "years"),
    ("age", "years_old"),
    ("youngest", "years_old"),
    ("oldest", "years_old"),
)
BEGINS_WITH_UNIT = (("days_", "days"), ("after_days", "days"), ("ceiling_cents", "cents"))


def number(value: int, name: str) -> Name:
    found = [unit for begin, unit in BEGINS_WITH_UNIT if name.startswith(begin)]
    found += [unit for end, unit in ENDS_IN_UNIT if name.endswith(end)]
    if not found:
        return both(value)
    amount = euros(value) if "cents" in name else both(value)
    return filled(words().units[found[0]], number=amount)


def fields_of(block: BaseModel) -> Iterator[tuple[str, Any]]:
    for name, info in type(block).model_fields.items():
        yield info.alias or name, getattr(block, name)


def names_between(was: Name, now: Name) -> tuple[Name, Name]:
    """What changed of a name; to a reader of English also what changed of the Dutch one."""
    if was.nl == now.nl:
        return both(was.en), both(now.en)
    dutch = words().lines["dutch_name"].en.format(name=was.nl)
    if was.en == now.en:
        return Name(nl=was.nl, en=dutch), both(now.nl)
    return was, Name(nl=now.nl, en=f"{now.en} ({dutch} → {now.nl})")


def both(value: object) -> Name:
    return Name(nl=str(value) or "-", en=str(value) or "-")


def filled(pattern: Name, **values: Name) -> Name:
    return Name(
        nl=pattern.nl.format(**{name: value.nl for name, value in values.items()}),
        en=pattern.en.format(**{name: value.en for name, value in values.items()}),
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
