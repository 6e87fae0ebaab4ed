"""Files that nobody should get past the check, and cases in which a rule of a file was walked around."""

import re
import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import HelpForm, LegalStep, Precondition, Route
from region_policy.decisions import advise, check, check_award, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, Policies, check_files, load_text, read_policy
from region_policy.mistakes import PolicyMistakes
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason
from region_policy.register import MunicipalityRegister

from .conftest import REGIONS

# The template with every optional part in use: a file in which any section can go wrong.
WHOLE = re.sub(r"(?m)^( *)#: ", r"\1", (REGIONS / "template.yaml").read_text(encoding="utf-8"))
WHOLE = (
    WHOLE.replace('- "0000"', '- "0060"', 1).replace('- "0000"', '- "0093"', 1).replace('"0000"', '"0060"')
)
DAY = date(2031, 3, 1)
ALL = OnRecord(present=frozenset(Precondition) - {Precondition.LONGEST_DURATION}, steps=frozenset(LegalStep))
NATIONAL = Route.NATIONAL_ARRANGEMENT.value
STAY = "      - route: stay\n        settled_by: desk\n        "
COURT = 'artikel 2.4 lid 2", en: "Youth Act section 2.4(2)"}\n    '
FIRST, LATER = (f"{{from: {day}, cents" for day in ("2030-01-01", "2040-01-01"))
FORM = "{rule: determination, firmness: hard}"
LONGEST = "\n    longest: {days: 29, firmness: hard}"


award = partial(check_award, etmalen=[30], first_day=DAY)


def changed(*changes: tuple[str, str]) -> str:
    text = WHOLE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def facts(referrer: str = "municipality", municipality: str = "0093", **others: object) -> Facts:
    given = {"municipality": municipality, "referrer": referrer, "age": 9, "decision_day": DAY, **others}
    return Facts.model_validate(given)


def test_no_value_makes_the_check_itself_fall(register: MunicipalityRegister) -> None:
    fallen = {}
    for value in ("!!bool foo", '!!int ""', '!!float ""', "0x" + "f" * 5000, "0b" + "1" * 20_000):
        try:
            policy, mistakes = read_policy(changed(("200000", value)), "file", register)
            assert (policy, mistakes[0].field) == (None, "choice_budgets.list.0.ceiling_cents"), value
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
        "unknown tag": ("title: Jeugdwet", "title: !secret Jeugdwet"),
        "invisible": ("title: Jeugdwet", r'title: "\u200b"'),
        "no character": ("title: Jeugdwet", r'title: "a\0b"'),
    }
    assert [name for name, each in changes.items() if read_policy(changed(each), "", register)[0]] == []


WRONG: dict[str, tuple[tuple[str, str], ...]] = {
    "a budget no column can hold": (("200000", "9" * 30),),
    "a budget without end": (("duration_days: 91", "duration_days: 99999999"),),
    "a term past the calendar": (("length: 182", "length: 999999999"),),
    "more than eight weeks to decide": (("length: 56", "length: 5000"),),
    "an intensity whose grant asserts": ((FIRST + "_per_etmaal", LATER + "_per_etmaal"),),
    "a product without tariff": ((FIRST + ": 60000", LATER + ": 60000"),),
    "a budget nobody opens": (("[short, long]", "[short]"),) * WHOLE.count("[short, long]"),
    "a budget past the longest duration": (("days: 730, firmness: soft", "days: 90, firmness: hard"),),
    "a plan nobody is old enough for": (("from_age: 16", "from_age: 99"),),
    "prolonged until 99": (("until_age: 23", "until_age: 99"),),
    "a form of care nobody buys": (("    - {form: highly-specialist, level: supra-regional}\n", ""),),
    "a form that is no stay": (("[living-group, treatment-bed]", "[online]"),),
    "the longest duration as a precondition": (("rule: place-elsewhere", "rule: longest-duration"),),
    "a court that does not bind": ((COURT + "binds_desk: true", COURT + "binds_desk: false"),),
    "a determination that waits for a view": ((FORM, FORM + ", {rule: view-access-worker, firmness: hard}"),),
    "a municipality that closes a determination": (
        ("referrer: municipality\n    route: quote", "referrer: certified-institution\n    route: quote"),
    ),
}


def test_what_can_never_work_or_happen_is_no_policy(register: MunicipalityRegister) -> None:
    texts = {name: changed(*changes) for name, changes in WRONG.items()}
    assert [name for name, text in texts.items() if read_policy(text, "", register)[0]] == []


def test_a_region_has_one_policy_a_day_and_no_file_is_passed_over(tmp_path: Path) -> None:
    shutil.copy(REGIONS / MUNICIPALITIES_FILE, tmp_path)
    (tmp_path / "my-region").mkdir()
    for other in ("2030-01-01.yml", "2030-01-01.YAML", "older/2030-01-01.yaml"):
        (tmp_path / "my-region" / "2030-01-01.yaml").write_text(WHOLE, encoding="utf-8")
        second = tmp_path / "my-region" / other
        second.parent.mkdir(exist_ok=True)
        second.write_text(changed(("200000", "1")), encoding="utf-8")
        with pytest.raises(PolicyMistakes):
            Policies.load(tmp_path)
        assert check_files([second], Policies.load(REGIONS).register)
        second.unlink()


