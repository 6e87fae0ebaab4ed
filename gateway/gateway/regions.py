"""What the start page tells of each region: its policies, and who may be played in the demonstration.

Tolerant on purpose: whether a file is right, the policy model and the demonstration say. A file that
cannot be read is told on the page, and takes nothing else away.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wirekit.logs import log
from wirekit.texts import Text

_POLICY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.yaml")
_UNREADABLE = (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError)


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Named(_Read):
    nl: str
    en: str

    @property
    def text(self) -> Text:
        return Text(nl=self.nl, en=self.en)


class ThingToTry(Named):
    """What this caller may want to do first, and on which page."""

    path: str = Field(pattern=r"^/[a-z]")


class DemoCaller(_Read):
    """Somebody invented, or, in a session, whoever signed in: then `id` is empty.

    `id` is what the development provider calls this caller, `subject` what its tokens do. `telephone`: the
    work number of the account, which rooms read from its token. `municipality`: the CBS code of the
    organisation where it is one of a municipality. `region`: where it works, if that is one.
    """

    id: str = ""
    subject: str = ""
    region: str = ""
    role: str = ""
    organisation: str = ""
    name: Named
    telephone: str | None = None
    municipality: str = ""
    tries: tuple[ThingToTry, ...] = Field(default=(), alias="try")


class _Organisation(_Read):
    id: str = ""
    area: str = ""


class _DemoFile(_Read):
    callers: dict[str, DemoCaller] = Field(default_factory=dict)
    organisations: dict[str, _Organisation] = Field(default_factory=dict)

    def everybody(self) -> tuple[DemoCaller, ...]:
        areas = {each.id: each.area for each in self.organisations.values()}
        return tuple(
            caller.model_copy(
                update={
                    "id": id,
                    "subject": caller.subject or f"demo-{id}",
                    "municipality": areas.get(caller.organisation, ""),
                }
            )
            for id, caller in self.callers.items()
        )


class _RolesFile(_Read):
    roles: dict[str, Named]


class _Municipalities(_Read):
    codes: tuple[str, ...] = Field(default=(), alias="list")


class NumberListed(_Read):
    """A number that everybody may call; `illustrative`: no source gives it."""

    name: Named
    number: str
    purpose: Named
    illustrative: bool = False


class _Numbers(_Read):
    items: tuple[NumberListed, ...] = Field(default=(), alias="list")


class _Crisis(_Read):
    numbers: _Numbers = _Numbers()


class _PolicyFile(_Read):
    name: Named
    valid_from: date
    municipalities: _Municipalities = _Municipalities()
    crisis: _Crisis = _Crisis()


@dataclass(frozen=True)
class Policy:
    """One policy file; `illustrative` counts its names and figures that no source gives."""

    valid_from: date
    illustrative: int


@dataclass(frozen=True)
class Region:
    id: str
    name: Text
    policies: tuple[Policy, ...]
    callers: tuple[DemoCaller, ...]
    unreadable: tuple[str, ...]
    municipalities: tuple[str, ...] = ()
    """CBS codes, of the latest policy."""
    numbers: tuple[NumberListed, ...] = ()
    """Of the latest policy: to be shown where the room that knows them is away."""


def read_regions(folder: Path) -> tuple[Region, ...]:
    """Every folder in which a region's policy or demonstration lies; none where there is no folder."""
    if not folder.is_dir():
        return ()
    found = (_read_region(path) for path in sorted(folder.iterdir()) if path.is_dir())
    return tuple(region for region in found if region.policies or region.callers or region.unreadable)


def read_role_names(folder: Path) -> dict[str, Text]:
    """How each role is called; empty where there is no such list, so that the page shows the bare role."""
    try:
        roles = _RolesFile.model_validate(_load(folder / "roles.yaml")).roles
    except _UNREADABLE as error:
        log.warning("region-file-unreadable", file="roles.yaml", exc_info=error)
        return {}
    return {role: name.text for role, name in roles.items()}


def read_municipalities(folder: Path) -> dict[str, str]:
    """The name of every municipality by its CBS code; empty where there is no such list."""
    try:
        with (folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
            return {row["code"]: row["name"] for row in csv.DictReader(file)}
    except (*_UNREADABLE, KeyError) as error:
        log.warning("region-file-unreadable", file="municipalities.csv", exc_info=error)
        return {}


def _read_region(folder: Path) -> Region:
    name = Text(nl=folder.name, en=folder.name)
    policies: list[Policy] = []
    callers: tuple[DemoCaller, ...] = ()
    unreadable: list[str] = []
    municipalities: tuple[str, ...] = ()
    numbers: tuple[NumberListed, ...] = ()
    for path in sorted(folder.glob("*.yaml")):
        try:
            if _POLICY_FILE.fullmatch(path.name):
                content = _load(path)
                policy = _PolicyFile.model_validate(content)
                name = policy.name.text
                municipalities = policy.municipalities.codes
                numbers = policy.crisis.numbers.items
                policies.append(Policy(policy.valid_from, _count_illustrative(content)))
            elif path.name == "demo.yaml":
                callers = _DemoFile.model_validate(_load(path)).everybody()
        except _UNREADABLE as error:
            log.warning("region-file-unreadable", file=f"{folder.name}/{path.name}", exc_info=error)
            unreadable.append(path.name)
    return Region(folder.name, name, tuple(policies), callers, tuple(unreadable), municipalities, numbers)


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _count_illustrative(content: Any) -> int:
    match content:
        case dict():
            here = content.get("illustrative") is True
            return here + sum(_count_illustrative(value) for value in content.values())
        case list():
            return sum(_count_illustrative(value) for value in content)
    return 0
