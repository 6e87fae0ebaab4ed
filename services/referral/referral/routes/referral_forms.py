"""What a referrer sends in."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints

from referral.domain.age import age_on
from referral.domain.asked import Asked, Domain, Measure, MeasureKind
from referral.domain.person import Address, Person
from referral.routes.on_record import existing_municipality, near_day, past_birth_date, right_bsn
from referral.usecases.submit_referral import Submission
from region_policy.codes import CareForm, Complexity, ReferrerType, Route, Urgency
from wirekit.models import Body, Day, Line, Prose

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Bsn = Annotated[str, AfterValidator(right_bsn), Field(description="Nine digits that pass the eleven test")]
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")]
HouseNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,4}[A-Za-z0-9 -]{0,10}$")]


class AddressGiven(Body):
    street: Line
    house_number: HouseNumber
    postcode: Postcode
    city: Line


class PersonGiven(Body):
    given_name: Line
    family_name: Line
    birth_date: Annotated[Day, AfterValidator(past_birth_date)]
    bsn: Bsn | None = None
    address: AddressGiven | None = None

    def person(self) -> Person:
        address = Address(**self.address.model_dump()) if self.address else None
        return Person(
            given_name=self.given_name,
            family_name=self.family_name,
            birth_date=self.birth_date,
            bsn=self.bsn,
            address=address,
        )


class MeasureGiven(Body):
    """A measure that the institution carries out, with its last day; and that of a court's authorisation."""

    kind: MeasureKind
    until: Annotated[Day, AfterValidator(near_day)]
    court_authorisation_until: Annotated[Day, AfterValidator(near_day)] | None = None


class ReferralCreate(Body):
    """Six fields suffice: name in two parts, birth date, municipality (CBS code), question and route.

    `question` is the clinical text, sealed for the municipality. `etmalen`: days of stay of 24 hours.
    `product`: what is asked by name, `quantity` in its own unit, `days` how long.
    `draft`: what a crisis left, and this referral follows on. `category`: of the national messages (iJw).
    `prolongedGround`: why help goes on past eighteen, by the list of the policy.
    """

    person: PersonGiven
    municipality: Annotated[
        str, StringConstraints(pattern=r"^[0-9]{4}$"), AfterValidator(existing_municipality)
    ]
    question: Prose
    route: Route
    budget: Slug | None = None
    etmalen: Annotated[StrictInt, Field(ge=0, le=3660)] | None = None
    intensity: Slug | None = None
    product: Slug | None = None
    quantity: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = None
    forms: Annotated[tuple[CareForm, ...], Field(min_length=1, max_length=3)] = (CareForm.AMBULATORY,)
    domains: Annotated[tuple[Domain, ...], Field(max_length=10)] = ()
    complexity: Complexity = Complexity.SIMPLE
    urgency: Urgency = Urgency.REGULAR
    safety: StrictBool = False
    preferred_provider: UUID | None = None
    measure: MeasureGiven | None = None
    draft: UUID | None = None
    category: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    prolonged_ground: Slug | None = None

    def submission(self, referrer: ReferrerType, today: date) -> Submission:
        measure = Measure(**self.measure.model_dump()) if self.measure else None
        asked = Asked(
            municipality=self.municipality,
            referrer=referrer,
            age=age_on(today, self.person.birth_date),
            forms=tuple(dict.fromkeys(self.forms)),
            domains=tuple(dict.fromkeys(self.domains)),
            complexity=self.complexity,
            urgency=self.urgency,
            safety=self.safety,
            route=self.route,
            budget=self.budget,
            etmalen=self.etmalen,
            intensity=self.intensity,
            product=self.product,
            quantity=self.quantity,
            days=self.days,
            measure=measure,
            category=self.category,
            prolonged_ground=self.prolonged_ground,
        )
        return Submission(self.person.person(), self.question, asked, self.preferred_provider, self.draft)
