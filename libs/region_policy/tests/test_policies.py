"""Policies as loaded: which one is in force, what it lists, what an hour costs on a day."""

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import ReferrerType, Route, SettledBy
from region_policy.decisions import advise, check
from region_policy.loader import NoPolicyInForce, Policies
from region_policy.model import NoTariff, RegionPolicy, etmaal_tariff_on, tariff_on
from region_policy.money import amount_cents
from region_policy.readings import read_policy, read_tariffs
from region_policy.register import UnknownMunicipality

DAY = date(2022, 3, 1)
ELEVEN = {
    "Dalfsen",
    "Deventer",
    "Hardenberg",
    "Kampen",
    "Olst-Wijhe",
    "Ommen",
    "Raalte",
    "Staphorst",
    "Steenwijkerland",
    "Zwartewaterland",
    "Zwolle",
}


@pytest.mark.requirement("IJS-01")
def test_ijsselland_holds_exactly_its_eleven_municipalities(ijsselland: RegionPolicy) -> None:
    read = read_policy(ijsselland)
    assert {municipality.name for municipality in read.municipalities.items} == ELEVEN
    assert len(read.municipalities.items) == 11
    assert {"0148", "0193"} <= {municipality.code for municipality in read.municipalities.items}


def test_a_municipality_belongs_to_one_region_or_to_none_on_a_day(policies: Policies) -> None:
    assert policies.region_of("0193", on=DAY) == "ijsselland"
    assert policies.region_of("0193", on=date(2021, 12, 31)) is None
    assert policies.region_of("0200", on=DAY) is None
    assert policies.municipality("0200").youth_region == "Midden IJssel-Oost Veluwe"
    with pytest.raises(UnknownMunicipality):
        policies.municipality("9999")


@pytest.mark.requirement("IJS-03")
def test_the_version_in_force_on_the_decision_date_answers_and_names_itself(
    trial_policies: Policies,
) -> None:
    for day, valid_from in (
        (date(2021, 12, 31), date(2021, 7, 1)),
        (date(2022, 1, 1), date(2022, 1, 1)),
    ):
        policy = trial_policies.in_force("proefstreek", on=day)
        facts = Facts(municipality="0200", referrer=ReferrerType.MUNICIPALITY, age=9, decision_day=day)
        assert advise(policy, facts).policy.valid_from == valid_from
        assert advise(policy, facts).policy.sha256 == policy.sha256
        assert check(policy, facts, Choice(route=Route.QUOTE)).policy.valid_from == valid_from


@pytest.mark.requirement("IJS-03")
def test_before_the_first_version_no_policy_is_in_force(trial_policies: Policies) -> None:
    with pytest.raises(NoPolicyInForce):
        trial_policies.in_force("proefstreek", on=date(2021, 6, 30))
    with pytest.raises(NoPolicyInForce):
        trial_policies.in_force("nowhere", on=DAY)


def test_the_hash_is_of_the_exact_text_and_the_stored_text_gives_the_same_answer(
    trial_folder: Path, trial_policies: Policies
) -> None:
    policy = trial_policies.in_force("proefstreek", on=DAY)
    file = trial_folder / "proefstreek" / "2022-01-01.yaml"
    assert policy.sha256 == sha256(file.read_bytes()).hexdigest()
    replayed = trial_policies.replay(policy.text)
    facts = Facts(municipality="0344", referrer=ReferrerType.YOUTH_DOCTOR, age=9, decision_day=DAY)
    assert replayed.sha256 == policy.sha256
    assert advise(replayed, facts) == advise(policy, facts)


@pytest.mark.requirement("IJS-07")
def test_ijsselland_lists_seven_budgets_each_with_id_name_ceiling_and_validity(
    ijsselland: RegionPolicy,
) -> None:
    budgets = read_policy(ijsselland).choice_budgets.items
    assert len(budgets) == 7
    for budget in budgets:
        assert budget.id
        assert budget.name.nl
        assert budget.ceiling_cents > 0
        assert budget.valid_from <= DAY
        assert budget.illustrative


@pytest.mark.requirement("IJS-07")
def test_a_file_that_declares_and_lists_eight_budgets_passes_and_each_can_be_decided(
    trial_policies: Policies,
) -> None:
    policy = trial_policies.in_force("proefstreek", on=DAY)
    assert len(policy.choice_budgets.items) == 8
    facts = Facts(municipality="0200", referrer=ReferrerType.MUNICIPALITY, age=9, decision_day=DAY)
    for budget in policy.choice_budgets.items:
        choice = Choice(route=Route.CHOICE_BUDGET, budget=budget.id)
        assert check(policy, facts, choice).is_allowed


@pytest.mark.requirement("IJS-18")
def test_ijsselland_lists_seven_groups_and_every_function_is_in_exactly_one(
    ijsselland: RegionPolicy,
) -> None:
    groups = ijsselland.function_groups.items
    assert len(groups) == 7
    assert ijsselland.functions.items
    for function in ijsselland.functions.items:
        assert [group.id for group in groups if function.id in group.functions] == [
            group.id for group in (ijsselland.group_of(function.id),) if group is not None
        ]
    assert ijsselland.group_of("astronaut") is None


