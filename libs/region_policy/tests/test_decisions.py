"""What is open to whom in IJsselland, told as the cases of a desk."""

from datetime import date, timedelta
from typing import Any

import pytest

from region_policy.answers import Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    CareForm,
    Complexity,
    LegalStep,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.decisions import advise, check, check_award, check_desk_decision
from region_policy.language import Language
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason

DAY = date(2022, 3, 1)
ALL_BUDGETS = (
    "advice-and-start",
    "short-treatment",
    "guidance-at-home",
    "treatment",
    "family-approach",
    "intensive-treatment",
    "long-term-support",
)
BUDGETS_OF_THE_GP = ALL_BUDGETS[:2]
DOCTORS = (
    ReferrerType.GENERAL_PRACTITIONER,
    ReferrerType.YOUTH_DOCTOR,
    ReferrerType.MEDICAL_SPECIALIST,
)


def a_case(referrer: ReferrerType, **facts: Any) -> Facts:
    """A nine-year-old in Dalfsen on 1 March 2022, unless the facts say otherwise."""
    usual: dict[str, Any] = {"municipality": "0148", "age": 9, "decision_day": DAY}
    return Facts(referrer=referrer, **{**usual, **facts})


def on_record(*missing: Precondition, **changed: Any) -> OnRecord:
    """All that any rule asks, but for what is named."""
    present = frozenset(Precondition) - {Precondition.LEGAL_STEPS, *missing}
    return OnRecord(**{"present": present, "steps": frozenset(LegalStep), **changed})


def codes(verdict: Verdict) -> list[Reason]:
    return [reason.code for reason in verdict.broken]


def a_quote() -> Choice:
    return Choice(route=Route.QUOTE, ground="complex-question")


def by_budget(budget: str | None) -> Choice:
    return Choice(route=Route.CHOICE_BUDGET, budget=budget)


@pytest.mark.requirement("IJS-16")
def test_a_general_practitioner_has_two_budgets_a_quote_and_the_choice_left_to_the_provider(
    ijsselland: RegionPolicy,
) -> None:
    advice = advise(ijsselland, a_case(ReferrerType.GENERAL_PRACTITIONER))
    assert set(advice.open_routes) == {Route.CHOICE_BUDGET, Route.LEFT_TO_PROVIDER, Route.QUOTE}
    assert [budget.id for budget in advice.on(Route.CHOICE_BUDGET).budgets] == list(BUDGETS_OF_THE_GP)
    assert [budget.id for budget in advice.on(Route.LEFT_TO_PROVIDER).budgets] == list(BUDGETS_OF_THE_GP)


@pytest.mark.requirement("IJS-16", "LAW-03")
def test_a_general_practitioner_settles_a_budget_alone_and_a_quote_goes_to_the_desk(
    ijsselland: RegionPolicy,
) -> None:
    facts = a_case(ReferrerType.GENERAL_PRACTITIONER)
    for budget in BUDGETS_OF_THE_GP:
        assert check(ijsselland, facts, by_budget(budget)).settled_by is SettledBy.REFERRER
    left = check(ijsselland, facts, Choice(route=Route.LEFT_TO_PROVIDER))
    assert left.settled_by is SettledBy.REFERRER
    assert check(ijsselland, facts, Choice(route=Route.QUOTE)).settled_by is SettledBy.DESK


@pytest.mark.requirement("IJS-16")
@pytest.mark.parametrize("budget", ALL_BUDGETS[2:])
def test_the_other_five_budgets_are_refused_to_a_general_practitioner(
    ijsselland: RegionPolicy, budget: str
) -> None:
    verdict = check(ijsselland, a_case(ReferrerType.GENERAL_PRACTITIONER), by_budget(budget))
    assert [reason.code for reason in verdict.broken] == [Reason.BUDGET_NOT_OPEN_TO_REFERRER]
    assert verdict.settled_by is None


@pytest.mark.requirement("IJS-16")
@pytest.mark.parametrize("doctor", DOCTORS[1:])
def test_youth_doctor_and_specialist_have_the_routes_of_the_gp_marked_as_an_assumption(
    ijsselland: RegionPolicy, doctor: ReferrerType
) -> None:
    rule = ijsselland.rule_for(doctor, measure_in_force=False)
    assert rule is not None
    assert rule.assumption
    advice = advise(ijsselland, a_case(doctor))
    assert advice.open_routes == advise(ijsselland, a_case(DOCTORS[0])).open_routes
    for route in advice.open_routes:
        codes = [reason.code for reason in advice.on(route).reasons]
        assert Reason.ASSUMED_WHERE_SOURCE_IS_SILENT in codes


