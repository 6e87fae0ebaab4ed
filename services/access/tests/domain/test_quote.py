"""The price of a quote, and what its award grants: to the cent, for any hours and etmalen."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.quote import Hours, Nights, Quote, fits, granted_by, priced
from access.domain.words import Period
from region_policy.codes import Component
from region_policy.loader import Policies
from region_policy.model import NoTariff
from wirekit.identifiers import uuid7

POLICY = Policies.load(Path(__file__).parents[4] / "regions").by_region["ijsselland"][-1]
DAY = date(2026, 3, 10)
GROUPS = {group.id: group.tariffs[-1].cents_per_hour for group in POLICY.function_groups.items}
INTENSITIES = list(POLICY.all_intensities)
A_PROVIDER = uuid7()

hours = st.dictionaries(st.sampled_from(sorted(GROUPS)), st.integers(1, 600_000), max_size=7)
nights = st.dictionaries(st.sampled_from(INTENSITIES), st.integers(1, 366), max_size=3)


@pytest.mark.requirement("IJS-13")
@given(hours, nights)
def test_the_amount_is_the_sum_of_its_lines_and_the_grants_together_are_the_amount(
    minutes: dict[str, int], etmalen: dict[str, int]
) -> None:
    lines = priced(
        POLICY,
        [Hours(group, number) for group, number in minutes.items()],
        [Nights(intensity, number) for intensity, number in etmalen.items()],
        day=DAY,
    )
    quote = Quote(lines, DAY, DAY + timedelta(days=365), datetime(2026, 4, 9, tzinfo=UTC))
    for line in lines:
        if line.component is Component.AMBULATORY:
            assert line.function_group is not None
            assert line.minutes is not None
            exact = GROUPS[line.function_group] * line.minutes
            assert abs(line.amount_cents * 60 - exact) <= 30, "rounded to the nearest cent"
        else:
            assert line.etmalen is not None
            assert line.amount_cents == line.tariff_cents * line.etmalen
    grants = granted_by(quote, first=DAY, provider=A_PROVIDER, authorised=None)
    assert sum(grant.ceiling_cents or 0 for grant in grants) == quote.amount_cents
    assert len(grants) == bool(minutes) + len(etmalen)
    assert [grant.etmalen for grant in grants if grant.etmalen] == list(etmalen.values())


def test_half_a_cent_is_rounded_up_per_line() -> None:
    (line,) = priced(POLICY, [Hours("group-2", 2)], [], day=DAY)
    assert (GROUPS["group-2"] * 2 / 60, line.amount_cents) == (261.5, 262)


def test_a_day_before_the_first_tariff_has_no_price() -> None:
    for asked in ([Hours("group-2", 60)], [Hours("nothing", 60)]):
        with pytest.raises(NoTariff):
            priced(POLICY, asked, [], day=date(2021, 12, 31))


@given(st.integers(1, 400), st.integers(0, 400), st.integers(-50, 50), st.integers(-50, 450))
def test_etmalen_fit_where_there_is_a_night_for_each(number: int, length: int, opens: int, ends: int) -> None:
    last = DAY + timedelta(days=length)
    assert fits([number], DAY, last) == (number <= length + 1)
    if opens > ends:
        return
    authorised = Period(DAY + timedelta(days=opens), DAY + timedelta(days=ends))
    inside = {DAY + timedelta(days=d) for d in range(max(0, opens), min(length, ends) + 1)}
    assert fits([number], DAY, last, authorised=authorised) == (number <= len(inside))
