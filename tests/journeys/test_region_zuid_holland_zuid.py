"""Zuid-Holland Zuid as its purchase frame tells it: at home unless, near by, renewed with care."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import LegalStep, Place, Precondition, ReferrerType, Route
from region_policy.decisions import check, check_award, check_desk_decision
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.mistakes import PolicyMistakes
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason

REGIONS = Path(__file__).parents[2] / "regions"
REGISTER = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
TEXT = (REGIONS / "zuid-holland-zuid" / "2022-01-01.yaml").read_text(encoding="utf-8")
POLICY = load_text(TEXT, REGISTER)
DAY = date(2022, 3, 1)
DORDRECHT, HARDINXVELD, SLIEDRECHT = "0505", "0523", "0610"
HOME = Choice(route=Route.PRODUCT, product="guidance-at-home", quantity=600)
AWAY = Choice(route=Route.STAY, etmalen=30, intensity="family-setting")
LIGHTER, PLAN = Precondition.LIGHTER_HELP_WEIGHED, Precondition.PERSPECTIVE_PLAN
PROGRESS, NEED = Precondition.PROGRESS_EVALUATION, Precondition.NECESSITY


def a_case(referrer: str = "municipality", town: str = SLIEDRECHT, **facts: Any) -> Facts:
    return Facts(municipality=town, referrer=ReferrerType(referrer), age=9, decision_day=DAY, **facts)


def on_record(*missing: Precondition, **changed: Any) -> OnRecord:
    """All that any rule asks, but for what is named."""
    return OnRecord(
        present=frozenset(Precondition) - {*missing}, **{"steps": frozenset(LegalStep), **changed}
    )


def broken(facts: Facts, choice: Choice, record: OnRecord) -> list[Reason]:
    return [each.code for each in check_desk_decision(POLICY, facts, [choice], on_record=record).broken]


@pytest.mark.requirement("ZHZ-01", "ZHZ-04")
def test_ten_municipalities_and_three_doors_each_with_its_own_rights() -> None:
    towns = [REGISTER.municipality(code) for code in POLICY.municipalities.items]
    assert [town.youth_region for town in towns] == ["Zuid-Holland Zuid"] * 10
    assert broken(a_case(town="0148"), HOME, on_record()) == [Reason.MUNICIPALITY_OUTSIDE_REGION]
    doors = {"general-practitioner": "referrer", "certified-institution": "desk", "municipality": "desk"}
    assert {door: check(POLICY, a_case(door), HOME).settled_by for door in doors} == doors
    measure = a_case("certified-institution", measure_in_force=True)
    # The need is not the municipality's to weigh here: nothing but the determination is asked.
    assert broken(measure, HOME, OnRecord()) == [Reason.DETERMINATION_MISSING]
    assert broken(measure, HOME, OnRecord(present=frozenset({Precondition.DETERMINATION}))) == []


@pytest.mark.requirement("ZHZ-02")
def test_a_municipality_sets_what_the_frame_leaves_free_and_nothing_else() -> None:
    unweighed, with_reason = on_record(LIGHTER), on_record(LIGHTER, overrides=(LIGHTER,))
    assert broken(a_case(), HOME, unweighed) == [Reason.LIGHTER_HELP_NOT_WEIGHED]
    assert broken(a_case(), HOME, with_reason) == []
    assert broken(a_case(town=HARDINXVELD), HOME, unweighed) == []
    assert Reason.RULE_CANNOT_BE_OVERRIDDEN in broken(a_case(town=DORDRECHT), HOME, with_reason)
    assert [POLICY.of(town).terms.decision.length for town in ("0512", SLIEDRECHT)] == [42, 56]
    changed = load_text(TEXT.replace('"0523": noted}', '"0523": noted, "0610": noted}'), REGISTER)
    rules = {
        town: (changed.of(town).referrers, POLICY.of(town).referrers) for town in changed.municipality_codes
    }
    assert [town for town, (new, old) in rules.items() if new != old] == [SLIEDRECHT]
    for old, new, field in (
        ('own: {"0505": hard,', 'own: {"0505": not-asked,', "settings.0.own.0505"),
        ("    rule: lighter-help-weighed", "    rule: legal-steps", "settings.0.rule"),
        ('own: {"0512": 42}', 'own: {"0512": 57}', "settings.1.own.0512"),
    ):
        with pytest.raises(PolicyMistakes) as refused:
            load_text(TEXT.replace(old, new), REGISTER)
        assert [mistake.field for mistake in refused.value.mistakes] == [field]


@pytest.mark.requirement("ZHZ-03")
def test_each_municipality_has_its_own_free_help_and_nobody_decides_on_it() -> None:
    listed = POLICY.desk.free_provisions.items if POLICY.desk.free_provisions else ()
    for town, own in ((DORDRECHT, ["welfare-work", "sport"]), (SLIEDRECHT, ["help-at-school"])):
        assert [each.id for each in listed if town in (each.municipalities or (town,))] == [
            "local-team",
            *own,
        ]
    walked_in = Choice(route=Route.FREELY_ACCESSIBLE)
    assert check(POLICY, a_case("family"), walked_in).settled_by == "nobody"
    assert broken(a_case(), walked_in, on_record()) == [Reason.NO_DECISION_ON_ROUTE]


@pytest.mark.requirement("ZHZ-05", "ZHZ-10")
def test_a_renewal_shows_progress_and_need_and_a_missing_perspective_plan_is_seen() -> None:
    first = check_desk_decision(POLICY, a_case(), [HOME], on_record=on_record(PROGRESS, NEED, PLAN))
    assert (first.is_allowed, first.noted) == (True, (PLAN,))
    both = [Reason.PROGRESS_EVALUATION_MISSING, Reason.NECESSITY_MISSING]
    for choice in (HOME, AWAY):
        assert broken(a_case(), choice, on_record(PROGRESS, NEED, is_renewal=True)) == both
        assert broken(a_case(), choice, on_record(is_renewal=True)) == []
        set_aside = on_record(PROGRESS, is_renewal=True, overrides=(PROGRESS,))
        assert broken(a_case(), choice, set_aside) == [Reason.RULE_CANNOT_BE_OVERRIDDEN, both[0]]
    # The plan was on its way when the letter was written; that renewals are followed was decided.
    asked = {each.rule: each.source for each in POLICY.referrers[0].routes[1].preconditions if each.source}
    assert (asked[PLAN].status, asked[PROGRESS].status) == ("intended", "adopted")


@pytest.mark.requirement("ZHZ-11", "ZHZ-14")
def test_at_home_unless_and_bespoke_help_where_no_offer_fits() -> None:
    order = POLICY.first_offered.simple
    assert order.index(Route.FREELY_ACCESSIBLE) < order.index(Route.PRODUCT) < order.index(Route.STAY)
    no_reason = on_record(Precondition.AWAY_FROM_HOME, Precondition.PLACE_ELSEWHERE)
    far = HOME.model_copy(update={"place": Place.ELSEWHERE})
    assert broken(a_case(), AWAY, no_reason) == [Reason.AWAY_FROM_HOME_REASON_MISSING]
    assert broken(a_case(), far, no_reason) == [Reason.PLACE_ELSEWHERE_REASON_MISSING]
    assert [broken(a_case(), choice, on_record()) for choice in (AWAY, far)] == [[], []]
    asked: dict[str, Any] = {"referrer_asked_quote": False, "etmalen": (), "first_day": DAY}
    for ground, allowed in (("no-offer-fits", True), ("identity", True), ("continuity", True), (None, False)):
        verdict = check_award(POLICY, a_case(), on_record=on_record(), ground=ground, **asked)
        assert verdict.is_allowed is allowed
