"""Store new delivery lines of one entitlement: book them, tell them, and warn of what they do."""

from collections.abc import Sequence
from dataclasses import replace

from access.domain.account import Booking, deliver
from access.domain.delivery import Line, LineStatus
from access.domain.entitlement import Entitlement, Grant
from access.events import delivery_event
from access.store import decisions, entitlements
from access.usecases.draw_back import draw_back
from access.usecases.warn_of_account import warn_of_lines
from servicekit.transaction import Transaction


async def book_lines(
    tx: Transaction, entitlement: Entitlement, grant: Grant, lines: Sequence[Line]
) -> tuple[tuple[Line, ...], Grant]:
    """The lines with what was left after each, and the grant as it becomes. The case must be locked.

    They were weighed against `draw_back.room_of` this grant, one after the other.
    """
    before = grant.account
    bookings: list[Booking] = []
    stored: list[Line] = []
    for line in lines:
        if line.status is LineStatus.DUE:
            grant, drawn = await draw_back(tx, grant, line)
            bookings += drawn
        bookings.append(deliver(grant.account, line.id, line.amount_cents, line.status, line.volume))
        grant = replace(grant, account=bookings[-1].account)
        stored.append(replace(line, left_cents=grant.account.left))
        await entitlements.add_line(tx, stored[-1])
        tx.publish(delivery_event(stored[-1]))
    await decisions.book(tx, grant.id, *bookings)
    await warn_of_lines(tx, entitlement, stored, before=before, after=grant.account)
    return tuple(stored), grant
