"""The story of Groningen's letter of December 2020, told as cases of its region from 1 July 2022 on."""

from datetime import date, timedelta
from typing import Any

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BuyingForm,
    BuyingLevel,
    Funding,
    LegalStep,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
    Status,
)
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.mistakes import PolicyMistakes
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason
from region_policy.terms import last_day_of_term
from wegwijs_cli.settings import LauncherSettings

REGIONS = LauncherSettings().regions_dir
REGISTER = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
TEXT = (REGIONS / "groningen" / "2022-07-01.yaml").read_text(encoding="utf-8")
FIRST_DAY = date(2022, 7, 1)
WITHOUT_DECISION = Choice(route=Route.TASK_BASED)
TREATMENT = Choice(route=Route.PRODUCT, product="highly-specialist-treatment", quantity=1200)
ALL_ON_RECORD = OnRecord(
    present=frozenset(Precondition) - {Precondition.LEGAL_STEPS}, steps=frozenset(LegalStep)
)


@pytest.fixture(scope="module")
def policy() -> RegionPolicy:
    return load_text(TEXT, REGISTER)


def a_case(referrer: ReferrerType, **facts: Any) -> Facts:
    usual: dict[str, Any] = {"municipality": "0014", "age": 9, "decision_day": FIRST_DAY}
    return Facts(referrer=referrer, **{**usual, **facts})


def codes(reasons: Any) -> list[Reason]:
    return [each.code for each in reasons]


@pytest.mark.requirement("GRO-01", "GRO-03")
def test_help_without_an_indication_ends_at_the_provider_not_at_the_desk(policy: RegionPolicy) -> None:
    for referrer in ReferrerType:
        for in_force in (False, True):
            facts = a_case(referrer, measure_in_force=in_force)
            assert check(policy, facts, WITHOUT_DECISION).settled_by is SettledBy.PROVIDER
            decided = check_desk_decision(policy, facts, [WITHOUT_DECISION], on_record=ALL_ON_RECORD)
            assert Reason.NO_DECISION_ON_ROUTE in codes(decided.broken)
            assert not advise(policy, facts).on(Route.CHOICE_BUDGET).is_open
    recommended = advise(policy, a_case(ReferrerType.FAMILY, complexity="complex")).recommended
    assert recommended
    assert recommended.route is Route.TASK_BASED
    rule = policy.rules_of_routes[Route.TASK_BASED]
    assert (rule.funding, rule.source.status) == (Funding.POPULATION, Status.DISCUSSED)


@pytest.mark.requirement("GRO-02")
def test_help_begins_on_the_day_itself_and_is_registered_within_a_term(policy: RegionPolicy) -> None:
    early = policy.rules_of_routes[Route.TASK_BASED].early_start
    assert early
    friday = date(2022, 7, 8)
    assert last_day_of_term(early.register_within, since=friday) == friday + timedelta(days=7)
    for route, rule in policy.rules_of_routes.items():
        assert (rule.early_start is not None) == (route is Route.TASK_BASED)


@pytest.mark.requirement("GRO-10", "GRO-11")
def test_groningen_buys_ambulatory_help_itself_and_nobody_a_stay_alone(policy: RegionPolicy) -> None:
    levels = {each.form: {each.level, *each.own.values()} for each in policy.buying.items}
    (ambulatory,) = (each for each in policy.buying.items if each.form is BuyingForm.AMBULATORY)
    assert (ambulatory.level, ambulatory.own) == (BuyingLevel.REGIONAL, {"0014": BuyingLevel.LOCAL})
    for form in (BuyingForm.LIVING, BuyingForm.RESIDENTIAL, BuyingForm.HIGHLY_SPECIALIST):
        assert BuyingLevel.LOCAL not in levels[form]
        line = next(each for each in TEXT.splitlines() if f"form: {form}, level:" in each)
        for changed in (f"    - {{form: {form}, level: local}}", line[:-1] + ', own: {"0014": local}}'):
            with pytest.raises(PolicyMistakes, match=f"{form} is never bought by one municipality"):
                load_text(TEXT.replace(line, changed), REGISTER)
    everybody = TEXT.replace('level: regional, own: {"0014": local}', "level: local")
    assert load_text(everybody, REGISTER).buying.items[0].level is BuyingLevel.LOCAL
    assert policy.buying.source.status is Status.DISCUSSED


@pytest.mark.requirement("GRO-11", "LAW-03")
def test_highly_specialist_help_needs_the_desk_but_not_of_a_doctor(policy: RegionPolicy) -> None:
    team = a_case(ReferrerType.MUNICIPALITY)
    without_reason = ALL_ON_RECORD.model_copy(
        update={"present": ALL_ON_RECORD.present - {Precondition.HEAVIER_ROUTE}}
    )
    refused = check_desk_decision(policy, team, [TREATMENT], on_record=without_reason)
    assert codes(refused.broken) == [Reason.HEAVIER_ROUTE_REASON_MISSING]
    set_aside = without_reason.model_copy(update={"overrides": (Precondition.HEAVIER_ROUTE,)})
    verdict = check_desk_decision(policy, team, [TREATMENT], on_record=set_aside)
    assert verdict.overridden == (Precondition.HEAVIER_ROUTE,)
    for referrer, settled_by in (("municipality", "desk"), ("general-practitioner", "referrer")):
        assert check(policy, a_case(ReferrerType(referrer)), TREATMENT).settled_by == settled_by


@pytest.mark.requirement("GRO-12")
def test_the_ten_municipalities_of_the_youth_region_and_no_day_before_the_first(policy: RegionPolicy) -> None:
    known = REGISTER.by_code.values()
    assert policy.municipality_codes == {each.code for each in known if each.youth_region == "Groningen"}
    assert len(policy.municipality_codes) == 10
    too_early = a_case(ReferrerType.FAMILY, decision_day=FIRST_DAY - timedelta(days=1))
    assert codes(check(policy, too_early, WITHOUT_DECISION).broken) == [Reason.POLICY_NOT_YET_IN_FORCE]
    (letter,) = (each for each in policy.documents if each.id == "reply-2020")
    assert letter.status is Status.DISCUSSED
    assert policy.landscape.coverage.source.requirement == "GRO-12"
