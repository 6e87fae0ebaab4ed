"""The people of the demo who can sign in at the development provider: `callers:` of regions/*/demo.yaml."""

from pathlib import Path
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wegwijs_cli.child_process import CannotStart


class CallerName(BaseModel):
    """What the caller is called on screen."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    nl: str
    en: str


class ThingToTry(CallerName):
    """What this caller may want to do first, and on which page of the gateway."""

    path: str = Field(pattern=r"^/[a-z]")


class DemoCaller(BaseModel):
    """One caller: its opaque subject (without one, `demo-` and its id), role and organisation.

    `telephone`: its work number in E.164, where it has one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    subject: str
    role: str = Field(pattern=r"^[a-z-]+$")
    organisation: UUID
    name: CallerName
    telephone: str | None = Field(default=None, pattern=r"^\+[1-9][0-9]{7,14}$")
    tries: tuple[ThingToTry, ...] = Field(default=(), alias="try")


class DemoFile(BaseModel):
    """What this module reads of a demo file; the journeys in it are the demo's."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    callers: dict[str, dict[str, object]] = {}


def read_demo_callers(regions: Path) -> dict[str, DemoCaller]:
    """All demo callers of all regions by id. Raises CannotStart, naming the file and what is wrong in it."""
    callers: dict[str, DemoCaller] = {}
    for file in sorted(regions.glob("*/demo.yaml")):
        try:
            found = DemoFile.model_validate(yaml.safe_load(file.read_text()) or {})
            for id_, fields in found.callers.items():
                caller = DemoCaller.model_validate({"id": id_, "subject": f"demo-{id_}"} | fields)
                if callers.setdefault(id_, caller) != caller:
                    raise CannotStart(f"{file}: caller {id_} stands in two demo files, not the same")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise CannotStart(f"{file}: {where}: {first['msg']}") from None
        except (OSError, yaml.YAMLError) as error:
            raise CannotStart(f"{file}: {' '.join(str(error).split())}") from None
    return callers
