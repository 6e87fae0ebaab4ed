"""The parts of a policy file on the desk's work: settings per municipality, triage, weighing, watching."""

from typing import Annotated, Literal

from pydantic import Field

from region_policy.codes import LifeDomain, Precondition, ReferrerType, Route, TriageUrgency
from region_policy.language import Name
from region_policy.measures import Age, Days, DaysOrNone, Months, Times
from region_policy.parts import Catalogue, MunicipalityCode, Part, Slug, Sourced, Term
from region_policy.parts_routes import FreeProvision, NamedGround

NOT_ASKED = "not-asked"
Asked = Literal["not-asked", "noted", "soft", "hard"]


class PreconditionSetting(Sourced):
    """How firmly a municipality asks one precondition, within what the region allows (NV-09).

    `routes`: on which routes of the access desk it is asked.
    """

    kind: Literal["precondition"]
    rule: Precondition
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    allowed: Annotated[tuple[Asked, ...], Field(min_length=1)]
    default: Asked
    own: dict[MunicipalityCode, Asked] = {}


class RouteSetting(Sourced):
    """Whether a municipality opens one route to one referrer (HLM-26). It is open where the file opens it."""

    kind: Literal["route"]
    referrer: ReferrerType
    route: Route
    allowed: Annotated[tuple[bool, ...], Field(min_length=1)]
    default: bool
    own: dict[MunicipalityCode, bool] = {}


class DecisionTermSetting(Sourced):
    """How many days a municipality gives itself to decide, in the unit of `terms.decision` (LAW-05)."""

    kind: Literal["decision-term"]
    at_least: Days
    at_most: Days
    own: dict[MunicipalityCode, Days] = {}


Setting = Annotated[PreconditionSetting | RouteSetting | DecisionTermSetting, Field(discriminator="kind")]


class Lane(Part):
    """Into which lane a question comes, and when the desk has looked at it, from the triage on (HLM-14)."""

    urgency: TriageUrgency
    name: Name
    within: Term


class Triage(Sourced):
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1)]


class WeighingItem(Part):
    id: Slug
    domain: LifeDomain
    name: Name
    mandatory: bool = False


class WeighingList(Sourced):
    """What the desk looks at before it decides; a mandatory item is answered first (HLM-10)."""

    items: Annotated[tuple[WeighingItem, ...], Field(alias="list", min_length=1)]


class Reviews(Sourced):
    """So many days after the first day of help, whoever granted it looks again (ZHZ-06)."""

    after_days: Annotated[tuple[Days, ...], Field(min_length=1)]
    notice_days: DaysOrNone


class Renewals(Sourced):
    """From which renewal in a row on a case is put on the list to watch (ZHZ-10)."""

    watched_from: Times


class Prolonged(Sourced):
    """Help past the eighteenth birthday, on a ground, until the birthday at which it ends (NV-14)."""

    grounds: Annotated[tuple[NamedGround, ...], Field(min_length=1)]
    until_age: Age


class Adulthood(Sourced):
    """What is looked at before eighteen: signals so many months before, and a plan from an age on (NV-15)."""

    signal_months_before: Annotated[tuple[Months, ...], Field(min_length=1)]
    perspective_plan_from_age: Age
    prolonged: Prolonged | None = None


class Transition(Sourced):
    """What goes on by the old rules after a change of model or contract, and for how long (HLM-28).

    `after_model_days`: grants by an earlier policy keep its rules so long after the first day of this one.
    `after_contract_days`: help may run on so long after the end of a provider's contract (HLM-22).
    """

    after_model_days: DaysOrNone
    after_contract_days: DaysOrNone


class Acceptance(Sourced):
    """Whether a provider must take whom it is asked for, but for a closed list of grounds."""

    duty: bool
    refusal_grounds: tuple[NamedGround, ...]


class Absence(Sourced):
    """Of how many nights away in a row from a stay the place is still paid."""

    kept_nights: DaysOrNone


class AccountSignals(Sourced):
    """When director and provider are told that a grant runs out: at shares of it, and before its end."""

    at_percent: Annotated[tuple[Annotated[int, Field(gt=0, le=100)], ...], Field(min_length=1)]
    days_before_end: DaysOrNone


class Desk(Part):
    """What the region asks of the desk's own work. What is left out, this region has not decided."""

    triage: Triage | None = None
    weighing: WeighingList | None = None
    reviews: Reviews | None = None
    renewals: Renewals | None = None
    adulthood: Adulthood | None = None
    transition: Transition | None = None
    acceptance: Acceptance | None = None
    absence: Absence | None = None
    account_signals: AccountSignals | None = None
    free_provisions: Catalogue[FreeProvision] | None = None
