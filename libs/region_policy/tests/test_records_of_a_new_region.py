"""What must be on record in a region that nobody worked with before: by age, form, renewal, list and law."""

from datetime import timedelta

import pytest

from region_policy.cases import Choice
from region_policy.codes import HelpForm, Precondition, ReferrerType, Route
from region_policy.decisions import advise
from region_policy.model import RegionPolicy
from region_policy.reasons import Reason

from .trial_cases import A_STAY, DAY, SMALL, a_case, codes, decided, on_record


@pytest.mark.requirement("HLM-10")
def test_the_mandatory_items_of_the_weighing_list_are_answered_first(kunstland: RegionPolicy) -> None:
    open_items = decided(kunstland, SMALL, record=on_record(weighed=frozenset({"at-school"})))
    (missing,) = open_items.broken
    assert missing.code is Reason.WEIGHING_ITEMS_MISSING
    assert missing.values["items"] == "safe-now, at-home"
    one_left = decided(kunstland, SMALL, record=on_record(weighed=frozenset({"safe-now"})))
    assert one_left.broken[0].values["items"] == "at-home"
    assert decided(kunstland, SMALL).is_allowed


@pytest.mark.requirement("HLM-09")
def test_a_group_is_decided_after_ambulatory_help_and_a_family_were_considered(
    kunstland: RegionPolicy,
) -> None:
    neither = on_record(Precondition.AMBULATORY_WEIGHED, Precondition.FAMILY_SETTING_WEIGHED)
    both_missing = [Reason.AMBULATORY_NOT_WEIGHED, Reason.FAMILY_SETTING_NOT_WEIGHED]
    for form, told in (
        (HelpForm.LIVING_GROUP, both_missing),
        (None, both_missing),
        (HelpForm.FOSTER_CARE, both_missing[:1]),
    ):
        stay = A_STAY.model_copy(update={"help_form": form})
        assert codes(decided(kunstland, stay, record=neither).broken) == told
        assert decided(kunstland, stay).is_allowed


@pytest.mark.requirement("NV-14")
def test_help_past_eighteen_needs_a_ground_and_stops_at_twenty_three(kunstland: RegionPolicy) -> None:
    def told(age: int, ground: str | None = None) -> list[Reason]:
        return codes(decided(kunstland, SMALL, age=age, prolonged_ground=ground).broken)

    for age in (18, 22):
        assert told(age) == told(age, "wish") == [Reason.PROLONGED_NEEDS_GROUND]
        assert told(age, "begun-before") == []
    assert told(23, "begun-before") == told(23) == [Reason.AGE_OUT_OF_RANGE]
    assert told(17, "begun-before") == [Reason.PROLONGED_GROUND_TOO_YOUNG]
    (refused,) = decided(kunstland, SMALL, age=23, prolonged_ground="measure").broken
    assert refused.values["oldest"] == 22
    gp = a_case(ReferrerType.GENERAL_PRACTITIONER, age=20, prolonged_ground="measure")
    assert advise(kunstland, gp).open_routes


@pytest.mark.requirement("NV-15")
def test_a_plan_for_later_is_asked_from_sixteen_on(kunstland: RegionPolicy) -> None:
    without = on_record(Precondition.PERSPECTIVE_PLAN)
    assert decided(kunstland, A_STAY, record=without, age=15).is_allowed
    refused = decided(kunstland, A_STAY, record=without, age=16)
    assert codes(refused.broken) == [Reason.PERSPECTIVE_PLAN_MISSING]
    assert decided(kunstland, A_STAY, age=16).is_allowed


@pytest.mark.requirement("ZHZ-10")
def test_a_renewal_needs_an_evaluation_and_why_help_is_still_needed(kunstland: RegionPolicy) -> None:
    neither = (Precondition.PROGRESS_EVALUATION, Precondition.NECESSITY)
    assert decided(kunstland, SMALL, record=on_record(*neither)).is_allowed
    renewed = decided(kunstland, SMALL, record=on_record(*neither, is_renewal=True))
    assert codes(renewed.broken) == [Reason.PROGRESS_EVALUATION_MISSING, Reason.NECESSITY_MISSING]
    assert decided(kunstland, SMALL, record=on_record(is_renewal=True)).is_allowed


@pytest.mark.requirement("LAW-09", "LAW-02")
def test_a_determination_is_confirmed_on_form_only_and_ends_with_the_authorisation(
    kunstland: RegionPolicy,
) -> None:
    institution = {"referrer": ReferrerType.CERTIFIED_INSTITUTION, "measure_in_force": True}
    only_that = {
        "present": frozenset({Precondition.DETERMINATION}),
        "steps": frozenset(),
        "weighed": frozenset(),
    }

    def told(until: int | None, **changed: object) -> list[Reason]:
        end = None if until is None else DAY + timedelta(days=until)
        record = on_record(is_supervised=True, authorised_until=end, **{**only_that, **changed})
        return codes(decided(kunstland, A_STAY, record=record, **institution).broken)

    assert told(89) == []
    assert told(59) == told(88) == [Reason.OUTLASTS_AUTHORISATION]
    assert told(None) == [Reason.AUTHORISATION_MISSING]
    assert told(89, present=frozenset()) == [Reason.DETERMINATION_MISSING]
    by_budget = decided(kunstland, SMALL, **institution)
    assert codes(by_budget.broken) == [Reason.ROUTE_CLOSED_BY_MEASURE]
    by_product = Choice(route=Route.PRODUCT, product="standby", days=90)
    assert decided(kunstland, by_product, record=on_record(**only_that), **institution).is_allowed
