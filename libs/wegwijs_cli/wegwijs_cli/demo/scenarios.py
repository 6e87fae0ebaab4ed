"""`regions/<region>/demo.yaml`: the demonstration of a region as data, in one checked shape."""

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Annotated, Self
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from roster.written import WrittenPlan
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.callers import CallerName, DemoCaller
from wegwijs_cli.demo.journey import YoungPerson
from wegwijs_cli.demo.landscape_listed import LandscapeListed
from wegwijs_cli.demo.steps import AnyStep

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
CbsCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationListed(Part):
    """An entry of the public register. `regions` is the file's own region where it is left out."""

    id: UUID
    kind: Slug
    name: str
    area: CbsCode | None = None
    regions: tuple[Slug, ...] = ()


class WorkerListed(Part):
    """`telephone` in E.164."""

    name: str
    telephone: str


class DutyLineListed(Part):
    """A crisis duty line with its plan, as a roster file writes one; members are labels of `workers`."""

    planner: Slug
    kind: Slug
    name: CallerName
    municipalities: Annotated[tuple[CbsCode, ...], Field(min_length=1)]
    crisis_group: Annotated[tuple[Slug, ...], Field(min_length=1)]
    workers: dict[Slug, WorkerListed]
    plan: WrittenPlan


class JourneyListed(Part):
    name: Slug
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1)]


class DemoFile(Part):
    """One file; every label that it uses is one that it defines.

    `at_hand`: cases on people's lists from the first start on, so that whoever looks finds something to do.
    """

    region: Slug
    organisations: dict[Slug, OrganisationListed] = {}
    callers: dict[Slug, dict[str, object]] = {}
    duty_lines: tuple[DutyLineListed, ...] = ()
    landscape: LandscapeListed | None = None
    young_persons: dict[Slug, YoungPerson] = {}
    journeys: tuple[JourneyListed, ...] = ()
    at_hand: tuple[JourneyListed, ...] = ()

    @property
    def demo_callers(self) -> dict[str, DemoCaller]:
        """The callers, as the issuer reads them."""
        return {
            id_: DemoCaller.model_validate({"id": id_, "subject": f"demo-{id_}"} | fields)
            for id_, fields in self.callers.items()
        }

    @model_validator(mode="after")
    def _labels_exist(self) -> Self:
        if wrong := [*self._wrong_labels()]:
            raise ValueError("; ".join(wrong))
        return self

    def _wrong_labels(self) -> Iterator[str]:
        ids = {organisation.id for organisation in self.organisations.values()}
        for id_, caller in self.demo_callers.items():
            if caller.organisation not in ids:
                yield f"callers.{id_}: no organisation of this file has id {caller.organisation}"
        for at, line in enumerate(self.duty_lines):
            if line.planner not in self.callers:
                yield f"duty_lines.{at}.planner: there is no caller {line.planner}"
            for label in line.crisis_group:
                if label not in self.organisations:
                    yield f"duty_lines.{at}.crisis_group: there is no organisation {label}"
            for layer in line.plan.layers:
                for label in layer.members:
                    if label not in line.workers:
                        yield f"duty_lines.{at}.plan: there is no worker {label}"
        if self.landscape is not None:
            for label in (self.landscape.manager, *(each.worker for each in self.landscape.providers)):
                if label not in self.callers:
                    yield f"landscape: there is no caller {label}"
        for journey in (*self.journeys, *self.at_hand):
            for number, step in enumerate(journey.steps):
                yield from self._wrong_in_step(f"journeys.{journey.name}.steps.{number}", step)

    def _wrong_in_step(self, where: str, step: AnyStep) -> Iterator[str]:
        defined: dict[str, tuple[str, Container[str]]] = {
            "who": ("caller", self.callers),
            "young_person": ("young person", self.young_persons),
            "preferred_provider": ("organisation", self.organisations),
            "provider": ("organisation", self.organisations),
            "on_behalf_of": ("organisation", self.organisations),
            "desk": ("caller", self.callers),
            "reader": ("caller", self.callers),
        }
        for field, (noun, known) in defined.items():
            label = getattr(step, field, None)
            if label is not None and label not in known:
                yield f"{where}.{field}: there is no {noun} {label}"


def read_demo_files(regions: Path) -> list[DemoFile]:
    """The demo file of every region. Raises CannotStart with the mistakes of the first wrong one."""
    return [read_demo_file(file) for file in sorted(regions.glob("*/demo.yaml"))]


def read_demo_file(file: Path) -> DemoFile:
    """Raises CannotStart with the file and every mistake in it."""
    try:
        return DemoFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        mistakes = (f"{'.'.join(map(str, each['loc'])) or 'file'}: {each['msg']}" for each in error.errors())
        raise CannotStart(f"{file}: {'; '.join(mistakes)}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CannotStart(f"{file}: {' '.join(str(error).split())}") from None
