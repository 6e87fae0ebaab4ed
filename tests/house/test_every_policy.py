"""Every policy of every region, asked all that can be asked by form: what it says is what is decided."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BUDGET_ROUTES,
    PRODUCT_ROUTES,
    UNDECIDED_ROUTES,
    CareForm,
    Complexity,
    Firmness,
    HelpForm,
    LegalStep,
    Place,
    Precondition,
    ReferrerType,
    Route,
)
from region_policy.decisions import advise, check, check_award, check_desk_decision, desk_rule
from region_policy.loader import Policies
from region_policy.model import NoTariff, RegionPolicy, etmaal_tariff_on, tariff_on
from region_policy.on_record import OnRecord
from region_policy.reasons import Reason
from region_policy.rules_of_products import NEEDED

POLICIES = Policies.load(Path(__file__).parents[2] / "regions")
EVERY = [policy for of_region in POLICIES.by_region.values() for policy in of_region]
DAY = timedelta(days=1)
NOTHING = OnRecord()


@pytest.fixture(params=EVERY, ids=lambda policy: f"{policy.region}-{policy.valid_from}")
def policy(request: pytest.FixtureRequest) -> RegionPolicy:
    found: RegionPolicy = request.param
    return found


def everything(policy: RegionPolicy) -> OnRecord:
    weighing = policy.desk.weighing.items if policy.desk.weighing else ()
    return OnRecord(
        present=frozenset(Precondition),
        steps=frozenset(LegalStep),
        weighed=frozenset(item.id for item in weighing),
        is_renewal=True,
    )


def places(policy: RegionPolicy) -> list[str]:
    """A municipality that has set nothing itself, where there is one, and each that has."""
    own = {code for setting in policy.settings for code in setting.own}
    others = [code for code in policy.municipalities.items if code not in own]
    return [*others[:1], *sorted(own)]


def cases(policy: RegionPolicy, *ages: int) -> Iterator[Facts]:
    for place in places(policy):
        for referrer in ReferrerType:
            for measure in (False, True):
                for age in ages:
                    yield Facts(
                        municipality=place,
                        referrer=referrer,
                        measure_in_force=measure,
                        age=age,
                        decision_day=policy.valid_from,
                    )


def choices(policy: RegionPolicy) -> Iterator[Choice]:
    """Every budget, product and intensity of the policy, here and elsewhere, for short and for too long."""
    for route in Route:
        rule = policy.rules_of_routes.get(route)
        ground = rule.grounds[0].id if rule and rule.grounds else None
        plain = Choice(route=route, ground=ground)
        if route is Route.CHOICE_BUDGET:
            yield from (plain.model_copy(update={"budget": each}) for each in (*policy.budgets, "nobodys"))
        elif route is Route.STAY:
            for each in policy.all_intensities:
                stay = {"intensity": each, "etmalen": 30}
                yield plain.model_copy(update=stay)
                yield plain.model_copy(update={**stay, "help_form": HelpForm.LIVING_GROUP})
        elif route in PRODUCT_ROUTES:
            for product in policy.products_by_id.values():
                needs = NEEDED[product.funding]
                given = {
                    "quantity": 60 if "quantity" in needs else None,
                    "days": 30 if "days" in needs else None,
                }
                yield plain.model_copy(update={"product": product.id, **given})
        elif route is Route.ONE_OFF_CONTRACT:
            yield plain.model_copy(update={"ceiling_cents": 100_000})
        else:
            yield plain
        if route is not Route.STAY:
            yield plain.model_copy(update={"place": Place.ELSEWHERE})
        if rule and rule.longest:
            yield plain.model_copy(update={"days": rule.longest.days + 1})


def ages_of(policy: RegionPolicy) -> tuple[int, ...]:
    prolonged = policy.desk.adulthood.prolonged if policy.desk.adulthood else None
    return (policy.ages.youngest, policy.ages.oldest, *([prolonged.until_age - 1] if prolonged else []))


def test_each_referrer_gets_a_reason_for_each_route_and_the_open_ones_in_the_order_of_the_policy(
    policy: RegionPolicy,
) -> None:
    opened: set[Route] = set()
    for facts in cases(policy, *ages_of(policy)):
        for more in (
            {},
            {"complexity": Complexity.COMPLEX},
            {"forms": (CareForm.LIVING,)},
            {"prolonged_ground": ground_past_eighteen(policy, facts.age)},
        ):
            advice = advise(policy, facts.model_copy(update=more))
            assert all(route.reasons for route in advice.routes)
            assert (advice.recommended is None) is not bool(advice.open_routes)
            assert advice.recommended is None or advice.recommended.route in advice.open_routes
            opened.update(advice.open_routes)
    assert opened == policy.routes


def ground_past_eighteen(policy: RegionPolicy, age: int) -> str | None:
    prolonged = policy.desk.adulthood.prolonged if policy.desk.adulthood else None
    return prolonged.grounds[0].id if prolonged and age > policy.ages.oldest else None


def test_what_is_allowed_is_on_an_open_route_and_what_is_asked_is_missed_while_nothing_is_on_record(
    policy: RegionPolicy,
) -> None:
    allowed, decided, record = 0, 0, everything(policy)
    for facts in cases(policy, policy.ages.oldest):
        open_routes = advise(policy, facts).open_routes
        rule = desk_rule(policy, facts)
        for choice in choices(policy):
            verdict = check(policy, facts, choice)
            allowed += verdict.is_allowed
            assert not verdict.is_allowed or choice.route in open_routes
            bare = check_desk_decision(policy, facts, [choice], on_record=NOTHING)
            full = check_desk_decision(policy, facts, [choice], on_record=record)
            decided += full.is_allowed
            assert {reason.code for reason in full.broken} <= {reason.code for reason in bare.broken}
            opened = rule.open_route(choice.route) if rule else None
            if full.is_allowed:
                assert opened is not None
                assert choice.route not in UNDECIDED_ROUTES
                asked = {each.rule for each in opened.preconditions if each.firmness is not Firmness.NOTED}
                always = asked & {Precondition.INTENDED_RESULT, Precondition.LEGAL_STEPS}
                assert not (always and bare.is_allowed)
        award = check_award(
            policy,
            facts,
            referrer_asked_quote=True,
            etmalen=[30],
            first_day=facts.decision_day,
            on_record=record,
            ground=next((choice.ground for choice in choices(policy) if choice.route is Route.QUOTE), None),
        )
        assert not award.is_allowed or Route.QUOTE in open_routes
    assert allowed
    assert decided


@pytest.mark.requirement("IJS-02", "IJS-04")
def test_a_category_outside_the_model_is_sent_on_and_each_inside_it_has_its_component(
    policy: RegionPolicy,
) -> None:
    facts = next(cases(policy, policy.ages.oldest))
    assert policy.categories is not None
    for outside in policy.categories.outside:
        advice = advise(policy, facts.model_copy(update={"category": outside.category}))
        assert advice.open_routes == ()
        reasons = {reason.code for route in advice.routes for reason in route.reasons}
        assert Reason.CATEGORY_OUTSIDE_MODEL in reasons
    for category in policy.categories.items:
        advice = advise(policy, facts.model_copy(update={"category": category.category}))
        assert category.component in advice.components


def test_every_tariff_is_the_price_from_its_first_day_on_and_there_is_none_before_the_first(
    policy: RegionPolicy,
) -> None:
    priced = 0
    of_groups = {
        group.id: [(each.valid_from, each.cents_per_hour) for each in group.tariffs]
        for group in policy.function_groups.items
    }
    of_beds = {
        each_id: [(each.valid_from, each.cents_per_etmaal) for each in intensity.tariffs]
        for each_id, intensity in policy.all_intensities.items()
    }
    for tariffs, price in ((of_groups, tariff_on), (of_beds, etmaal_tariff_on)):
        for name, steps in tariffs.items():
            ends = [*(first - DAY for first, _ in steps[1:]), date(2099, 12, 31)]
            for (first, cents), last in zip(steps, ends, strict=True):
                assert (price(policy, name, first), price(policy, name, last)) == (cents, cents)
                priced += 1
            with pytest.raises(NoTariff):
                price(policy, name, steps[0][0] - DAY)
        with pytest.raises(NoTariff):
            price(policy, "nobodys", policy.valid_from)
    assert priced or not (BUDGET_ROUTES & policy.routes)
