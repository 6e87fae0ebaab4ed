"""What a referrer sends in."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, model_validator

from referral.domain.asked import Domain, Measure, MeasureKind, Wanted
from referral.domain.person import Address, Person
from referral.domain.professional import CourtOrder, Professional
from referral.routes.at_the_door import OnThisDoor, asked_of, own_code, referrer_by
from referral.routes.on_record import (
    day_to_come,
    existing_municipality,
    near_day,
    past_birth_date,
    right_bsn,
)
from referral.usecases.submit_referral import Submission
from region_policy.codes import CareForm, Complexity, Route, Urgency
from wirekit.field_errors import FieldRefused
from wirekit.models import Body, Day, Line, Prose
from wirekit.texts import Text

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Bsn = Annotated[str, AfterValidator(right_bsn), Field(description="Nine digits that pass the eleven test")]
Postcode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3} ?[A-Z]{2}$")]
Agb = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$"), Field(description="AGB code, eight digits")]
OnlyAtSome = Field(validate_default=True)
ONE_OF_TWO = Text(nl="geef een AGB-code of een naam, niet beide", en="give an AGB code or a name, not both")
HouseNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,4}[A-Za-z0-9 -]{0,10}$")]


class AddressGiven(Body):
    street: Line
    house_number: HouseNumber
    postcode: Postcode
    city: Line


class PersonGiven(Body):
    given_name: Annotated[Line, Field(description=asked_of("person.givenName"))]
    family_name: Annotated[Line, Field(description=asked_of("person.familyName"))]
    birth_date: Annotated[
        Day, AfterValidator(past_birth_date), Field(description=asked_of("person.birthDate"))
    ]
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


class CourtOrderGiven(Body):
    """The order of a court, a prosecutor or a judicial institution that the municipality carries out."""

    number: Annotated[Line, Field(description=asked_of("courtOrder.number"))]
    until: Annotated[Day, AfterValidator(day_to_come), Field(description=asked_of("courtOrder.until"))]


class ProfessionalGiven(Body):
    """In whose name the referral is: by exactly one of the two."""

    agb: Agb | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.agb is None) == (self.name is None):
            raise FieldRefused(ONE_OF_TWO)
        return self


class ReferralCreate(Body):
    """Six fields suffice at every door; which ones, `GET /referral-form` tells with their grounds.

    `referrerCode`: of the national messages (iJw), the caller's own unless it enters what a family (06) or a
    court (08) asks. `again`: an earlier referral by the own organisation, whose person and municipality are
    taken over. `question` is the clinical text, sealed for the municipality. `professional`: in whose name,
    where that is not the one on record. `etmalen`: days of stay of 24 hours. `product`: what is asked by
    name, `quantity` in its own unit, `days` how long. `draft`: what a crisis left, and this referral follows
    on. `category`: of the national messages. `prolongedGround`: why help goes on past eighteen, by the list
    of the policy.
    """

    # These two first: what the other fields are held against.
    referrer_code: Annotated[str, AfterValidator(own_code)] | None = None
    again: UUID | None = None
    person: Annotated[PersonGiven | None, OnThisDoor, OnlyAtSome] = None
    municipality: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$"), AfterValidator(existing_municipality)]
        | None,
        OnThisDoor,
        Field(validate_default=True, description=asked_of("municipality")),
    ] = None
    question: Annotated[
        Prose | None, OnThisDoor, Field(validate_default=True, description=asked_of("question"))
    ] = None
    route: Annotated[
        Route | None, OnThisDoor, Field(validate_default=True, description=asked_of("route"))
    ] = None
    professional: Annotated[ProfessionalGiven | None, OnThisDoor, OnlyAtSome] = None
    court_order: Annotated[CourtOrderGiven | None, OnThisDoor, OnlyAtSome] = None
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
    measure: Annotated[MeasureGiven | None, OnThisDoor] = None
    draft: Annotated[UUID | None, OnThisDoor] = None
    category: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] | None = None
    prolonged_ground: Slug | None = None

    def submission(self) -> Submission:
        given, order = self.professional, self.court_order
        wanted = Wanted(
            referrer=referrer_by(self.referrer_code),
            forms=tuple(dict.fromkeys(self.forms)),
            domains=tuple(dict.fromkeys(self.domains)),
            complexity=self.complexity,
            urgency=self.urgency,
            safety=self.safety,
            budget=self.budget,
            etmalen=self.etmalen,
            intensity=self.intensity,
            product=self.product,
            quantity=self.quantity,
            days=self.days,
            measure=Measure(**self.measure.model_dump()) if self.measure else None,
            category=self.category,
            prolonged_ground=self.prolonged_ground,
        )
        return Submission(
            wanted=wanted,
            person=self.person.person() if self.person else None,
            again=self.again,
            municipality=self.municipality,
            route=self.route,
            question=self.question,
            preferred_provider=self.preferred_provider,
            draft=self.draft,
            professional=Professional(given.agb, given.name) if given else None,
            court_order=CourtOrder(order.number, order.until) if order else None,
        )
