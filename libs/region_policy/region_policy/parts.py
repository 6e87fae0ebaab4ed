"""The parts of a policy file. Each class is one block of the file; its field names are the keys."""

from datetime import date
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from region_policy.codes import (
    Complexity,
    Firmness,
    HelpForm,
    Measure,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
    Status,
    TermUnit,
)
from region_policy.language import Name, Sentence
from region_policy.measures import (
    Age,
    Cents,
    Day,
    Days,
    SomeCents,
    Times,
)

SLUG = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
MUNICIPALITY_CODE = r"^[0-9]{4}$"
REQUIREMENT_ID = r"^[A-Z]{2,4}-[0-9]{2}$"
TELEPHONE = r"^[0-9][0-9 -]{2,14}$"
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
MunicipalityCode = Annotated[str, StringConstraints(pattern=MUNICIPALITY_CODE)]
RequirementId = Annotated[str, StringConstraints(pattern=REQUIREMENT_ID)]
ItemT = TypeVar("ItemT")


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(Part):
    """A text in which the region, or the law, has said something.

    `body` is who decided it; None in older texts only.
    """

    id: Slug
    title: Sentence
    body: Sentence | None = None
    dated: Day = Field(alias="date")
    status: Status


class Office(Part):
    """An office (not a person) that has read the file and stands for it."""

    id: Slug
    name: Name
    on: Day


class Approval(Part):
    """Two different offices at least, each with its day: nobody changes what children get alone."""

    offices: Annotated[tuple[Office, ...], Field(min_length=2)]
    illustrative: bool = False


class Source(Part):
    """Where a rule comes from, how firm that is, and what we read there, in our own words."""

    requirement: RequirementId
    document: Slug
    section: Sentence
    status: Status
    reading: Name


class Sourced(Part):
    """`illustrative` marks what no source gives; every screen and letter shows that mark."""

    source: Source
    illustrative: bool = False


class Declared(Sourced, Generic[ItemT]):
    """A list with its own declared length, so that a lost or an extra item is noticed."""

    declared: Annotated[int, Field(ge=0)]
    items: tuple[ItemT, ...] = Field(alias="list")


class Catalogue(Sourced, Generic[ItemT]):
    items: tuple[ItemT, ...] = Field(alias="list")


class Budget(Part):
    """A choice budget (keuzebudget): a ceiling in cents for one grant that runs `duration_days` days."""

    id: Slug
    name: Name
    ceiling_cents: SomeCents
    duration_days: Days
    valid_from: Day
    valid_to: Day | None = None
    illustrative: bool = False

    def is_valid_on(self, day: date) -> bool:
        """The last day counts."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Norms(Part):
    """What a tariff per hour is built from: cost of staff in cents a year, overhead in thousandths of that,
    and the minutes a year that can be charged (IJS-43)."""

    staff_cents_per_year: SomeCents
    overhead_per_mille: Annotated[int, Field(ge=0, le=100_000)]
    chargeable_minutes_per_year: Annotated[int, Field(gt=0, le=366 * 24 * 60)]


class HourlyTariff(Part):
    """`norms`: where it is known from what the tariff was built."""

    valid_from: Day = Field(alias="from")
    cents_per_hour: Cents
    norms: Norms | None = None
    illustrative: bool = False


class EtmaalTariff(Part):
    valid_from: Day = Field(alias="from")
    cents_per_etmaal: Cents
    illustrative: bool = False


class FunctionGroup(Part):
    """Professionals of comparable training (functiegroep), with one tariff per hour from a day on."""

    id: Slug
    name: Name
    functions: tuple[Slug, ...]
    tariffs: Annotated[tuple[HourlyTariff, ...], Field(min_length=1)]
    illustrative: bool = False


class Function(Part):
    id: Slug
    name: Name
    illustrative: bool = False


class Intensity(Part):
    """A level of a living or residential place (intensiteit), with one tariff per etmaal from a day on."""

    id: Slug
    name: Name
    tariffs: Annotated[tuple[EtmaalTariff, ...], Field(min_length=1)]
    illustrative: bool = False


class Intensities(Part):
    living: Declared[Intensity]
    residential: Declared[Intensity]


class PreconditionRule(Part):
    """`source` where it is another one than that of its route.

    `from_age`: asked of those of so many whole years and older. `help_forms`: asked of a stay in one of these
    forms only, and where the form of the stay is not said.
    """

    rule: Precondition
    firmness: Firmness
    from_age: Age | None = None
    help_forms: tuple[HelpForm, ...] = ()
    source: Source | None = None
    illustrative: bool = False


class OpenRoute(Sourced):
    """One route that is open to a referrer, who settles it, and the budgets that go with it."""

    route: Route
    settled_by: SettledBy
    budgets: tuple[Slug, ...] = ()
    preconditions: tuple[PreconditionRule, ...] = ()


class ReferrerRule(Sourced):
    """What one type of referrer may do. What it does not list is closed.

    `binds_desk`: the desk, too, has only these routes for such a request (bepaling jeugdhulp).
    `assumption`: the source says nothing on this referrer; the rule is our choice.
    """

    referrer: ReferrerType
    measure: Measure
    name: Name
    legal_ground: Name
    binds_desk: bool = False
    assumption: bool = False
    routes: Annotated[tuple[OpenRoute, ...], Field(min_length=1)]

    def open_route(self, route: Route) -> OpenRoute | None:
        return next((opened for opened in self.routes if opened.route is route), None)


class FirstOffered(Sourced):
    """The order in which open routes are offered: the first open one is recommended, none is hidden."""

    simple: tuple[Route, ...]
    complex: tuple[Route, ...]
    only_stay_asked: tuple[Route, ...]

    def order_for(self, complexity: Complexity) -> tuple[Route, ...]:
        return self.complex if complexity is Complexity.COMPLEX else self.simple


class Ages(Sourced):
    """Ages in whole years for which a new grant can be asked, both included."""

    youngest: Age
    oldest: Age


class Term(Sourced):
    length: Days
    unit: TermUnit


class Quotes(Sourced):
    """How a quote (offerte) is asked and awarded.

    More than one provider needs a reason, more than `most_providers` is not possible. `answer`: a provider's
    quote or its no. `valid`: from the answer on, how long the quote can be awarded.
    """

    asked_by: Annotated[tuple[ReferrerType, ...], Field(min_length=1)]
    awarded_by: Annotated[tuple[ReferrerType, ...], Field(min_length=1)]
    most_providers: Times
    answer: Term
    valid: Term


class Terms(Part):
    """`decision`: application to decision. `placement_answer`: a provider's yes or no.

    `stay_start`: from the decision on, within what time a stay begins; its etmalen count from there.
    `late_delivery`: after the end of care, how long delivery lines still count.
    """

    decision: Term
    placement_answer: Term
    stay_start: Term
    late_delivery: Term