@pytest.mark.requirement("IJS-15")
@pytest.mark.parametrize("budget", ALL_BUDGETS)
def test_an_institution_with_a_measure_gets_no_choice_budget_from_itself_nor_from_the_desk(
    ijsselland: RegionPolicy, budget: str
) -> None:
    facts = a_case(ReferrerType.CERTIFIED_INSTITUTION, measure_in_force=True)
    own = check(ijsselland, facts, by_budget(budget))
    desk = check_desk_decision(ijsselland, facts, [by_budget(budget)], on_record=on_record())
    assert [reason.code for reason in own.broken] == [Reason.ROUTE_CLOSED_BY_MEASURE]
    assert [reason.code for reason in desk.broken] == [Reason.ROUTE_CLOSED_BY_MEASURE]


@pytest.mark.requirement("IJS-15")
def test_an_institution_with_a_measure_has_a_quote_and_nothing_else(ijsselland: RegionPolicy) -> None:
    facts = a_case(ReferrerType.CERTIFIED_INSTITUTION, measure_in_force=True)
    assert advise(ijsselland, facts).open_routes == (Route.QUOTE,)
    assert check(ijsselland, facts, Choice(route=Route.QUOTE)).is_allowed


@pytest.mark.requirement("LAW-02")
def test_an_institution_without_a_measure_asks_the_desk_like_any_other(ijsselland: RegionPolicy) -> None:
    facts = a_case(ReferrerType.CERTIFIED_INSTITUTION)
    advice = advise(ijsselland, facts)
    assert set(advice.open_routes) == {Route.CHOICE_BUDGET, Route.QUOTE, Route.STAY}
    assert {advice.on(route).settled_by for route in advice.open_routes} == {SettledBy.DESK}


@pytest.mark.requirement("IJS-07", "IJS-06")
@pytest.mark.parametrize("budget", ALL_BUDGETS)
def test_the_desk_may_pick_any_one_of_the_seven_budgets_with_its_intended_result(
    ijsselland: RegionPolicy, budget: str
) -> None:
    assert len(ijsselland.choice_budgets.items) == 7
    facts = a_case(ReferrerType.MUNICIPALITY)
    decided = check_desk_decision(ijsselland, facts, [by_budget(budget)], on_record=on_record())
    assert decided.is_allowed
    assert decided.settled_by is SettledBy.DESK
    without = on_record(Precondition.INTENDED_RESULT)
    refused = check_desk_decision(ijsselland, facts, [by_budget(budget)], on_record=without)
    assert codes(refused) == [Reason.INTENDED_RESULT_MISSING]


@pytest.mark.requirement("IJS-07")
def test_an_eighth_budget_is_refused_and_the_seven_are_named(ijsselland: RegionPolicy) -> None:
    verdict = check_desk_decision(
        ijsselland, a_case(ReferrerType.MUNICIPALITY), [by_budget("eighth")], on_record=on_record()
    )
    assert [reason.code for reason in verdict.broken] == [Reason.BUDGET_UNKNOWN]
    told = verdict.broken[0].text(Language.NL)
    assert all(budget.id in told for budget in ijsselland.choice_budgets.items)
    assert "eighth" not in told  # what a caller sent may be about a person


def test_the_desk_may_settle_the_quote_request_of_a_doctor_by_any_budget(ijsselland: RegionPolicy) -> None:
    facts = a_case(ReferrerType.GENERAL_PRACTITIONER)
    choice = by_budget("family-approach")
    assert check_desk_decision(ijsselland, facts, [choice], on_record=on_record()).is_allowed


@pytest.mark.requirement("IJS-01")
def test_a_case_of_apeldoorn_is_refused_with_the_name_of_its_own_region(ijsselland: RegionPolicy) -> None:
    facts = a_case(ReferrerType.GENERAL_PRACTITIONER, municipality="0200")
    verdict = check(ijsselland, facts, by_budget(BUDGETS_OF_THE_GP[0]))
    assert [reason.code for reason in verdict.broken] == [Reason.MUNICIPALITY_OUTSIDE_REGION]
    for language in Language:
        assert "Apeldoorn" in verdict.broken[0].text(language)
        assert "Midden IJssel-Oost Veluwe" in verdict.broken[0].text(language)


def test_a_refusal_names_every_broken_rule_at_once(ijsselland: RegionPolicy) -> None:
    facts = a_case(
        ReferrerType.GENERAL_PRACTITIONER, municipality="0200", age=18, decision_day=date(2021, 12, 31)
    )
    choice = Choice(route=Route.CHOICE_BUDGET, budget="treatment", etmalen=3)
    assert {reason.code for reason in check(ijsselland, facts, choice).broken} == {
        Reason.POLICY_NOT_YET_IN_FORCE,
        Reason.MUNICIPALITY_OUTSIDE_REGION,
        Reason.AGE_OUT_OF_RANGE,
        Reason.BUDGET_NOT_OPEN_TO_REFERRER,
        Reason.BUDGET_NOT_VALID_ON_DAY,
        Reason.NO_BUDGET_VALID_ON_DAY,
        Reason.STAY_NOT_ON_ROUTE,
    }


