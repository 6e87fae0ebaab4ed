"""What is asked for whom: codes and whole numbers only, so that it may stand in clear and in events."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from region_policy.cases import Choice, Facts
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency


class Domain(StrEnum):
    """The parts of life in which something is asked (leefgebieden): a closed list, no text."""

    FAMILY = "family"
    HOME = "home"
    SCHOOL = "school"
    LEISURE = "leisure"
    MENTAL_HEALTH = "mental-health"
    PHYSICAL_HEALTH = "physical-health"
    BEHAVIOUR = "behaviour"
    DEVELOPMENT = "development"
    SAFETY = "safety"
    ADDICTION = "addiction"


class MeasureKind(StrEnum):
    """Child protection and youth probation (ondertoezichtstelling, voogdij, jeugdreclassering)."""

    SUPERVISION = "supervision"
    GUARDIANSHIP = "guardianship"
    YOUTH_PROBATION = "youth-probation"


@dataclass(frozen=True)
class Measure:
    """`until` is the last day of the measure, `court_authorisation_until` that of the authorisation."""

    kind: MeasureKind
    until: date
    court_authorisation_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a referrer fills in as codes; `etmalen` are days of stay of 24 hours.

    `quantity` is in the unit of the `product`, `days` how long it lasts. `category` of the national messages
    (iJw); `prolonged_ground`: why help goes on past eighteen.
    """

    referrer: ReferrerType
    forms: tuple[CareForm, ...]
    domains: tuple[Domain, ...]
    complexity: Complexity
    urgency: Urgency
    safety: bool
    budget: str | None = None
    etmalen: int | None = None
    intensity: str | None = None
    product: str | None = None
    quantity: int | None = None
    days: int | None = None
    measure: Measure | None = None
    category: str | None = None
    prolonged_ground: str | None = None

    def asked(self, *, municipality: str, age: int, route: Route) -> "Asked":
        """The same for a young person of this age, whom this municipality answers for, along this route."""
        filled_in = {each.name: getattr(self, each.name) for each in fields(Wanted)}
        return Asked(municipality=municipality, age=age, route=route, **filled_in)


@dataclass(frozen=True, kw_only=True)
class Asked(Wanted):
    """`age` in whole years on the day of submission."""

    municipality: str
    age: int
    route: Route

    def facts(self, day: date) -> Facts:
        """What the policy reads of this case on a day in Europe/Amsterdam."""
        return Facts(
            municipality=self.municipality,
            referrer=self.referrer,
            measure_in_force=self.measure is not None and self.measure.until >= day,
            age=self.age,
            complexity=self.complexity,
            forms=self.forms,
            domains=tuple(domain.value for domain in self.domains),
            urgency=self.urgency,
            safety_concern=self.safety,
            category=self.category,
            prolonged_ground=self.prolonged_ground,
            decision_day=day,
        )

    @property
    def choice(self) -> Choice:
        return Choice(
            route=self.route,
            budget=self.budget,
            etmalen=self.etmalen,
            intensity=self.intensity,
            product=self.product,
            quantity=self.quantity,
            days=self.days,
        )
