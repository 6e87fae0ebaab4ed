"""The ledger adds up, whatever is delivered in whatever order."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.account import (
    Account,
    Entry,
    EntryKind,
    add_up,
    commit,
    crossed,
    deliver,
    expect_back,
    give_back,
    lower_ceiling,
    raise_ceiling,
    settle,
)
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
        assert getattr(Account().after(Entry(kind, 7)), kind.sum) == 7


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("deliver", "raise", "lower", "stop", "close")), st.integers(1, 60_000), st.booleans()
    ),
    max_size=40,
)


@pytest.mark.requirement("IJS-12")
@given(ceiling=st.integers(0, 200_000), steps=STEPS)
def test_at_every_step_committed_is_due_and_left_and_returned_and_what_is_left_is_expected_back_after_a_stop(
    ceiling: int, steps: list[tuple[str, int, bool]]
) -> None:
    """`granted`: what the decision and its changes set apart, counted beside the ledger."""
    booking = commit(ceiling)
    account, entries, granted, has_stopped, shares = booking.account, [*booking.entries], ceiling, False, []
    for number, (step, cents, in_time) in enumerate(steps):
        if step == "deliver":
            care = Care(FIRST, None) if in_time else Care(LAST, None)
            weighed = weigh_here(cents, FIRST, account, care)
            booking = deliver(account, UUID(int=number), cents, weighed.status)
            assert (weighed.status is LineStatus.DUE) is (in_time and cents <= account.left)
        elif step == "raise":
            booking, granted = raise_ceiling(account, cents), granted + cents
        elif step == "lower" and cents <= account.left:
            booking, granted = lower_ceiling(account, cents), granted - cents
        elif step == "lower":
            with pytest.raises(ValueError):
                lower_ceiling(account, cents)
            continue
        elif step == "stop":
            # A raise after a stop that left nothing is not expected back: it was given to be used.
            booking, has_stopped = expect_back(account), account.left > 0 or has_stopped
        else:
            booking = give_back(account)
        shares += [(account.committed, each) for each in crossed(account, booking.account, (75, 100))]
        account, entries = booking.account, [*entries, *booking.entries]
        assert add_up(entries) == account
        assert account.committed == granted == account.due + account.left + account.returned
        assert 0 <= account.due <= granted
        assert account.expected_back in (0, account.left)
        assert account.expected_back == 0 or has_stopped
        if step == "stop":
            assert account.expected_back == account.left
        if step == "close":
            assert (account.left, account.expected_back) == (0, 0)
            assert give_back(account).entries == ()
    # Until the ceiling changes no share is passed twice.
    assert len(shares) == len(set(shares)) or len({ceiling for ceiling, _ in shares}) > 1


def test_a_ceiling_is_raised_by_something_and_lowered_by_no_more_than_is_left() -> None:
    account = deliver(commit(1_000).account, UUID(int=1), 400, LineStatus.DUE).account
    for by in (0, -1, 601):
        with pytest.raises(ValueError):
            lower_ceiling(account, by)
    with pytest.raises(ValueError):
        raise_ceiling(account, 0)
    lowered = lower_ceiling(account, 600)
    assert (lowered.account.committed, lowered.account.left) == (400, 0)
    assert lowered.entries == (Entry(EntryKind.COMMITTED, -600),)


@pytest.mark.parametrize(
    ("before", "after", "told"), [(0, 749, ()), (749, 750, (75,)), (750, 999, ()), (10, 1_000, (75, 100))]
)
def test_a_share_is_passed_by_the_step_that_reaches_it(
    before: int, after: int, told: tuple[int, ...]
) -> None:
    now, then = (Account(committed=1_000, due=due) for due in (before, after))
    assert crossed(now, then, (75, 100)) == told
    assert crossed(Account(), Account(), (75, 100)) == ()
