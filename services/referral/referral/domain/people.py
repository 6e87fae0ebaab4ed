"""Who has a say about a young person, and how the family wants to be reached: as codes."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class PersonKind(StrEnum):
    """Who may have authority (gezag). A court has none: its order stands in the place of consent."""

    PARENT = "parent"
    GUARDIAN = "guardian"
    INSTITUTION = "institution"


class ToldBy(StrEnum):
    """From whom it is known who has authority. AUTHORITY_REGISTER: the courts' register (gezagsregister)."""

    AUTHORITY_REGISTER = "authority-register"
    COURT = "court"
    INSTITUTION = "institution"
    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    PROFESSIONAL = "professional"


class Delivery(StrEnum):
    """How a letter comes to whom it is for."""

    POST = "post"
    DIGITAL = "digital"
    BY_HAND = "by-hand"
    THROUGH_SCHOOL = "through-school"
    THROUGH_DOCTOR = "through-doctor"


@dataclass(frozen=True)
class Period:
    """From a first to a last day, both included; without one of them it is open on that side."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Informed:
    """Somebody with a say, as a letter sees them. `address`: the own one, as lines."""

    id: UUID
    name: str
    has_authority: bool
    may_be_told: bool
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reaching:
    """What a letter obeys: secrecy (LAW-07), no letter home, who must not be told, and the way preferred."""

    is_secret: bool = False
    no_letter_home: bool = False
    deliver_by: Delivery | None = None
    people: tuple[Informed, ...] = ()


AS_USUAL = Reaching()
