"""Who lives together, and who directs: one household, one director, with a reason where there are more."""

from collections.abc import Mapping
from enum import StrEnum


class HouseholdRelation(StrEnum):
    """The part that an organisation has in a household: by a live referral of a member, or as director.

    `institution-with-measure`: one of its referrals here stands under a measure that is in force.
    """

    REFERRING_ORGANISATION = "referring-organisation"
    CHOSEN_PROVIDER = "chosen-provider"
    RESPONSIBLE_MUNICIPALITY = "responsible-municipality"
    INSTITUTION_WITH_MEASURE = "institution-with-measure"
    DIRECTING_ORGANISATION = "directing-organisation"
    EMERGENCY_DOOR = "emergency-door"


class HomeKind(StrEnum):
    """A child has one main home, by which its open cases are directed, and may have others beside it."""

    MAIN = "main"
    SECOND = "second"


class DirectorStatus(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


NEXT_OF_DIRECTOR: Mapping[DirectorStatus, frozenset[DirectorStatus]] = {
    DirectorStatus.ACTIVE: frozenset({DirectorStatus.ENDED}),
    DirectorStatus.ENDED: frozenset(),
}


class Beside(StrEnum):
    """Why somebody directs beside the one who is accountable (NV-11: some situations have more)."""

    MEASURE_FOR_ONE_CHILD = "measure-for-one-child"
    PARENTS_APART = "parents-apart"
    SAFETY = "safety"
    SPECIALISED_CARE = "specialised-care"


class HandOverReason(StrEnum):
    """Why the direction goes to somebody else (ZHZ-08)."""

    MEASURE_BEGAN = "measure-began"
    MEASURE_ENDED = "measure-ended"
    MOVED = "moved"
    CARE_CHANGED = "care-changed"
    STAFF_CHANGED = "staff-changed"
    FAMILY_WISH = "family-wish"


MAY_DIRECT = frozenset(
    {"municipality", "certified-institution", "youth-health-care", "provider", "independent-practice"}
)
"""Kinds of organisation at which a director works; those of the role in `regions/roles.yaml`."""
