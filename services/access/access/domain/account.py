"""The money of one grant, in euro cents: an account that is never more than the sum of its entries.

A grant of a stay has a volume too: the etmalen that have become due count beside the cents.

committed = due + left until the grant is closed; then what is left is returned, and
committed = due + returned. Delivered = due + held + what still awaits the start of care.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from access.domain.delivery import LineStatus


class EntryKind(StrEnum):
    COMMITTED = "committed"
    DELIVERED = "delivered"
    DUE = "due"
    HELD = "held"
    RETURNED = "returned"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger; it is added and never changed. `delivery` is the line that it books.

    `etmalen` are those of a line of a stay, 0 for hours.
    """

    kind: EntryKind
    cents: int
    delivery: UUID | None = None
    etmalen: int = 0


@dataclass(frozen=True)
class Account:
    """Sums in cents, and etmalen. `held` counts what was delivered and is not paid (yet)."""

    committed: int = 0
    delivered: int = 0
    due: int = 0
    held: int = 0
    returned: int = 0
    due_etmalen: int = 0

    @property
    def left(self) -> int:
        """What may still become due."""
        return self.committed - self.due - self.returned

    @property
    def awaiting(self) -> int:
        return self.delivered - self.due - self.held

    def after(self, entry: Entry) -> "Account":
        sums = {entry.kind.value: getattr(self, entry.kind.value) + entry.cents}
        if entry.kind is EntryKind.DUE:
            sums["due_etmalen"] = self.due_etmalen + entry.etmalen
        return replace(self, **sums)


@dataclass(frozen=True)
class Booking:
    """The account as it becomes, and the entries that make it so."""

    account: Account
    entries: tuple[Entry, ...]


def add_up(entries: Iterable[Entry], start: Account | None = None) -> Account:
    account = start or Account()
    for entry in entries:
        account = account.after(entry)
    return account


def commit(ceiling_cents: int) -> Booking:
    """Set money apart for a grant; nothing is due by it (IJS-10)."""
    return _book(Account(), Entry(EntryKind.COMMITTED, ceiling_cents))


def deliver(account: Account, delivery: UUID, cents: int, status: LineStatus, etmalen: int = 0) -> Booking:
    """Book a line that came in, and what it has become."""
    came_in = Entry(EntryKind.DELIVERED, cents, delivery, etmalen)
    return _book(account, came_in, *_outcome(delivery, cents, status, etmalen))


def settle(account: Account, delivery: UUID, cents: int, status: LineStatus, etmalen: int = 0) -> Booking:
    """Book what a line has become that waited for the start of care."""
    return _book(account, *_outcome(delivery, cents, status, etmalen))


def give_back(account: Account) -> Booking:
    """Return what is left to the municipality (IJS-12)."""
    return _book(account, Entry(EntryKind.RETURNED, account.left))


def _outcome(delivery: UUID, cents: int, status: LineStatus, etmalen: int) -> tuple[Entry, ...]:
    match status:
        case LineStatus.DUE:
            return (Entry(EntryKind.DUE, cents, delivery, etmalen),)
        case LineStatus.HELD:
            return (Entry(EntryKind.HELD, cents, delivery, etmalen),)
        case LineStatus.AWAITING_START:
            return ()


def _book(account: Account, *entries: Entry) -> Booking:
    return Booking(add_up(entries, account), entries)
