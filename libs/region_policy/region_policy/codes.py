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
    COURT = "court"
    FAMILY = "family"


REFERS_AS: Mapping[str, ReferrerType] = {
    "access-worker": ReferrerType.MUNICIPALITY,
    "general-practitioner": ReferrerType.GENERAL_PRACTITIONER,
    "youth-assistant": ReferrerType.GENERAL_PRACTITIONER,
    "youth-doctor": ReferrerType.YOUTH_DOCTOR,
    "medical-specialist": ReferrerType.MEDICAL_SPECIALIST,
    "institution-worker": ReferrerType.CERTIFIED_INSTITUTION,
}
"""As which referrer each role asks. A GP's youth assistant (POH-jeugd) acts in the GP's name.

The court and the family have no account here: what they ask is entered by who hears it.
"""


class RejectionCode(StrEnum):
    """On what a municipality turns a request down, as the national messages number it (iJw, WJ759)."""

    NEW_REQUEST = "1"
    BUDGET = "2"
    NO_CONTRACT = "3"
    OUTSIDE_CONTRACT = "4"
    OTHER_MUNICIPALITY = "5"
    STACKING = "6"
    CONTENT = "7"
    RESIDENCE = "8"
    AGE = "9"


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
    PRODUCT = "product"
    TASK_BASED = "task-based"
    FREELY_ACCESSIBLE = "freely-accessible"
    ONE_OFF_CONTRACT = "one-off-contract"
    NATIONAL_ARRANGEMENT = "national-arrangement"


# Routes on which a choice budget (keuzebudget) is the ceiling; on the second one the provider picks it.
BUDGET_ROUTES = frozenset({Route.CHOICE_BUDGET, Route.LEFT_TO_PROVIDER})
# Routes on which something of a catalogue is granted, at the price that stands there.
PRODUCT_ROUTES = frozenset({Route.PRODUCT, Route.NATIONAL_ARRANGEMENT})
# Routes on which nobody decides for one young person, so that nothing is granted.
UNDECIDED_ROUTES = frozenset({Route.TASK_BASED, Route.FREELY_ACCESSIBLE})


class Funding(StrEnum):
    """How help is paid for (bekostiging): for standing ready, p x q, an outcome, or a whole population."""

    AVAILABILITY = "availability"
    EFFORT = "effort"
    RESULT = "result"
    POPULATION = "population"


class QuantityUnit(StrEnum):
    """In what a product is counted: minutes of work, 24-hour days, or pieces."""

    MINUTE = "minute"
    ETMAAL = "etmaal"
    PIECE = "piece"


class BuyingLevel(StrEnum):
    """Who buys, from the nearest to the farthest."""

    LOCAL = "local"
    REGIONAL = "regional"
    SUPRA_REGIONAL = "supra-regional"
    NATIONAL = "national"


class BuyingForm(StrEnum):
    """The forms of care for which it is decided apart who buys them."""

    AMBULATORY = "ambulatory"
    LIVING = "living"
    RESIDENTIAL = "residential"
    CRISIS = "crisis"
    HIGHLY_SPECIALIST = "highly-specialist"


class SettledBy(StrEnum):
    """Who has the last word on a route.

    The referrer at once; the access desk (toegang); the provider, within a sum for all its young people
    (taakgericht); or nobody, where help is free to walk into.
    """

    REFERRER = "referrer"
    DESK = "desk"
    PROVIDER = "provider"
    NOBODY = "nobody"


class Component(StrEnum):
    """The parts of youth care, each with a money or a volume of its own (IJS-04, IJS-24)."""

    AMBULATORY = "ambulatory"
    STAY = "stay"
    CRISIS = "crisis"


class Precondition(StrEnum):
    """What must be on record before the desk can decide.

    Those from HEAVIER_ROUTE on are asked only where they have something to say: of a heavier route than the
    lightest open one, a place elsewhere, a group, an age, a renewal, a long course. A reason that sets a soft
    LONGEST_DURATION aside is all that can be on record of it.
    """

    INTENDED_RESULT = "intended-result"
    LEGAL_STEPS = "legal-steps"
    CONSULTATION_PROVIDER = "consultation-provider"
    CONSULTATION_FAMILY = "consultation-family"
    DETERMINATION = "determination"
    LIGHTER_HELP_WEIGHED = "lighter-help-weighed"
    FAMILY_GROUP_PLAN = "family-group-plan"
    WEIGHING_LIST = "weighing-list"
    VIEW_FAMILY = "view-family"
    VIEW_ACCESS_WORKER = "view-access-worker"
    VIEW_PROFESSIONAL = "view-professional"
    AWAY_FROM_HOME = "away-from-home"
    AMBULATORY_WEIGHED = "ambulatory-weighed"
    HEAVIER_ROUTE = "heavier-route"
    PLACE_ELSEWHERE = "place-elsewhere"
    FAMILY_SETTING_WEIGHED = "family-setting-weighed"
    PERSPECTIVE_PLAN = "perspective-plan"
    PROGRESS_EVALUATION = "progress-evaluation"
    NECESSITY = "necessity"
    LONGEST_DURATION = "longest-duration"


class Firmness(StrEnum):
    """A hard rule is law or contract; a soft one gives way to a reason (maatwerk, NV-10).

    Of a noted one is shown that nothing is on record; it stops nobody.
    """

    HARD = "hard"
    SOFT = "soft"
    NOTED = "noted"


class Place(StrEnum):
    """Where ambulatory help is given; the own surroundings are the rule (IJS-05)."""

    OWN_SURROUNDINGS = "own-surroundings"
    AT_PROVIDER = "at-provider"
    ELSEWHERE = "elsewhere"


class DecisionKind(StrEnum):
    """What the desk does with help: begin it, let it go on, or bring it to an end step by step (NV-13)."""

    START = "start"
    CONTINUE = "continue"
    PHASE_OUT = "phase-out"


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


class TriageUrgency(StrEnum):
    """How pressing the desk finds a question at the door (HLM-14)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class LifeDomain(StrEnum):
    """Where a child's life is looked at in weighing safety and help (HLM-10)."""

    SAFETY = "safety"
    HOME = "home"
    SCHOOL = "school"
    LEISURE = "leisure"


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
