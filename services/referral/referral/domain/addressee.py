"""To whom a letter goes: the one place where a letter gets its name, its address and its way."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.age import age_on
from referral.domain.consent import CONSENTS_ALONE, CONSENTS_BESIDE_PARENTS
from referral.domain.people import AS_USUAL, Delivery, Informed, Reaching
from referral.domain.person import Address, Person


class Recipient(StrEnum):
    """As a code, so that an event and a list may tell it. NAMED_PARENTS: because another must not be told."""

    PARENTS = "parents"
    NAMED_PARENTS = "named-parents"
    OTHER_PARENT = "other-parent"
    YOUNG_PERSON_AND_PARENTS = "young-person-and-parents"
    YOUNG_PERSON_AND_NAMED_PARENTS = "young-person-and-named-parents"
    YOUNG_PERSON = "young-person"
    GUARDIAN = "guardian"


WITHOUT_WHO_MUST_NOT_BE_TOLD = {
    Recipient.PARENTS: (Recipient.NAMED_PARENTS, Recipient.OTHER_PARENT),
    Recipient.YOUNG_PERSON_AND_PARENTS: (Recipient.YOUNG_PERSON_AND_NAMED_PARENTS, Recipient.YOUNG_PERSON),
}
"""Whom a letter is addressed to where somebody is left out: parents by name, else nobody else's name."""


@dataclass(frozen=True)
class Addressee:
    """`name`: of the young person; `parents`: of those addressed by name.

    `address`: the lines under the name, empty where no address may be shown or none is known.
    """

    recipient: Recipient
    name: str
    address: tuple[str, ...]
    deliver_by: Delivery = Delivery.POST
    parents: tuple[str, ...] = ()


def addressee_of(
    person: Person, *, day: date, has_guardian: bool, reaching: Reaching = AS_USUAL
) -> Addressee:
    """To the parents, from twelve to the young person too, from sixteen to the young person alone.

    `has_guardian`: an institution carries out guardianship (voogdij) on this day, so no parent decides.
    Under a mark of secrecy no address is given (LAW-07). Where somebody must not be told, nothing goes to the
    home, where they might live, and only others are addressed.
    """
    recipient = _recipient(age_on(day, person.birth_date), has_guardian)
    named: tuple[Informed, ...] = ()
    somebody_left_out = any(not each.may_be_told for each in reaching.people)
    if somebody_left_out and recipient in WITHOUT_WHO_MUST_NOT_BE_TOLD:
        named = tuple(each for each in reaching.people if each.has_authority and each.may_be_told)
        by_name, without_names = WITHOUT_WHO_MUST_NOT_BE_TOLD[recipient]
        recipient = by_name if named else without_names
    if reaching.is_secret or reaching.no_letter_home:
        address: tuple[str, ...] = ()
    elif somebody_left_out:
        address = _shared(named)
    else:
        address = lines_of(person.address)
    return Addressee(
        recipient=recipient,
        name=f"{person.given_name} {person.family_name}",
        address=address,
        deliver_by=_way(reaching, address),
        parents=tuple(each.name for each in named),
    )


def lines_of(at: Address | None) -> tuple[str, ...]:
    if at is None:
        return ()
    return (f"{at.street} {at.house_number}", f"{at.postcode} {at.city}")


def _recipient(age: int, has_guardian: bool) -> Recipient:
    if age >= CONSENTS_ALONE:
        return Recipient.YOUNG_PERSON
    if has_guardian:
        return Recipient.GUARDIAN
    return Recipient.YOUNG_PERSON_AND_PARENTS if age >= CONSENTS_BESIDE_PARENTS else Recipient.PARENTS


def _shared(named: tuple[Informed, ...]) -> tuple[str, ...]:
    """The address of the parents who are named, where it is one and the same."""
    addresses = {each.address for each in named}
    return addresses.pop() if len(addresses) == 1 else ()


def _way(reaching: Reaching, address: tuple[str, ...]) -> Delivery:
    """The way that the family prefers; by post only where there is an address to send to."""
    way = reaching.deliver_by or Delivery.POST
    return Delivery.BY_HAND if way is Delivery.POST and not address else way
