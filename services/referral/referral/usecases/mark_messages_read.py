"""The people of an organisation have read their inbox up to a message."""

from dataclasses import dataclass
from uuid import UUID

from referral.store import messages
from referral.usecases.read_messages import require_number
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Unread:
    """`read_up_to`: the number up to which it has read; `unread`: how many messages came after it."""

    read_up_to: int
    unread: int


async def mark_messages_read(tx: Transaction, organisation: UUID, message: UUID) -> Unread:
    """Never back: who read less a moment later undoes nothing. Raises InvalidInput."""
    number = await require_number(tx, organisation, message, field="message")
    await messages.set_read_up_to(tx, organisation, number)
    return await unread_of(tx, organisation)


async def unread_of(tx: Transaction, organisation: UUID) -> Unread:
    """The numbers of an inbox have no gap, so the last one says how many there are."""
    read = await messages.read_up_to(tx, organisation)
    return Unread(read, await messages.last_number(tx, organisation) - read)
