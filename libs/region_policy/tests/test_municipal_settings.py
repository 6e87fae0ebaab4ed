"""What a municipality sets for itself within the region's bounds, and what it may not set."""

from pathlib import Path

import pytest

from region_policy.cases import Choice
from region_policy.codes import Firmness, Precondition, ReferrerType, Route
from region_policy.decisions import advise, check
from region_policy.loader import check_files
from region_policy.model import RegionPolicy
from region_policy.reasons import Reason
from region_policy.register import MunicipalityRegister

from .trial_cases import SMALL, a_case, codes, decided, on_record

HEERLEN, MAASTRICHT, ROERMOND, VENLO = "0917", "0935", "0957", "0983"
PLAN = Precondition.FAMILY_GROUP_PLAN


@pytest.mark.requirement("NV-09", "ZHZ-02")
def test_the_offer_of_a_family_group_plan_is_asked_where_the_municipality_asks_it(
    kunstland: RegionPolicy,
) -> None:
    def told(
        municipality: str, *missing: Precondition, overrides: tuple[Precondition, ...] = ()
    ) -> list[Reason]:
        record = on_record(*missing, overrides=overrides)
        return codes(decided(kunstland, SMALL, record=record, municipality=municipality).broken)

    assert told(HEERLEN, PLAN) == [Reason.FAMILY_GROUP_PLAN_NOT_OFFERED]
    assert told(HEERLEN) == []
    assert told(ROERMOND, PLAN) == told(VENLO, PLAN) == []
    assert told(MAASTRICHT, PLAN, overrides=(PLAN,)) == []
    assert told(HEERLEN, PLAN, overrides=(PLAN,)) == [
        Reason.RULE_CANNOT_BE_OVERRIDDEN,
        Reason.FAMILY_GROUP_PLAN_NOT_OFFERED,
    ]
    asked = advise(kunstland, a_case(municipality=HEERLEN)).on(Route.STAY).preconditions
    assert [each.firmness for each in asked if each.rule is PLAN] == [Firmness.HARD]
    assert PLAN not in {each.rule for each in advise(kunstland, a_case()).on(Route.STAY).preconditions}
    # From which age a plan is asked, the file says for all; how firmly, the municipality.
    hours, no_plan = Choice(route=Route.PRODUCT, product="hours", quantity=60), Precondition.PERSPECTIVE_PLAN
    for municipality, age, firm in ((ROERMOND, 16, False), (ROERMOND, 15, True), (VENLO, 16, True)):
        record = on_record(no_plan, overrides=(no_plan,) if age == 16 else ())
        verdict = decided(kunstland, hours, record=record, municipality=municipality, age=age)
        assert verdict.is_allowed is firm
    # What a doctor or an institution with a measure settles is not a municipality's to bind.
    doctor = a_case(ReferrerType.GENERAL_PRACTITIONER, municipality=HEERLEN)
    assert check(kunstland, doctor, Choice(route=Route.PRODUCT, product="hours", quantity=60)).is_allowed


@pytest.mark.requirement("HLM-26", "ZHZ-02")
def test_the_same_question_has_another_answer_where_the_municipality_closes_the_route(
    kunstland: RegionPolicy,
) -> None:
    choice = Choice(route=Route.TASK_BASED)
    outcomes = {
        municipality: check(kunstland, a_case(ReferrerType.FAMILY, municipality=municipality), choice)
        for municipality in (HEERLEN, MAASTRICHT, ROERMOND, VENLO)
    }
    assert [code for code, verdict in outcomes.items() if not verdict.is_allowed] == [ROERMOND]
    (why,) = outcomes[ROERMOND].broken
    assert (why.code, why.values["municipality_name"]) == (Reason.CLOSED_BY_MUNICIPALITY, "Roermond")
    own = Reason.SET_BY_MUNICIPALITY
    assert not any(own in codes(verdict.grounds) for verdict in outcomes.values())
    # Of the desk's own decisions each of the four has set something, and each is named.
    of_the_desk = [decided(kunstland, SMALL, municipality=code).grounds for code in outcomes]
    named = [
        reason.values["municipality_name"] for told in of_the_desk for reason in told if reason.code is own
    ]
    assert named == ["Heerlen", "Maastricht", "Roermond", "Venlo"]
    assert {verdict.policy for verdict in outcomes.values()} == {kunstland.identity}


@pytest.mark.requirement("ZHZ-02")
def test_a_decision_term_differs_in_one_municipality_only(kunstland: RegionPolicy) -> None:
    lengths = {code: kunstland.of(code).terms.decision.length for code in kunstland.municipality_codes}
    assert lengths == {HEERLEN: 56, MAASTRICHT: 56, ROERMOND: 56, VENLO: 28}
    assert kunstland.terms.decision.length == 56


@pytest.mark.requirement("ZHZ-02", "GRO-11")
def test_a_frame_rule_a_value_out_of_bounds_and_a_local_stay_are_refused_by_validation(
    kunstland: RegionPolicy, trial_folder: Path, register: MunicipalityRegister
) -> None:
    file = trial_folder / "kunstland" / "2022-01-01.yaml"

    def told(old: str, new: str) -> list[str]:
        assert old in kunstland.text
        file.write_text(kunstland.text.replace(old, new, 1), encoding="utf-8")
        return [f"{mistake.field} {mistake.message}" for mistake in check_files([file], register)]

    assert told("rule: family-group-plan", "rule: weighing-list") == [
        "settings.1.rule weighing-list is hard for the whole region on choice-budget; it cannot be set"
    ]
    assert told('"0983": 28', '"0983": 43') == ["settings.3.own.0983 must lie between 14 and 42"]
    (stay,) = told("{form: living, level: regional}", "{form: living, level: local}")
    assert stay.startswith(
        "buying.list.1.level living is never bought by one municipality; allowed: regional"
    )
    (own,) = told("level: national}", 'level: national, own: {"0917": local}}')
    assert own.startswith("buying.list.4.own.0917 highly-specialist is never bought by one municipality")
    assert told("level: local, own", "level: local, own") == []
