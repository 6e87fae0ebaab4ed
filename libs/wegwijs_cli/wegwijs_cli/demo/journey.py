"""One journey as it goes: what its steps have in common, and what each of them left for the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from region_policy.cases import Choice, Facts
from region_policy.codes import Component
from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.demo.client import Gateway, WrongAnswer
from wegwijs_cli.demo.policy import Expected, today

# The range that the register of persons keeps for tests.
FIRST_TEST_BSN, LAST_TEST_BSN = 999_900_006, 999_999_990
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Sent(BaseModel):
    """What we send: camelCase, and in the demo file as in Python."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=False
    )


class AddressSent(Sent):
    street: str
    house_number: str
    postcode: str
    city: str


class PersonSent(Sent):
    given_name: str
    family_name: str
    birth_date: date
    bsn: str | None
    address: AddressSent | None


class YoungPerson(Sent):
    """A fictitious young person, `age` in whole years on the day of the demonstration."""

    given_name: str
    family_name: str
    age: int = Field(ge=0, le=100)
    bsn: str | None = None
    address: AddressSent | None = None

    @field_validator("bsn")
    @classmethod
    def _of_the_test_range(cls, bsn: str | None) -> str | None:
        if bsn is None:
            return None
        if not (bsn.isdigit() and FIRST_TEST_BSN <= int(bsn) <= LAST_TEST_BSN):
            raise ValueError(f"lies outside the test range {FIRST_TEST_BSN} to {LAST_TEST_BSN}")
        if sum(int(digit) * weight for digit, weight in zip(bsn, WEIGHTS, strict=True)) % 11:
            raise ValueError("does not pass the eleven test")
        return bsn

    def as_sent(self) -> PersonSent:
        half_a_year = timedelta(days=180)
        birth_date = today() - timedelta(days=365 * self.age + self.age // 4) - half_a_year
        return PersonSent(
            given_name=self.given_name,
            family_name=self.family_name,
            birth_date=birth_date,
            bsn=self.bsn,
            address=self.address,
        )


@dataclass
class Leg:
    """One component of a case: its ceiling in cents, and the references that the answers gave."""

    placement: UUID | None = None
    entitlement: UUID | None = None
    ceiling_cents: int = 0
    due_cents: int = 0
    minutes: int = 0
    etmalen: int = 0


@dataclass
class Case:
    """One referral on its way: by which policy facts, what was asked and decided, and what became of it.

    `quotes`: the quote request to each organisation, by its label.
    """

    referral: UUID
    key: str
    sent: BaseModel
    facts: Facts
    choice: Choice
    submitted_on: date
    legs: dict[Component, Leg] = field(default_factory=dict)
    quotes: dict[str, UUID] = field(default_factory=dict)

    def leg(self, component: Component) -> Leg:
        return self.legs.setdefault(component, Leg())


@dataclass
class Journey:
    """What a step works with: `gateway` to call, `expected` to compare with, and what earlier steps made.

    `cases`, `alarms` and `drafts` by their labels; `chain`: who is on call, rank by rank.
    """

    gateway: Gateway
    expected: Expected
    callers: Mapping[str, DemoCaller]
    organisations: Mapping[str, UUID]
    young_persons: Mapping[str, YoungPerson]
    cases: dict[str, Case] = field(default_factory=dict)
    chain: tuple[UUID, ...] = ()
    alarms: dict[str, UUID] = field(default_factory=dict)
    drafts: dict[str, UUID] = field(default_factory=dict)

    def case(self, label: str) -> Case:
        """Raises WrongAnswer where the step that makes it failed."""
        if label not in self.cases:
            raise WrongAnswer(f"there is no referral {label}, for an earlier step failed")
        return self.cases[label]

    def own_organisation(self, who: str) -> UUID:
        return self.callers[who].organisation

    def role(self, who: str) -> str:
        return self.callers[who].role


def same(what: str, got: object, wanted: object) -> None:
    """Raises WrongAnswer."""
    if got != wanted:
        raise WrongAnswer(f"{what}: {_plain(got)} instead of {_plain(wanted)}")


def present(what: str, value: UUID | None) -> UUID:
    """Raises WrongAnswer where an earlier step did not find it."""
    if value is None:
        raise WrongAnswer(f"there is no {what}, for an earlier step failed")
    return value


def euros(cents: int) -> str:
    """An amount for people, from whole cents."""
    return f"€ {cents // 100:,}.{cents % 100:02d}"


def _plain(value: object) -> str:
    if isinstance(value, str) or not isinstance(value, tuple | list | set | frozenset):
        return str(value)
    return f"[{', '.join(sorted(map(str, value)))}]"
