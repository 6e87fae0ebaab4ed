"""Files that nobody should get past the check, and cases in which a rule of a file was walked around."""

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import HelpForm, LegalStep, Precondition, ReferrerType, Route
from region_policy.decisions import check, check_award, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, Policies, check_files, load_text, read_policy
from region_policy.mistakes import PolicyMistakes
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason
from region_policy.register import MunicipalityRegister

from .conftest import REGIONS

# The template with every optional part in use: a file in which any section can go wrong.
WHOLE = re.sub(r"(?m)^( *)#: ", r"\1", (REGIONS / "template.yaml").read_text(encoding="utf-8"))
WHOLE = WHOLE.replace('- "0000"', '- "0060"', 1).replace('- "0000"', '- "0093"', 1).replace('"0000"', '"0060"')
DAY = date(2031, 3, 1)
ALL = OnRecord(
    present=frozenset(Precondition) - {Precondition.LONGEST_DURATION}, steps=frozenset(LegalStep)
)
STAY = "      - route: stay\n        settled_by: desk\n        "
COURT = "    legal_ground: {nl: \"Jeugdwet artikel 2.4 lid 2\""


def changed(*changes: tuple[str, str], after: str = "") -> str:
    """`after`: where the place to change begins."""
    head, found, tail = WHOLE.partition(after) if after else ("", "", WHOLE)
    for old, new in changes:
        assert old in tail, old
        tail = tail.replace(old, new, 1)
    return head + found + tail


def facts(referrer: str = "municipality", municipality: str = "0093", **others: object) -> Facts:
    given = {"municipality": municipality, "referrer": referrer, "age": 9, "decision_day": DAY, **others}
    return Facts.model_validate(given)


def test_no_value_makes_the_check_itself_fall(register: MunicipalityRegister) -> None:
    fallen = {}
    for value in ("!!bool foo", '!!int ""', '!!float ""', "0x" + "f" * 5000, "0b" + "1" * 20_000):
        try:
            policy, mistakes = read_policy(changed(("200000", value)), "file", register)
            assert policy is None and mistakes[0].field == "choice_budgets.list.0.ceiling_cents", value
        except (KeyError, IndexError, ValueError) as error:
            fallen[value[:12]] = repr(error)[:40]
    assert not fallen


def test_nothing_is_read_otherwise_than_it_is_written(register: MunicipalityRegister) -> None:
    """0200000 is read as the octal 65536, 20:00 as 1200, and a number of seconds as a day."""
    changes = {
        "octal": ("200000", "0200000"),
        "minutes": ("200000", "20:00"),
        "seconds": ("valid_from: 2030-01-01", 'valid_from: "1924992000"'),
        "bytes": ("title: Jeugdwet", "title: !!binary aGVsbG8="),
        "set": ("title: Jeugdwet", "title: !!set x"),
        "unknown tag": ("title: Jeugdwet", "title: !secret Jeugdwet"),
        "invisible": ("title: Jeugdwet", r'title: "\u200b"'),
        "no character": ("title: Jeugdwet", r'title: "a\0b"'),
    }
    assert [name for name, each in changes.items() if read_policy(changed(each), "", register)[0]] == []


