"""What an organisation need not fill in again about a young person, because it gave or may see it (NV-22)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from auditlog.entry import Action
from referral.domain.person import Person
from referral.domain.secrecy import knows_whereabouts
from referral.domain.status import LIVE, ReferralStatus
from referral.domain.surname import normalised
from referral.store import earlier_referrals, secrecy
from referral.store.clients import relations_to
from referral.store.looking import still_looks
from referral.store.rows import ReferralRow
from referral.usecases.make_findable import name_hash
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import DataKey, Erased
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

PREFILL = "prefilling a referral"


@dataclass(frozen=True)
class Called:
    """Whom nobody has a BSN of at hand: all three, for twins share two of them."""

    given_name: str
    family_name: str
    birth_date: date

    def is_name_of(self, person: Person) -> bool:
        return normalised(person.given_name) == normalised(self.given_name)


@dataclass(frozen=True)
class Prefilled:
    """`again`: the referral that can be taken over whole; None where the organisation did not make it.
    `running`: those that go on, as far as the organisation hears of it."""

    person: Person
    municipality: str
    again: UUID | None
    running: tuple[tuple[UUID, ReferralStatus], ...]


async def prefill_referral(tx: Transaction, sought: str | Called, *, by: Organisation) -> Prefilled | None:
    """The person as the own organisation gave them last; for the responsible municipality as anybody did.

    The address is the last that the own organisation gave: who leaves it out does not take it back.
    `sought`: a BSN or a name. None for anybody else, by the same statements in the same number whether or
    not the young person is known (LAW-08). Under a mark of secrecy there is no address in it but for who must
    know (LAW-07). The look is recorded under the keyed hash, and where something is shown under the client
    too.
    """
    if isinstance(sought, Called):
        hashed = name_hash(tx.keyring, sought.birth_date, sought.family_name)
        given = await earlier_referrals.latest_given(tx, by, name_hash=hashed)
    else:
        hashed = tx.keyring.keyed_hash(sought)
        given = await earlier_referrals.latest_given(tx, by, bsn_hash=hashed)
    # What can no longer be opened fills in nothing either.
    given = [row for row in given if still_looks(tx, by, row.region, row.closed_at, row.measure_until)]
    tx.looked_at(hashed.hex(), PREFILL, action=Action.SEARCHED)
    for client in dict.fromkeys(row.client for row in given):
        try:
            key = await tx.keyring.data_key(tx.session, client)
        except Erased:
            continue
        rows = [row for row in given if row.client == client]
        if isinstance(sought, str) or any(sought.is_name_of(open_person(key, row)) for row in rows):
            return await _of_one(tx, by, key, rows)
    return None


async def _of_one(tx: Transaction, by: Organisation, key: DataKey, rows: list[ReferralRow]) -> Prefilled:
    """`rows` of one young person; the first leads."""
    row = rows[0]
    tx.looked_at(row.client, PREFILL, action=Action.LOOKED)
    own = row.organisation == by.id
    others = (open_person(key, each) for each in rows[1:] if own and each.organisation == by.id)
    person = open_person(key, row).with_address_of(others)
    if await secrecy.mark_on(tx, row.client) is not None:
        relations = relations_to(by, row.organisation, row.municipality)
        if not knows_whereabouts(relations, row.measure_until, on=local_day(tx.now)):
            person = person.model_copy(update={"address": None})
    running = [(each.id, each.state_told if each.organisation == by.id else each.state) for each in rows]
    live = tuple((referral, status) for referral, status in running if status in LIVE)
    return Prefilled(person, row.municipality, row.id if own else None, live)
