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


def unknown_function(allowed: Iterable[str]) -> ReasonGiven:
    names = ", ".join(allowed)
    text = Text(
        nl=f"Deze functie bestaat niet; mogelijk zijn: {names}",
        en=f"There is no such function; possible are: {names}",
    )
    return ReasonGiven("function-unknown", text)


NEED_IS_NOT_YOURS = ReasonGiven(
    "need-is-not-yours-to-judge",
    Text(
        nl="De verwijzer bepaalt hier of hulp nodig is; de gemeente toetst alleen de vorm",
        en="Here the referrer determines whether help is needed; the municipality checks the form only",
    ),
)
NOT_A_STAY = ReasonGiven(
    "not-a-stay",
    Text(
        nl="Deze toewijzing is voor ambulante hulp: geef minuten van een functiegroep",
        en="This entitlement is for ambulatory help: give minutes of a function group",
    ),
)
A_STAY = ReasonGiven(
    "a-stay",
    Text(
        nl="Deze toewijzing is voor verblijf: geef de dag van aankomst en van vertrek. "
        "Hulpverlening hoort bij de ambulante toewijzing",
        en="This entitlement is for a stay: give the day of arrival and of departure. "
        "Treatment belongs to the ambulatory entitlement",
    ),
)
NIGHT_TOLD_BEFORE = ReasonGiven(
    "night-told-before",
    Text(
        nl="Een van deze nachten is al eerder doorgegeven",
        en="One of these nights was told before",
    ),
)
ABSENCE_NOT_DECIDED = ReasonGiven(
    "absence-not-decided",
    Text(
        nl="Deze regio heeft niet bepaald hoe lang een lege plaats wordt betaald",
        en="This region has not decided how long an empty place is paid",
    ),
)
ERASED = ReasonGiven(
    "erased",
    Text(
        nl="De gegevens van deze jeugdige zijn gewist",
        en="What was known of this young person has been erased",
    ),
)
