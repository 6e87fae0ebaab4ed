"""The rules that one value of a policy file sets for another: settings, the desk's work, frames."""

from collections.abc import Iterator
from itertools import pairwise

from region_policy.codes import BuyingForm, Firmness, ReferrerType, SettledBy, TriageUrgency
from region_policy.mistakes import Fault, Place
from region_policy.model import PolicyFile
from region_policy.municipal import open_in_the_file
from region_policy.parts_desk import DecisionTermSetting, PreconditionSetting, RouteSetting, Setting
from region_policy.places import elsewhere, given_twice
from region_policy.register import MunicipalityRegister

CLOSED_BY_A_MUNICIPALITY = (ReferrerType.MUNICIPALITY, ReferrerType.FAMILY)
MOST_UNTIL_AGE = 23
"""Youth care ends on the twenty-third birthday at the latest (Youth Act, section 1.1)."""


def settings(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    """A municipality sets only what the region leaves free, and within its bounds (ZHZ-02)."""
    yield from given_twice([what_it_sets(each) for each in policy.settings], ("settings",), key=None)
    for at, setting in enumerate(policy.settings):
        path: Place = ("settings", at)
        yield from elsewhere(policy, setting.own, (*path, "own"))
        yield from wrong_setting(policy, setting, path)


def what_it_sets(setting: Setting) -> str:
    match setting:
        case PreconditionSetting():
            return f"the setting of {setting.rule}"
        case RouteSetting():
            return f"the setting of {setting.route} for {setting.referrer}"
        case DecisionTermSetting():
            return "the setting of the decision term"


def wrong_setting(policy: PolicyFile, setting: Setting, path: Place) -> Iterator[Fault]:
    match setting:
        case DecisionTermSetting():
            most, longest = setting.at_most, policy.terms.decision.length
            if not setting.at_least <= most <= longest:
                yield Fault((*path, "at_most"), f"must lie between at_least and the region's {longest}")
            for code, days in setting.own.items():
                if not setting.at_least <= days <= most:
                    message = f"must lie between {setting.at_least} and {most}"
                    yield Fault((*path, "own", code), message)
        case PreconditionSetting() | RouteSetting():
            allowed = [str(each).lower() for each in setting.allowed]
            chosen: dict[Place, object] = {(*path, "default"): setting.default}
            chosen |= {(*path, "own", code): value for code, value in setting.own.items()}
            for place, value in chosen.items():
                if value not in setting.allowed:
                    yield Fault(place, f"lies outside what the region allows: {', '.join(allowed)}")
            if isinstance(setting, RouteSetting):
                yield from closing_what_the_law_opens(policy, setting, path)
            if isinstance(setting, PreconditionSetting):
                yield from binding_a_frame_rule(policy, setting, path)
                yield from asked_of_nobody(policy, setting, path)


def closing_what_the_law_opens(policy: PolicyFile, setting: RouteSetting, path: Place) -> Iterator[Fault]:
    """No municipality stands between a young person and a doctor, an institution or the court (LAW-03)."""
    if setting.referrer not in CLOSED_BY_A_MUNICIPALITY:
        message = f"no municipality closes a route to {setting.referrer}; allowed: "
        yield Fault((*path, "referrer"), message + ", ".join(CLOSED_BY_A_MUNICIPALITY))
    elif not open_in_the_file(policy.referrers, setting):
        yield Fault((*path, "route"), f"the file does not open {setting.route} to {setting.referrer}")


def binding_a_frame_rule(policy: PolicyFile, setting: PreconditionSetting, path: Place) -> Iterator[Fault]:
    """What the region asks hard of everybody is a frame; no municipality sets it otherwise (ZHZ-02)."""
    for rule in policy.referrers:
        for opened in rule.routes:
            if opened.route in setting.routes and any(
                each.rule is setting.rule and each.firmness is Firmness.HARD for each in opened.preconditions
            ):
                message = f"{setting.rule} is hard for the whole region on {opened.route}; it cannot be set"
                yield Fault((*path, "rule"), message)
                return


def asked_of_nobody(policy: PolicyFile, setting: PreconditionSetting, path: Place) -> Iterator[Fault]:
    """A precondition is asked where the desk decides; elsewhere the setting would do nothing."""
    of_the_desk = sorted(
        opened.route
        for rule in policy.referrers
        if rule.referrer is ReferrerType.MUNICIPALITY
        for opened in rule.routes
        if opened.settled_by is SettledBy.DESK
    )
    for at, route in enumerate(setting.routes):
        if route not in of_the_desk:
            message = f"the desk decides nothing on {route}; allowed: {', '.join(of_the_desk) or 'none'}"
            yield Fault((*path, "routes", at), message)


def desk(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    rules = policy.desk
    if rules.triage:
        urgencies = [lane.urgency for lane in rules.triage.lanes]
        yield from given_twice(urgencies, ("desk", "triage", "lanes"), key="urgency")
        missing = [each for each in TriageUrgency if each not in urgencies]
        if missing:
            yield Fault(("desk", "triage", "lanes"), f"must also have: {', '.join(missing)}")
    if rules.weighing:
        yield from given_twice([item.id for item in rules.weighing.items], ("desk", "weighing", "list"))
    if rules.reviews:
        yield from rising(rules.reviews.after_days, ("desk", "reviews", "after_days"))
    if rules.account_signals:
        yield from rising(rules.account_signals.at_percent, ("desk", "account_signals", "at_percent"))
    if rules.adulthood:
        months = rules.adulthood.signal_months_before
        yield from given_twice(months, ("desk", "adulthood", "signal_months_before"), key=None)
        prolonged = rules.adulthood.prolonged
        grounds_after = [ground.id for ground in prolonged.grounds] if prolonged else []
        yield from given_twice(grounds_after, ("desk", "adulthood", "prolonged", "grounds"))
        least = policy.ages.oldest + 2
        if prolonged and not least <= prolonged.until_age <= MOST_UNTIL_AGE:
            message = (
                f"help ends on this birthday: must be at least {least}, since ordinary help is given at"
                f" {policy.ages.oldest}, and by law at most {MOST_UNTIL_AGE}"
            )
            yield Fault(("desk", "adulthood", "prolonged", "until_age"), message)
    if rules.acceptance:
        grounds = [ground.id for ground in rules.acceptance.refusal_grounds]
        yield from given_twice(grounds, ("desk", "acceptance", "refusal_grounds"))
        if rules.acceptance.duty and not grounds:
            message = "a duty to accept needs its closed list of grounds to refuse"
            yield Fault(("desk", "acceptance", "refusal_grounds"), message)
    provisions = rules.free_provisions.items if rules.free_provisions else ()
    yield from given_twice([each.id for each in provisions], ("desk", "free_provisions", "list"))
    for at, provision in enumerate(provisions):
        path: Place = ("desk", "free_provisions", "list", at, "municipalities")
        yield from elsewhere(policy, provision.municipalities, path)


def rising(values: tuple[int, ...], path: Place) -> Iterator[Fault]:
    for at, (earlier, later) in enumerate(pairwise(values), start=1):
        if later <= earlier:
            yield Fault((*path, at), f"must be above the one before it ({earlier})")


def frames(policy: PolicyFile, register: MunicipalityRegister) -> Iterator[Fault]:
    if policy.frames is None:
        return
    yield from rising(policy.frames.thresholds_percent, ("frames", "thresholds_percent"))
    listed = policy.frames.items
    yield from given_twice([frame.municipality for frame in listed], ("frames", "list"), key="municipality")
    for at, frame in enumerate(listed):
        path: Place = ("frames", "list", at)
        if frame.municipality not in policy.municipalities.items:
            message = f"{frame.municipality} is not one of the municipalities of this region"
            yield Fault((*path, "municipality"), message)
        yield from given_twice([line.id for line in frame.lines], (*path, "lines"))
        yield from counted_twice([line.counts for line in frame.lines], (*path, "lines"))
        for line_at, line in enumerate(frame.lines):
            years = [each.year for each in line.years]
            yield from given_twice(years, (*path, "lines", line_at, "years"), key="year")


def counted_twice(lines: list[tuple[BuyingForm, ...]], path: Place) -> Iterator[Fault]:
    """Every euro comes from one line only."""
    seen: set[BuyingForm] = set()
    for at, forms in enumerate(lines):
        yield from given_twice(forms, (*path, at, "counts"), key=None)
        for form in forms:
            if form in seen:
                yield Fault((*path, at, "counts"), f"{form} is counted in an earlier line; each counts once")
        seen.update(forms)
