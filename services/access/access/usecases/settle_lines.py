"""Say of lines that waited for care to begin what becomes of them."""

from dataclasses import replace

from access.domain.account import Booking, settle
from access.domain.delivery import Care, weigh
from access.domain.entitlement import Entitlement, Grant
from access.events import delivery_event
from access.store import entitlements
from servicekit.transaction import Transaction


async def settle_lines(
    tx: Transaction, entitlement: Entitlement, grant: Grant, care: Care, *, is_closed: bool
) -> list[Booking]:
    """Make each waiting line due or held, in the order in which they came, and tell it.

    Returns what is to be booked; the last booking bears the account after it. The case must be locked.
    """
    bookings: list[Booking] = []
    for line in await entitlements.awaiting_lines(tx, entitlement.id):
        weighed = weigh(
            line.amount_cents,
            line.delivered_on,
            last_day=line.last_day,
            etmalen=line.volume,
            room=grant.room,
            care=care,
            is_closed=is_closed,
        )
        bookings.append(settle(grant.account, line.id, line.amount_cents, weighed.status, line.volume))
        grant = replace(grant, account=bookings[-1].account)
        settled = replace(
            line, version=line.version + 1, status=weighed.status, held_because=weighed.held_because
        )
        await entitlements.change_line(tx, settled)
        tx.publish(delivery_event(settled))
    return bookings