@pytest.mark.parametrize(("age", "is_open"), [(0, True), (17, True), (18, False), (23, False)])
def test_a_new_grant_can_be_asked_until_the_eighteenth_birthday(
    ijsselland: RegionPolicy, age: int, is_open: bool
) -> None:
    advice = advise(ijsselland, a_case(ReferrerType.GENERAL_PRACTITIONER, age=age))
    assert bool(advice.open_routes) is is_open


@pytest.mark.requirement("IJS-14")
def test_a_complex_question_is_offered_a_quote_first_and_another_one_the_budgets(
    ijsselland: RegionPolicy,
) -> None:
    simple = advise(ijsselland, a_case(ReferrerType.MUNICIPALITY)).recommended
    hard = advise(ijsselland, a_case(ReferrerType.MUNICIPALITY, complexity=Complexity.COMPLEX))
    assert simple is not None
    assert simple.route is Route.CHOICE_BUDGET
    assert hard.recommended is not None
    assert hard.recommended.route is Route.QUOTE
    assert Route.CHOICE_BUDGET in hard.open_routes


def test_where_only_a_place_to_live_is_asked_the_stay_comes_first(ijsselland: RegionPolicy) -> None:
    facts = a_case(ReferrerType.MUNICIPALITY, forms=(CareForm.LIVING,))
    recommended = advise(ijsselland, facts).recommended
    assert recommended is not None
    assert recommended.route is Route.STAY


@pytest.mark.requirement("IJS-30")
@pytest.mark.parametrize(
    ("etmalen", "reason"),
    [(None, Reason.ETMALEN_MISSING), (0, Reason.ETMALEN_NOT_POSITIVE), (-1, Reason.ETMALEN_NOT_POSITIVE)],
)
def test_a_stay_without_a_positive_number_of_etmalen_is_refused(
    ijsselland: RegionPolicy, etmalen: int | None, reason: Reason
) -> None:
    choice = Choice(route=Route.STAY, etmalen=etmalen, intensity="living-2")
    verdict = check(ijsselland, a_case(ReferrerType.MUNICIPALITY), choice)
    assert [given.code for given in verdict.broken] == [reason]


def test_a_stay_of_thirty_etmalen_at_a_known_intensity_goes_to_the_desk(ijsselland: RegionPolicy) -> None:
    choice = Choice(route=Route.STAY, etmalen=30, intensity="living-2")
    assert check(ijsselland, a_case(ReferrerType.MUNICIPALITY), choice).settled_by is SettledBy.DESK


STAY = Choice(route=Route.STAY, etmalen=90, intensity="living-2")


@pytest.mark.requirement("IJS-24")
def test_one_decision_gives_ambulatory_help_and_a_stay_but_never_two_of_one_component(
    ijsselland: RegionPolicy,
) -> None:
    facts = a_case(ReferrerType.MUNICIPALITY)
    both = check_desk_decision(ijsselland, facts, [by_budget("treatment"), STAY], on_record=on_record())
    assert both.is_allowed
    for twice in ([STAY, STAY], [by_budget("treatment"), a_quote()]):
        refused = check_desk_decision(ijsselland, facts, twice, on_record=on_record())
        assert codes(refused) == [Reason.ONE_ROUTE_PER_COMPONENT]
    both_in_one = by_budget("treatment").model_copy(update={"etmalen": 90, "intensity": "living-2"})
    mixed = check_desk_decision(ijsselland, facts, [both_in_one], on_record=on_record())
    assert codes(mixed) == [Reason.STAY_NOT_ON_ROUTE]
    nothing = check_desk_decision(ijsselland, facts, [], on_record=on_record())
    assert codes(nothing) == [Reason.NOTHING_DECIDED]


@pytest.mark.requirement("LAW-04")
@pytest.mark.parametrize("missing", list(LegalStep))
def test_a_decision_without_one_of_the_five_legal_steps_is_refused_and_names_it(
    ijsselland: RegionPolicy, missing: LegalStep
) -> None:
    steps = frozenset(LegalStep) - {missing}
    refused = check_desk_decision(
        ijsselland,
        a_case(ReferrerType.MUNICIPALITY),
        [by_budget("treatment")],
        on_record=on_record(steps=steps),
    )
    assert codes(refused) == [Reason.LEGAL_STEPS_MISSING]
    assert refused.broken[0].values["steps"] == missing.value


