"""Money that moved on with the family pays a late line of the earlier provider all the same (NV-23)."""

from dataclasses import replace

from access.domain.account import Booking, lower_ceiling, raise_ceiling
from access.domain.delivery import Line, Room
from access.domain.entitlement import Grant
from access.store import decisions
from access.usecases.within_schedule import within_schedule
from servicekit.transaction import Transaction


async def room_of(tx: Transaction, grant: Grant, *, cents: int | None = None, etmalen: int = 0) -> Room:
    """What may still become due: what is left here, and of what moved on the part that nobody used yet.

    `cents` and `etmalen`: how much is wanted, where that is known; what moved on is not asked for if this
    grant has it itself.
    """
    room = grant.room
    if cents is not None and cents <= room.cents and etmalen <= (room.etmalen or 0):
        return await within_schedule(tx, grant, room)
    # What moved on is at a provider that this one does not see; its sum is all that counts here.
    async with tx.seeing_all():
        for later in await decisions.moved_on(tx, grant):
            room = room.less(-later.room.cents, -(later.room.etmalen or 0))
        return await within_schedule(tx, grant, room)


async def draw_back(tx: Transaction, grant: Grant, line: Line) -> tuple[Grant, tuple[Booking, ...]]:
    """Let this line become due here: what is short is taken from where it moved to, so the total stays.

    `room_of` must have had room for it. Returns the grant as it becomes, and what is to be booked on it.
    """
    cents, etmalen = line.amount_cents, line.volume
    if cents <= grant.account.left and etmalen <= (grant.room.etmalen or 0):
        return grant, ()
    async with tx.seeing_all():  # what moved on is booked on as well
        return await _draw_back(tx, grant, line)


async def _draw_back(tx: Transaction, grant: Grant, line: Line) -> tuple[Grant, tuple[Booking, ...]]:
    cents, etmalen = line.amount_cents, line.volume
    bookings: list[Booking] = []
    for later in await decisions.moved_on(tx, grant):
        short = min(max(cents - grant.account.left, 0), later.account.left)
        nights = min(max(etmalen - (grant.room.etmalen or 0), 0), later.room.etmalen or 0)
        if short:
            await decisions.book(tx, later.id, lower_ceiling(later.account, short))
            bookings.append(raise_ceiling(grant.account, short))
            grant = replace(grant, account=bookings[-1].account)
            grant = await _units_back(tx, grant, later, line.units)
        if nights:
            await decisions.set_etmalen(tx, later.id, (later.etmalen or 0) - nights)
            await decisions.set_etmalen(tx, grant.id, (grant.etmalen or 0) + nights)
            grant = replace(grant, etmalen=(grant.etmalen or 0) + nights)
    return grant, tuple(bookings)


async def _units_back(tx: Transaction, grant: Grant, later: Grant, units: int) -> Grant:
    """Of a product the units go with their money."""
    if grant.quantity is None or later.quantity is None:
        return grant
    moved = min(units, later.quantity)
    await decisions.set_quantity(tx, later.id, later.quantity - moved)
    await decisions.set_quantity(tx, grant.id, grant.quantity + moved)
    return replace(grant, quantity=grant.quantity + moved)