@pytest.mark.requirement("IJS-19")
def test_every_group_has_its_own_tariff_on_a_day_and_none_before_the_first(
    ijsselland: RegionPolicy,
) -> None:
    read = read_tariffs(ijsselland, DAY)
    assert len({group.cents_per_hour for group in read.function_groups}) == 7
    the_day_before = ijsselland.valid_from - timedelta(days=1)
    with pytest.raises(NoTariff):
        read_tariffs(ijsselland, the_day_before)
    for group in ijsselland.function_groups.items:
        with pytest.raises(NoTariff):
            tariff_on(ijsselland, group.id, the_day_before)
    with pytest.raises(NoTariff):
        tariff_on(ijsselland, "no-such-group", DAY)


@pytest.mark.requirement("IJS-19")
def test_an_indexed_tariff_leaves_a_line_of_before_at_its_old_price(trial_policies: Policies) -> None:
    policy = trial_policies.in_force("proefstreek", on=date(2021, 11, 1))
    before, after = date(2021, 9, 30), date(2021, 10, 1)
    assert amount_cents(tariff_on(policy, "helpers", before), 60) == 5001
    assert amount_cents(tariff_on(policy, "helpers", after), 60) == 5202


def test_an_etmaal_has_a_tariff_per_intensity_and_day(ijsselland: RegionPolicy) -> None:
    assert etmaal_tariff_on(ijsselland, "living-2", DAY) > 0
    with pytest.raises(NoTariff):
        etmaal_tariff_on(ijsselland, "living-2", date(2021, 12, 31))
    with pytest.raises(NoTariff):
        etmaal_tariff_on(ijsselland, "tent", DAY)


def test_another_region_with_other_numbers_gets_other_answers_from_the_same_code(
    trial_policies: Policies,
) -> None:
    policy = trial_policies.in_force("proefstreek", on=DAY)
    under_measure = Facts(
        municipality="0200",
        referrer=ReferrerType.CERTIFIED_INSTITUTION,
        measure_in_force=True,
        age=9,
        decision_day=DAY,
    )
    doctor = Facts(municipality="0200", referrer=ReferrerType.GENERAL_PRACTITIONER, age=9, decision_day=DAY)
    assert advise(policy, under_measure).open_routes == (Route.STAY,)
    assert advise(policy, under_measure).on(Route.STAY).settled_by is SettledBy.REFERRER
    assert advise(policy, doctor).open_routes == (Route.CHOICE_BUDGET,)
    assert [budget.id for budget in advise(policy, doctor).on(Route.CHOICE_BUDGET).budgets] == ["step-8"]
    assert advise(policy, doctor.model_copy(update={"age": 16})).open_routes == ()
    assert advise(policy, doctor.model_copy(update={"age": 3})).open_routes == ()


def test_a_budget_is_open_up_to_and_including_its_last_day(trial_policies: Policies) -> None:
    policy = trial_policies.in_force("proefstreek", on=date(2021, 8, 31))
    choice = Choice(route=Route.CHOICE_BUDGET, budget="summer")
    for day, is_allowed in ((date(2021, 8, 31), True), (date(2021, 9, 1), False)):
        facts = Facts(
            municipality="0200", referrer=ReferrerType.GENERAL_PRACTITIONER, age=9, decision_day=day
        )
        assert check(policy, facts, choice).is_allowed is is_allowed


def test_what_no_source_gives_is_marked_in_the_file_and_in_every_answer(ijsselland: RegionPolicy) -> None:
    read = read_policy(ijsselland)
    groups = read.function_groups.items
    assert all(budget.illustrative for budget in read.choice_budgets.items)
    assert all(group.illustrative for group in groups)
    assert all(tariff.illustrative for group in groups for tariff in group.tariffs)
    assert all(function.illustrative for function in read.functions.items)
    for kind in (read.intensities.living, read.intensities.residential):
        assert kind.illustrative
        assert all(intensity.illustrative for intensity in kind.items)
    facts = Facts(municipality="0148", referrer=ReferrerType.GENERAL_PRACTITIONER, age=9, decision_day=DAY)
    assert all(budget.illustrative for budget in advise(ijsselland, facts).on(Route.CHOICE_BUDGET).budgets)


def test_the_public_reading_shows_all_that_the_file_says(policies: Policies, kunstland: RegionPolicy) -> None:
    every = [kunstland, *(policy for region in policies.by_region.values() for policy in region)]
    for policy in every:
        written = policy.model_dump(exclude={"text", "municipality_register", "settings_of", "whole"})
        shown = read_policy(policy).model_dump()
        assert [each["code"] for each in shown["municipalities"].pop("items")] == list(
            written["municipalities"].pop("items")
        )
        assert without_declared(shown) == without_declared(written)


def without_declared(part: Any) -> Any:
    """Without the number that only guards its list."""
    if isinstance(part, dict):
        return {key: without_declared(value) for key, value in part.items() if key != "declared"}
    return [without_declared(item) for item in part] if isinstance(part, (list, tuple)) else part


def test_the_public_reading_is_camel_case_json(ijsselland: RegionPolicy) -> None:
    read = read_policy(ijsselland).model_dump(mode="json", by_alias=True)
    assert read["validFrom"] == "2022-01-01"
    assert read["terms"]["decision"]["length"] == 56
    assert read["terms"]["placementAnswer"]["illustrative"] is True
    assert read["crisis"]["openTo"] == ["municipality", "certified-institution"]
    assert read["admission"]["closedAfterFirstRound"] is True
    assert read["landscape"]["capacity"]["waitingNormDays"] == 28
    assert read["landscape"]["coverage"]["illustrative"] is True
    assert read["routeRules"][2]["groundNeededFrom"][0] == "municipality"
    assert [each["category"] for each in read["categories"]["outside"]] == ["47", "48"]
    assert read["approval"]["offices"][0]["on"] < read["validFrom"]
