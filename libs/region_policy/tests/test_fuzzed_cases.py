"""Whatever case comes: an answer with reasons, the same each time, and no exception."""

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from region_policy.cases import Choice, Facts
from region_policy.codes import CareForm, Complexity, LegalStep, Precondition, ReferrerType, Route, Urgency
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.language import Language
from region_policy.loader import MUNICIPALITIES_FILE, load_text, read_municipalities
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord

REGIONS = Path(__file__).parents[3] / "regions"
REGISTER = read_municipalities(REGIONS / MUNICIPALITIES_FILE)
IJSSELLAND = load_text((REGIONS / "ijsselland" / "2022-01-01.yaml").read_text(encoding="utf-8"), REGISTER)
POLICIES = (
    IJSSELLAND,
    *(
        load_text(file.read_text(encoding="utf-8"), REGISTER)
        for file in sorted(Path(__file__).with_name("regions").glob("*/*.yaml"))
    ),
)

CODES = some.sampled_from(["0148", "0193", "0200", "0344", "9999", "0000"])
WORDS = some.sampled_from(
    [*(budget.id for policy in POLICIES for budget in policy.choice_budgets.items), "other"]
)
PLACES = some.sampled_from(["living-1", "residential-3", "home", "tent"])

CASES = some.fixed_dictionaries(
    {
        "municipality": CODES | some.from_regex(r"\A[0-9]{4}\Z"),
        "referrer": some.sampled_from(ReferrerType),
        "measure_in_force": some.booleans(),
        "age": some.integers(min_value=0, max_value=129),
        "decision_day": some.dates(date(2021, 6, 1), date(2023, 1, 1)) | some.dates(),
        "complexity": some.sampled_from(Complexity),
        "forms": some.lists(some.sampled_from(CareForm), max_size=3),
        "urgency": some.sampled_from(Urgency),
        "safety_concern": some.booleans(),
    }
).map(Facts.model_validate)
CHOICES = some.fixed_dictionaries(
    {
        "route": some.sampled_from(Route),
        "budget": some.none() | WORDS,
        "etmalen": some.none() | some.integers(),
        "intensity": some.none() | PLACES,
    }
).map(Choice.model_validate)
RECORDS = some.builds(
    OnRecord,
    present=some.frozensets(some.sampled_from(Precondition)),
    steps=some.frozensets(some.sampled_from(LegalStep)),
    overrides=some.lists(some.sampled_from(Precondition), max_size=1).map(tuple),
    is_supervised=some.booleans(),
    authorised_from=some.none() | some.dates(),
    authorised_until=some.none() | some.dates(),
)
SOME_POLICY = some.sampled_from(POLICIES)


@settings(max_examples=200, deadline=None)
@given(policy=SOME_POLICY, facts=CASES)
def test_no_route_is_closed_or_open_without_a_reason_and_the_answer_is_always_the_same(
    policy: RegionPolicy, facts: Facts
) -> None:
    advice = advise(policy, facts)
    assert [route.route for route in advice.routes] == list(Route)
    for route in advice.routes:
        assert route.reasons
        assert (route.settled_by is None) is not route.is_open
        assert all(reason.text(language) for reason in route.reasons for language in Language)
    if advice.recommended is not None:
        assert advice.recommended.route in advice.open_routes
    assert advise(policy, facts) == advice


@settings(max_examples=200, deadline=None)
@given(policy=SOME_POLICY, facts=CASES, choice=CHOICES, on_record=RECORDS)
def test_every_refusal_has_its_reasons_and_every_permission_its_ground(
    policy: RegionPolicy, facts: Facts, choice: Choice, on_record: OnRecord
) -> None:
    for verdict in (
        check(policy, facts, choice),
        check_desk_decision(policy, facts, [choice], on_record=on_record),
    ):
        assert verdict.is_allowed is bool(verdict.grounds)
        assert verdict.is_allowed is (verdict.settled_by is not None)
        assert len({reason.code for reason in verdict.broken}) == len(verdict.broken)
    assert check(policy, facts, choice) == check(policy, facts, choice)


@settings(max_examples=200, deadline=None)
@given(policy=SOME_POLICY, facts=CASES, choice=CHOICES)
def test_what_check_allows_is_on_a_route_that_advise_calls_open(
    policy: RegionPolicy, facts: Facts, choice: Choice
) -> None:
    if check(policy, facts, choice).is_allowed:
        route = advise(policy, facts).on(choice.route)
        assert route.is_open
        assert choice.budget is None or choice.budget in {budget.id for budget in route.budgets}


@settings(max_examples=200, deadline=None)
@given(facts=CASES, choice=CHOICES, on_record=RECORDS)
def test_an_institution_with_a_measure_in_ijsselland_never_gets_a_choice_budget(
    facts: Facts, choice: Choice, on_record: OnRecord
) -> None:
    under_measure = facts.model_copy(
        update={"referrer": ReferrerType.CERTIFIED_INSTITUTION, "measure_in_force": True}
    )
    by_budget = choice.model_copy(update={"route": Route.CHOICE_BUDGET})
    assert set(advise(IJSSELLAND, under_measure).open_routes) <= {Route.QUOTE}
    assert not check(IJSSELLAND, under_measure, by_budget).is_allowed
    assert not check_desk_decision(IJSSELLAND, under_measure, [by_budget], on_record=on_record).is_allowed
