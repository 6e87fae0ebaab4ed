"""What the desk must have on record, and what it may set aside with a reason. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from region_policy.cases import Choice, Facts
from region_policy.codes import (
    PRODUCT_ROUTES,
    STAY_FORMS,
    Component,
    Firmness,
    Funding,
    Place,
    Precondition,
    Route,
)
from region_policy.durations import broken_by_the_longest, outlasted
from region_policy.language import Name, enumeration, name_of_day
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.parts import OpenRoute, PreconditionRule, ReferrerRule
from region_policy.reasons import (
    Reason,
    ReasonGiven,
    because,
    legal_step_name,
    precondition_name,
)

MISSING = {
    Precondition.INTENDED_RESULT: Reason.INTENDED_RESULT_MISSING,
    Precondition.CONSULTATION_PROVIDER: Reason.CONSULTATION_PROVIDER_MISSING,
    Precondition.CONSULTATION_FAMILY: Reason.CONSULTATION_FAMILY_MISSING,
    Precondition.DETERMINATION: Reason.DETERMINATION_MISSING,
    Precondition.LIGHTER_HELP_WEIGHED: Reason.LIGHTER_HELP_NOT_WEIGHED,
    Precondition.FAMILY_GROUP_PLAN: Reason.FAMILY_GROUP_PLAN_NOT_OFFERED,
    Precondition.VIEW_FAMILY: Reason.VIEW_FAMILY_MISSING,
    Precondition.VIEW_ACCESS_WORKER: Reason.VIEW_ACCESS_WORKER_MISSING,
    Precondition.VIEW_PROFESSIONAL: Reason.VIEW_PROFESSIONAL_MISSING,
    Precondition.AWAY_FROM_HOME: Reason.AWAY_FROM_HOME_REASON_MISSING,
    Precondition.AMBULATORY_WEIGHED: Reason.AMBULATORY_NOT_WEIGHED,
    Precondition.HEAVIER_ROUTE: Reason.HEAVIER_ROUTE_REASON_MISSING,
    Precondition.PLACE_ELSEWHERE: Reason.PLACE_ELSEWHERE_REASON_MISSING,
    Precondition.FAMILY_SETTING_WEIGHED: Reason.FAMILY_SETTING_NOT_WEIGHED,
    Precondition.PERSPECTIVE_PLAN: Reason.PERSPECTIVE_PLAN_MISSING,
    Precondition.PROGRESS_EVALUATION: Reason.PROGRESS_EVALUATION_MISSING,
    Precondition.NECESSITY: Reason.NECESSITY_MISSING,
}
FIRMER = (Firmness.HARD, Firmness.SOFT, Firmness.NOTED)
CONSULTATIONS = frozenset({Precondition.CONSULTATION_PROVIDER, Precondition.CONSULTATION_FAMILY})
COMPONENT_NAMES = {
    Component.AMBULATORY: Name(nl="ambulante hulp", en="ambulatory help"),
    Component.STAY: Name(nl="verblijf", en="stay"),
    Component.CRISIS: Name(nl="crisis", en="crisis"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """On what a precondition may depend. `lightest`: the weight of the lightest route that is open.

    `is_determined`: the need is an institution's or a court's to settle, and with it how long (LAW-02).
    """

    policy: RegionPolicy
    facts: Facts
    choices: tuple[Choice, ...]
    lightest: int
    is_renewal: bool = False
    is_determined: bool = False


def component_of(policy: RegionPolicy, choice: Choice) -> Component:
    """A stay, or a product that is a place to stay; everything else is ambulatory help."""
    product = policy.products_by_id.get(choice.product or "")
    is_stay = choice.route is Route.STAY or (product is not None and product.form in STAY_FORMS)
    return Component.STAY if is_stay else Component.AMBULATORY


def broken_by_the_choices(policy: RegionPolicy, choices: Sequence[Choice]) -> Iterator[ReasonGiven]:
    """At least one component, and one route for each (IJS-13, IJS-24)."""
    if not choices:
        yield because(Reason.NOTHING_DECIDED)
    for component, times in Counter(component_of(policy, choice) for choice in choices).items():
        if times > 1:
            yield because(
                Reason.ONE_ROUTE_PER_COMPONENT,
                component=component,
                component_name=COMPONENT_NAMES[component],
            )


def asked_by(opened: Iterable[tuple[OpenRoute, Choice]], asking: Asking) -> dict[Precondition, Firmness]:
    """The preconditions of all these choices together; the firmest counts where one is asked twice."""
    asked: dict[Precondition, Firmness] = {}
    for route, choice in opened:
        asked = firmest(asked, _of_route(route, choice, asking))
        asked = firmest(asked, of_duration(choice, asking))
    return asked


def firmest(
    asked: Mapping[Precondition, Firmness], others: Iterable[tuple[Precondition, Firmness]]
) -> dict[Precondition, Firmness]:
    together = dict(asked)
    for rule, firmness in others:
        if FIRMER.index(firmness) < FIRMER.index(together.setdefault(rule, firmness)):
            together[rule] = firmness
    return together


def _of_route(route: OpenRoute, choice: Choice, asking: Asking) -> Iterator[tuple[Precondition, Firmness]]:
    for each in route.preconditions:
        if applies(each, choice, asking):
            yield each.rule, each.firmness
    product = asking.policy.products_by_id.get(choice.product or "")
    if product is not None and product.funding is Funding.RESULT:
        yield Precondition.INTENDED_RESULT, Firmness.HARD


def of_duration(choice: Choice, asking: Asking) -> Iterator[tuple[Precondition, Firmness]]:
    """Whether this runs too long, asked of nobody who determines the need."""
    longest = None if asking.is_determined else outlasted(asking.policy, choice)
    if longest is not None:
        yield Precondition.LONGEST_DURATION, longest.firmness


def applies(each: PreconditionRule, choice: Choice, asking: Asking) -> bool:
    """Whether a precondition has something to say of this choice."""
    if each.from_age is not None and asking.facts.age < each.from_age:
        return False
    if each.help_forms and choice.help_form is not None and choice.help_form not in each.help_forms:
        return False
    match each.rule:
        case Precondition.HEAVIER_ROUTE:
            return weight_of(asking.policy, choice) > asking.lightest
        case Precondition.PLACE_ELSEWHERE:
            return choice.place is not Place.OWN_SURROUNDINGS
        case Precondition.PROGRESS_EVALUATION | Precondition.NECESSITY:
            return asking.is_renewal
        case _:
            return True


def weight_of(policy: RegionPolicy, choice: Choice) -> int:
    """From light to heavy: help without a decision, help by day, a place to live or sleep (NV-07)."""
    if choice.route is Route.FREELY_ACCESSIBLE:
        return 0
    return 2 if component_of(policy, choice) is Component.STAY else 1


def lightest_open(policy: RegionPolicy, rule: ReferrerRule | None) -> int:
    """The weight of the lightest route of a rule; of one with products, that of the lightest product."""
    open_routes = {opened.route for opened in rule.routes} if rule else set()
    choices = [Choice(route=route) for route in open_routes - PRODUCT_ROUTES]
    choices += [
        Choice(route=route, product=product.id)
        for product in policy.products_by_id.values()
        for route in open_routes.intersection(product.routes)
    ]
    return min((weight_of(policy, choice) for choice in choices), default=0)


def asked_by_a_stay(
    desk: ReferrerRule | None, stay: Choice, asking: Asking
) -> Iterator[tuple[Precondition, Firmness]]:
    """The consultations that the municipality's own rule asks of a stay (IJS-31), and the longest duration.

    Of a stay in a quote that a doctor asked for nothing more is asked: its need is not the municipality's
    to weigh (LAW-03).
    """
    yield from of_duration(stay, asking)
    opened = None if desk is None else desk.open_route(Route.STAY)
    asked = asked_by([(opened, stay)] if opened else [], asking)
    yield from ((rule, firmness) for rule, firmness in asked.items() if rule in CONSULTATIONS)


def noted(asked: dict[Precondition, Firmness], on_record: OnRecord) -> tuple[Precondition, ...]:
    """What should be on record and is not, and stops nobody."""
    return tuple(
        rule for rule, firmness in asked.items() if firmness is Firmness.NOTED and not on_record.has(rule)
    )


def overridden(asked: dict[Precondition, Firmness], on_record: OnRecord) -> tuple[Precondition, ...]:
    """The soft rules that were not met and gave way to a reason (NV-10)."""
    return tuple(
        rule
        for rule, firmness in asked.items()
        if firmness is Firmness.SOFT and rule in on_record.overrides and not on_record.has(rule)
    )


def broken_by_the_record(
    asked: dict[Precondition, Firmness], on_record: OnRecord, asking: Asking
) -> Iterator[ReasonGiven]:
    """What is asked and not on record; and a hard rule that somebody wants to set aside."""
    for rule in on_record.overrides:
        if asked.get(rule) is not Firmness.SOFT:
            yield because(Reason.RULE_CANNOT_BE_OVERRIDDEN, rule=rule, rule_name=precondition_name(rule))
    set_aside = overridden(asked, on_record)
    for rule, firmness in asked.items():
        if firmness is Firmness.NOTED or rule in set_aside or on_record.has(rule):
            continue
        match rule:
            case Precondition.LEGAL_STEPS:
                yield steps_missing(on_record)
            case Precondition.WEIGHING_LIST:
                yield from weighing_missing(asking.policy, on_record)
            case Precondition.LONGEST_DURATION:
                yield from broken_by_the_longest(asking.policy, asking.choices)
            case _:
                yield because(MISSING[rule])


def steps_missing(on_record: OnRecord) -> ReasonGiven:
    missing = on_record.missing_steps
    return because(
        Reason.LEGAL_STEPS_MISSING,
        steps=", ".join(missing),
        step_names=enumeration(map(legal_step_name, missing)),
    )


def weighing_missing(policy: RegionPolicy, on_record: OnRecord) -> Iterator[ReasonGiven]:
    """The mandatory items of the weighing list without an answer (HLM-10)."""
    items = policy.desk.weighing.items if policy.desk.weighing else ()
    missing = [item for item in items if item.mandatory and item.id not in on_record.weighed]
    if missing:
        yield because(
            Reason.WEIGHING_ITEMS_MISSING,
            items=", ".join(item.id for item in missing),
            item_names=enumeration(item.name for item in missing),
        )


def broken_by_the_authorisation(
    etmalen: Sequence[int], on_record: OnRecord, *, first_day: date
) -> Iterator[ReasonGiven]:
    """Stays of so many etmalen, from `first_day` on, end with the authorisation at the latest (LAW-09).

    They follow on each other: nobody sleeps in two places. Where the authorisation begins later, so do they.
    The day of arrival counts and the day of departure does not.
    """
    end = on_record.authorised_until
    first_day = max(first_day, on_record.authorised_from or first_day)
    if etmalen and end is None and on_record.is_supervised:
        yield because(Reason.AUTHORISATION_MISSING)
    if etmalen and end is not None and sum(etmalen) > (end - first_day).days + 1:
        yield because(
            Reason.OUTLASTS_AUTHORISATION,
            etmalen=sum(etmalen),
            first_day=first_day.isoformat(),
            first_day_name=name_of_day(first_day),
            end=end.isoformat(),
            end_name=name_of_day(end),
        )
