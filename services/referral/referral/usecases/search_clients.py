"""Find a young person by BSN, or by birth date and surname: exact, and only who has a part in it (LAW-08)."""

from datetime import date

from auditlog.entry import Action
from referral.store import name_hashes
from referral.store.name_hashes import Found
from referral.usecases.make_findable import name_hash
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

SEARCHING = "search for a client"


async def search_clients(
    tx: Transaction, *, bsn: str | None, birth_date: date | None, family_name: str | None, by: Organisation
) -> list[Found]:
    """The referrals that match and that this organisation may look at; none for anybody else.

    Nothing that is sealed is opened for it. Recorded under the keyed hash, known or not, so that both cost
    the same; and under each young person who was found, who may read who searched.
    """
    if bsn is not None:
        sought = tx.keyring.keyed_hash(bsn)
        found = await name_hashes.search(tx, by, bsn_hash=sought)
    else:
        assert birth_date is not None, "the form asks for a BSN or for both"
        assert family_name is not None, "the form asks for a BSN or for both"
        sought = name_hash(tx.keyring, birth_date, family_name)
        found = await name_hashes.search(tx, by, name_hash=sought)
    tx.looked_at(sought.hex(), SEARCHING, action=Action.SEARCHED)
    for client in dict.fromkeys(client for _, _, client, _ in found):
        tx.looked_at(client, SEARCHING, action=Action.SEARCHED)
    return found
