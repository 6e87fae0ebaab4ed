"""The ledger adds up, whatever is delivered in whatever order."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.account import Account, Entry, EntryKind, add_up, commit, deliver, give_back, settle
from access.domain.delivery import Care, Hold, LineStatus, Room, Weighed, weigh
from region_policy.money import amount_cents

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
LINES = st.lists(
    st.tuples(
        st.integers(0, 20_000),  # cents per hour
        st.integers(1, 1440),
        st.integers(-5, 100),  # days after the first day of the grant
    ),
    max_size=40,
)


def weigh_here(amount: int, day: date, account: Account, care: Care, *, is_closed: bool = False) -> Weighed:
    return weigh(
        amount,
        day,
        last_day=day,
        etmalen=0,
        room=Room(account.left, None, FIRST, LAST),
        care=care,
        is_closed=is_closed,
    )


@pytest.mark.requirement("IJS-10")
@given(ceiling=st.integers(0, 2_000_000), lines=LINES, start_after=st.integers(0, 40))
def test_what_is_committed_is_always_due_plus_left_and_at_closing_the_rest_returns(
    ceiling: int, lines: list[tuple[int, int, int]], start_after: int
) -> None:
    booking = commit(ceiling)
    entries: list[Entry] = [*booking.entries]
    account = booking.account
    waiting: list[tuple[UUID, int, date]] = []
    care = Care()
    for number, (tariff, minutes, after) in enumerate(lines):
        if number == start_after:
            care = Care(FIRST, None)
            account, more = start(account, waiting, care)
            entries += more
        amount, day = amount_cents(tariff, minutes), FIRST + timedelta(days=after)
        weighed = weigh_here(amount, day, account, care)
        booking = deliver(account, UUID(int=number), amount, weighed.status)
        if weighed.status is LineStatus.AWAITING_START:
            waiting.append((UUID(int=number), amount, day))
        account = booking.account
        entries += booking.entries
        assert add_up(entries) == account
        assert account.committed == ceiling == account.due + account.left
        assert 0 <= account.due <= ceiling
        assert account.delivered == account.due + account.held + account.awaiting
    returned = give_back(account)
    assert returned.account.returned == account.left
    assert returned.account.left == 0
    assert returned.account.committed == returned.account.due + returned.account.returned
    assert give_back(returned.account).account == returned.account


def start(account: Account, waiting: list[tuple[UUID, int, date]], care: Care) -> tuple[Account, list[Entry]]:
    entries: list[Entry] = []
    for line, amount, day in waiting:
        booking = settle(account, line, amount, weigh_here(amount, day, account, care).status)
        account = booking.account
        entries += booking.entries
    waiting.clear()
    return account, entries


def test_a_line_is_held_with_every_reason_that_holds_it() -> None:
    care = Care(date(2026, 2, 1), date(2026, 2, 10))
    account = commit(100).account
    assert weigh_here(101, date(2026, 4, 1), account, care).held_because == (
        Hold.OUTSIDE_PERIOD,
        Hold.AFTER_STOP,
        Hold.BEYOND_CEILING,
    )
    assert weigh_here(100, date(2026, 1, 31), account, care).held_because == (Hold.BEFORE_START,)
    assert weigh_here(100, date(2026, 2, 1), account, care).status is LineStatus.DUE
    assert weigh_here(100, date(2026, 2, 10), account, care).status is LineStatus.DUE
    assert weigh_here(100, FIRST, account, Care(), is_closed=True).held_because == (Hold.NEVER_STARTED,)


def test_a_line_that_fills_the_ceiling_to_the_cent_is_due_and_one_cent_more_is_held_whole() -> None:
    account = commit(500).account
    care = Care(FIRST, None)
    assert weigh_here(500, FIRST, account, care).status is LineStatus.DUE
    beyond = weigh_here(501, FIRST, account, care)
    assert beyond.held_because == (Hold.BEYOND_CEILING,)
    after = deliver(account, UUID(int=1), 501, beyond.status).account
    assert (after.due, after.held, after.left) == (0, 501, 500)


def test_care_of_one_placement_has_stopped_only_when_each_period_has() -> None:
    one, other = date(2026, 1, 5), date(2026, 2, 5)
    assert Care.of([]) == Care()
    assert Care.of([(one, one), (other, None)]) == Care(one, None)
    assert Care.of([(other, other), (one, one)]) == Care(one, other)


def test_every_kind_of_entry_has_its_sum() -> None:
    for kind in EntryKind:
        assert getattr(Account().after(Entry(kind, 7)), kind.value) == 7
