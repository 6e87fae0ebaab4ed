"""Somebody was erased: the words of each decision become unreadable, facts go, sums stay (LAW-11)."""

from access.readings import ClientErased
from access.store import cases, requests
from servicekit.transaction import Transaction


async def erase_client(tx: Transaction, erased: ClientErased) -> None:
    """Destroy the key of every request of these referrals, and empty what was sealed under it.

    A referral that was never taken in here leaves nothing to erase.
    """
    for referral in sorted(erased.referrals):
        await requests.request(tx, referral, lock=True)
        await cases.destroy_key(tx, referral)
    await cases.forget_facts(tx, erased.ref, erased.referrals)
