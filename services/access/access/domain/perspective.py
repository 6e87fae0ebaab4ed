"""A perspective plan (perspectiefplan): what a young person works towards as an adult (NV-15)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class PlanOwner(StrEnum):
    """Who keeps a plan going, where that is no organisation."""

    YOUNG_PERSON = "young-person"
    PARENT = "parent"
    DIRECTOR = "director"
    MENTOR = "mentor"


@dataclass(frozen=True)
class PerspectivePlan:
    """That it is there, since when, and whose it is: an organisation, or a role. What it says is not here."""

    client: UUID
    version: int
    made_on: date
    owner_organisation: UUID | None = None
    owner_role: PlanOwner | None = None
