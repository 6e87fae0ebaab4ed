"""What a roster card says of a day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from crisis.domain.roster_card import OnCard, pieces

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

ON_CARD = st.builds(
    lambda rank, seat, worker, start, length: OnCard(
        rank, seat, worker, worker.upper(), START + start * MINUTE, START + (start + length) * MINUTE
    ),
    st.integers(1, 2),
    st.integers(1, 2),
    st.sampled_from("abc"),
    st.integers(-20, 60),
    st.integers(1, 60),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(ON_CARD, max_size=5), st.integers(0, 3), st.integers(0, 60))
def test_a_card_says_of_every_minute_who_is_there_and_how_many_are_missing(
    shifts: list[OnCard], needed: int, since: int
) -> None:
    needs = [(START - HOUR, (1,)), (START + since * MINUTE, (needed,))]
    end = START + 60 * MINUTE
    found = pieces(shifts, needs, 1, START, end)
    assert found[0].since == START
    assert all((a.names, a.missing) != (b.names, b.missing) for a, b in pairwise(found))
    for number in range(60):
        minute = START + number * MINUTE
        there = {each.name for each in shifts if each.rank == 1 and each.start <= minute < each.end}
        said = [each for each in found if each.since <= minute][-1]
        assert set(said.names) == there
        assert said.missing == max((needed if number >= since else 1) - len(there), 0)
