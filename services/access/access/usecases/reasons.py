"""Reasons of the policy, and of this room, as a problem tells them."""

from collections.abc import Iterable
from datetime import date

from region_policy.language import Language, name_of_day
from region_policy.reasons import ReasonGiven as PolicyReason
from wirekit.problems import ReasonGiven
from wirekit.texts import Text


def told(reasons: Iterable[PolicyReason]) -> list[ReasonGiven]:
    return [
        ReasonGiven(reason.code, Text(nl=reason.text(Language.NL), en=reason.text(Language.EN)))
        for reason in reasons
    ]


def no_policy(day: date) -> ReasonGiven:
    on = name_of_day(day)
    text = Text(
        nl=f"Op {on.nl} was in deze regio geen beleid van kracht",
        en=f"No policy of this region was in force on {on.en}",
    )
    return ReasonGiven("no-policy-in-force", text)


def no_tariff(day: date) -> ReasonGiven:
    on = name_of_day(day)
    text = Text(
        nl=f"Voor {on.nl} heeft deze functiegroep geen tarief",
        en=f"This function group has no tariff on {on.en}",
    )
    return ReasonGiven("no-tariff-on-day", text)


def unknown_group(allowed: Iterable[str]) -> ReasonGiven:
    names = ", ".join(allowed)
    text = Text(
        nl=f"Deze functiegroep bestaat niet; mogelijk zijn: {names}",
        en=f"There is no such function group; possible are: {names}",
    )
    return ReasonGiven("function-group-unknown", text)