def test_what_can_never_work_or_happen_is_no_policy(register: MunicipalityRegister) -> None:
    institution = "    settled_by: desk\n        preconditions: [{rule: determination, firmness: hard}"
    wrong = {
        "a budget no desk can count": changed(("200000", "9" * 30)),
        "a budget without end": changed(("duration_days: 91", "duration_days: 99999999")),
        "a term past the calendar": changed(("length: 182", "length: 999999999")),
        "a term of ages": changed(("length: 5\n    unit: working", "length: 9999999\n    unit: working")),
        "eight weeks are the most": changed(("length: 56", "length: 5000")),
        "an intensity without tariff": changed(("from: 2030-01-01, cents_per_e", "from: 2040-01-01, cents_per_e")),
        "a product without tariff": changed(("from: 2030-01-01, cents: 60000", "from: 2040-01-01, cents: 60000")),
        "a budget that is over": changed(("valid_to: null    ", "valid_to: 2030-01-01 #"), ("valid_from: 2030-01-01\n      valid_to: 2030-01-01", "valid_from: 2029-01-01\n      valid_to: 2029-12-31")),
        "approved after its first day": changed(("on: 2029-11-01", "on: 2040-01-01")),
        "a budget nobody opens": changed(*[("[short, long]", "[short]")] * 5),
        "longer than the longest": changed(("days: 730, firmness: soft", "days: 90, firmness: hard")),
        "a stay without intensity": changed(("route: stay\n        settled_by: desk", "route: stay\n        settled_by: referrer")),
        "a plan nobody is old enough for": changed(("from_age: 16", "from_age: 99")),
        "prolonged until 99": changed(("until_age: 23", "until_age: 99")),
        "a result that is a population": changed(("funding: result\n      unit: piece\n      tariffs: [{from: 2030-01-01, cents: 60000, illustrative: true}]\n", "funding: population\n")),
        "a bought form nobody buys": changed(("    - {form: highly-specialist, level: supra-regional}\n", "")),
        "a form that is no stay": changed(("help_forms: [living-group, treatment-bed]", "help_forms: [online]")),
        "the longest as a precondition": changed(("rule: place-elsewhere", "rule: longest-duration")),
        "a court that does not bind": changed(("binds_desk: true", "binds_desk: false"), after=COURT),
        "a court whose need is weighed": changed(
            ("settled_by: desk", "settled_by: desk\n        preconditions: [{rule: legal-steps, firmness: hard}]"),
            after=COURT,
        ),
        "a determination that waits for the desk's view": changed(
            (institution, institution + ", {rule: view-access-worker, firmness: hard}")
        ),
        "a municipality that closes a determination": changed(
            ("referrer: municipality\n    route: quote", "referrer: certified-institution\n    route: quote")
        ),
        "an unlimited weighing list": changed(
            ("rule: place-elsewhere, firmness: noted", "rule: weighing-list, firmness: hard"),
            (", mandatory: true", ""),
        ),
    }
    assert [name for name, text in wrong.items() if read_policy(text, "", register)[0]] == []


def test_a_region_has_one_policy_a_day_and_no_file_is_passed_over(tmp_path: Path) -> None:
    shutil.copy(REGIONS / MUNICIPALITIES_FILE, tmp_path)
    (tmp_path / "my-region").mkdir()
    for other in ("2030-01-01.yml", "2030-01-01.YAML"):
        (tmp_path / "my-region" / "2030-01-01.yaml").write_text(WHOLE, encoding="utf-8")
        second = tmp_path / "my-region" / other
        second.write_text(changed(("200000", "1")), encoding="utf-8")
        with pytest.raises(PolicyMistakes):
            Policies.load(tmp_path)
        assert check_files([second], Policies.load(REGIONS).register)
        second.unlink()


@pytest.mark.requirement("IJS-30")
def test_a_stay_is_not_allowed_on_a_day_without_its_tariff(register: MunicipalityRegister) -> None:
    """Granting it asserts that there is one."""
    text = changed(("from: 2030-01-01, cents_per_etmaal", "from: 2040-01-01, cents_per_etmaal"))
    policy = read_policy(text, "", register)[0]
    choice = Choice(route=Route.STAY, etmalen=30, intensity="living-1")
    assert policy is None or not check_desk_decision(policy, facts(), [choice], on_record=ALL).is_allowed


