"""The rules that one value of a policy file sets for another: what the desk must have on record."""

from collections.abc import Iterator

from region_policy.codes import (
    CARE_FORM_OF,
    STAY_FORMS,
    Firmness,
    HelpForm,
    Measure,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.parts import OpenRoute, PreconditionRule, ReferrerRule
from region_policy.parts_desk import PreconditionSetting
from region_policy.register import MunicipalityRegister

FORMS_OF_STAY = tuple(form for form in HelpForm if CARE_FORM_OF[form] in STAY_FORMS)
ASKS_FOR_AN_ANSWER = frozenset({Firmness.HARD, Firmness.SOFT})


def on_routes(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    for rule_at, rule in enumerate(policy.referrers):
        binds_desk = rule.binds_desk or rule.referrer is ReferrerType.MUNICIPALITY
        for at, opened in enumerate(rule.routes):
            path: Place = ("referrers", rule_at, "routes", at, "preconditions")
            if opened.settled_by is not SettledBy.DESK and opened.preconditions:
                message = "only the desk has preconditions; leave this out or let the desk settle the route"
                yield Fault(path, message)
            # Only an award goes by the rule of who asked for the quote; else the desk goes by its own.
            elif opened.preconditions and not binds_desk and opened.route is not Route.QUOTE:
                yield Fault(path, "the desk goes by the municipality's own rule here; leave this out")
            for each_at, each in enumerate(opened.preconditions):
                yield from wrong_precondition(opened.route, each, (*path, each_at))


def wrong_precondition(route: Route, each: PreconditionRule, path: Place) -> Iterator[Fault]:
    yield from never_asked(each.rule, (route,), (*path, "rule"))
    if each.help_forms and route is not Route.STAY:
        message = f"only the route {Route.STAY} has a form of its own; leave this out"
        yield Fault((*path, "help_forms"), message)
    for at, form in enumerate(each.help_forms):
        if form not in FORMS_OF_STAY:
            message = f"{form} is no form of a stay; allowed: {', '.join(FORMS_OF_STAY)}"
            yield Fault((*path, "help_forms", at), message)


def never_asked(rule: Precondition, routes: tuple[Route, ...], path: Place) -> Iterator[Fault]:
    if rule is Precondition.LONGEST_DURATION:
        yield Fault(path, f"{rule} follows from longest in route_rules; leave this out")
    if rule is Precondition.PLACE_ELSEWHERE and Route.QUOTE in routes:
        yield Fault(path, f"a {Route.QUOTE} has no place of its own to ask {rule} of; leave this out")


def settings(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    for at, setting in enumerate(policy.settings):
        if isinstance(setting, PreconditionSetting):
            yield from never_asked(setting.rule, setting.routes, ("settings", at, "rule"))


def from_ages(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A precondition from an age on that nobody has who can still be granted something."""
    prolonged = policy.desk.adulthood.prolonged if policy.desk.adulthood else None
    oldest = policy.ages.oldest if prolonged is None else max(policy.ages.oldest, prolonged.until_age - 1)
    for rule_at, rule in enumerate(policy.referrers):
        for route_at, opened in enumerate(rule.routes):
            for at, each in enumerate(opened.preconditions):
                if each.from_age is not None and each.from_age > oldest:
                    place: Place = ("referrers", rule_at, "routes", route_at, "preconditions", at, "from_age")
                    yield Fault(place, f"nobody is so old here; allowed: up to and including {oldest}")


def determinations(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """An institution with a measure in force, and the court, have the last word on need (LAW-02)."""
    for rule_at, rule in enumerate(policy.referrers):
        if not determines(rule):
            continue
        path: Place = ("referrers", rule_at)
        if not rule.binds_desk:
            message = f"must be true: what {rule.referrer} determines binds the desk"
            yield Fault((*path, "binds_desk"), message)
        for route_at, opened in enumerate(rule.routes):
            yield from weighing_of_a_need(opened, (*path, "routes", route_at, "preconditions"))


def determines(rule: ReferrerRule) -> bool:
    if rule.referrer is ReferrerType.CERTIFIED_INSTITUTION:
        return rule.measure is not Measure.NONE
    return rule.referrer is ReferrerType.COURT


def weighing_of_a_need(opened: OpenRoute, path: Place) -> Iterator[Fault]:
    """Of a determination the desk looks at the form only: that it is there."""
    for at, each in enumerate(opened.preconditions):
        if each.rule is not Precondition.DETERMINATION and each.firmness is not Firmness.NOTED:
            message = (
                f"{each.rule} would let the desk weigh a need that is determined;"
                f" allowed: {Precondition.DETERMINATION}, and others as noted"
            )
            yield Fault((*path, at, "rule"), message)


def weighing(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A weighing list that is asked has items, and one that must be answered has an item that must be."""
    asked: dict[Place, bool] = {
        ("referrers", rule_at, "routes", route_at, "preconditions", at, "rule"): each.firmness
        in ASKS_FOR_AN_ANSWER
        for rule_at, rule in enumerate(policy.referrers)
        for route_at, opened in enumerate(rule.routes)
        for at, each in enumerate(opened.preconditions)
        if each.rule is Precondition.WEIGHING_LIST
    }
    asked |= {
        ("settings", at, "rule"): not ASKS_FOR_AN_ANSWER.isdisjoint(setting.allowed)
        for at, setting in enumerate(policy.settings)
        if isinstance(setting, PreconditionSetting) and setting.rule is Precondition.WEIGHING_LIST
    }
    listed = policy.desk.weighing
    for place, must_be_answered in asked.items():
        if listed is None:
            yield Fault(place, f"{Precondition.WEIGHING_LIST} is asked, but desk.weighing has no list")
        elif must_be_answered and not any(item.mandatory for item in listed.items):
            message = f"{Precondition.WEIGHING_LIST} is asked, but no item of desk.weighing is mandatory"
            yield Fault(place, message)
