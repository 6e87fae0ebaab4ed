"""When shifts may change hands, and what that leaves of the roster."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from crisis.domain.shift import Shift
from crisis.domain.swap import NEXT, Offered, Swap, SwapStatus, stands_elsewhere, why_no_swap
from roster.coverage import doubled, gaps
from roster.effective import EffectiveShift, effective_shifts
from roster.plan import Override, OverrideKind, Plan


def at(hours: int) -> datetime:
    return datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(hours=hours)


def test_every_state_of_a_swap_has_its_row() -> None:
    assert set(NEXT) == set(SwapStatus)
    assert NEXT[SwapStatus.OPEN] == set(SwapStatus) - {SwapStatus.OPEN}


WORKERS = [UUID(int=number) for number in range(1, 4)]
SHIFTS = st.builds(
    lambda worker, rank, start, length: Shift(
        UUID(int=1000 + start), UUID(int=9), worker, rank, at(start), at(start + length)
    ),
    st.sampled_from(WORKERS),
    st.integers(1, 2),
    st.integers(1, 12),
    st.integers(1, 6),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SHIFTS, min_size=1, max_size=6), st.data())
def test_a_swap_that_is_allowed_leaves_every_minute_of_every_rank_with_as_many_people(
    drawn: list[Shift], data: st.DataObject
) -> None:
    adds = [
        Override(str(n), OverrideKind.ADD, each.start, each.end, str(each.worker), rank=each.rank)
        for n, each in enumerate(drawn)
    ]
    start, end = at(0), at(24)
    before = effective_shifts([Plan((1,))], adds, start, end)
    planned = [_shift(number, each) for number, each in enumerate(before)]
    given_, back = data.draw(st.sampled_from(planned)), data.draw(st.sampled_from([*planned, None]))
    taker = back.worker if back else data.draw(st.sampled_from(WORKERS))
    offered = [Offered(each, each.version) if each else None for each in (given_, back)]
    assert offered[0]
    swap = Swap(UUID(int=5), UUID(int=9), offered[0], offered[1], None, None, "x", UUID(int=7), start, start)
    if why_no_swap(swap, taker, start) or stands_elsewhere(swap, taker, planned):
        return
    moves = [(given_, taker)] + ([(back, given_.worker)] if back else [])
    swaps = [
        Override(f"swap-{n}", OverrideKind.REPLACE, s.start, s.end, str(to), str(s.worker), s.rank)
        for n, (s, to) in enumerate(moves)
    ]
    after = effective_shifts([Plan((1,))], [*adds, *swaps], start, end)
    assert gaps(after, (9, 9), start, end) == gaps(before, (9, 9), start, end)
    standing_twice = {each.worker for each in doubled(before, start, end)}
    assert {each.worker for each in doubled(after, start, end)} <= standing_twice


def _shift(number: int, each: EffectiveShift) -> Shift:
    place = (UUID(int=number), UUID(int=9), UUID(each.worker), each.rank, each.start, each.end)
    return Shift(*place, seat=each.seat, source=each.source)
