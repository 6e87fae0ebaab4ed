"""What the desk must have on record, and what it may set aside with a reason. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from region_policy.cases import Choice
from region_policy.codes import Component, Firmness, Precondition, Route
from region_policy.language import Name, enumeration, name_of_day
from region_policy.on_record import OnRecord
from region_policy.parts import OpenRoute, ReferrerRule
from region_policy.reasons import Reason, ReasonGiven, because, legal_step_name, precondition_name

MISSING = {
    Precondition.INTENDED_RESULT: Reason.INTENDED_RESULT_MISSING,
    Precondition.CONSULTATION_PROVIDER: Reason.CONSULTATION_PROVIDER_MISSING,
    Precondition.CONSULTATION_FAMILY: Reason.CONSULTATION_FAMILY_MISSING,
    Precondition.DETERMINATION: Reason.DETERMINATION_MISSING,
    Precondition.LIGHTER_HELP_WEIGHED: Reason.LIGHTER_HELP_NOT_WEIGHED,
}
CONSULTATIONS = frozenset({Precondition.CONSULTATION_PROVIDER, Precondition.CONSULTATION_FAMILY})
COMPONENT_NAMES = {
    Component.AMBULATORY: Name(nl="ambulante hulp", en="ambulatory help"),
    Component.STAY: Name(nl="verblijf", en="stay"),
}


def component_of(choice: Choice) -> Component:
    return Component.STAY if choice.route is Route.STAY else Component.AMBULATORY


def broken_by_the_choices(choices: Sequence[Choice]) -> Iterator[ReasonGiven]:
    """At least one component, and one route for each (IJS-13, IJS-24)."""
    if not choices:
        yield because(Reason.NOTHING_DECIDED)
    for component, times in Counter(map(component_of, choices)).items():
        if times > 1:
            yield because(
                Reason.ONE_ROUTE_PER_COMPONENT,
                component=component,
                component_name=COMPONENT_NAMES[component],
            )


def asked_by(routes: Iterable[OpenRoute]) -> dict[Precondition, Firmness]:
    """The preconditions of all these routes together; where one of them is hard about a rule, it is hard."""
    asked: dict[Precondition, Firmness] = {}
    for each in (each for opened in routes for each in opened.preconditions):
        if asked.get(each.rule) is not Firmness.HARD:
            asked[each.rule] = each.firmness
    return asked


def asked_by_a_stay(desk: ReferrerRule | None) -> dict[Precondition, Firmness]:
    """The consultations that the municipality's own rule asks of a stay (IJS-31).

    Of a stay in a quote that a doctor asked for nothing more is asked: its need is not the municipality's
    to weigh (LAW-03).
    """
    opened = None if desk is None else desk.open_route(Route.STAY)
    return {
        rule: firmness
        for rule, firmness in asked_by([opened] if opened else []).items()
        if rule in CONSULTATIONS
    }


def overridden(asked: dict[Precondition, Firmness], on_record: OnRecord) -> tuple[Precondition, ...]:
    """The soft rules that were not met and gave way to a reason (NV-10)."""
    return tuple(
        rule
        for rule, firmness in asked.items()
        if firmness is Firmness.SOFT and rule in on_record.overrides and not on_record.has(rule)
    )


def broken_by_the_record(asked: dict[Precondition, Firmness], on_record: OnRecord) -> Iterator[ReasonGiven]:
    """What is asked and not on record; and a hard rule that somebody wants to set aside."""
    for rule in on_record.overrides:
        if asked.get(rule) is not Firmness.SOFT:
            yield because(Reason.RULE_CANNOT_BE_OVERRIDDEN, rule=rule, rule_name=precondition_name(rule))
    set_aside = overridden(asked, on_record)
    for rule in asked:
        if rule in set_aside or on_record.has(rule):
            continue
        if rule is Precondition.LEGAL_STEPS:
            missing = on_record.missing_steps
            yield because(
                Reason.LEGAL_STEPS_MISSING,
                steps=", ".join(missing),
                step_names=enumeration(map(legal_step_name, missing)),
            )
        else:
            yield because(MISSING[rule])


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
