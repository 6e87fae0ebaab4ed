"""Erase again whom a restored backup brought back: that it was done is kept beyond the backups."""

from datetime import date, datetime
from uuid import UUID

from auditlog.entry import Action
from referral.store import erasures, merges
from referral.usecases.destroy_client import ERASING, empty
from sealing import erasures as erased
from servicekit.subscriptions import Subscription, Subscriptions
from servicekit.transaction import Transaction, Transactions
from wirekit.events import Reading
from wirekit.settings import RoomSettings


class ErasedBefore(Reading):
    """Our own event, as it was told when the client (`ref`) was erased."""

    erasure: UUID
    municipality: str
    ground: str
    asked_on: date
    set_aside: tuple[str, ...]
    erased_at: datetime
    erased_by: UUID
    erased_role: str


async def erase_again(tx: Transaction, told: ErasedBefore) -> None:
    """Nobody else is told anew. Who is erased already, or was not known in the backup, stays so."""
    if not await merges.clients(tx, told.ref) or await erasures.was_erased(tx, told.ref):
        return
    locked = await merges.lock_referrals(tx, told.ref)
    record = told.model_dump(include=set(ErasedBefore.model_fields) - set(Reading.model_fields) - {"erasure"})
    record |= {"id": told.erasure, "client": told.ref, "region": told.region}
    await erasures.add(tx, record | {"set_aside": list(told.set_aside)})
    tx.looked_at(told.ref, ERASING, action=Action.DESTROYED)
    await empty(tx, [told.ref], [row.id for row in locked])


async def before_answering(settings: RoomSettings, transactions: Transactions) -> None:
    await erased.keep_erased(settings, transactions, *of_this_room(transactions), once=True)


async def keep_erased(settings: RoomSettings, transactions: Transactions) -> None:
    await erased.keep_erased(settings, transactions, *of_this_room(transactions), once=False)


def of_this_room(transactions: Transactions) -> tuple[erased.Apply, erased.Keys]:
    """How an erasure is applied again, and which data keys it destroys: that of the client."""
    told = Subscription("client.erased", "referral", ErasedBefore, erase_again)
    return Subscriptions(transactions, [told]).apply, lambda envelope: {envelope.subject}
