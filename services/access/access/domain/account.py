"""The money of one grant, in euro cents: an account that is never more than the sum of its entries.

A grant of a stay has a volume too: the etmalen that have become due count beside the cents.

committed = due + left until the grant is closed; then what is left is returned, and
committed = due + returned. Delivered = due + held + what still awaits the start of care. Once care has
stopped all that is left is expected back, until the provider's final line or the end of its term (IJS-12).
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
    EXPECTED_BACK = "expected-back"
    RETURNED = "returned"

    @property
    def sum(self) -> str:
        """Of which sum of the account it is."""
        return self.value.replace("-", "_")


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
    """Sums in cents, and etmalen. `held` counts what was delivered and is not paid (yet).

    `expected_back` is 0 while care goes on, and then the same as `left`.
    """

    committed: int = 0
    delivered: int = 0
    due: int = 0
    held: int = 0
    expected_back: int = 0
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
        sums = {entry.kind.sum: getattr(self, entry.kind.sum) + entry.cents}
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


def raise_ceiling(account: Account, by_cents: int) -> Booking:
    """Set more money apart. Raises ValueError where it is not more."""
    if by_cents <= 0:
        raise ValueError("a raise is more than nothing")
    return _book(account, Entry(EntryKind.COMMITTED, by_cents))


def lower_ceiling(account: Account, by_cents: int) -> Booking:
    """Set less money apart, never less than what is due. Raises ValueError where more than what is left goes.

    It is a COMMITTED entry below zero: the sum of those is the ceiling, and RETURNED keeps meaning what
    nobody needed. A line that still awaits the start of care keeps no money back from it.
    """
    if not 0 < by_cents <= account.left:
        raise ValueError("no more than what is left can be taken back")
    return _book(account, Entry(EntryKind.COMMITTED, -by_cents))


def deliver(account: Account, delivery: UUID, cents: int, status: LineStatus, etmalen: int = 0) -> Booking:
    """Book a line that came in, and what it has become."""
    came_in = Entry(EntryKind.DELIVERED, cents, delivery, etmalen)
    return _book(account, came_in, *_outcome(delivery, cents, status, etmalen))


def settle(account: Account, delivery: UUID, cents: int, status: LineStatus, etmalen: int = 0) -> Booking:
    """Book what a line has become that waited for the start of care."""
    return _book(account, *_outcome(delivery, cents, status, etmalen))


def expect_back(account: Account) -> Booking:
    """Care has stopped: what is left is expected back, and each line that still becomes due lowers it."""
    return _book(account, *_unless_nothing(EntryKind.EXPECTED_BACK, account.left - account.expected_back))


def give_back(account: Account) -> Booking:
    """Return what is left to the municipality (IJS-12); a second time there is nothing left."""
    return _book(account, *_unless_nothing(EntryKind.RETURNED, account.left))


def crossed(before: Account, after: Account, percents: Iterable[int]) -> tuple[int, ...]:
    """Which of these shares of the ceiling became due by this step."""
    return tuple(
        percent
        for percent in percents
        if before.due * 100 < percent * after.committed <= after.due * 100 and after.committed > 0
    )


def _outcome(delivery: UUID, cents: int, status: LineStatus, etmalen: int) -> tuple[Entry, ...]:
    match status:
        case LineStatus.DUE:
            return (Entry(EntryKind.DUE, cents, delivery, etmalen),)
        case LineStatus.HELD:
            return (Entry(EntryKind.HELD, cents, delivery, etmalen),)
        case LineStatus.AWAITING_START:
            return ()


def _unless_nothing(kind: EntryKind, cents: int) -> tuple[Entry, ...]:
    return (Entry(kind, cents),) if cents else ()


def _book(account: Account, *entries: Entry) -> Booking:
    """Add these entries; where money is expected back already, that goes along with what is left."""
    after = add_up(entries, account)
    if account.expected_back and after.left != after.expected_back:
        follows = Entry(EntryKind.EXPECTED_BACK, after.left - after.expected_back)
        return Booking(after.after(follows), (*entries, follows))
    return Booking(after, entries)
