"""Say of lines that waited for care to begin what becomes of them."""

from dataclasses import replace

from access.domain.account import Booking, settle
from access.domain.delivery import Care, Hold, Line, LineStatus, Weighed, weigh
from access.domain.entitlement import Entitlement, Grant
from access.events import delivery_event
from access.store import entitlements
from access.usecases.draw_back import draw_back, room_of
from access.usecases.warn_of_account import warn_of_lines
from servicekit.transaction import Transaction


async def settle_lines(
    tx: Transaction, entitlement: Entitlement, grant: Grant, care: Care, *, is_closed: bool
) -> list[Booking]:
    """Make each waiting line due or held, in the order in which they came, and tell it.

    Returns what is to be booked; the last booking bears the account after it. The case must be locked.
    """
    before = grant.account
    bookings: list[Booking] = []
    settled: list[Line] = []
    for line in await entitlements.awaiting_lines(tx, entitlement.id):
        weighed = weigh(
            line.amount_cents,
            line.delivered_on,
            last_day=line.last_day,
            etmalen=line.volume,
            room=await room_of(tx, grant, cents=line.amount_cents, etmalen=line.volume),
            care=care,
            is_closed=is_closed,
        )
        if line.etmalen and await entitlements.nights_due_elsewhere(
            tx, entitlement, line.delivered_on, line.last_day
        ):
            weighed = Weighed(LineStatus.HELD, (*weighed.held_because, Hold.PAID_ELSEWHERE))
        if weighed.status is LineStatus.DUE:
            grant, drawn = await draw_back(tx, grant, line)
            bookings += drawn
        bookings.append(settle(grant.account, line.id, line.amount_cents, weighed.status, line.volume))
        grant = replace(grant, account=bookings[-1].account)
        settled.append(
            replace(
                line,
                version=line.version + 1,
                status=weighed.status,
                held_because=weighed.held_because,
                left_cents=grant.account.left,
            )
        )
        await entitlements.change_line(tx, settled[-1])
        tx.publish(delivery_event(settled[-1]))
    await warn_of_lines(tx, entitlement, settled, before=before, after=grant.account)
    return bookings
