"""The story of Haarlem's opinion note of February 2021, told as cases of Zuid-Kennemerland and IJmond."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import HelpForm, LegalStep, Precondition, ReferrerType, Route, SettledBy, Status
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason
from wegwijs_cli.settings import LauncherSettings

REGIONS = LauncherSettings().regions_dir
FILE = REGIONS / "zuid-kennemerland-ijmond" / "2022-01-01.yaml"
HAARLEM, VELSEN = "0392", "0453"
PARTNER = Choice(route=Route.TASK_BASED)
INDICATION = Choice(route=Route.PRODUCT, product="help-at-school", days=182)
NATIONAL = Choice(route=Route.NATIONAL_ARRANGEMENT, product="lta", quantity=600)
DOCTORS = (ReferrerType.GENERAL_PRACTITIONER, ReferrerType.YOUTH_DOCTOR, ReferrerType.MEDICAL_SPECIALIST)
IN_THE_ASSIGNMENT = {"ambulatory-youth-care", "young-adult-guidance", "help-at-school"}
FOR_NOW = {"dyslexia-care", "highly-specialist-care", "forensic-care"}


@pytest.fixture(scope="module")
def policy() -> RegionPolicy:
    return load_text(FILE.read_text(encoding="utf-8"), read_municipalities(REGIONS / MUNICIPALITIES_FILE))


def a_case(referrer: ReferrerType, municipality: str = HAARLEM, **facts: Any) -> Facts:
    usual: dict[str, Any] = {"age": 9, "decision_day": date(2022, 3, 1)}
    return Facts(referrer=referrer, municipality=municipality, **{**usual, **facts})


UNDER_MEASURE = a_case(ReferrerType.CERTIFIED_INSTITUTION, measure_in_force=True)
CJG = a_case(ReferrerType.MUNICIPALITY)


def on_record(*missing: Precondition, weighed: str = "safe") -> OnRecord:
    present = frozenset(Precondition) - {Precondition.LEGAL_STEPS, Precondition.WEIGHING_LIST, *missing}
    return OnRecord(present=present, steps=frozenset(LegalStep), weighed=frozenset({weighed}))


@pytest.mark.requirement("HLM-20", "HLM-22")
def test_one_assignment_holds_every_form_and_nobody_has_a_light_contract(policy: RegionPolicy) -> None:
    both = {"Zuid-Kennemerland", "Midden Kennemerland"}
    known = policy.municipality_register.by_code.values()
    assert policy.municipality_codes == {each.code for each in known if each.youth_region in both}
    assert set(policy.products_by_id) == IN_THE_ASSIGNMENT | FOR_NOW | {"lta"}
    for facts in (UNDER_MEASURE, *(a_case(referrer, VELSEN) for referrer in ReferrerType)):
        closed = advise(policy, facts).on(Route.ONE_OFF_CONTRACT)
        assert [each.code for each in closed.reasons] == [Reason.ROUTE_NOT_IN_POLICY]
    contracts = policy.landscape.contracts
    assert (contracts.individual, contracts.evaluation_after_years) == (False, (3, 6))
    assert "31 december 2030" in contracts.source.reading.nl


@pytest.mark.requirement("HLM-26")
def test_a_question_goes_to_the_cjg_in_haarlem_and_to_a_partner_in_velsen(policy: RegionPolicy) -> None:
    for referrer in (ReferrerType.FAMILY, ReferrerType.MUNICIPALITY):
        cases = [a_case(referrer, place, complexity="complex") for place in (HAARLEM, VELSEN)]
        here, there = (check(policy, facts, PARTNER) for facts in cases)
        assert [each.code for each in here.broken] == [Reason.CLOSED_BY_MUNICIPALITY]
        assert here.broken[0].values["municipality_name"] == "Haarlem"
        assert there.settled_by is SettledBy.PROVIDER
        assert here.policy == there.policy == policy.identity
        first = [advise(policy, facts).recommended for facts in cases]
        assert [each and each.route for each in first] == [Route.PRODUCT, Route.TASK_BASED]
    assert check_desk_decision(policy, CJG, [INDICATION], on_record=on_record()).is_allowed


@pytest.mark.requirement("HLM-04", "HLM-19")
def test_others_than_the_cjg_need_no_desk_and_national_help_is_outside(policy: RegionPolicy) -> None:
    for facts in (*map(a_case, DOCTORS), a_case(ReferrerType.COURT), UNDER_MEASURE):
        assert check(policy, facts, PARTNER).settled_by is SettledBy.PROVIDER
    for doctor in map(a_case, DOCTORS):
        assert check(policy, doctor, NATIONAL).settled_by is SettledBy.REFERRER
        inside = check(policy, doctor, NATIONAL.model_copy(update={"product": "dyslexia-care"}))
        assert [each.code for each in inside.broken] == [Reason.PRODUCT_UNKNOWN]
    form_only = OnRecord(present=frozenset({Precondition.DETERMINATION}))
    assert check_desk_decision(policy, UNDER_MEASURE, [NATIONAL], on_record=form_only).is_allowed
    acceptance = policy.desk.acceptance
    assert acceptance
    assert (acceptance.duty, acceptance.source.status) == (True, Status.INTENDED)


@pytest.mark.requirement("HLM-09", "HLM-10")
def test_the_desk_weighs_safety_and_a_home_before_a_group(policy: RegionPolicy) -> None:
    neither = on_record(Precondition.AMBULATORY_WEIGHED, Precondition.FAMILY_SETTING_WEIGHED)
    ambulatory, family = Reason.AMBULATORY_NOT_WEIGHED, Reason.FAMILY_SETTING_NOT_WEIGHED
    for form, record, expected in (
        (HelpForm.LIVING_GROUP, neither, {ambulatory, family}),
        (HelpForm.FOSTER_CARE, neither, {ambulatory}),
        (HelpForm.LIVING_GROUP, on_record(weighed="school"), {Reason.WEIGHING_ITEMS_MISSING}),
        (HelpForm.LIVING_GROUP, on_record(), set()),
    ):
        stay = Choice(route=Route.STAY, etmalen=30, intensity="living", help_form=form)
        verdict = check_desk_decision(policy, CJG, [stay], on_record=record)
        assert {each.code for each in verdict.broken} == expected


@pytest.mark.requirement("HLM-03", "HLM-21")
def test_the_table_is_haarlems_own_and_the_funding_is_still_discussed(policy: RegionPolicy) -> None:
    assert policy.frames
    (haarlem,) = policy.frames.items
    assert (haarlem.municipality, haarlem.illustrative, haarlem.source.status) == (HAARLEM, False, "adopted")
    assert [line.id for line in haarlem.lines] == ["2201", "2202", "2203", "savings-target"]
    totals: Counter[int] = Counter()
    for line in haarlem.lines:
        totals.update({each.year: each.cents for each in line.years})
    thousands_of_euros = {2021: 33125, 2022: 31788, 2023: 31709, 2024: 31681, 2025: 31681}
    assert totals == {year: total * 100_000 for year, total in thousands_of_euros.items()}
    assert policy.rules_of_routes[Route.TASK_BASED].source.status is Status.DISCUSSED
    for changed, reason in (("days", "field-needed-by-funding"), ("quantity", "field-not-with-funding")):
        wrong = INDICATION.model_copy(update={changed: None if changed == "days" else 60})
        assert [each.code for each in check(policy, CJG, wrong).broken] == [reason]
