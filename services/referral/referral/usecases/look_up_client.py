"""Look whether a young person is being helped: only who has a part in it learns so (LAW-08)."""

from uuid import UUID

from auditlog.entry import Action
from referral.domain.status import ReferralStatus
from referral.store import clients
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

LOOK_UP = "look-up of a client"


async def look_up_client(tx: Transaction, bsn: str, *, by: Organisation) -> list[tuple[UUID, ReferralStatus]]:
    """The live referrals in which this organisation has a part; none for anybody else.

    The look is recorded under the keyed hash, known or not, so that both cost the same.
    """
    bsn_hash = tx.keyring.keyed_hash(bsn)
    found = await clients.live_referrals_related_to(tx, by, bsn_hash)
    tx.looked_at(bsn_hash.hex(), LOOK_UP, action=Action.SEARCHED)
    return found
