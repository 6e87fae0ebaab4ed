"""The closed lists that the law and the national messages give. What differs per region is data, not here."""

from collections.abc import Mapping
from enum import StrEnum


class ReferrerType(StrEnum):
    """Who may ask for youth care for somebody (verwijzer), by the law."""

    MUNICIPALITY = "municipality"
    GENERAL_PRACTITIONER = "general-practitioner"
    YOUTH_DOCTOR = "youth-doctor"
    MEDICAL_SPECIALIST = "medical-specialist"
    CERTIFIED_INSTITUTION = "certified-institution"


REFERS_AS: Mapping[str, ReferrerType] = {
    "access-worker": ReferrerType.MUNICIPALITY,
    "general-practitioner": ReferrerType.GENERAL_PRACTITIONER,
    "youth-assistant": ReferrerType.GENERAL_PRACTITIONER,
    "youth-doctor": ReferrerType.YOUTH_DOCTOR,
    "medical-specialist": ReferrerType.MEDICAL_SPECIALIST,
    "institution-worker": ReferrerType.CERTIFIED_INSTITUTION,
}
"""As which referrer each role asks. A GP's youth assistant (POH-jeugd) acts in the GP's name."""


class Measure(StrEnum):
    """Which cases of a referrer type a rule covers: with a child protection measure (maatregel) or not."""

    ANY = "any"
    IN_FORCE = "in-force"
    NONE = "none"


class Route(StrEnum):
    """The way along which help is granted and paid."""

    CHOICE_BUDGET = "choice-budget"
    LEFT_TO_PROVIDER = "left-to-provider"
    QUOTE = "quote"
    STAY = "stay"


# Routes on which a choice budget (keuzebudget) is the ceiling; on the second one the provider picks it.
BUDGET_ROUTES = frozenset({Route.CHOICE_BUDGET, Route.LEFT_TO_PROVIDER})


class SettledBy(StrEnum):
    """Who has the last word on a route: the referrer at once, or the access desk (toegang)."""

    REFERRER = "referrer"
    DESK = "desk"


class Component(StrEnum):
    """The parts of what is granted, each with a money or a volume of its own (IJS-24)."""

    AMBULATORY = "ambulatory"
    STAY = "stay"


class Precondition(StrEnum):
    """What must be on record before the desk can decide."""

    INTENDED_RESULT = "intended-result"
    LEGAL_STEPS = "legal-steps"
    CONSULTATION_PROVIDER = "consultation-provider"
    CONSULTATION_FAMILY = "consultation-family"
    DETERMINATION = "determination"
    LIGHTER_HELP_WEIGHED = "lighter-help-weighed"


class Firmness(StrEnum):
    """A hard rule is law or contract; a soft one gives way to a reason (maatwerk, NV-10)."""

    HARD = "hard"
    SOFT = "soft"


class LegalStep(StrEnum):
    """The five steps of a municipality's own decision (LAW-04), in their order."""

    QUESTION = "question"
    PROBLEMS = "problems"
    HELP = "help"
    OWN_STRENGTH = "own-strength"
    GRANT = "grant"


class Complexity(StrEnum):
    SIMPLE = "simple"
    COMPLEX = "complex"


class Urgency(StrEnum):
    REGULAR = "regular"
    URGENT = "urgent"


class CareForm(StrEnum):
    """The parts of youth care: ambulant, wonen, verblijf."""

    AMBULATORY = "ambulatory"
    LIVING = "living"
    RESIDENTIAL = "residential"


STAY_FORMS = frozenset({CareForm.LIVING, CareForm.RESIDENTIAL})


class HelpForm(StrEnum):
    """How and where help is given: at most one per offer, always within one part of youth care."""

    AT_HOME = "at-home"
    SCHOOL = "school"
    LOCATION = "location"
    GROUP = "group"
    ONLINE = "online"
    DYSLEXIA = "dyslexia"
    YOUNG_ADULT_GUIDANCE = "young-adult-guidance"
    FOSTER_CARE = "foster-care"
    FAMILY_HOME = "family-home"
    LIVING_GROUP = "living-group"
    LODGING = "lodging"
    TREATMENT_BED = "treatment-bed"
    CRISIS_BED = "crisis-bed"
    THREE_MILIEU = "three-milieu"
    CLOSED = "closed"


_LIVING = frozenset({HelpForm.FOSTER_CARE, HelpForm.FAMILY_HOME, HelpForm.LIVING_GROUP, HelpForm.LODGING})
_BEDS = frozenset({HelpForm.TREATMENT_BED, HelpForm.CRISIS_BED, HelpForm.THREE_MILIEU, HelpForm.CLOSED})
CARE_FORM_OF: Mapping[HelpForm, CareForm] = {
    form: CareForm.LIVING
    if form in _LIVING
    else CareForm.RESIDENTIAL
    if form in _BEDS
    else CareForm.AMBULATORY
    for form in HelpForm
}
"""Every place to live or lodge elsewhere than with the parents is living (IJS-21); a bed is residential."""


class Status(StrEnum):
    """How firm a source is: decided, planned, or only talked about."""

    ADOPTED = "adopted"
    INTENDED = "intended"
    DISCUSSED = "discussed"


class TermUnit(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working-days"
