"""Whom a new referral is about: somebody as given now, or as the same organisation gave before (NV-22)."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.person import Person
from referral.store import clients
from referral.store.clients import TakenIn
from referral.store.earlier_referrals import Earlier, take_again
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOT_AN_OWN_REFERRAL = Text(
    nl="is geen verwijzing die uw organisatie deed",
    en="is no referral that your organisation made",
)


@dataclass(frozen=True)
class Whom:
    """The young person, the municipality that answers for them, and the open key of what is theirs.

    `is_secret`: an address that was taken over is not shown again, because of a mark of secrecy.
    """

    person: Person
    municipality: str
    key: DataKey
    taken_in: TakenIn
    is_secret: bool = False

    @property
    def shown(self) -> Person:
        return self.person.model_copy(update={"address": None}) if self.is_secret else self.person


async def given_now(
    tx: Transaction, person: Person, municipality: str, *, by: Organisation, preferred_provider: UUID | None
) -> Whom:
    """Somebody who is found again by a BSN and by nothing else: without one there is a new client."""
    bsn_hash = tx.keyring.keyed_hash(person.bsn) if person.bsn else None
    taken_in = await clients.take_in(
        tx, bsn_hash, municipality=municipality, referring=by.id, preferred_provider=preferred_provider
    )
    if taken_in.is_new:
        key = await tx.keyring.new_data_key(tx.session, taken_in.client, at=tx.now)
    else:
        key = await tx.keyring.data_key(tx.session, taken_in.client)
    return Whom(person, municipality, key, taken_in)


async def given_before(
    tx: Transaction,
    again: UUID,
    *,
    by: Organisation,
    municipality: str | None,
    preferred_provider: UUID | None,
) -> Whom:
    """As the own organisation gave them in that referral; `municipality` where another one answers now.

    Raises InvalidInput in the same words for a referral of others, one that never was and an erased one.
    """
    unknown = InvalidInput(errors=[FieldError("again", NOT_AN_OWN_REFERRAL)])
    earlier = await take_again(tx, again, referring=by.id, preferred_provider=preferred_provider)
    if earlier is None:
        raise unknown
    try:
        key = await tx.keyring.data_key(tx.session, earlier.taken_in.client)
    except Erased:
        raise unknown from None
    person, answers = person_in(key, earlier), municipality or earlier.municipality
    return Whom(person, answers, key, earlier.taken_in, earlier.is_secret)


def person_in(key: DataKey, earlier: Earlier) -> Person:
    """As given in that referral; the address as the same organisation gave it last."""
    others = (_open(key, *each) for each in earlier.others)
    return _open(key, earlier.referral, earlier.person).with_address_of(others)


def _open(key: DataKey, referral: UUID, sealed: Sealed) -> Person:
    return Person.model_validate_json(key.open(sealed, f"person/{referral}"))
