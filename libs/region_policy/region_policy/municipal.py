"""The policy as one municipality has set it: the region's file, with that municipality's settings in it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from region_policy.codes import Firmness, ReferrerType
from region_policy.parts import OpenRoute, PreconditionRule, ReferrerRule
from region_policy.parts_desk import (
    NOT_ASKED,
    Asked,
    DecisionTermSetting,
    PreconditionSetting,
    RouteSetting,
    Setting,
)

if TYPE_CHECKING:
    from region_policy.model import PolicyFile


def as_set_by(policy: "PolicyFile", municipality: str | None) -> dict[str, Any]:
    """The sections that the settings of this municipality change, by name; by default where it is None."""
    referrers, terms = policy.referrers, policy.terms
    for setting in policy.settings:
        match setting:
            case PreconditionSetting():
                referrers = tuple(_asking(rule, setting, municipality) for rule in referrers)
            case RouteSetting():
                referrers = tuple(_opening(rule, setting, municipality) for rule in referrers)
            case DecisionTermSetting():
                length = setting.own.get(municipality or "", terms.decision.length)
                terms = terms.model_copy(
                    update={"decision": terms.decision.model_copy(update={"length": length})}
                )
    return {"referrers": referrers, "terms": terms, "settings_of": municipality}


def open_in_the_file(referrers: Iterable[ReferrerRule], setting: RouteSetting) -> bool:
    return any(rule.referrer is setting.referrer and rule.open_route(setting.route) for rule in referrers)


def sets_apart(settings: Iterable[Setting], municipality: str, referrer: ReferrerType) -> bool:
    """Whether this municipality differs from the region in something that touches this referrer."""
    return any(
        municipality in setting.own
        and referrer is (setting.referrer if isinstance(setting, RouteSetting) else ReferrerType.MUNICIPALITY)
        for setting in settings
    )


def _asking(rule: ReferrerRule, setting: PreconditionSetting, municipality: str | None) -> ReferrerRule:
    # What a doctor refers or an institution determines is not a municipality's to bind (LAW-02, LAW-03).
    if rule.referrer is not ReferrerType.MUNICIPALITY:
        return rule
    asked = setting.own.get(municipality or "", setting.default)

    def with_it(opened: OpenRoute) -> OpenRoute:
        if opened.route not in setting.routes:
            return opened
        others = tuple(each for each in opened.preconditions if each.rule is not setting.rule)
        if asked != NOT_ASKED:
            others = (*others, _as_firm_as(asked, opened, setting))
        return opened.model_copy(update={"preconditions": others})

    return rule.model_copy(update={"routes": tuple(map(with_it, rule.routes))})


def _as_firm_as(asked: Asked, opened: OpenRoute, setting: PreconditionSetting) -> PreconditionRule:
    """From which age and of which forms it is asked, the file goes on to say."""
    in_file = (each for each in opened.preconditions if each.rule is setting.rule)
    rule = next(in_file, PreconditionRule(rule=setting.rule, firmness=Firmness(asked)))
    changed = {"firmness": Firmness(asked), "source": setting.source, "illustrative": setting.illustrative}
    return rule.model_copy(update=changed)


def _opening(rule: ReferrerRule, setting: RouteSetting, municipality: str | None) -> ReferrerRule:
    if rule.referrer is not setting.referrer or setting.own.get(municipality or "", setting.default):
        return rule
    left = tuple(opened for opened in rule.routes if opened.route is not setting.route)
    return rule.model_copy(update={"routes": left})