@pytest.mark.requirement("NV-10")
def test_a_longest_duration_holds_whoever_decides_and_however_it_is_said(
    policies: Policies, register: MunicipalityRegister
) -> None:
    text = changed(("route: stay\n    funding: effort", "route: stay\n    funding: effort\n    longest: {days: 30, firmness: hard}"))
    stays = load_text(text, register)
    quoted = check_award(
        stays, facts(), referrer_asked_quote=False, etmalen=[365], first_day=DAY, on_record=ALL,
        ground="complex-question",
    )
    bed = changed(
        ("form: ambulatory\n      buying: highly", "form: residential\n      buying: highly"),
        ("unit: minute", "unit: etmaal"),
        ("route: national-arrangement\n    funding: effort", "route: national-arrangement\n    funding: effort\n    longest: {days: 30, firmness: hard}"),
    )
    nights = Choice(route=Route.NATIONAL_ARRANGEMENT, product="rare-treatment", quantity=900)
    slept = check_desk_decision(load_text(bed, register), facts(), [nights], on_record=ALL)
    budget = load_text(changed(("days: 730, firmness: soft", "days: 91, firmness: hard")), register)
    year = check_desk_decision(
        budget, facts(), [Choice(route=Route.CHOICE_BUDGET, budget="long")], on_record=ALL
    )
    doctor = facts("general-practitioner", "0302", decision_day=date(2022, 3, 1))
    product = Choice(route=Route.PRODUCT, product="integral-course", days=3660)
    referred = check(policies.in_force("noord-veluwe", on=doctor.decision_day), doctor, product)
    allowed = {"quote": quoted, "nights": slept, "budget": year, "doctor": referred}
    assert [name for name, verdict in allowed.items() if verdict.is_allowed] == []


@pytest.mark.requirement("LAW-02")
def test_no_determination_is_refused_for_its_length(policies: Policies) -> None:
    asked = facts("certified-institution", "0302", measure_in_force=True, decision_day=date(2022, 3, 1))
    choice = Choice(route=Route.PRODUCT, product="always-ready", days=365)
    record = OnRecord(present=frozenset({Precondition.DETERMINATION}))
    policy = policies.in_force("noord-veluwe", on=asked.decision_day)
    assert check_desk_decision(policy, asked, [choice], on_record=record).broken == ()


@pytest.mark.requirement("HLM-09")
def test_a_group_is_not_called_a_family_to_escape_its_rule(policies: Policies) -> None:
    asked = facts(municipality="0392", decision_day=date(2022, 3, 1))
    policy = policies.in_force("zuid-kennemerland-ijmond", on=asked.decision_day)
    record = ALL.model_copy(update={"present": ALL.present - {Precondition.FAMILY_SETTING_WEIGHED}})
    bed = policy.intensities.residential.items[0].id
    escaped = [
        form.value
        for form in (HelpForm.ONLINE, HelpForm.FOSTER_CARE, HelpForm.TREATMENT_BED)
        if check_desk_decision(
            policy, asked, [Choice(route=Route.STAY, etmalen=9, intensity=bed, help_form=form)], on_record=record
        ).is_allowed
    ]
    assert escaped == []


@pytest.mark.requirement("ZHZ-02")
def test_what_one_municipality_set_is_never_asked_in_another(policies: Policies) -> None:
    policy = policies.in_force("noord-veluwe", on=date(2022, 3, 1))
    assert policy.of("0233").of("0302").settings_of == "0302"


def test_the_firmest_of_two_rules_counts_at_an_award_too(register: MunicipalityRegister) -> None:
    quote = STAY.replace("stay", "quote") + (
        "preconditions: [{rule: consultation-family, firmness: noted}]\n        source: {requirement: IJS-16,"
        " document: decision, section: x, status: adopted, reading: {nl: x, en: x}}\n"
    )
    text = changed(("    routes:\n", "    routes:\n" + quote), after="- referrer: general-practitioner")
    asked = STAY + "preconditions:\n"
    assert asked in text
    text = text.replace(asked, asked + "          - {rule: consultation-family, firmness: hard}\n", 1)
    verdict = check_award(
        load_text(text, register), facts("general-practitioner"), referrer_asked_quote=True, etmalen=[30],
        first_day=DAY, on_record=OnRecord(),
    )
    assert Reason.CONSULTATION_FAMILY_MISSING in {reason.code for reason in verdict.broken}


def test_who_has_no_rule_is_the_one_that_is_named(register: MunicipalityRegister) -> None:
    """A route that the desk settles for a family needs a desk that has it."""
    start, end = WHOLE.index("  - referrer: municipality\n"), WHOLE.index("  - referrer: general-practitioner\n")
    desk_routes = WHOLE[start:end].replace("route: choice-budget\n        settled_by: desk\n        budgets: [short, long]", "route: quote\n        settled_by: desk", 1)
    assert ReferrerType.FAMILY and desk_routes  # placeholder
