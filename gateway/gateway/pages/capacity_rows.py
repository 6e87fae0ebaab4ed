"""The table of a provider's places, row by row: what stands in it, what was typed, and what is sent of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.pages.answers import ProblemTold
from gateway.pages.asking import Told
from gateway.pages.forms import Filling, Typed
from gateway.pages.registry_answers import CapacityRead

NUMBERS = (
    ("freePlaces", "free"),
    ("mostPlaces", "most"),
    ("waitFromDays", "wait-from"),
    ("waitToDays", "wait-to"),
)
FIELDS = ("status", *(name for _, name in NUMBERS))
DURATION = re.compile(
    r"(?P<count>[0-9]{1,4})\s*(?P<unit>w|wk|week|weken|weeks|d|dag|dagen|day|days)", re.IGNORECASE
)
WEEK = 7
SAID = "said"
"""Hidden beside a row: what was said last, so that only rows with another word are sent."""


@dataclass(frozen=True)
class Row:
    """`values`: what stands in its inputs. `told`: what became of sending it, where it was sent."""

    place: CapacityRead
    values: Mapping[str, str]
    told: Told[CapacityRead] | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return f'"{self.place.version}"' if self.place.version else ""

    @property
    def said(self) -> str:
        """In one line, to see whether something else was typed."""
        return "|".join(said_of(self.place)[name] for name in FIELDS)

    @property
    def is_stale(self) -> bool:
        """Whether somebody else said something since this was read."""
        return bool(self.told and self.told.problem and self.told.problem.status in (412, 428))

    @property
    def problem(self) -> ProblemTold | None:
        return self.told.problem if self.told else None


def said_of(place: CapacityRead) -> dict[str, str]:
    """What was said last, as it stands in inputs."""
    numbers = (place.free_places, place.most_places, place.wait_from_days, place.wait_to_days)
    said = {
        name: "" if number is None else str(number)
        for (_, name), number in zip(NUMBERS, numbers, strict=True)
    }
    return said | {"status": place.status or ""}


def of_row(typed: Typed, enrolment: object) -> dict[str, str]:
    """The inputs of one row of the whole table, by the plain names of its fields."""
    names = (*FIELDS, "version", SAID)
    return {name: typed.text(f"{name}-{enrolment}") or "" for name in names}


def is_changed(values: Mapping[str, str]) -> bool:
    return "|".join(values[name] for name in FIELDS) != values[SAID]


def word_on_places(typed: Typed) -> Filling:
    """Whole numbers; a wait also in weeks, as `3 w`."""
    filling = Filling()
    filling.put("status", typed.text("status"), "status")
    for path, name in NUMBERS:
        filling.put(path, _days(typed, name) if name.startswith("wait") else typed.number(name), name)
    filling.put("source", "page", "status")
    return filling


def _days(typed: Typed, name: str) -> int | str | None:
    found = DURATION.fullmatch(typed.text(name) or "")
    if not found:
        return typed.number(name)
    return int(found["count"]) * (WEEK if found["unit"].lower().startswith("w") else 1)
