"""Whatever case comes, by whatever policy: an answer with reasons, the same each time, and no exception."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as some

from region_policy.answers import Verdict
from region_policy.cases import Choice, Facts
from region_policy.codes import (
    PRODUCT_ROUTES,
    CareForm,
    Complexity,
    Funding,
    HelpForm,
    LegalStep,
    Place,
    Precondition,
    ReferrerType,
    Route,
    Urgency,
)
from region_policy.decisions import advise, check, check_award, check_desk_decision, desk_rule
from region_policy.language import Language
from region_policy.loader import MUNICIPALITIES_FILE, load_text, policy_files, read_municipalities
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason

HERE = Path(__file__)
REGIONS = HERE.parents[3] / "regions"
REGISTER = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
TEXTS = [
    file.read_text(encoding="utf-8")
    for folder in (REGIONS, HERE.with_name("regions"))
    for file in policy_files(folder)
]
POLICIES, AGAIN = ([load_text(text, REGISTER) for text in TEXTS] for _ in range(2))
BEGIN, END = date(2017, 12, 1).toordinal(), date(2023, 7, 1).toordinal()
LAST_DAY = date.max.toordinal()
NEED = frozenset(
    {
        Reason.LEGAL_STEPS_MISSING,
        Reason.LIGHTER_HELP_NOT_WEIGHED,
        Reason.FAMILY_GROUP_PLAN_NOT_OFFERED,
        Reason.WEIGHING_ITEMS_MISSING,
        Reason.AWAY_FROM_HOME_REASON_MISSING,
        Reason.AMBULATORY_NOT_WEIGHED,
        Reason.HEAVIER_ROUTE_REASON_MISSING,
        Reason.FAMILY_SETTING_NOT_WEIGHED,
        Reason.NECESSITY_MISSING,
    }
)
"""Reasons that weigh whether this help is needed."""


class Question(NamedTuple):
    """`again`: the same policy, loaded once more."""

    policy: RegionPolicy
    again: RegionPolicy
    facts: Facts
    choice: Choice
    record: OnRecord


def words_of(policy: RegionPolicy) -> dict[str, list[str]]:
    """What can be named in this policy; and what cannot."""
    grounds = [ground.id for rule in policy.route_rules for ground in rule.grounds]
    adulthood, weighing = policy.desk.adulthood, policy.desk.weighing
    after = adulthood.prolonged.grounds if adulthood and adulthood.prolonged else ()
    outside = [each.category for each in policy.categories.outside] if policy.categories else []
    return {
        "municipality": [*policy.municipalities.items, "0000", "0363"],
        "budget": [*policy.budgets, "tent"],
        "intensity": [*policy.all_intensities, "tent"],
        "product": [*policy.products_by_id, "tent"],
        "ground": [*grounds, "tent"],
        "prolonged_ground": [*(ground.id for ground in after), "tent"],
        "category": [*policy.components, *outside, "99"],
        "weighed": [*(item.id for item in (weighing.items if weighing else ())), "tent"],
    }


WORDS = [words_of(policy) for policy in POLICIES]


def question(dice: Random) -> Question:
    """By plain dice, seeded by Hypothesis: many questions in the time that one would take to shrink."""

    def maybe(values: Sequence[Any]) -> Any:
        return dice.choice(values) if dice.random() < 0.5 else None

    def some_of(values: Iterable[Any]) -> list[Any]:
        share = dice.random()
        return [value for value in values if dice.random() < share]

    def number(most: int) -> int | None:
        return maybe([-1, 0, 1, dice.randint(1, most), dice.randint(1, most), 10 ** dice.randint(4, 12)])

    def day() -> date:
        return date.fromordinal(dice.randint(*(BEGIN, END) if dice.random() < 0.9 else (1, LAST_DAY)))

    at = dice.randrange(len(POLICIES))
    words = WORDS[at]
    facts = Facts(
        municipality=dice.choice(words["municipality"]),
        referrer=dice.choice(list(ReferrerType)),
        measure_in_force=dice.random() < 0.5,
        age=dice.choice([dice.randint(0, 17), dice.randint(0, 24), dice.randint(0, 129)]),
        decision_day=day(),
        complexity=dice.choice(list(Complexity)),
        forms=some_of(CareForm),
        urgency=dice.choice(list(Urgency)),
        safety_concern=dice.random() < 0.5,
        category=maybe(words["category"]),
        prolonged_ground=maybe(words["prolonged_ground"]),
    )
    choice = Choice(
        route=dice.choice(list(Route)),
        budget=maybe(words["budget"]),
        etmalen=number(400),
        intensity=maybe(words["intensity"]),
        help_form=maybe(list(HelpForm)),
        product=maybe(words["product"]),
        quantity=number(400),
        days=number(800),
        ceiling_cents=number(10**6),
        ground=maybe(words["ground"]),
        place=dice.choice(list(Place)),
    )
    record = OnRecord(
        present=some_of(Precondition),
        steps=some_of(LegalStep),
        weighed=some_of(words["weighed"]),
        is_renewal=dice.random() < 0.5,
        overrides=some_of(Precondition)[:1],
        is_supervised=dice.random() < 0.5,
        authorised_from=day() if dice.random() < 0.5 else None,
        authorised_until=day() if dice.random() < 0.5 else None,
    )
    if dice.random() < 0.6:
        facts, choice, record = nearly_right(POLICIES[at], facts, choice, record, dice)
    return Question(POLICIES[at], AGAIN[at], facts, choice, record)


def nearly_right(
    policy: RegionPolicy, facts: Facts, choice: Choice, record: OnRecord, dice: Random
) -> tuple[Facts, Choice, OnRecord]:
    """The same, with most of what is wrong put right."""
    facts = facts.model_copy(
        update={
            "municipality": dice.choice(policy.municipalities.items),
            "age": dice.randint(policy.ages.youngest, policy.ages.oldest),
            "decision_day": policy.valid_from + timedelta(days=dice.randint(0, 500)),
            "category": None,
            "prolonged_ground": None,
        }
    )
    rule = policy.rule_for(facts.referrer, measure_in_force=facts.measure_in_force)
    opened = dice.choice(rule.routes) if rule else None
    route = opened.route if opened else choice.route
    product = choice.product if route in PRODUCT_ROUTES else None
    known = policy.products_by_id.get(product or "")
    is_stay = route is Route.STAY
    fitting: dict[str, Any] = {
        "route": route,
        "budget": dice.choice(opened.budgets) if opened and route is Route.CHOICE_BUDGET else None,
        "etmalen": dice.randint(1, 90) if is_stay else None,
        "intensity": dice.choice(list(policy.all_intensities)) if is_stay else None,
        "help_form": choice.help_form if is_stay else None,
        "product": product,
        "quantity": dice.randint(1, 90) if known and known.funding is Funding.EFFORT else None,
        "days": dice.randint(1, 900),
        "ceiling_cents": dice.randint(1, 9) if route is Route.ONE_OFF_CONTRACT else None,
        "place": Place.OWN_SURROUNDINGS if is_stay else choice.place,
    }
    full = {
        "present": frozenset(Precondition) - {dice.choice(list(Precondition))},
        "steps": frozenset(LegalStep),
        "weighed": frozenset(words_of(policy)["weighed"]),
        "overrides": (),
    }
    if dice.random() < 0.7:
        record = record.model_copy(update={**full, "is_supervised": False, "authorised_until": None})
    return facts, choice.model_copy(update=fitting), record


def verdicts_on(policy: RegionPolicy, facts: Facts, choice: Choice, record: OnRecord) -> list[Verdict]:
    stay = (choice.etmalen,) if choice.etmalen is not None and 0 < choice.etmalen < 4000 else ()
    return [
        check(policy, facts, choice),
        check_desk_decision(policy, facts, [choice], on_record=record),
        *(
            check_award(
                policy,
                facts,
                referrer_asked_quote=by_referrer,
                etmalen=stay,
                first_day=facts.decision_day,
                on_record=record,
                ground=choice.ground,
            )
            for by_referrer in (True, False)
        ),
    ]


@settings(max_examples=600, deadline=None)
@given(dice=some.randoms(use_true_random=True))
def test_every_answer_has_its_reasons_and_is_the_same_each_time(
    dice: Random,
) -> None:
    policy, again, facts, choice, record = question(dice)
    advice = advise(policy, facts)
    assert [route.route for route in advice.routes] == list(Route)
    assert advice.components
    assert sorted(advice.offered) == sorted(advice.open_routes)
    for route in advice.routes:
        assert route.reasons
        assert (route.settled_by is None) is not route.is_open
    if advice.recommended is not None:
        assert advice.recommended.route == advice.offered[0]
        assert advice.recommended.reasons
    verdicts = verdicts_on(policy, facts, choice, record)
    for verdict in verdicts:
        assert verdict.is_allowed is bool(verdict.grounds)
        assert verdict.is_allowed is (verdict.settled_by is not None)
        assert len({reason.code for reason in verdict.broken}) == len(verdict.broken)
        for reason in (*verdict.broken, *verdict.grounds):
            assert all(reason.text(language) for language in Language)
    own = verdicts[0]
    if own.is_allowed:
        assert advice.on(choice.route).is_open
        assert choice.budget is None or choice.budget in {
            budget.id for budget in advice.on(choice.route).budgets
        }
    assert (advise(policy, facts), check(policy, facts, choice)) == (advice, own)
    assert (advise(again, facts), verdicts_on(again, facts, choice, record)) == (advice, verdicts)


@settings(max_examples=300, deadline=None)
@given(dice=some.randoms(use_true_random=True))
def test_what_an_institution_with_a_measure_determines_is_never_weighed_again_nor_paid_by_budget(
    dice: Random,
) -> None:
    policy, _, facts, choice, record = question(dice)
    facts = facts.model_copy(
        update={"referrer": ReferrerType.CERTIFIED_INSTITUTION, "measure_in_force": True}
    )
    determined = record.model_copy(update={"present": record.present | {Precondition.DETERMINATION}})
    rule = policy.rule_for(facts.referrer, measure_in_force=True)
    if rule is not None:
        for verdict in verdicts_on(policy, facts, choice, determined)[:3]:
            told = {reason.code for reason in verdict.broken}
            assert not told & NEED, (policy.region, told)
    by_budget = choice.model_copy(update={"route": Route.CHOICE_BUDGET})
    bound = rule is not None and rule.binds_desk and rule.open_route(Route.CHOICE_BUDGET) is None
    if bound or policy.region == "ijsselland":
        assert Route.CHOICE_BUDGET not in advise(policy, facts).open_routes
        assert not check(policy, facts, by_budget).is_allowed
        assert not check_desk_decision(policy, facts, [by_budget], on_record=record).is_allowed
        assert desk_rule(policy, facts) == policy.of(facts.municipality).rule_for(
            facts.referrer, measure_in_force=True
        )