@pytest.mark.requirement("IJS-31")
@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        (Precondition.CONSULTATION_PROVIDER, Reason.CONSULTATION_PROVIDER_MISSING),
        (Precondition.CONSULTATION_FAMILY, Reason.CONSULTATION_FAMILY_MISSING),
    ],
)
def test_a_stay_without_one_of_the_two_consultations_is_refused_and_names_it(
    ijsselland: RegionPolicy, missing: Precondition, reason: Reason
) -> None:
    facts = a_case(ReferrerType.MUNICIPALITY)
    refused = check_desk_decision(ijsselland, facts, [STAY], on_record=on_record(missing))
    assert codes(refused) == [reason]
    ambulatory = check_desk_decision(
        ijsselland, facts, [by_budget("treatment")], on_record=on_record(missing)
    )
    assert ambulatory.is_allowed


@pytest.mark.requirement("NV-10")
def test_a_soft_rule_gives_way_to_a_reason_and_a_hard_one_to_nobody(ijsselland: RegionPolicy) -> None:
    facts, soft = a_case(ReferrerType.MUNICIPALITY), Precondition.LIGHTER_HELP_WEIGHED
    choices = [by_budget("treatment")]
    refused = check_desk_decision(ijsselland, facts, choices, on_record=on_record(soft))
    assert codes(refused) == [Reason.LIGHTER_HELP_NOT_WEIGHED]
    allowed = check_desk_decision(ijsselland, facts, choices, on_record=on_record(soft, overrides=(soft,)))
    assert allowed.overridden == (soft,)
    needless = check_desk_decision(ijsselland, facts, choices, on_record=on_record(overrides=(soft,)))
    assert needless.overridden == ()
    for hard in (Precondition.INTENDED_RESULT, Precondition.DETERMINATION):
        record = on_record(hard, overrides=(hard,))
        assert Reason.RULE_CANNOT_BE_OVERRIDDEN in codes(
            check_desk_decision(ijsselland, facts, choices, on_record=record)
        )


@pytest.mark.requirement("LAW-09")
def test_a_stay_under_supervision_needs_an_authorisation_that_it_does_not_outlast(
    ijsselland: RegionPolicy,
) -> None:
    facts = a_case(ReferrerType.MUNICIPALITY)

    def decided(**record: Any) -> list[Reason]:
        record = {"is_supervised": True, **record}
        return codes(check_desk_decision(ijsselland, facts, [STAY], on_record=on_record(**record)))

    assert decided() == [Reason.AUTHORISATION_MISSING]
    sixty_days = DAY + timedelta(days=59)
    assert decided(authorised_until=sixty_days) == [Reason.OUTLASTS_AUTHORISATION]
    assert decided(authorised_until=DAY + timedelta(days=88)) == [Reason.OUTLASTS_AUTHORISATION]
    assert decided(authorised_until=DAY + timedelta(days=89)) == []
    assert decided(is_supervised=False) == []
    later = {"authorised_from": DAY + timedelta(days=1), "authorised_until": DAY + timedelta(days=89)}
    assert decided(**later) == [Reason.OUTLASTS_AUTHORISATION]


@pytest.mark.requirement("LAW-02", "LAW-03")
def test_what_must_be_on_record_for_an_award_follows_who_asked_the_quote(ijsselland: RegionPolicy) -> None:
    def award(referrer: ReferrerType, record: OnRecord, *, asked: bool = True, **facts: Any) -> list[Reason]:
        return codes(
            check_award(
                ijsselland,
                a_case(referrer, **facts),
                referrer_asked_quote=asked,
                etmalen=(),
                first_day=DAY,
                on_record=record,
            )
        )

    assert award(DOCTORS[0], OnRecord()) == []
    assert Reason.LEGAL_STEPS_MISSING in award(DOCTORS[0], OnRecord(), asked=False)
    institution = ReferrerType.CERTIFIED_INSTITUTION
    with_measure = award(institution, OnRecord(), measure_in_force=True)
    assert with_measure == [Reason.DETERMINATION_MISSING]
    determined = OnRecord(present=frozenset({Precondition.DETERMINATION}))
    assert award(institution, determined, measure_in_force=True) == []
    assert Reason.LEGAL_STEPS_MISSING in award(institution, OnRecord())
    assert Reason.LEGAL_STEPS_MISSING in award(ReferrerType.MUNICIPALITY, OnRecord())


@pytest.mark.requirement("IJS-31")
def test_a_quote_with_a_stay_needs_what_a_stay_needs(ijsselland: RegionPolicy) -> None:
    missing = Precondition.CONSULTATION_FAMILY

    def award(etmalen: tuple[int, ...]) -> list[Reason]:
        facts, record = a_case(ReferrerType.MUNICIPALITY), on_record(missing)
        verdict = check_award(
            ijsselland,
            facts,
            referrer_asked_quote=True,
            etmalen=etmalen,
            first_day=DAY,
            on_record=record,
            ground="complex-question",
        )
        return codes(verdict)

    assert award(()) == []
    assert award((30,)) == [Reason.CONSULTATION_FAMILY_MISSING]
