"""When a provider stops, by its contracts: the rule alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.domain.components import Progress
from referral.domain.status import PlacementStatus
from referral.domain.stopping import (
    Contract,
    first_to_look,
    forms_of_component,
    stop_as_organisation,
    stop_by_contract,
)
from referral.domain.transfer import TransferCause, TransferStatus, settled
from region_policy.codes import CareForm, TermUnit
from region_policy.parts import Term
from region_policy.terms import last_day_of_term
from wirekit.identifiers import uuid7

TODAY = date(2026, 6, 1)
DAY = timedelta(days=1)
HORIZON = 400


def a_term(length: int, unit: TermUnit) -> Term:
    return Term.model_construct(length=length, unit=unit, source=None)


terms = st.builds(a_term, st.integers(1, 30), st.sampled_from(TermUnit))
near = st.integers(-60, 120).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    start = draw(near)
    until = draw(st.none() | st.integers(0, 150).map(lambda days: start + timedelta(days=days)))
    suspended = draw(st.none() | near)
    ended = until is not None and draw(st.booleans())
    status = "suspended" if suspended else "ended" if ended else "in-force"
    return Contract("ambulatory", "regional", ("0148",), status, start, until, suspended)


def covered(known: list[Contract], day: date) -> bool:
    return any(each.valid_from <= day <= each.last_day for each in known)


@pytest.mark.requirement("ZHZ-15")
@given(known=st.lists(contracts(), max_size=4), term=terms)
def test_a_stop_is_the_last_day_of_unbroken_cover_and_told_in_time(known: list[Contract], term: Term) -> None:
    stop = stop_by_contract(known, today=TODAY, term=term)
    if covered(known, TODAY):
        last = TODAY
        while covered(known, last + DAY) and last < TODAY + timedelta(days=HORIZON):
            last += DAY
        has_end = last < TODAY + timedelta(days=HORIZON)
        ending = [each for each in known if each.last_day == last and each.valid_from <= last]
        too_late = last_day_of_term(term, since=TODAY) >= last
        if not has_end:
            assert stop is None
        elif too_late or all(each.ends_unforeseen for each in ending):
            assert stop is not None
        if stop is not None:
            assert stop.last_day == last
    elif stop is not None:
        # No day of today is covered: something ended before, and nothing goes on.
        assert stop.last_day < TODAY
        assert stop.last_day in {each.last_day for each in known}


@given(term=terms, last=near)
def test_the_first_day_to_look_is_the_first_on_which_the_term_no_longer_fits(term: Term, last: date) -> None:
    first = first_to_look(last, term)
    assert last_day_of_term(term, since=first) >= last
    assert last_day_of_term(term, since=first - DAY) < last
    foreseen = Contract("ambulatory", "regional", ("0148",), "in-force", date(2020, 1, 1), last, None)
    stop = stop_by_contract([foreseen], today=first, term=term)
    assert stop is not None
    assert stop.cause is TransferCause.CONTRACT_ENDED
    assert stop_by_contract([foreseen], today=first - DAY, term=term) is None


def test_a_contract_covers_its_form_in_its_municipalities_and_a_national_one_everywhere() -> None:
    local = Contract("living", "local", ("0148",), "in-force", TODAY, None, None)
    national = Contract("living", "national", (), "in-force", TODAY, None, None)
    stay = forms_of_component(is_stay=True, asked=[CareForm.AMBULATORY])
    assert stay == {CareForm.LIVING, CareForm.RESIDENTIAL}
    assert forms_of_component(is_stay=True, asked=[CareForm.RESIDENTIAL]) == {CareForm.RESIDENTIAL}
    assert [each.covers(stay, "0148") for each in (local, national)] == [True, True]
    assert [each.covers(stay, "0193") for each in (local, national)] == [False, True]
    ambulatory = forms_of_component(is_stay=False, asked=[CareForm.LIVING])
    assert not national.covers(ambulatory, "0148")


def test_an_organisation_stops_with_its_entry_or_by_leaving_the_region() -> None:
    midnight = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)  # the end of that day in Amsterdam
    leaves = stop_as_organisation(midnight, works_here=True, today=TODAY)
    assert leaves is not None
    assert (leaves.last_day, leaves.cause) == (date(2026, 6, 30), TransferCause.PROVIDER_STOPS)
    gone = stop_as_organisation(None, works_here=False, today=TODAY)
    assert gone is not None
    assert gone.last_day == TODAY
    assert stop_as_organisation(None, works_here=True, today=TODAY) is None


@pytest.mark.requirement("ZHZ-15")
@given(
    same=st.booleans(),
    latest=st.sampled_from(PlacementStatus) | st.none(),
    progress=st.sampled_from(Progress),
)
def test_a_row_leaves_the_list_by_another_provider_or_an_end_and_by_nothing_else(
    same: bool, latest: PlacementStatus | None, progress: Progress
) -> None:
    left, other = uuid7(), uuid7()
    to = settled(left=left, placed=left if same else other, latest=latest, progress=progress)
    taken = latest in {PlacementStatus.ACCEPTED, PlacementStatus.IN_CARE, PlacementStatus.ENDED}
    if taken and not same:
        assert to is TransferStatus.TRANSFERRED
    elif progress is Progress.OVER:
        assert to is TransferStatus.CLOSED
    else:
        assert to is None
