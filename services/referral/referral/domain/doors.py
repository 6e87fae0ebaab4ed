"""The doors: which fields each referrer gives, which of them it must, and on which ground it is asked.

One table for the validation, for the form that a caller reads and for the OpenAPI, so that they cannot
differ. A field is named as it is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from region_policy.codes import ReferrerType
from region_policy.language import Name
from region_policy.referrers import referrers_of

YOUTH_ASSISTANT = "youth-assistant"

FILE = Name(
    nl="Jeugdwet, artikel 7.3.8: wie helpt houdt een dossier bij, en dat gaat over iemand.",
    en="Youth Act, article 7.3.8: who helps keeps a file, and it is about somebody.",
)
GROUNDS: Mapping[str, Name] = {
    "person.givenName": FILE,
    "person.familyName": FILE,
    "person.birthDate": Name(
        nl="Jeugdwet, artikel 1.1: de leeftijd bepaalt of iemand jeugdige is.",
        en="Youth Act, article 1.1: the age says whether somebody is a young person.",
    ),
    "municipality": Name(
        nl="Jeugdwet, artikelen 1.1 en 2.3: de woonplaats bepaalt welke gemeente verantwoordelijk is.",
        en="Youth Act, articles 1.1 and 2.3: residence says which municipality is responsible.",
    ),
    "question": Name(
        nl="Jeugdwet, artikel 4.1.1: hulp sluit aan bij wat de jeugdige nodig heeft.",
        en="Youth Act, article 4.1.1: help fits what the young person needs.",
    ),
    "route": Name(
        nl="Jeugdwet, artikel 2.9: de gemeente regelt langs welke weg hulp wordt toegekend.",
        en="Youth Act, article 2.9: the municipality rules along which way help is granted.",
    ),
    "courtOrder.number": Name(
        nl="Jeugdwet, artikel 2.4, tweede lid, onder b: de gemeente voert juist deze beslissing uit.",
        en="Youth Act, article 2.4 (2)(b): the municipality carries out this very order.",
    ),
    "courtOrder.until": Name(
        nl="Jeugdwet, artikel 2.4, tweede lid, onder b: de hulp duurt niet langer dan de rechter bepaalde.",
        en="Youth Act, article 2.4 (2)(b): help lasts no longer than the court ordered.",
    ),
}
"""Why a field is mandatory where it is, in our words; a field without a ground is never asked of anybody."""

_PERSON = ("person.givenName", "person.familyName", "person.birthDate", "municipality")
_ASKED = ("question", "route")
_ORDER = ("courtOrder.number", "courtOrder.until")
_ANYBODY_MAY = (
    "person.bsn",
    "person.address",
    "again",
    "budget",
    "etmalen",
    "intensity",
    "product",
    "quantity",
    "days",
    "forms",
    "domains",
    "complexity",
    "urgency",
    "safety",
    "preferredProvider",
    "category",
    "prolongedGround",
)
PROFESSIONAL = ("professional.agb", "professional.name")
OF_A_PROFESSIONAL = frozenset(
    {
        ReferrerType.GENERAL_PRACTITIONER,
        ReferrerType.YOUTH_DOCTOR,
        ReferrerType.CERTIFIED_INSTITUTION,
        ReferrerType.MEDICAL_SPECIALIST,
    }
)
"""Whose referral is in the name of one professional: by an AGB code or by a name, never by both (iJw)."""
MAKES_OF_DRAFTS = frozenset(
    {
        ReferrerType.MUNICIPALITY,
        ReferrerType.FAMILY,
        ReferrerType.COURT,
        ReferrerType.CERTIFIED_INSTITUTION,
    }
)
"""Whose referral may follow on the draft that a crisis left (IJS-37)."""


@dataclass(frozen=True)
class Door:
    """The fields of one referrer. What is neither mandatory nor optional does not belong here."""

    referrer: ReferrerType
    mandatory: tuple[str, ...]
    optional: tuple[str, ...]

    def asks(self, field: str) -> bool:
        """Whether this field, or a part of it, must be given."""
        return field in _with_wholes(self.mandatory)

    def knows(self, field: str) -> bool:
        return field in _with_wholes(self.mandatory + self.optional)


def door_of(referrer: ReferrerType) -> Door:
    """A court says in its order what is needed; along which way, the desk sees to (NV-21: six fields)."""
    optional: tuple[str, ...] = _ANYBODY_MAY
    if referrer in OF_A_PROFESSIONAL:
        optional += PROFESSIONAL
    if referrer in MAKES_OF_DRAFTS:
        optional += ("draft",)
    if referrer is ReferrerType.CERTIFIED_INSTITUTION:
        optional += ("measure",)
    if referrer is ReferrerType.COURT:
        return Door(referrer, _PERSON + _ORDER, _ASKED + optional)
    return Door(referrer, _PERSON + _ASKED, optional)


DOORS: Mapping[ReferrerType, Door] = {referrer: door_of(referrer) for referrer in ReferrerType}


def doors_of(role: str) -> tuple[Door, ...]:
    """The doors at which this role sends referrals; its own first. Raises KeyError where it refers nobody."""
    return tuple(DOORS[referrer] for referrer in referrers_of(role))


def _with_wholes(fields: tuple[str, ...]) -> set[str]:
    return {*fields, *(field.partition(".")[0] for field in fields)}