@pytest.mark.requirement("NV-10")
def test_a_longest_duration_holds_whoever_decides_and_however_it_is_said(
    policies: Policies, register: MunicipalityRegister
) -> None:
    of_stay = "route: stay\n    funding: effort"
    stays = load_text(changed((of_stay, of_stay + LONGEST)), register)
    quoted = award(stays, facts(), referrer_asked_quote=False, on_record=ALL, ground="complex-question")
    bed = changed(
        ("form: ambulatory\n      buying: highly", "form: residential\n      buying: highly"),
        ("effort\n      unit: minute", "effort\n      unit: etmaal"),
        ("asked: [stay,", f"asked: [{NATIONAL}, stay,"),
        (of_stay.replace("stay", NATIONAL), of_stay.replace("stay", NATIONAL) + LONGEST),
    )
    nights = Choice(route=Route.NATIONAL_ARRANGEMENT, product="rare-treatment", quantity=900)
    slept = check_desk_decision(load_text(bed, register), facts(), [nights], on_record=ALL)
    budget = load_text(changed(("days: 730", "days: 91")), register)
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
    for form in (HelpForm.TREATMENT_BED, HelpForm.FOSTER_CARE, HelpForm.ONLINE):
        choice = Choice(route=Route.STAY, etmalen=9, intensity=bed, help_form=form)
        assert check_desk_decision(policy, asked, [choice], on_record=record).broken, form


@pytest.mark.requirement("ZHZ-02")
def test_what_one_municipality_set_is_never_asked_in_another(policies: Policies) -> None:
    policy = policies.in_force("noord-veluwe", on=date(2022, 3, 1))
    assert policy.of("0233").of("0302").settings_of == "0302"
    assert policy.of("0233").of("0233") is policy.of("0233") is policy.of("0302").of("0233")
    # A municipality of elsewhere has the defaults, and whoever asks for ten thousand of them fills no memory.
    elsewhere = [policy.of(f"{code:04}") for code in range(9000, 9010)]
    assert {each.settings_of for each in elsewhere} == {None}
    assert elsewhere[0].of("0302") is policy.of("0302")
    assert not any(code.startswith("9") for code in policy._of_municipality)


def test_the_firmest_of_two_rules_counts_at_an_award_too(register: MunicipalityRegister) -> None:
    quote = STAY.replace("stay", "quote") + (
        "preconditions: [{rule: consultation-family, firmness: noted}]\n        source: {requirement: IJS-16,"
        " document: decision, section: x, status: adopted, reading: {nl: x, en: x}}\n"
    )
    begin = WHOLE.index("      - route", WHOLE.index("- referrer: general-practitioner"))
    asked = STAY + "preconditions:\n"
    text = WHOLE[:begin] + quote + WHOLE[begin:]
    text = text.replace(asked, asked + "          - {rule: consultation-family, firmness: hard}\n", 1)
    policy = load_text(text, register)
    verdict = award(policy, facts("general-practitioner"), referrer_asked_quote=True, on_record=OnRecord())
    assert Reason.CONSULTATION_FAMILY_MISSING in {reason.code for reason in verdict.broken}


@pytest.mark.requirement("NV-10")
def test_a_soft_rule_on_a_quote_can_be_set_aside_at_its_award(policies: Policies) -> None:
    asked = facts(municipality="0148", decision_day=date(2022, 3, 1))
    policy = policies.in_force("ijsselland", on=asked.decision_day)
    ground = policy.rules_of_routes[Route.QUOTE].grounds[0].id
    why = Precondition.LIGHTER_HELP_WEIGHED
    aside = ALL.model_copy(update={"present": ALL.present - {why}, "overrides": (why,)})
    assert award(policy, asked, referrer_asked_quote=False, on_record=aside, ground=ground).is_allowed


def test_a_reason_is_given_once_and_names_the_rule_that_is_missing(register: MunicipalityRegister) -> None:
    policy = load_text(WHOLE, register)
    twice = [Choice(route=Route.CHOICE_BUDGET)] * 2
    told = check_desk_decision(policy, facts(), twice, on_record=ALL).broken
    assert [reason.code for reason in told] == [Reason.ONE_ROUTE_PER_COMPONENT, Reason.BUDGET_MISSING]
    others = tuple(rule for rule in policy.referrers if rule.referrer != "municipality")
    deskless = policy.model_copy(update={"referrers": others, "settings": ()})
    missed = check_desk_decision(deskless, facts("general-practitioner"), twice[:1], on_record=ALL).broken
    assert [reason.values["referrer"] for reason in missed] == ["municipality"]


def test_who_asks_only_for_a_stay_is_always_recommended_something(register: MunicipalityRegister) -> None:
    """A youth doctor of the template has a choice budget alone, which that order does not name."""
    for referrer in ("youth-doctor", "municipality"):
        advice = advise(load_text(WHOLE, register), facts(referrer, forms=["living"]))
        assert advice.recommended
        assert advice.recommended.route is advice.offered[0]
