"""To whom a letter goes: the one place where a letter gets its name and address."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.age import age_on
from referral.domain.person import Person

CONSENTS_BESIDE_PARENTS, CONSENTS_ALONE = 12, 16
"""Ages in whole years (Youth Act, section 7.3.4 and 7.3.5)."""


class Recipient(StrEnum):
    """As a code, so that an event and a list may tell it."""

    PARENTS = "parents"
    YOUNG_PERSON_AND_PARENTS = "young-person-and-parents"
    YOUNG_PERSON = "young-person"
    GUARDIAN = "guardian"


@dataclass(frozen=True)
class Addressee:
    """`address`: the lines under the name, empty where no address may be shown or none is known."""

    recipient: Recipient
    name: str
    address: tuple[str, ...]


def addressee_of(person: Person, *, day: date, has_guardian: bool) -> Addressee:
    """To the parents, from twelve to the young person too, from sixteen to the young person alone.

    `has_guardian`: an institution carries out guardianship (voogdij) on this day, so no parent decides. A
    mark of secrecy will be asked here: with one, `address` stays empty (LAW-07).
    """
    age = age_on(day, person.birth_date)
    if age >= CONSENTS_ALONE:
        recipient = Recipient.YOUNG_PERSON
    elif has_guardian:
        recipient = Recipient.GUARDIAN
    elif age >= CONSENTS_BESIDE_PARENTS:
        recipient = Recipient.YOUNG_PERSON_AND_PARENTS
    else:
        recipient = Recipient.PARENTS
    return Addressee(recipient, f"{person.given_name} {person.family_name}", _lines(person))


def _lines(person: Person) -> tuple[str, ...]:
    at = person.address
    if at is None:
        return ()
    return (f"{at.street} {at.house_number}", f"{at.postcode} {at.city}")
