"""No reason without words: in Dutch and English, with every placeholder filled."""

from datetime import date, timedelta
from string import Formatter
from typing import Any

import pytest

from region_policy.answers import Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    CareForm,
    Complexity,
    Funding,
    HelpForm,
    LegalStep,
    Place,
    Precondition,
    ReferrerType,
    Route,
)
from region_policy.decisions import advise, check, check_award, check_desk_decision
from region_policy.language import Language
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason, ReasonGiven, texts
from region_policy.rules_of_products import PRODUCT_FIELDS

from .trial_cases import A_STAY, SMALL, a_case


def test_every_reason_route_and_referrer_has_words_in_both_languages() -> None:
    assert set(texts().reasons) == set(Reason)
    assert set(texts().routes) == set(Route)
    assert set(texts().referrers) == set(ReferrerType)
    assert set(texts().preconditions) == set(Precondition)
    assert set(texts().legal_steps) == set(LegalStep)
    assert set(texts().fundings) == set(Funding)
    assert set(PRODUCT_FIELDS) <= set(texts().fields)


def test_the_dutch_and_the_english_text_of_a_reason_name_the_same_values() -> None:
    for reason, name in texts().reasons.items():
        assert placeholders(name.nl) == placeholders(name.en), reason


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.fixture
def every_reason_given(
    ijsselland: RegionPolicy, kunstland: RegionPolicy, trial_policies: Policies
) -> list[ReasonGiven]:
    """Cases that together make every reason appear."""
    early, late = trial_policies.by_region["proefstreek"]
    day = date(2022, 3, 1)
    ours: dict[str, Any] = {"municipality": "0148", "age": 9, "decision_day": day}
    gp = Facts(referrer=ReferrerType.GENERAL_PRACTITIONER, **ours)
    desk = Facts(referrer=ReferrerType.MUNICIPALITY, **ours)
    youth_doctor = Facts(referrer=ReferrerType.YOUTH_DOCTOR, **ours)
    under_measure = Facts(referrer=ReferrerType.CERTIFIED_INSTITUTION, measure_in_force=True, **ours)
    wrong = Facts(
        municipality="0200",
        referrer=ReferrerType.MUNICIPALITY,
        age=18,
        decision_day=date(2021, 12, 31),
    )
    nowhere = wrong.model_copy(update={"municipality": "9999"})
    autumn = Facts(
        municipality="0200",
        referrer=ReferrerType.GENERAL_PRACTITIONER,
        age=9,
        decision_day=date(2021, 9, 1),
    )
    specialist = autumn.model_copy(update={"referrer": ReferrerType.MEDICAL_SPECIALIST})
    budget, stay = Route.CHOICE_BUDGET, Route.STAY
    a_stay = Choice(route=stay, etmalen=90, intensity="living-2")
    verdicts = [
        check(ijsselland, wrong, Choice(route=budget)),
        check(ijsselland, nowhere, Choice(route=budget, budget="ninth", etmalen=3)),
        check(ijsselland, gp, Choice(route=budget, budget="family-approach")),
        check(ijsselland, gp, Choice(route=Route.QUOTE, budget="treatment")),
        check(ijsselland, under_measure, Choice(route=budget, budget="treatment")),
        check(ijsselland, desk, Choice(route=stay)),
        check(ijsselland, desk, Choice(route=stay, etmalen=0, intensity="tent")),
        check_desk_decision(ijsselland, desk, [], on_record=OnRecord()),
        check_desk_decision(
            ijsselland,
            desk,
            [Choice(route=budget, budget="treatment"), Choice(route=budget, budget="treatment")],
            on_record=OnRecord(overrides=(Precondition.INTENDED_RESULT,)),
        ),
        *(
            check_desk_decision(ijsselland, desk, [a_stay], on_record=supervised)
            for supervised in (
                OnRecord(is_supervised=True),
                OnRecord(is_supervised=True, authorised_until=day),
            )
        ),
        check_award(
            ijsselland,
            under_measure,
            referrer_asked_quote=True,
            etmalen=(),
            first_day=day,
            on_record=OnRecord(),
        ),
        check(early, autumn, Choice(route=budget, budget="summer")),
        check(early, autumn, Choice(route=Route.LEFT_TO_PROVIDER)),
        check(late, specialist, Choice(route=budget)),
    ]
    verdicts += verdicts_of_a_new_region(kunstland)
    advices = [
        advise(kunstland, a_case(ReferrerType.GENERAL_PRACTITIONER)),
        advise(ijsselland, gp),
        advise(ijsselland, youth_doctor),
        advise(ijsselland, gp.model_copy(update={"complexity": Complexity.COMPLEX})),
        advise(ijsselland, Facts(referrer=ReferrerType.MUNICIPALITY, forms=(CareForm.LIVING,), **ours)),
    ]
    given = [reason for verdict in verdicts for reason in (*verdict.broken, *verdict.grounds)]
    for advice in advices:
        given += [reason for route in advice.routes for reason in route.reasons]
        given += advice.recommended.reasons if advice.recommended else ()
    return given


def verdicts_of_a_new_region(policy: RegionPolicy) -> list[Verdict]:
    """What is asked on products, grounds, settings, ages and the record."""
    nothing, long = OnRecord(is_renewal=True), a_case(age=17, prolonged_ground="measure", category="48")
    product = Choice(route=Route.PRODUCT, ground="mood")
    elsewhere = SMALL.model_copy(
        update={"place": Place.ELSEWHERE, "product": "hours", "ceiling_cents": 1, "days": 0}
    )
    choices = [
        elsewhere,
        A_STAY.model_copy(update={"help_form": HelpForm.LIVING_GROUP, "place": Place.ELSEWHERE, "days": 731}),
        Choice(route=Route.QUOTE),
        Choice(route=Route.ONE_OFF_CONTRACT),
        Choice(route=Route.FREELY_ACCESSIBLE),
        product,
        product.model_copy(update={"product": "cake"}),
        product.model_copy(update={"product": "hours"}),
        product.model_copy(update={"product": "course", "quantity": 0}),
        A_STAY.model_copy(update={"help_form": HelpForm.ONLINE}),
        A_STAY.model_copy(update={"help_form": HelpForm.TREATMENT_BED}),
    ]
    yesterday = a_case(decision_day=policy.valid_from - timedelta(days=1))
    heerlen, roermond = a_case(municipality="0917", age=16, category="99"), a_case(municipality="0957")
    return [
        *(check_desk_decision(policy, heerlen, [choice], on_record=nothing) for choice in choices),
        *(check_desk_decision(policy, yesterday, [each], on_record=nothing) for each in (A_STAY, choices[7])),
        check(policy, a_case(), SMALL),
        check(policy, long, SMALL),
        check(policy, a_case(age=20), SMALL),
        check(
            policy,
            roermond.model_copy(update={"referrer": ReferrerType.FAMILY}),
            Choice(route=Route.TASK_BASED),
        ),
    ]


def test_every_reason_is_given_somewhere_and_fills_every_placeholder(
    every_reason_given: list[ReasonGiven],
) -> None:
    assert {reason.code for reason in every_reason_given} == set(Reason)
    for reason in every_reason_given:
        for language in Language:
            text = reason.text(language)
            assert text
            assert "{" not in text
            assert "}" not in text


def test_a_reason_survives_being_stored_as_json(every_reason_given: list[ReasonGiven]) -> None:
    for reason in every_reason_given:
        assert ReasonGiven.model_validate_json(reason.model_dump_json()) == reason
