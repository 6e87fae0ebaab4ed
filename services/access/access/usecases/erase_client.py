"""Somebody was erased: the words of each decision become unreadable, facts go, sums stay (LAW-11)."""

from uuid import UUID

from access.readings import ClientErased
from access.store import cases, ready, requests
from access.usecases.end_ready import DECISION_READY
from access.usecases.request_key import is_erased
from access.usecases.warn_of_ends import ENDS_NEAR
from sealing import erasures
from servicekit.subscriptions import Subscription, Subscriptions
from servicekit.transaction import Transaction, Transactions
from wirekit.events import Envelope
from wirekit.settings import RoomSettings


async def erase_client(tx: Transaction, erased: ClientErased) -> None:
    """Destroy the key of every request of these referrals, and empty what was sealed under it.

    A referral that was never taken in here leaves nothing to erase.
    """
    if all([await is_erased(tx, referral) for referral in erased.referrals]):
        return
    for referral in sorted(erased.referrals):
        await requests.request(tx, referral, lock=True)
        await tx.cancel_deadline(DECISION_READY, referral)
        await tx.cancel_deadline(ENDS_NEAR, referral)
        await ready.drop(tx, referral)
        await cases.destroy_key(tx, referral)
    await cases.forget_facts(tx, erased.ref, erased.referrals)


async def before_answering(settings: RoomSettings, transactions: Transactions) -> None:
    """Erase again whom a restored backup brought back, before anybody reads of them."""
    await erasures.keep_erased(settings, transactions, *of_this_room(transactions), once=True)


async def keep_erased(settings: RoomSettings, transactions: Transactions) -> None:
    await erasures.keep_erased(settings, transactions, *of_this_room(transactions), once=False)


def of_this_room(transactions: Transactions) -> tuple[erasures.Apply, erasures.Keys]:
    """How an erasure is applied again, and which data keys it destroys: those of the requests."""
    told = Subscription("client.erased", "referral", ClientErased, erase_client)
    return Subscriptions(transactions, [told]).apply, _keys


def _keys(envelope: Envelope) -> set[UUID]:
    return set(ClientErased.of(envelope).referrals)
