"""Who has a say about a young person, for who has a part in the referral."""

from dataclasses import replace
from uuid import UUID

from referral.domain.relations import Relation
from referral.domain.secrecy import knows_whereabouts
from referral.store import people, referrals, secrecy
from referral.store.standings import standing_in_referral
from referral.usecases.keep_person import KEEPING, KnownPerson, key_of, opened
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


async def read_people(tx: Transaction, referral_id: UUID, by: Organisation) -> list[KnownPerson]:
    """Those on record under this referral, and everybody who must not be told, whoever noted that.

    The responsible municipality sees all of the client's. Under a mark of secrecy an address, and who wrote
    this down where it is the provider, are for who may know whereabouts. The look is recorded.
    Raises NotFound, RuleBroken (erased).
    """
    standing = await standing_in_referral(tx, by, referral_id)
    if standing is None:
        raise NotFound
    row = await referrals.referral(tx, referral_id)
    key = await key_of(tx, row.client)
    wishes = await people.preferences_of(tx, row.client)
    not_to_tell = set(wishes.not_to_tell) if wishes else set()
    sees_all = Relation.RESPONSIBLE_MUNICIPALITY in standing.relations
    # Whom not to tell must be known to all who write or call, whoever noted that.
    async with tx.seeing_all():
        everybody = await people.people_of_client(tx, row.client)
    found = [
        opened(key, each)
        for each in everybody
        if sees_all or each.referral == row.id or each.id in not_to_tell
    ]
    tx.looked_at(row.client, KEEPING)
    if await secrecy.mark_on(tx, row.client) is None:
        return found
    hidden = await secrecy.providers_hidden_from(tx, by, [row.client])
    found = [replace(each, recorded_by=None) if each.recorded_by in hidden else each for each in found]
    if not knows_whereabouts(standing.relations, row.measure_until, on=local_day(tx.now)):
        return [replace(each, address=None) for each in found]
    return found
