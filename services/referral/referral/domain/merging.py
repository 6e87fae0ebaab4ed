"""Two records that turn out to be one young person, and how that is undone."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import StrEnum

from referral.domain.person import Person
from referral.domain.surname import normalised

SPLIT_WITHIN = timedelta(days=90)
"""Our reading: as long as who merged can still tell a mistake from what was entered since."""


class MergeStatus(StrEnum):
    MERGED = "merged"
    SPLIT = "split"


NEXT_OF_MERGE: Mapping[MergeStatus, frozenset[MergeStatus]] = {
    MergeStatus.MERGED: frozenset({MergeStatus.SPLIT}),
    MergeStatus.SPLIT: frozenset(),
}


class WhyDespite(StrEnum):
    """Why two that were entered with another birth date or family name are one young person all the same."""

    ENTERED_WRONG = "entered-wrong"
    NAME_CHANGED = "name-changed"
    BIRTH_DATE_CORRECTED = "birth-date-corrected"


class Unlike(StrEnum):
    """In what two clients differ who would be one."""

    BIRTH_DATE = "birth-dates-differ"
    FAMILY_NAME = "family-names-differ"


def unlike(kept: Collection[Person], double: Collection[Person]) -> tuple[Unlike, ...]:
    """In what no referral of the one agrees with any of the other."""
    found = {
        Unlike.BIRTH_DATE: not {each.birth_date for each in kept} & {each.birth_date for each in double},
        Unlike.FAMILY_NAME: not {_surname(each) for each in kept} & {_surname(each) for each in double},
    }
    return tuple(what for what, differs in found.items() if differs)


def _surname(person: Person) -> str:
    return normalised(person.family_name)
