"""Who plays in the measures: callers of the demonstration, and a municipality in the policy of today."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from region_policy.codes import Route
from region_policy.loader import Policies
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.demo.policy import Expected
from wegwijs_cli.demo.scenarios import DemoFile, read_demo_files

GP, DESK = "general-practitioner", "access-worker"
MUNICIPALITY, PROVIDER = "municipality", "provider"
AGE = 9


@dataclass(frozen=True)
class Cast:
    """Ids of demo callers; `stranger` is a GP of another practice, `budget` one that the desk may choose.

    `searching_stranger` may search by name, and has no part in what the referrer sends.
    """

    referrer: str
    stranger: str
    searching_stranger: str
    referring_organisation: UUID
    region: str
    desk: str
    desk_organisation: UUID
    municipality: str
    provider: UUID
    budget: str


def cast_of(regions: Path) -> Cast:
    """Of the first region that has a demonstration. Raises CannotStart where somebody is missing in it."""
    policies = Policies.load(regions)
    for file in read_demo_files(regions):
        return _cast_in(file, Expected(policies, file.region))
    raise CannotStart(f"{regions}: no region has a demonstration, so nobody can be measured")


def _cast_in(file: DemoFile, expected: Expected) -> Cast:
    callers = file.demo_callers.values()
    doctors = [caller for caller in callers if caller.role == GP]
    strangers = [doctor for doctor in doctors if doctor.organisation != doctors[0].organisation]
    if not strangers:
        raise CannotStart(f"{file.region}: no two general practices among the demo callers")
    searching = [caller for caller in callers if caller.role in {"youth-doctor", "institution-worker"}]
    if not searching:
        raise CannotStart(f"{file.region}: nobody among the demo callers may search by name without a part")
    desk, municipality = _desk_in(file)
    providers = [each.id for each in file.organisations.values() if each.kind == PROVIDER]
    open_to_desk = expected.as_the_desk(expected.facts(GP, municipality, AGE)).on(Route.CHOICE_BUDGET).budgets
    if not providers or not open_to_desk:
        raise CannotStart(f"{file.region}: no provider, or no budget that the desk may choose")
    return Cast(
        referrer=doctors[0].id,
        referring_organisation=doctors[0].organisation,
        stranger=strangers[0].id,
        searching_stranger=searching[0].id,
        region=file.region,
        desk=desk.id,
        desk_organisation=desk.organisation,
        municipality=municipality,
        provider=providers[0],
        budget=open_to_desk[0].id,
    )


def _desk_in(file: DemoFile) -> tuple[DemoCaller, str]:
    areas = {each.id: each.area for each in file.organisations.values() if each.kind == MUNICIPALITY}
    for caller in file.demo_callers.values():
        if caller.role == DESK and (area := areas.get(caller.organisation)):
            return caller, area
    raise CannotStart(f"{file.region}: no municipality's desk among the demo callers")
