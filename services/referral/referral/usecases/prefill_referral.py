"""What an organisation need not fill in again about a young person, because it gave or may see it (NV-22)."""

from dataclasses import dataclass
from uuid import UUID

from auditlog.entry import Action
from referral.domain.person import Person
from referral.domain.secrecy import knows_whereabouts
from referral.store import earlier_referrals, secrecy
from referral.store.clients import relations_to
from referral.store.looking import still_looks
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import Erased
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

PREFILL = "prefilling a referral"


@dataclass(frozen=True)
class Prefilled:
    """`again`: the referral that can be taken over whole; None where the organisation did not make it."""

    person: Person
    municipality: str
    again: UUID | None


async def prefill_referral(tx: Transaction, bsn: str, *, by: Organisation) -> Prefilled | None:
    """The person as the own organisation gave them last; for the responsible municipality as anybody did.

    The address is the last that the own organisation gave: who leaves it out does not take it back.
    None for anybody else, by the same statements in the same number whether or not the young person is known
    (LAW-08). Under a mark of secrecy there is no address in it but for who must know (LAW-07). The look is
    recorded under the keyed hash, and where something is shown under the client too.
    """
    bsn_hash = tx.keyring.keyed_hash(bsn)
    given = await earlier_referrals.latest_given(tx, by, bsn_hash)
    # What can no longer be opened fills in nothing either.
    rows = [row for row in given if still_looks(tx, by, row.region, row.closed_at, row.measure_until)]
    tx.looked_at(bsn_hash.hex(), PREFILL, action=Action.SEARCHED)
    if not rows:
        return None
    row = rows[0]
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        return None
    tx.looked_at(row.client, PREFILL, action=Action.LOOKED)
    own = row.organisation == by.id
    others = (open_person(key, each) for each in rows[1:] if own and each.organisation == by.id)
    person = open_person(key, row).with_address_of(others)
    if await secrecy.mark_on(tx, row.client) is not None:
        relations = relations_to(by, row.organisation, row.municipality)
        if not knows_whereabouts(relations, row.measure_until, on=local_day(tx.now)):
            person = person.model_copy(update={"address": None})
    return Prefilled(person, row.municipality, row.id if own else None)
