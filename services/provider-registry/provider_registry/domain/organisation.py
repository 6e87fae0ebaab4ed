"""The public entry of an organisation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What an organisation is; the same list as in `regions/roles.yaml` (a test compares them)."""

    MUNICIPALITY = "municipality"
    GENERAL_PRACTICE = "general-practice"
    YOUTH_HEALTH_CARE = "youth-health-care"
    HOSPITAL = "hospital"
    CERTIFIED_INSTITUTION = "certified-institution"
    CRISIS_PROVIDER = "crisis-provider"
    PROVIDER = "provider"
    INDEPENDENT_PRACTICE = "independent-practice"
    COMMUNITY_ORGANISATION = "community-organisation"
    SAFE_HOME = "safe-home"
    POLICE = "police"
    CHILD_PROTECTION_BOARD = "child-protection-board"
    SCHOOL_ATTENDANCE = "school-attendance"
    SCHOOL = "school"
    REGION = "region"
    PLATFORM = "platform"


OFFERS_HELP = frozenset(
    {Kind.PROVIDER, Kind.INDEPENDENT_PRACTICE, Kind.CRISIS_PROVIDER, Kind.COMMUNITY_ORGANISATION}
)
"""Who may offer help. A certified institution refers and never does (NV-02)."""
FREE_ONLY = frozenset({Kind.COMMUNITY_ORGANISATION})
"""The social base (sociale basis): whatever it offers needs no decision and no contract (HLM-11)."""


@dataclass(frozen=True)
class Organisation:
    """`area` is the CBS code of the municipality that it is; `active_until` (UTC) ends its part in all.

    `youth_assistants`: how many work under the GPs of a practice.
    """

    id: UUID
    kind: Kind
    name: str
    regions: tuple[str, ...]
    area: str | None = None
    agb: str | None = None
    kvk: str | None = None
    youth_assistants: int | None = None
    active_until: datetime | None = None
    version: int = 1


def what_is_missing(kind: Kind, area: str | None, regions: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that this kind of organisation cannot do without."""
    missing = []
    if kind is Kind.MUNICIPALITY and area is None:
        missing.append("area")
    if kind is not Kind.PLATFORM and not regions:
        missing.append("regions")
    return tuple(missing)
