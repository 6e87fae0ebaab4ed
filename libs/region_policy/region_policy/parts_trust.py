"""The part of a policy file on how long somebody may go on looking, once the task itself is over."""

from typing import Annotated

from pydantic import Field

from region_policy.measures import Days
from region_policy.parts import Part, Sourced

Hours = Annotated[int, Field(gt=0, le=72)]


class ClosedCase(Sourced):
    """So many days after its end a municipality still opens a case (LAW-03); after that by emergency only."""

    closed_case_days: Days


class AfterMeasure(Sourced):
    """So many days after the end of its measure an institution still sees a young person (NV-19)."""

    institution_days_after_measure: Days


class EmergencyDoor(Sourced):
    """How long a file stays open to who opened it by the emergency door (NV-19)."""

    emergency_hours: Hours


class Trust(Part):
    closed_case: ClosedCase
    after_measure: AfterMeasure
    emergency_door: EmergencyDoor
