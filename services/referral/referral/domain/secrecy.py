"""The mark of secrecy (LAW-07): what it hides, from whom, and who may set and lift it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from referral.domain.relations import Relation


class SecrecyReason(StrEnum):
    """Registered secrecy (geheimhouding in the register of persons), a shelter, or a secret placement."""

    REGISTERED_SECRECY = "registered-secrecy"
    SHELTER = "shelter"
    SECRET_PLACEMENT = "secret-placement"  # noqa: S105  # a code, not a password


class LiftReason(StrEnum):
    NO_LONGER_NEEDED = "no-longer-needed"
    ON_THE_FAMILY_S_WORD = "on-the-family-s-word"
    SET_IN_ERROR = "set-in-error"


class MarkStatus(StrEnum):
    """Of a mark of secrecy, and of a stop of feedback: both are set and lifted, and stay on record."""

    IN_FORCE = "in-force"
    LIFTED = "lifted"


NEXT_OF_MARK: Mapping[MarkStatus, frozenset[MarkStatus]] = {
    MarkStatus.IN_FORCE: frozenset({MarkStatus.LIFTED}),
    MarkStatus.LIFTED: frozenset(),
}


def knows_whereabouts(relations: Collection[str], measure_until: date | None, *, on: date) -> bool:
    """Whether a mark hides nothing from who stands in these relations: the named roles of LAW-07.

    The municipality that answers for the young person, and the institution that refers under a measure in
    force, of which `measure_until` is the last day. Every reason of secrecy hides the same, so that what is
    hidden does not tell which it is.
    """
    carries_measure = measure_until is not None and measure_until >= on
    return Relation.RESPONSIBLE_MUNICIPALITY in relations or (
        Relation.REFERRING_ORGANISATION in relations and carries_measure
    )


@dataclass(frozen=True)
class Concealment:
    """What a reader does not get to see of whereabouts. `own`: its organisation, which it may always see."""

    hides: bool
    own: UUID

    def provider(self, provider: UUID | None) -> UUID | None:
        """The provider, unless the place where it works would tell where the young person is."""
        return None if self.hides and provider != self.own else provider
