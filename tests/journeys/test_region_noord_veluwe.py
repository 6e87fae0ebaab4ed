"""Noord Veluwe as its purchase vision tells it: as light as can be, the family leads, no gap at eighteen."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from region_policy.answers import Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import Complexity, LegalStep, Place, Precondition, ReferrerType, Route
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason

REGIONS = Path(__file__).parents[2] / "regions"
REGISTER = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
TEXT = (REGIONS / "noord-veluwe" / "2018-01-01.yaml").read_text(encoding="utf-8")
POLICY = load_text(TEXT, REGISTER)
DAY = date(2018, 3, 1)
ELBURG, ERMELO = "0230", "0233"
COURSE = Choice(route=Route.PRODUCT, product="integral-course")
STAY = Choice(route=Route.STAY, etmalen=30, intensity="step-3")
ONE_OFF = Choice(route=Route.ONE_OFF_CONTRACT, ceiling_cents=420000, ground="new-initiative")
VIEWS = (Precondition.VIEW_FAMILY, Precondition.VIEW_ACCESS_WORKER, Precondition.VIEW_PROFESSIONAL)
HEAVIER, PLAN = Precondition.HEAVIER_ROUTE, Precondition.FAMILY_GROUP_PLAN
TOO_LONG, ELSEWHERE = Precondition.LONGEST_DURATION, Precondition.PLACE_ELSEWHERE


def a_case(referrer: str = "municipality", town: str = ELBURG, age: int = 9, **facts: Any) -> Facts:
    return Facts(municipality=town, referrer=ReferrerType(referrer), age=age, decision_day=DAY, **facts)


def decided(choice: Choice, *missing: Precondition, facts: Facts | None = None, **changed: Any) -> Verdict:
    """The desk's decision with all on record that any rule asks, but for what is named."""
    record = OnRecord(
        present=frozenset(Precondition) - {*missing}, **{"steps": frozenset(LegalStep), **changed}
    )
    return check_desk_decision(POLICY, facts or a_case(), [choice], on_record=record)


def broken(verdict: Verdict) -> list[Reason]:
    return [reason.code for reason in verdict.broken]


@pytest.mark.requirement("NV-07")
def test_light_help_comes_first_and_heavier_or_longer_help_says_why() -> None:
    for complexity in Complexity:
        advice = advise(POLICY, a_case(complexity=complexity))
        assert advice.recommended
        assert advice.recommended.route is Route.FREELY_ACCESSIBLE
        order = POLICY.first_offered.order_for(complexity)
        assert set(order) == set(advice.open_routes)
        assert (order[0], order[-1]) == (Route.FREELY_ACCESSIBLE, Route.STAY)
    for choice in (COURSE, STAY, ONE_OFF):
        assert broken(decided(choice, HEAVIER)) == [Reason.HEAVIER_ROUTE_REASON_MISSING]
        assert decided(choice).is_allowed
    long = COURSE.model_copy(update={"days": 183})
    assert broken(decided(long, TOO_LONG)) == [Reason.DURATION_TOO_LONG]
    assert decided(long, TOO_LONG, overrides=(TOO_LONG,)).overridden == (TOO_LONG,)


@pytest.mark.requirement("NV-09", "NV-10")
def test_the_family_group_plan_is_a_switch_and_soft_rules_give_way_to_a_reason_while_the_law_does_not() -> (
    None
):
    ermelo = a_case(town=ERMELO)
    assert decided(COURSE, PLAN).is_allowed
    for choice in (COURSE, STAY, ONE_OFF):
        assert broken(decided(choice, PLAN, facts=ermelo)) == [Reason.FAMILY_GROUP_PLAN_NOT_OFFERED]
        assert decided(choice, facts=ermelo).is_allowed
    assert decided(COURSE, PLAN, facts=ermelo, overrides=(PLAN,)).overridden == (PLAN,)
    far = COURSE.model_copy(update={"place": Place.ELSEWHERE})
    assert decided(far, ELSEWHERE, overrides=(ELSEWHERE,)).overridden == (ELSEWHERE,)
    law = Precondition.LEGAL_STEPS
    refused = [Reason.RULE_CANNOT_BE_OVERRIDDEN, Reason.LEGAL_STEPS_MISSING]
    assert broken(decided(COURSE, steps=frozenset(), overrides=(law,))) == refused
    # That a plan may become a condition was only talked about; that it is so anywhere is our example.
    setting = POLICY.settings[0]
    assert (setting.source.status, setting.illustrative) == ("discussed", True)


@pytest.mark.requirement("NV-13")
def test_a_missing_view_of_the_three_is_shown_and_going_on_states_the_need() -> None:
    for choice in (COURSE, STAY):
        for view in VIEWS:
            assert decided(choice, view).noted == (view,)
        assert decided(choice).noted == ()
        assert decided(choice, Precondition.NECESSITY).is_allowed
        renewed = decided(choice, Precondition.NECESSITY, is_renewal=True)
        assert broken(renewed) == [Reason.NECESSITY_MISSING]


@pytest.mark.requirement("NV-14", "NV-15")
def test_there_is_a_plan_from_sixteen_and_help_after_eighteen_needs_a_ground() -> None:
    plan = Precondition.PERSPECTIVE_PLAN
    noted = {age: decided(COURSE, plan, facts=a_case(age=age)).noted for age in (15, 16, 17)}
    assert noted == {15: (), 16: (plan,), 17: (plan,)}
    ground = {"prolonged_ground": "began-before"}
    assert broken(decided(COURSE, facts=a_case(age=18))) == [Reason.PROLONGED_NEEDS_GROUND]
    assert decided(COURSE, facts=a_case(age=22, **ground)).is_allowed
    assert broken(decided(COURSE, facts=a_case(age=23, **ground))) == [Reason.AGE_OUT_OF_RANGE]


@pytest.mark.requirement("GRO-10", "HLM-21")
def test_a_mix_of_fundings_bought_at_three_levels_and_a_contract_for_one_family() -> None:
    always = Choice(route=Route.PRODUCT, product="always-ready")
    hours = Choice(route=Route.PRODUCT, product="guidance-at-home")
    for choice, needed in ((always, {"days": 90}), (hours, {"quantity": 600})):
        assert broken(decided(choice)) == [Reason.FIELD_NEEDED_BY_FUNDING]
        assert decided(choice.model_copy(update=needed)).is_allowed
    assert broken(decided(COURSE, Precondition.INTENDED_RESULT)) == [Reason.INTENDED_RESULT_MISSING]
    level = {str(each.form): each.level for each in POLICY.buying.items}
    assert (level["ambulatory"], level["highly-specialist"]) == ("regional", "supra-regional")
    national = Choice(route=Route.NATIONAL_ARRANGEMENT, product="national-specialist")
    assert check(POLICY, a_case("general-practitioner"), national).settled_by == "referrer"
    assert POLICY.landscape.contracts.individual
    assert broken(decided(ONE_OFF.model_copy(update={"ground": None}))) == [Reason.GROUND_MISSING]
