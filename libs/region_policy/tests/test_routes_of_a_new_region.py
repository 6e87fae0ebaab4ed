"""A region that nobody worked with before: its routes, products and categories decide without any code."""

from pathlib import Path

import pytest

from region_policy.cases import Choice
from region_policy.codes import (
    CareForm,
    Complexity,
    Component,
    Funding,
    Place,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.decisions import advise, check, check_award
from region_policy.language import Language
from region_policy.loader import check_files
from region_policy.model import RegionPolicy
from region_policy.reasons import Reason
from region_policy.register import MunicipalityRegister

from .trial_cases import A_STAY, DAY, SMALL, a_case, codes, decided, kept, on_record

HOURS = Choice(route=Route.PRODUCT, product="hours", quantity=600)
BY_HOURS = (
    "funding: effort, unit: minute, "
    "tariffs: [{from: 2022-01-01, cents: 8000}, {from: 2023-01-01, cents: 8200}]"
)
FUNDED = {
    Funding.EFFORT: BY_HOURS,
    Funding.AVAILABILITY: "funding: availability",
    Funding.RESULT: "funding: result, unit: piece, tariffs: [{from: 2022-01-01, cents: 9000}]",
    Funding.POPULATION: "funding: population",
}


@pytest.mark.requirement("HLM-21")
def test_a_product_that_is_paid_in_another_way_needs_other_fields(
    kunstland: RegionPolicy, register: MunicipalityRegister, trial_folder: Path
) -> None:
    bare = Choice(route=Route.PRODUCT, product="hours")
    without_result = on_record(Precondition.INTENDED_RESULT)
    needed, refused = {}, {}
    for funding, written in FUNDED.items():
        # A text that was kept may still name what is paid for a population.
        policy = kept(kunstland.text.replace(BY_HOURS, written), register)
        verdicts = [
            decided(policy, bare.model_copy(update=fields), record=without_result)
            for fields in ({}, {"days": 30}, {"quantity": 600}, {"days": 30, "quantity": 600})
        ]
        refused[funding] = [codes(verdict.broken) for verdict in verdicts]
        needed[funding] = verdicts[0].broken[0].values.get("field") if verdicts[0].broken else None
    missing, superfluous = Reason.FIELD_NEEDED_BY_FUNDING, Reason.FIELD_NOT_WITH_FUNDING
    assert refused == {
        Funding.EFFORT: [[missing], [missing], [], []],
        Funding.AVAILABILITY: [[missing], [], [superfluous, missing], [superfluous]],
        Funding.RESULT: [
            [Reason.INTENDED_RESULT_MISSING],
            [Reason.INTENDED_RESULT_MISSING],
            [superfluous, Reason.INTENDED_RESULT_MISSING],
            [superfluous, Reason.INTENDED_RESULT_MISSING],
        ],
        Funding.POPULATION: [[Reason.NO_DECISION_ON_ROUTE]] * 4,
    }
    assert (needed[Funding.EFFORT], needed[Funding.AVAILABILITY]) == ("quantity", "days")
    file = trial_folder / "kunstland" / "2022-01-01.yaml"
    file.write_text(kunstland.text.replace(BY_HOURS, "funding: hope"), encoding="utf-8")
    (mistake,) = check_files([file], register)
    assert mistake.field == "products.list.1.funding"
    assert "'availability', 'effort', 'result' or 'population'" in mistake.message


@pytest.mark.requirement("NV-07")
def test_the_lightest_comes_first_and_a_heavier_one_needs_a_reason(kunstland: RegionPolicy) -> None:
    advice = advise(kunstland, a_case())
    assert advice.offered[0] is Route.FREELY_ACCESSIBLE
    assert advice.offered[-2:] == (Route.STAY, Route.NATIONAL_ARRANGEMENT)
    assert set(advice.offered) == set(advice.open_routes)
    assert advice.recommended is not None
    assert advice.recommended.route is Route.FREELY_ACCESSIBLE
    only_stay = advise(kunstland, a_case(forms=(CareForm.LIVING,)))
    assert only_stay.offered[:2] == (Route.STAY, Route.NATIONAL_ARRANGEMENT)
    assert set(only_stay.offered) == set(advice.offered)
    far = Choice(route=Route.NATIONAL_ARRANGEMENT, product="far-clinic", quantity=90)
    without = on_record(Precondition.HEAVIER_ROUTE)
    for heaviest in (A_STAY, far):
        assert codes(decided(kunstland, heaviest, record=without).broken) == [
            Reason.HEAVIER_ROUTE_REASON_MISSING
        ]
        assert decided(kunstland, heaviest).is_allowed


@pytest.mark.requirement("NV-10")
def test_soft_gives_way_to_a_reason_noted_stops_nobody_and_hard_stays(kunstland: RegionPolicy) -> None:
    soft, noted = Precondition.HEAVIER_ROUTE, Precondition.VIEW_FAMILY
    without = on_record(soft, noted)
    assert codes(decided(kunstland, SMALL, record=without).broken) == [Reason.HEAVIER_ROUTE_REASON_MISSING]
    allowed = decided(kunstland, SMALL, record=on_record(soft, noted, overrides=(soft,)))
    assert (allowed.overridden, allowed.noted) == ((soft,), (noted,))
    for firm in (Precondition.PLACE_ELSEWHERE, Precondition.WEIGHING_LIST, noted):
        refused = decided(kunstland, SMALL, record=on_record(overrides=(firm,)))
        assert codes(refused.broken) == [Reason.RULE_CANNOT_BE_OVERRIDDEN]
    long = HOURS.model_copy(update={"days": 400})
    assert codes(decided(kunstland, long).broken) == []
    too_long = on_record(Precondition.LONGEST_DURATION)
    assert codes(decided(kunstland, long, record=too_long).broken) == [Reason.DURATION_TOO_LONG]
    by_reason = on_record(Precondition.LONGEST_DURATION, overrides=(Precondition.LONGEST_DURATION,))
    assert decided(kunstland, long, record=by_reason).overridden == (Precondition.LONGEST_DURATION,)


@pytest.mark.requirement("IJS-05")
def test_help_is_given_in_the_own_surroundings_unless_a_reason_says_where_else(
    ijsselland: RegionPolicy, kunstland: RegionPolicy
) -> None:
    for policy, municipality, choice in (
        (ijsselland, "0148", Choice(route=Route.CHOICE_BUDGET, budget="treatment")),
        (kunstland, "0983", SMALL),
    ):
        assert choice.place is Place.OWN_SURROUNDINGS
        without = on_record(Precondition.PLACE_ELSEWHERE)
        assert decided(policy, choice, record=without, municipality=municipality).is_allowed
        there = choice.model_copy(update={"place": Place.AT_PROVIDER})
        refused = decided(policy, there, record=without, municipality=municipality)
        assert codes(refused.broken) == [Reason.PLACE_ELSEWHERE_REASON_MISSING]
        assert decided(policy, there, municipality=municipality).is_allowed
    a_place_for_a_stay = decided(kunstland, A_STAY.model_copy(update={"place": Place.ELSEWHERE}))
    assert codes(a_place_for_a_stay.broken) == [Reason.PLACE_ONLY_FOR_AMBULATORY]


@pytest.mark.requirement("IJS-14")
def test_the_desk_records_a_ground_for_a_quote_and_others_need_none(
    ijsselland: RegionPolicy, kunstland: RegionPolicy
) -> None:
    for policy, municipality, ground in (
        (ijsselland, "0148", "complex-question"),
        (kunstland, "0983", "complex"),
    ):
        facts = a_case(municipality=municipality)
        for chosen, told in (
            (None, [Reason.GROUND_MISSING]),
            ("mood", [Reason.GROUND_UNKNOWN]),
            (ground, []),
        ):
            asked = Choice(route=Route.QUOTE, ground=chosen)
            assert codes(decided(policy, asked, municipality=municipality).broken) == told
            award = check_award(
                policy,
                facts,
                referrer_asked_quote=True,
                etmalen=(),
                first_day=DAY,
                on_record=on_record(),
                ground=chosen,
            )
            assert codes(award.broken) == told
        without = decided(policy, Choice(route=Route.QUOTE), municipality=municipality)
        assert ground in without.broken[0].text(Language.NL)
    complex_case = advise(kunstland, a_case(complexity=Complexity.COMPLEX)).offered
    simple_case = advise(kunstland, a_case()).offered
    assert complex_case.index(Route.QUOTE) < complex_case.index(Route.CHOICE_BUDGET)
    assert simple_case.index(Route.CHOICE_BUDGET) < simple_case.index(Route.QUOTE)
    for referrer in (ReferrerType.GENERAL_PRACTITIONER, ReferrerType.CERTIFIED_INSTITUTION):
        asked_by = a_case(referrer, municipality="0148", measure_in_force=True)
        assert check(ijsselland, asked_by, Choice(route=Route.QUOTE)).is_allowed


@pytest.mark.requirement("IJS-02", "IJS-04")
def test_every_category_has_its_component_and_what_lies_outside_is_sent_on(
    ijsselland: RegionPolicy, kunstland: RegionPolicy
) -> None:
    for policy, municipality, outsides in ((ijsselland, "0148", ("47", "48")), (kunstland, "0983", ("48",))):
        assert policy.categories is not None
        for each in policy.categories.items:
            advice = advise(policy, a_case(municipality=municipality, category=each.category))
            assert advice.components == (each.component,)
            assert advice.open_routes
        for category in outsides:
            refused = advise(policy, a_case(municipality=municipality, category=category))
            assert refused.open_routes == ()
            assert all(Reason.CATEGORY_OUTSIDE_MODEL in codes(route.reasons) for route in refused.routes)
        unknown = decided(policy, SMALL, municipality=municipality, category="99")
        assert Reason.CATEGORY_UNKNOWN in codes(unknown.broken)
    both = advise(kunstland, a_case(category="46", forms=(CareForm.AMBULATORY, CareForm.LIVING)))
    assert both.components == (Component.AMBULATORY, Component.STAY, Component.CRISIS)


@pytest.mark.requirement("GRO-01", "ZHZ-03")
def test_where_nobody_decides_a_referral_is_settled_and_the_desk_grants_nothing(
    kunstland: RegionPolicy,
) -> None:
    gp = a_case(ReferrerType.GENERAL_PRACTITIONER)
    for route, settled_by in (
        (Route.TASK_BASED, SettledBy.PROVIDER),
        (Route.FREELY_ACCESSIBLE, SettledBy.NOBODY),
    ):
        assert check(kunstland, gp, Choice(route=route)).settled_by is settled_by
    refused = decided(kunstland, Choice(route=Route.FREELY_ACCESSIBLE))
    assert codes(refused.broken) == [Reason.NO_DECISION_ON_ROUTE]


@pytest.mark.requirement("HLM-20")
def test_only_a_contract_for_one_young_person_has_an_amount_that_was_agreed(kunstland: RegionPolicy) -> None:
    one_off = Choice(route=Route.ONE_OFF_CONTRACT, days=30)
    for cents, told in ((None, [Reason.AGREED_AMOUNT_MISSING]), (0, [Reason.AGREED_AMOUNT_MISSING]), (1, [])):
        assert codes(decided(kunstland, one_off.model_copy(update={"ceiling_cents": cents})).broken) == told
    priced = SMALL.model_copy(update={"ceiling_cents": 1, "days": 0})
    assert codes(decided(kunstland, priced).broken) == [
        Reason.AGREED_AMOUNT_NOT_ON_ROUTE,
        Reason.DURATION_NOT_POSITIVE,
    ]


def test_a_product_is_one_of_the_route_with_a_tariff_of_the_day_in_whole_units(
    kunstland: RegionPolicy, register: MunicipalityRegister
) -> None:
    def told(**fields: object) -> list[Reason]:
        return codes(decided(kunstland, HOURS.model_copy(update=fields)).broken)

    assert told() == []
    assert told(product=None) == [Reason.PRODUCT_MISSING]
    assert told(product="far-clinic") == told(product="cake") == [Reason.PRODUCT_UNKNOWN]
    assert told(quantity=0) == [Reason.QUANTITY_NOT_POSITIVE]
    later = kept(
        kunstland.text.replace("from: 2022-01-01, cents: 99900", "from: 2022-06-01, cents: 99900"), register
    )
    course = Choice(route=Route.PRODUCT, product="course")
    assert codes(decided(later, course).broken) == [Reason.NO_PRODUCT_TARIFF_ON_DAY]
    assert codes(decided(kunstland, SMALL.model_copy(update={"product": "hours"})).broken) == [
        Reason.PRODUCT_NOT_ON_ROUTE
    ]
